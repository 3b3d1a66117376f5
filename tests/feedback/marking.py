"""Incidents that happened with their replays, marked as false alarms."""

from collections.abc import Sequence
from datetime import timedelta

from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.feedback.kind import AlarmKind
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import FaceDetector, PipelineSettings
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..conftest import until
from ..films import Draw, filmed, small_portrait, visitor
from ..journals import NOON, remember

MOTION = (ActivityType.MOTION,)
FACE = (ActivityType.MOTION, ActivityType.FACE)
FACES = PipelineSettings(face_detector=FaceDetector.HAAR)


async def happened(
    runtime: ArgusRuntime,
    camera: ArgusCoordinator,
    *films: Draw,
    after: int = 0,
    recognised: Sequence[ActivityType] = (),
) -> list[Incident]:
    """Let incidents have happened, a minute apart, with their replays, and with what was recognised in each."""
    found = []
    for number, film in enumerate(films):
        faces = film in {small_portrait, visitor}
        incident = await remember(
            runtime,
            camera,
            NOON + timedelta(minutes=after + number),
            types=(*(FACE if faces else MOTION), *recognised),
        )
        stills = filmed(film, settings=FACES) if faces else filmed(film)
        await runtime.hass.async_add_executor_job(
            runtime.incidents.replays.write, incident.id, stills
        )
        found.append(incident)
    return found


async def mark(
    runtime: ArgusRuntime, incidents: Sequence[Incident], false_alarm: bool = True
) -> None:
    """Say what was a false alarm, and wait until all is looked at."""
    for incident in incidents:
        await runtime.incidents.edits.async_set_false_alarm(incident.id, false_alarm)
    await settled(runtime)


async def settled(runtime: ArgusRuntime) -> None:
    """Wait until nothing is looked at any more."""
    await runtime.hass.async_block_till_done()
    task = runtime.false_alarms._task
    await until(lambda: task is None or task.done())


def proposed(
    hass: HomeAssistant, camera: ArgusCoordinator, kind: AlarmKind = AlarmKind.MOTION
) -> ir.IssueEntry | None:
    """Return the issue that proposes something."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"false_alarms_{kind}_{camera.subentry.subentry_id}"
    )


def unsolved(
    hass: HomeAssistant, camera: ArgusCoordinator, kind: AlarmKind = AlarmKind.MOTION
) -> ir.IssueEntry | None:
    """Return the issue that says why nothing is proposed."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"false_alarms_unsolved_{kind}_{camera.subentry.subentry_id}"
    )
