"""Tests of one camera: how it comes and goes, and who is told what was seen."""

import asyncio
import logging
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.activity import Activity
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, EVENT_STATE_CHANGED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util

from .conftest import FACES, FakeCamera, Show, camera_entity, camera_named, until
from .pictures import room
from .watching import REST, VIEW, said, states, watching

pytestmark = pytest.mark.usefixtures("impatient")


async def test_a_camera_that_goes_and_comes_back(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    door_camera: FakeCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    assert states(hass, door, VIEW) == states(hass, door, REST) == {True}
    for times in (1, 2):
        door_camera.set_available(False)
        await until(lambda: door.status is CameraStatus.UNAVAILABLE)
        assert states(hass, door, VIEW) == {False}
        assert states(hass, door, REST) == {True}
        failures = door.watch.statistics.failures
        await until(lambda seen=failures: door.watch.statistics.failures > seen + 3)
        assert said(caplog, "Front door cannot be watched") == times
        assert said(caplog, "Front door can be watched again") == times - 1
        door_camera.set_available(True)
        await watching(door)
        assert states(hass, door, VIEW) == {True}
        assert said(caplog, "Front door can be watched again") == times


async def test_a_camera_whose_pictures_stop_coming(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    door_camera: FakeCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    door_camera.failure = OSError("cable cut")
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    assert states(hass, door, VIEW) == {False}
    # One picture more or less is no news.
    assert door.watch.statistics.failures > 2
    assert said(caplog, "cannot be watched: OSError: cable cut") == 1
    door_camera.failure = None
    await watching(door)
    assert states(hass, door, VIEW) == {True}


@pytest.mark.parametrize("picture", [None, b"", b"junk"])
async def test_a_single_bad_picture_changes_nothing(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    door_camera: FakeCamera,
    picture: bytes | None,
) -> None:
    good = door_camera.picture
    went: list[CameraStatus] = []
    door.async_add_listener(lambda: went.append(door.status))
    failures = door.watch.statistics.failures

    door_camera.picture = picture
    await until(lambda: door.watch.statistics.failures > failures)
    door_camera.picture = good
    await watching(door)
    assert door.watch.statistics.failures <= failures + 2
    assert CameraStatus.UNAVAILABLE not in went
    assert states(hass, door, VIEW) == {True}


async def test_a_camera_that_is_switched_off_is_idle(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    door_camera: FakeCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    show = Show(hass, door)
    door_camera.set_on(False)
    await until(lambda: door.status is CameraStatus.OFF)
    assert states(hass, door, VIEW) == {True}
    for key in ("motion", "tamper"):
        entity_id = camera_entity(hass, door, "binary_sensor", key)
        assert hass.states.get(entity_id).state == "off"
    assert door.sight is None
    asked = door_camera.asked
    failures = door.watch.statistics.failures
    await until(lambda: door.watch.statistics.failures > failures + 2)
    # A camera that is off is not asked for pictures, and nothing is wrong with it.
    assert door_camera.asked == asked
    assert said(caplog, "cannot be watched") == 0
    door_camera.set_on(True)
    await watching(door)
    # The camera's own frames show nobody, and may come right after.
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    await show(FACES)
    faces = camera_entity(hass, door, "sensor", "faces")
    told = [change.data for change in changes]
    assert "2" in {one["new_state"].state for one in told if one["entity_id"] == faces}


async def test_a_camera_that_is_away_at_the_start(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Argus may be up before the camera."""
    cameras["camera.garden"].set_available(False)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    garden = camera_named(runtime, "Garden")
    await until(lambda: garden.status is CameraStatus.UNAVAILABLE)
    await watching(camera_named(runtime, "Front door"))
    assert states(hass, garden, VIEW) == {False}
    cameras["camera.garden"].set_available(True)
    await watching(garden)
    assert states(hass, garden, VIEW) == {True}
    assert said(caplog, "cannot be watched") == 1


async def test_looks_at_once_when_home_assistant_has_started(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.set_state(CoreState.starting)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    garden = camera_named(entry.runtime_data, "Garden")
    await watching(garden)
    with patch.object(garden.watch, "wake") as wake:
        hass.set_state(CoreState.running)
        hass.bus.async_fire("homeassistant_started")
        await hass.async_block_till_done()
    wake.assert_called_once()


async def test_stopping_detection_is_no_recovery(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    door_camera: FakeCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    door = camera_named(argus, "Front door")
    door_camera.set_available(False)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    door.async_set(detection=False)
    await hass.async_block_till_done()
    assert door.status is CameraStatus.STOPPED
    assert states(hass, door, VIEW) == {True}
    assert said(caplog, "can be watched again") == 0
    door.async_set(detection=True)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    door_camera.set_available(True)
    await watching(door)
    assert said(caplog, "can be watched again") == 1


async def test_a_camera_that_never_answers_holds_nothing_up(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    door_camera: FakeCamera,
) -> None:
    """Home Assistant takes a cancelled request for a picture that did not come."""
    asked = asyncio.Event()

    async def never(*_: object, **__: object) -> bytes:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    door = camera_named(argus, "Front door")
    with patch.object(door_camera, "async_camera_image", never):
        await asked.wait()
        task = door._watch._task
        async with asyncio.timeout(5):
            assert await hass.config_entries.async_unload(entry.entry_id)
    assert task is not None
    assert task.cancelled()


async def test_stopping_home_assistant_stops_watching(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    door: ArgusCoordinator,
    cameras: dict[str, FakeCamera],
) -> None:
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert door.watch is None
    assert not argus.cameras


async def test_a_still_view_writes_no_states(
    hass: HomeAssistant, argus: ArgusRuntime
) -> None:
    """A state for every frame would fill the database."""
    door, garden = camera_named(argus, "Front door"), camera_named(argus, "Garden")
    await watching(door)
    await watching(garden)
    await hass.async_block_till_done()
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    for _ in range(3):
        await watching(door)
        await watching(garden)
    assert not events


async def test_activities_reach_all_who_listen_until_they_stop(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    door = camera_named(calm, "Front door")
    show = Show(hass, door)
    first: list[Activity] = []
    second: list[Activity] = []
    end_first = door.async_subscribe_activities(first.append)
    end_second = door.async_subscribe_activities(second.append)
    await show(FACES)
    assert len(first) == len(second) == 1
    end_first()
    await show(FACES, after=1)
    door._view.tracker.rest()
    await show(FACES, after=1)
    assert len(first) == 1
    assert len(second) == 2
    end_second()


async def test_the_last_picture_is_kept_with_its_time(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    door = camera_named(calm, "Front door")
    assert door.best.frame is None
    before = dt_util.utcnow()
    await Show(hass, door)(FACES, frame=room())
    assert door.best.frame == room()
    assert door.best.at is not None
    assert before <= door.best.at <= dt_util.utcnow()
