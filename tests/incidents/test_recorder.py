"""Tests of incidents in the running house: told and stored from their start to their end, and linked with their neighbours."""

from datetime import timedelta
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.argus.incidents import write_buffer as backlog
from custom_components.argus.model.incident import IncidentChange, Phase
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import Show, camera_entity, camera_named
from ..pictures import mover, visitor
from .house import FACE, MOTION, QUIET, stored


async def test_an_incident_from_start_to_end(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """It begins with motion, gets the face's picture, ends when it is quiet, and is in the journal."""
    camera = camera_named(calm, "Front door")
    show = Show(hass, camera)
    await show(MOTION, frame=mover(100))
    event = hass.states.get(camera_entity(hass, camera, "event", "activity"))
    assert event.attributes["incident"] == changes[0].incident.id
    first = changes[0].incident.snapshot
    assert first is not None
    assert "_motion_" in first
    assert (tmp_path / "media" / first).read_bytes() == mover(100)
    freezer.tick(1)
    await show(FACE, after=1, frame=visitor())
    freezer.tick(300)
    await show(QUIET, after=300)
    assert [change.phase for change in changes] == ["started", "updated", "ended"]
    last = changes[-1].incident
    assert last.snapshot is not None
    assert "_face_" in last.snapshot
    assert (tmp_path / "media" / last.snapshot).read_bytes() == visitor()
    assert not (tmp_path / "media" / first).exists()
    assert calm.incidents.snapshots.thumbnail(last.id).read_bytes()[:2] == b"\xff\xd8"
    (kept,) = await stored(calm)
    assert kept.types == ("motion", "face")
    assert kept.snapshot == last.snapshot
    assert kept.end is not None
    assert [step.what for step in kept.trace] == ["motion", "face"]


async def test_changes_are_stored_while_it_lasts(
    hass: HomeAssistant, calm: ArgusRuntime, changes: list[IncidentChange]
) -> None:
    """A crash in the middle of a long incident loses seconds, not the incident; the next start ends it."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOTION)
    await show(FACE, after=1)
    assert changes[-1].phase is Phase.UPDATED
    async_fire_time_changed(
        hass, dt_util.utcnow() + timedelta(seconds=backlog.TOGETHER + 1)
    )
    await hass.async_block_till_done()
    (kept,) = await stored(calm)
    assert kept.types == ("motion", "face")
    assert kept.end is None
    # As a crash leaves it: nothing was ended, and nobody knows that it lasts.
    calm.incidents._open_incidents.clear()
    await calm.incidents.async_open()
    (ended,) = await stored(calm)
    assert ended.end is not None
    assert ended.end >= ended.start


async def test_neighbours_are_linked_both_ways(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
) -> None:
    """Within seconds at two cameras: each knows the other, until the end and in the journal; later ones do not."""
    front, garden = (
        Show(hass, camera_named(calm, name)) for name in ("Front door", "Garden")
    )
    await front(MOTION)
    freezer.tick(4)
    await garden(MOTION, after=4)
    freezer.tick(1)
    await front(FACE, after=5)
    freezer.tick(300)
    await front(QUIET, after=300)
    await garden(QUIET, after=300)
    freezer.tick(60)
    await garden(MOTION, after=60)
    one, other, alone = (
        change.incident for change in changes if change.phase is Phase.STARTED
    )
    assert one.linked == ()
    assert other.linked == (one.id,)
    assert alone.linked == ()
    ended = {c.incident.id: c.incident for c in changes if c.phase is Phase.ENDED}
    assert ended[one.id].linked == (other.id,)
    assert ended[other.id].linked == (one.id,)
    kept = {incident.id: incident.linked for incident in await stored(calm)}
    assert kept == {one.id: (other.id,), other.id: (one.id,), alone.id: ()}


async def test_a_listener_that_fails_stops_nobody(
    hass: HomeAssistant, calm: ArgusRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are told."""
    told: list[IncidentChange] = []

    def fail(_change: IncidentChange) -> None:
        raise ValueError("no")

    calm.incidents.async_subscribe(fail)
    calm.incidents.async_subscribe(told.append)
    await Show(hass, camera_named(calm, "Front door"))(MOTION)
    assert len(told) == 1
    assert "could not take what it was told" in caplog.text
