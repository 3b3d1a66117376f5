"""Tests of one camera: how it comes, goes, is renamed, removed and swapped, and what is told of it."""

import asyncio
from collections.abc import Iterator
import logging
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.argus.activity import Activity
from custom_components.argus.const import CONF_CAMERA, CONF_DETECTION, DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator, CameraStatus
from custom_components.argus.house import House
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, EVENT_STATE_CHANGED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.util import dt as dt_util

from .conftest import (
    FACES,
    FakeCamera,
    Show,
    camera_entity,
    camera_named,
    camera_subentry,
    until,
)
from .pictures import room

VIEW = (
    ("binary_sensor", "motion"),
    ("binary_sensor", "presence"),
    ("binary_sensor", "tamper"),
    ("event", "activity"),
    ("sensor", "faces"),
)
"""What cannot be known while the camera is away."""
REST = (
    ("image", "last_event"),
    ("number", "interval"),
    ("number", "min_object"),
    ("number", "sensitivity"),
    ("sensor", "last_seen"),
    ("switch", "detection"),
)
"""What stays."""


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    """Let Argus try again soon; how it backs off is tested with the watch."""
    with patch("custom_components.argus.watch.LONGEST_BACKOFF", 0.05):
        yield


def states(
    hass: HomeAssistant, camera: ArgusCoordinator, keys: tuple[tuple[str, str], ...]
) -> set[bool]:
    """Return whether entities are available: one or both of True and False."""
    return {
        hass.states.get(camera_entity(hass, camera, domain, key)).state != "unavailable"
        for domain, key in keys
    }


def said(caplog: pytest.LogCaptureFixture, text: str) -> int:
    """Return how often something was logged."""
    return sum(
        text in record.message for record in caplog.records if "argus" in record.name
    )


