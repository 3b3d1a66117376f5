"""Whether an incident is one that an alert is for, as far as incident and clock tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ..model.activity import ActivityType
from ..model.decision import Opinion, Verdict
from ..model.incident import Incident
from ..vision import ObjectKind
from .settings import AlertSettings, InDoubt

RECOGNISED_WITHIN: Final = timedelta(seconds=4)
"""Until nobody expects any more that it will be told what moves."""
_SOMEBODY: Final = frozenset(
    {ActivityType.FACE, ActivityType.VISITOR_IN, ActivityType.VISITOR_OUT}
)
"""What only persons do, as far as a camera without an object detector can tell."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an alert is not sent."""

    verdict: Verdict
    detail: str = ""
    opinion: Opinion | None = None
    """What an AI was asked before, if one was."""


def refusal(
    settings: AlertSettings,
    incident: Incident,
    local: datetime,
    *,
    joins: bool = False,
) -> Refusal | None:
    """Return why an incident is not one for an alert, or None if it is.

    Args:
        settings: of the alert.
        incident: what happens.
        local: the moment, in the time of the house.
        joins: whether it only comes to what is told of other cameras. A camera that is still lost then counts as lost
            for long enough: it was lost within seconds of theirs.

    """
    if not settings.enabled:
        return Refusal(Verdict.DISABLED)
    lost_with_others = joins and incident.end is None
    return (
        incident_refusal(settings, incident)
        or (None if lost_with_others else _loss_refusal(settings, incident, local))
        or kind_refusal(settings, incident, local)
        or _clock_refusal(settings, local)
    )


def may_still_come(verdict: Verdict) -> bool:
    """Return whether an incident that lasts may yet become one for the alert by what happens in it."""
    return verdict in (
        Verdict.OTHER_TYPE,
        Verdict.OTHER_ZONE,
        Verdict.OTHER_KIND,
        Verdict.NOT_CONFIRMED,
        Verdict.TOO_FEW_FACES,
        Verdict.TOO_LITTLE_MOTION,
        Verdict.LOST_BRIEFLY,
    )


def incident_refusal(settings: AlertSettings, incident: Incident) -> Refusal | None:
    """Return why an incident is not one for an alert as far as camera, types, zones and strength tell, or None."""
    if not settings.is_for(incident.camera):
        return Refusal(Verdict.OTHER_CAMERA, incident.camera_name)
    if settings.types.isdisjoint(incident.types):
        return Refusal(Verdict.OTHER_TYPE, ", ".join(incident.types))
    if incident.is_loss:
        # A camera that sees nothing is so everywhere, whatever moves.
        return None
    if settings.zones and settings.zones.isdisjoint(incident.zones):
        return Refusal(Verdict.OTHER_ZONE, ", ".join(incident.zones))
    if incident.faces < settings.min_faces:
        return Refusal(
            Verdict.TOO_FEW_FACES, f"{incident.faces} < {settings.min_faces}"
        )
    if incident.intensity < settings.min_intensity:
        return Refusal(
            Verdict.TOO_LITTLE_MOTION,
            f"{incident.intensity:.1f} % < {settings.min_intensity:.1f} %",
        )
    return None


def kind_refusal(
    settings: AlertSettings, incident: Incident, local: datetime
) -> Refusal | None:
    """Return why what was seen is none of the kinds that an alert is for, None if it is or may be."""
    if not settings.kinds or incident.is_loss:
        return None
    if ActivityType.TAMPERED in incident.types:
        return None
    known = set(incident.kinds)
    if not _SOMEBODY.isdisjoint(incident.types):
        known.add(ObjectKind.PERSON)
    if not known.isdisjoint(settings.kinds):
        return None
    if known:
        return Refusal(Verdict.OTHER_KIND, ", ".join(sorted(known)))
    lately = incident.end is None and local - incident.start < RECOGNISED_WITHIN
    if lately or settings.in_doubt is InDoubt.SILENT:
        return Refusal(Verdict.NOT_CONFIRMED)
    return None


def seconds_until_worth_a_look(
    settings: AlertSettings, incident: Incident, verdict: Verdict, now: datetime
) -> float | None:
    """Return the seconds until time alone may change what an alert refused, None if it never does.

    Args:
        settings: of the alert.
        incident: what lasts, or is over.
        verdict: why it was refused.
        now: the moment, with any time zone.

    """
    if incident.end is not None:
        return None
    if verdict is Verdict.LOST_BRIEFLY:
        return seconds_until_lost(settings, incident, now)
    if verdict is Verdict.NOT_CONFIRMED and settings.in_doubt is InDoubt.TELL:
        left = incident.start + RECOGNISED_WITHIN - now
        return max(0.0, left.total_seconds())
    return None


def seconds_until_lost(
    settings: AlertSettings, incident: Incident, now: datetime
) -> float:
    """Return the seconds until a camera is lost for as long as an alert waits, at a moment with any time zone."""
    lost = ((incident.end or now) - incident.start).total_seconds()
    return max(0.0, settings.lost_after - lost)


def _loss_refusal(
    settings: AlertSettings, incident: Incident, now: datetime
) -> Refusal | None:
    if (
        not incident.is_loss
        or (left := seconds_until_lost(settings, incident, now)) <= 0
    ):
        return None
    lost = settings.lost_after - left
    return Refusal(Verdict.LOST_BRIEFLY, f"{lost:.0f} s < {settings.lost_after:.0f} s")


def _clock_refusal(settings: AlertSettings, local: datetime) -> Refusal | None:
    hours = settings.hours
    if hours.begun(local) is None:
        return Refusal(Verdict.OTHER_HOUR, f"{local:%H:%M}")
    if not hours.on_day(local):
        return Refusal(Verdict.OTHER_DAY, f"{local:%Y-%m-%d %H:%M}")
    return None
