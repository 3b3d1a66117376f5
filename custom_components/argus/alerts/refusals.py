"""Why an alert says nothing of an incident just now: by the incident, the clock, the house, its silence and its pause."""

from homeassistant.util import dt as dt_util

from ..model.camera import WatchedCamera
from ..model.decision import Verdict
from ..model.incident import Incident
from .alert_setup import AlertSetup
from .alert_state import AlertState
from .news import only_moves
from .rule import Refusal, refusal


async def async_refusal(
    setup: AlertSetup,
    incident: Incident,
    camera: WatchedCamera | None,
    memory: AlertState,
    *,
    joins: bool = False,
) -> Refusal | None:
    """Return why an alert is not sent for an incident now, or None if it is; no AI is asked.

    Args:
        setup: the alert.
        incident: what happens.
        camera: the one that sees it; None if it is no longer watched.
        memory: what the alert sent, and until when it is silenced.
        joins: whether it only comes to what is told of other cameras, which rings for none of it: no pause holds for that.

    """
    settings, now = setup.settings, dt_util.utcnow()
    refused = refusal(settings, incident, dt_util.as_local(now), joins=joins)
    if refused is not None:
        return refused
    if (refused := profile_refusal(camera)) is not None:
        return refused
    refused = await setup.conditions.async_refusal(setup.sender.variables(incident))
    if refused is not None:
        return refused
    if memory.is_snoozed(now) and memory.snoozed_until is not None:
        until = dt_util.as_local(memory.snoozed_until)
        return Refusal(Verdict.SNOOZED, until.isoformat(timespec="minutes"))
    if joins:
        return None
    cooldown = settings.cooldown
    left = memory.seconds_left(incident.camera, cooldown, now)
    if left <= 0 and only_moves(settings, incident):
        left = memory.seconds_of_calm_left(
            incident.camera, cooldown, incident.start, now
        )
    return Refusal(Verdict.COOLDOWN, f"{left:.0f} s") if left > 0 else None


def profile_refusal(camera: WatchedCamera | None) -> Refusal | None:
    """Return why nobody is told of a camera in the profile that holds, or None if people are.

    Args:
        camera: the one that sees something; None if it is no longer watched.

    """
    if camera is None or camera.settings.alerts:
        return None
    return Refusal(Verdict.PROFILE)