def issue(hass: HomeAssistant, camera: ArgusCoordinator) -> ir.IssueEntry | None:
    """Return the issue about a removed camera."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"camera_removed_{camera.subentry.subentry_id}"
    )


async def watching(camera: ArgusCoordinator) -> None:
    """Wait until a new frame of the camera was looked at."""
    await until(
        lambda: camera.status is CameraStatus.WATCHING and camera.watch is not None
    )
    frames = camera.watch.statistics.frames
    await until(lambda: camera.watch and camera.watch.statistics.frames > frames)


async def test_a_camera_that_goes_and_comes_back(
    hass: HomeAssistant,
    argus: House,
    cameras: dict[str, FakeCamera],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    door = camera_named(argus, "Front door")
    await watching(door)
    assert states(hass, door, VIEW) == states(hass, door, REST) == {True}
    for times in (1, 2):
        cameras["camera.front_door"].set_available(False)
        await until(lambda: door.status is CameraStatus.UNAVAILABLE)
        assert states(hass, door, VIEW) == {False}
        assert states(hass, door, REST) == {True}
        failures = door.watch.statistics.failures
        await until(lambda seen=failures: door.watch.statistics.failures > seen + 3)
        assert said(caplog, "Front door cannot be watched") == times
        assert said(caplog, "Front door can be watched again") == times - 1
        cameras["camera.front_door"].set_available(True)
        await watching(door)
        assert states(hass, door, VIEW) == {True}
        assert said(caplog, "Front door can be watched again") == times


async def test_a_camera_whose_pictures_stop_coming(
    hass: HomeAssistant,
    argus: House,
    cameras: dict[str, FakeCamera],
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    cameras["camera.front_door"].failure = OSError("cable cut")
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    assert states(hass, door, VIEW) == {False}
    # One picture more or less is no news.
    assert door.watch.statistics.failures > 2
    assert said(caplog, "cannot be watched: OSError: cable cut") == 1
    cameras["camera.front_door"].failure = None
    await watching(door)
    assert states(hass, door, VIEW) == {True}


@pytest.mark.parametrize("picture", [None, b"", b"junk"])
async def test_a_single_bad_picture_changes_nothing(
    hass: HomeAssistant,
    argus: House,
    cameras: dict[str, FakeCamera],
    picture: bytes | None,
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    good = cameras["camera.front_door"].picture
    went: list[CameraStatus] = []
    door.async_add_listener(lambda: went.append(door.status))
    failures = door.watch.statistics.failures

    cameras["camera.front_door"].picture = picture
    await until(lambda: door.watch.statistics.failures > failures)
    cameras["camera.front_door"].picture = good
    await watching(door)
    assert door.watch.statistics.failures <= failures + 2
    assert CameraStatus.UNAVAILABLE not in went
    assert states(hass, door, VIEW) == {True}


async def test_a_camera_that_is_switched_off_is_idle(
    hass: HomeAssistant,
    argus: House,
    cameras: dict[str, FakeCamera],
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    show = Show(hass, door)
    cameras["camera.front_door"].set_on(False)
    await until(lambda: door.status is CameraStatus.OFF)
    assert states(hass, door, VIEW) == {True}
    for key in ("motion", "tamper"):
        entity_id = camera_entity(hass, door, "binary_sensor", key)
        assert hass.states.get(entity_id).state == "off"
    assert door.sight is None
    asked = cameras["camera.front_door"].asked
    failures = door.watch.statistics.failures
    await until(lambda: door.watch.statistics.failures > failures + 2)
    # A camera that is off is not asked for pictures, and nothing is wrong with it.
    assert cameras["camera.front_door"].asked == asked
    assert said(caplog, "cannot be watched") == 0
    cameras["camera.front_door"].set_on(True)
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
    house: House = entry.runtime_data
    garden = camera_named(house, "Garden")
    await until(lambda: garden.status is CameraStatus.UNAVAILABLE)
    await watching(camera_named(house, "Front door"))
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


async def test_a_renamed_camera_is_followed(
    hass: HomeAssistant, argus: House, cameras: dict[str, FakeCamera]
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    subentry = dict(door.subentry.data)
    cameras["camera.front_door"].rename("camera.entrance")
    await hass.async_block_till_done()
    assert door.entity_id == "camera.entrance"
    await watching(door)
    assert dict(door.subentry.data) == subentry
    assert issue(hass, door) is None
    # And again, twice at once.
    for name in ("camera.porch", "camera.front_door"):
        er.async_get(hass).async_update_entity(
            er.async_resolve_entity_id(er.async_get(hass), subentry[CONF_CAMERA]),
            new_entity_id=name,
        )
    await hass.async_block_till_done()
    assert door.entity_id == "camera.front_door"
    await watching(door)
    # Its state is followed under its new name.
    cameras["camera.front_door"].set_available(False)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)


async def test_other_changes_of_a_camera_do_not_matter(
    hass: HomeAssistant, argus: House, cameras: dict[str, FakeCamera]
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    watch = door.watch
    er.async_get(hass).async_update_entity("camera.front_door", icon="mdi:door")
    await hass.async_block_till_done()
    assert door.watch is watch


async def test_a_removed_camera_raises_an_issue(
    hass: HomeAssistant,
    argus: House,
    cameras: dict[str, FakeCamera],
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    cameras["camera.front_door"].remove_from_registry()
    await hass.async_block_till_done()
    assert door.status is CameraStatus.UNAVAILABLE
    assert door.entity_id is None
    assert door.watch is None
    assert states(hass, door, VIEW) == {False}
    told = issue(hass, door)
    assert told is not None
    assert told.is_fixable
    assert told.translation_placeholders == {"camera": "Front door"}
    assert said(caplog, "cannot be watched: the camera was removed") == 1
    # Settings may still be changed, and nothing starts by that.
    door.async_set(sensitivity=3)
    await hass.async_block_till_done()
    assert door.settings.sensitivity == 3
    assert door.watch is None
    assert said(caplog, "cannot be watched") == 1


async def test_a_camera_that_was_removed_and_added_again_is_watched_again(
    hass: HomeAssistant, argus: House, cameras: dict[str, FakeCamera]
) -> None:
    """Home Assistant remembers it; so does Argus."""
    door = camera_named(argus, "Front door")
    old = cameras["camera.front_door"]
    platform = old.platform
    old.remove_from_registry()
    await hass.async_block_till_done()
    assert issue(hass, door) is not None
    again = FakeCamera("Front door")
    await platform.async_add_entities([again], config_subentry_id=None)
    await hass.async_block_till_done()
    assert door.entity_id == again.entity_id
    assert issue(hass, door) is None
    await watching(door)
    assert again.asked
    assert states(hass, door, VIEW) == {True}


async def test_a_camera_removed_while_home_assistant_was_down(
    hass: HomeAssistant, entry: MockConfigEntry, cameras: dict[str, FakeCamera]
) -> None:
    cameras["camera.garden"].remove_from_registry()
    await hass.async_block_till_done()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    garden = camera_named(entry.runtime_data, "Garden")
    assert garden.status is CameraStatus.UNAVAILABLE
    assert issue(hass, garden) is not None
    assert states(hass, garden, VIEW) == {False}
    assert states(hass, garden, REST) == {True}
    await watching(camera_named(entry.runtime_data, "Front door"))


async def test_pointing_at_another_camera_takes_the_issue_back(
    hass: HomeAssistant,
    argus: House,
    cameras: dict[str, FakeCamera],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    door = camera_named(argus, "Front door")
    cameras["camera.front_door"].remove_from_registry()
    await hass.async_block_till_done()
    assert issue(hass, door) is not None
    door.async_set(camera=er.async_get(hass).async_get("camera.shop").id)
    await hass.async_block_till_done()
    assert issue(hass, door) is None
    await watching(door)
    assert door.entity_id == "camera.shop"
    assert states(hass, door, VIEW) == {True}
    assert said(caplog, "can be watched again") == 1


async def test_removing_the_camera_from_argus_takes_the_issue_back(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    door = camera_named(argus, "Front door")
    cameras["camera.front_door"].remove_from_registry()
    await hass.async_block_till_done()
    hass.config_entries.async_remove_subentry(entry, door.subentry.subentry_id)
    await hass.async_block_till_done()
    assert issue(hass, door) is None
    assert len(argus.cameras) == 1


async def test_stopping_detection_is_no_recovery(
    hass: HomeAssistant,
    argus: House,
    cameras: dict[str, FakeCamera],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    door = camera_named(argus, "Front door")
    cameras["camera.front_door"].set_available(False)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    door.async_set(detection=False)
    await hass.async_block_till_done()
    assert door.status is CameraStatus.STOPPED
    assert states(hass, door, VIEW) == {True}
    assert said(caplog, "can be watched again") == 0
    door.async_set(detection=True)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    cameras["camera.front_door"].set_available(True)
    await watching(door)
    assert said(caplog, "can be watched again") == 1


async def test_changing_settings_of_an_absent_camera_does_not_complain_again(
    hass: HomeAssistant,
    argus: House,
    cameras: dict[str, FakeCamera],
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = camera_named(argus, "Front door")
    cameras["camera.front_door"].set_available(False)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    cameras["camera.front_door"].rename("camera.entrance")
    door.async_set(interval=0.3)
    await hass.async_block_till_done()
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    assert states(hass, door, VIEW) == {False}
    assert said(caplog, "cannot be watched") == 1


async def test_detection_stopped_while_the_camera_is_renamed_or_removed(
    hass: HomeAssistant, argus: House, cameras: dict[str, FakeCamera]
) -> None:
    door = camera_named(argus, "Front door")
    door.async_set(detection=False)
    await hass.async_block_till_done()
    cameras["camera.front_door"].rename("camera.entrance")
    await hass.async_block_till_done()
    assert door.status is CameraStatus.STOPPED
    assert door.entity_id == "camera.entrance"
    assert door.watch is None
    er.async_get(hass).async_remove("camera.entrance")
    await hass.async_block_till_done()
    assert door.status is CameraStatus.UNAVAILABLE
    assert issue(hass, door) is not None


async def test_everything_at_once_leaves_nothing_behind(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    """Renamed, changed and removed in one go: no watch goes on."""
    door = camera_named(argus, "Front door")
    await watching(door)
    for name in ("camera.entrance", "camera.porch"):
        cameras["camera.front_door"].rename(name)
    door.async_set(interval=0.2)
    hass.config_entries.async_remove_subentry(entry, door.subentry.subentry_id)
    await hass.async_block_till_done()
    assert door.watch is None
    assert door._task is None
    asked = cameras["camera.front_door"].asked
    garden = camera_named(argus, "Garden")
    await watching(garden)
    await watching(garden)
    assert cameras["camera.front_door"].asked == asked


async def test_a_camera_renamed_while_it_is_let_go_is_not_taken_up_again(
    hass: HomeAssistant, argus: House, cameras: dict[str, FakeCamera]
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    stopping = hass.async_create_task(door.async_stop())
    cameras["camera.front_door"].rename("camera.entrance")
    await stopping
    await hass.async_block_till_done()
    assert door.watch is None
    assert door._task is None
    assert not door._camera._untrack


async def test_unloading_while_a_camera_is_renamed(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    cameras["camera.front_door"].rename("camera.entrance")
    door.async_set(sensitivity=1)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert door._task is None
    assert not door._camera._untrack


async def test_a_camera_that_never_answers_holds_nothing_up(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    """Home Assistant takes a cancelled request for a picture that did not come."""
    asked = asyncio.Event()

    async def never(*_: object, **__: object) -> bytes:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    door = camera_named(argus, "Front door")
    with patch.object(cameras["camera.front_door"], "async_camera_image", never):
        await asked.wait()
        task = door._task
        async with asyncio.timeout(5):
            assert await hass.config_entries.async_unload(entry.entry_id)
    assert task is not None
    assert task.cancelled()


async def test_stopping_home_assistant_stops_watching(
    hass: HomeAssistant, argus: House, cameras: dict[str, FakeCamera]
) -> None:
    door = camera_named(argus, "Front door")
    await watching(door)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert door.watch is None
    assert not argus.cameras


async def test_a_still_view_writes_no_states(hass: HomeAssistant, argus: House) -> None:
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
    hass: HomeAssistant, calm: House
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
    door._attention.rest()
    await show(FACES, after=1)
    assert len(first) == 1
    assert len(second) == 2
    end_second()


async def test_presence_ends_by_itself_while_nobody_watches(
    hass: HomeAssistant, calm: House, freezer
) -> None:
    door = camera_named(calm, "Front door")
    presence = camera_entity(hass, door, "binary_sensor", "presence")
    await Show(hass, door)(FACES)
    assert hass.states.get(presence).state == "on"
    door.async_set(**{CONF_DETECTION: False})
    await hass.async_block_till_done()
    assert hass.states.get(presence).state == "on"
    freezer.tick(599)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass.states.get(presence).state == "on"
    freezer.tick(1)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass.states.get(presence).state == "off"


async def test_a_shorter_timeout_counts_at_once(
    hass: HomeAssistant, calm: House, freezer
) -> None:
    door = camera_named(calm, "Front door")
    presence = camera_entity(hass, door, "binary_sensor", "presence")
    await Show(hass, door)(FACES)
    freezer.tick(60)
    door.async_set(presence_timeout=90)
    await hass.async_block_till_done()
    assert hass.states.get(presence).state == "on"
    freezer.tick(30)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass.states.get(presence).state == "off"
    # And a longer one brings presence back.
    door.async_set(presence_timeout=3600)
    await hass.async_block_till_done()
    assert hass.states.get(presence).state == "on"


async def test_seeing_somebody_again_prolongs_presence(
    hass: HomeAssistant, calm: House, freezer
) -> None:
    door = camera_named(calm, "Front door")
    presence = camera_entity(hass, door, "binary_sensor", "presence")
    # No frame of the camera's own may come late, from a moment before those that are shown.
    await door._async_stop_watch()
    show = Show(hass, door)
    await show(FACES)
    freezer.tick(500)
    await show(FACES, after=500)
    freezer.tick(100)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass.states.get(presence).state == "on"
    freezer.tick(500)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass.states.get(presence).state == "off"


async def test_a_camera_known_by_its_entity_id_is_never_removed(
    hass: HomeAssistant, camera_entry: MockConfigEntry, cameras: dict[str, FakeCamera]
) -> None:
    """Without a registry entry nobody tells that it is gone for good: it is just away."""
    cameras["camera.shop"].remove_from_registry()
    await hass.async_block_till_done()
    entry = MockConfigEntry(
        domain=DOMAIN,
        subentries_data=[camera_subentry(hass, "camera.shop", "Shop")],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    shop = camera_named(entry.runtime_data, "Shop")
    await until(lambda: shop.status is CameraStatus.UNAVAILABLE)
    assert issue(hass, shop) is None


async def test_the_last_picture_is_kept_with_its_time(
    hass: HomeAssistant, calm: House
) -> None:
    door = camera_named(calm, "Front door")
    assert door.best.frame is None
    before = dt_util.utcnow()
    await Show(hass, door)(FACES, frame=room())
    assert door.best.frame == room()
    assert door.best.at is not None
    assert before <= door.best.at <= dt_util.utcnow()
