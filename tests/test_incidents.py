"""Tests of incidents in the running house."""

from pathlib import Path

from custom_components.argus.house import House
from custom_components.argus.incident import IncidentChange, Phase
from custom_components.argus.journal.incidents import IncidentQuery
from custom_components.argus.vision import Box, Face, Motion, Observation
from homeassistant.core import HomeAssistant

from .conftest import Show, camera_entity, camera_named
from .pictures import mover, visitor

QUIET = Observation(640, 360)
MOTION = Observation(640, 360, motion=Motion(detected=True, intensity=0.1))
FACE = Observation(
    640,
    360,
    motion=Motion(detected=True, intensity=0.1),
    faces=(Face(Box(0.4, 0.2, 0.5, 0.4), 0.9),),
)


async def test_an_incident_from_start_to_end(
    hass: HomeAssistant, calm: House, tmp_path: Path
) -> None:
    """It begins with motion, gets the face's picture, ends when it is quiet, and is in the journal."""
    camera = camera_named(calm, "Front door")
    changes: list[IncidentChange] = []
    calm.incidents.async_subscribe(changes.append)
    show = Show(hass, camera)
    await show(MOTION, frame=mover(100))
    await show(FACE, after=1, frame=visitor())
    event = hass.states.get(camera_entity(hass, camera, "event", "activity"))
    started = changes[0]
    assert started.phase is Phase.STARTED
    assert event.attributes["incident"] == started.incident.id
    assert await calm.incidents.async_find(IncidentQuery())
