"""Tests of several cameras at once: what is done to one leaves the others alone."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.capture.last_seen import SAVE_DELAY
from custom_components.argus.const import DOMAIN, SUBENTRY_CAMERA
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigSubentry,
    SubentryFlowContext,
)
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.loader import async_get_integration

from .conftest import (
    FACES,
    FakeCamera,
    Show,
    camera_entity,
    camera_named,
    camera_subentry,
    until,
)
from .forms import filled

type Change = Callable[[HomeAssistant, MockConfigEntry], Awaitable[Any]]


def _subentry(entry: MockConfigEntry, title: str) -> ConfigSubentry:
    return next(s for s in entry.subentries.values() if s.title == title)


async def _reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, **changes: Any
) -> None:
    subentry = _subentry(entry, "Garden")
    form = await entry.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
    await hass.config_entries.subentries.async_configure(
        form["flow_id"], filled(form, **changes)
    )


async def add(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CAMERA),
        context=SubentryFlowContext(source=SOURCE_USER),
    )
    await hass.config_entries.subentries.async_configure(
        form["flow_id"], filled(form, camera="camera.shop")
    )


async def change(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    zone = {"name": "Lawn", "kind": "include", "corners": "0,0 50,0 50,50"}
    line = {"name": "Gate", "ends": "0,50 100,50", "counts": "both"}
    await _reconfigure(hass, entry, interval=0.5, zones=[zone], lines=[line])


async def swap(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await _reconfigure(hass, entry, camera="camera.shop")


async def remove(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    subentry = _subentry(entry, "Garden")
    hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)


async def stop(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.services.async_call(
        DOMAIN, "stop", {"entity_id": "camera.garden"}, blocking=True
    )


async def rename(hass: HomeAssistant, _: MockConfigEntry) -> None:
    er.async_get(hass).async_update_entity(
        "camera.garden", new_entity_id="camera.backyard"
    )


async def take_away(hass: HomeAssistant, _: MockConfigEntry) -> None:
    er.async_get(hass).async_remove("camera.garden")


async def more_workers(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    form = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(
        form["flow_id"], filled(form, workers=4)
    )


@pytest.mark.parametrize(
    "do", [add, change, swap, remove, stop, rename, take_away, more_workers]
)
async def test_what_is_done_to_one_camera_leaves_the_others_alone(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry, do: Change
) -> None:
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch and door.watch.statistics.frames > 2)
    assert door.watch is not None
    await Show(hass, door)(FACES)
    watch, task, pipeline = door.watch, door._watch._task, door.watch._pipeline
    loop = asyncio.get_running_loop()
    taken: list[float] = []
    broken: list[str] = []
    saw = watch._on_sight

    def note(sight: Any) -> None:
        taken.append(loop.time())
        saw(sight)

    watch._on_sight = note
    own = {
        entity.entity_id
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if entity.config_subentry_id == door.subentry.subentry_id
    }

    @callback
    def state_changed(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if event.data["entity_id"] in own and (
            new is None or new.state == "unavailable"
        ):
            broken.append(event.data["entity_id"])

    hass.bus.async_listen(EVENT_STATE_CHANGED, state_changed)
    frames = watch.statistics.frames
    await do(hass, entry)
    await hass.async_block_till_done()
    done = len(taken)
    await until(lambda: len(taken) >= done + 5)

    assert camera_named(argus, "Front door") is door
    assert door.watch is watch
    assert door._watch._task is task
    assert not task.done()
    assert watch._pipeline is pipeline
    assert door.status is CameraStatus.WATCHING
    # Every frame that was due was looked at, or counted as dropped when the machine was slow.
    assert watch.statistics.frames == frames + len(taken)
    assert watch.statistics.failures == 0
    assert not broken
    assert hass.states.get(
        camera_entity(hass, door, "binary_sensor", "presence")
    ).state == ("on")


async def test_changing_the_interval_keeps_what_the_eyes_learnt(
    hass: HomeAssistant, argus: ArgusRuntime
) -> None:
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch and door.watch.statistics.frames > 2)
    watch, pipeline = door.watch, door.watch._pipeline
    door.async_set(interval=0.2, sensitivity=70)
    await hass.async_block_till_done()
    frames = watch.statistics.frames
    await until(lambda: watch.statistics.frames > frames + 1)
    assert door.watch is watch
    assert watch._pipeline is pipeline
    assert pipeline.settings.sensitivity == 70


async def test_a_slow_camera_does_not_hold_up_the_others(
    hass: HomeAssistant, argus: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    door, garden = camera_named(argus, "Front door"), camera_named(argus, "Garden")
    await until(lambda: garden.watch and garden.watch.statistics.frames > 1)
    let_go = asyncio.Event()

    async def wait(**_: Any) -> bytes:
        await let_go.wait()
        raise OSError("too late")

    with patch.object(cameras["camera.garden"], "async_camera_image", wait):
        await until(lambda: garden.status is CameraStatus.WATCHING)
        frames = door.watch.statistics.frames
        stuck = garden.watch.statistics.frames
        await until(lambda: door.watch.statistics.frames > frames + 5)
        assert garden.watch.statistics.frames <= stuck + 1
        let_go.set()
    await until(lambda: garden.watch.statistics.frames > stuck + 1)


async def test_removing_a_camera_removes_its_entities_and_its_device(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    garden = camera_named(argus, "Garden")
    gone = garden.subentry.subentry_id
    await until(lambda: garden.status is CameraStatus.WATCHING)
    hass.config_entries.async_remove_subentry(entry, gone)
    await hass.async_block_till_done()
    assert gone not in argus.cameras
    assert garden.watch is None
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert entities
    assert all(entity.config_subentry_id != gone for entity in entities)
    devices = dr.async_get(hass)
    (left,) = (
        device
        for device in dr.async_entries_for_config_entry(devices, entry.entry_id)
        if device.config_subentry_id is not None
    )
    assert left.name == "Argus Front door"


@pytest.fixture
async def lawn(hass: HomeAssistant, argus: ArgusRuntime) -> ArgusCoordinator:
    """Return the garden with a zone."""
    garden = camera_named(argus, "Garden")
    garden.async_set(zones=[zone()])
    await hass.async_block_till_done()
    return garden


def zone(**changes: Any) -> dict[str, Any]:
    return {
        "id": "abc",
        "name": "Lawn",
        "kind": "include",
        "points": [[0, 0], [0.5, 0], [0.5, 0.5]],
        **changes,
    }


async def test_zones_bring_and_take_their_entities(
    hass: HomeAssistant, lawn: ArgusCoordinator
) -> None:
    entity_id = camera_entity(hass, lawn, "binary_sensor", "motion_abc")
    assert entity_id == "binary_sensor.argus_garden_motion_in_lawn"
    assert hass.states.get(entity_id).state == "off"
    lawn.async_set(zones=[])
    await hass.async_block_till_done()
    assert er.async_get(hass).async_get(entity_id) is None
    assert hass.states.get(entity_id) is None
    # The same zone may come back, for example from a backup or an automation.
    lawn.async_set(zones=[zone()])
    await hass.async_block_till_done()
    assert hass.states.get(entity_id).state == "off"


async def test_a_zone_that_is_now_ignored_loses_its_entity(
    hass: HomeAssistant, lawn: ArgusCoordinator
) -> None:
    entity_id = camera_entity(hass, lawn, "binary_sensor", "motion_abc")
    lawn.async_set(zones=[zone(kind="exclude")])
    await hass.async_block_till_done()
    assert hass.states.get(entity_id) is None
    lawn.async_set(zones=[zone()])
    await hass.async_block_till_done()
    assert hass.states.get(entity_id).state == "off"


async def test_a_renamed_zone_keeps_its_entity(
    hass: HomeAssistant, lawn: ArgusCoordinator
) -> None:
    entity_id = camera_entity(hass, lawn, "binary_sensor", "motion_abc")
    lawn.async_set(zones=[zone(name="Grass")])
    await hass.async_block_till_done()
    state = hass.states.get(entity_id)
    assert state.name == "Argus Garden Motion in Grass"


async def test_a_swapped_camera_renames_its_device(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    garden = camera_named(argus, "Garden")
    await swap(hass, entry)
    await hass.async_block_till_done()
    (device,) = (
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if (DOMAIN, garden.subentry.subentry_id) in device.identifiers
    )
    assert device.name == "Argus Shop"
    camera = er.async_get(hass).async_get("camera.shop")
    assert device.via_device_id == camera.device_id


async def test_last_seen_and_presence_survive_a_restart(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    door = camera_named(calm, "Front door")
    await Show(hass, door)(FACES)
    presence = camera_entity(hass, door, "binary_sensor", "presence")
    last_seen = camera_entity(hass, door, "sensor", "last_seen")
    before = hass.states.get(last_seen).state
    assert before != "unknown"
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.runtime_data is not calm
    assert hass.states.get(presence).state == "on"
    assert hass.states.get(last_seen).state == before
    assert hass.states.get("binary_sensor.argus_presence").state == "on"


async def test_last_seen_is_stored_soon(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """A crash makes Argus forget a few seconds at most."""
    door = camera_named(calm, "Front door")
    await Show(hass, door)(FACES)
    assert "argus.last_seen" not in hass_storage
    freezer.tick(SAVE_DELAY)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass_storage["argus.last_seen"]["data"] == {
        door.subentry.subentry_id: door.data.last_seen.isoformat()
    }


async def test_what_was_stored_of_a_removed_camera_is_forgotten(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    door, garden = camera_named(calm, "Front door"), camera_named(calm, "Garden")
    await Show(hass, door)(FACES)
    await Show(hass, garden)(FACES)
    hass.config_entries.async_remove_subentry(entry, door.subentry.subentry_id)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert list(hass_storage["argus.last_seen"]["data"]) == [
        garden.subentry.subentry_id
    ]


async def test_the_only_camera_removed_leaves_nothing_stored(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    for camera in list(calm.cameras.values()):
        await Show(hass, camera)(FACES)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert len(hass_storage["argus.last_seen"]["data"]) == 2
    assert await hass.config_entries.async_setup(entry.entry_id)
    for subentry_id in list(entry.subentries):
        hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert hass_storage["argus.last_seen"]["data"] == {}


async def test_opencv_that_does_not_load(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with patch.dict("sys.modules", {"custom_components.argus.vision.pipeline": None}):
        assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "opencv_missing"
    assert "vision.pipeline" in entry.error_reason_translation_placeholders["error"]
    # Installed meanwhile.
    assert await hass.config_entries.async_reload(entry.entry_id)


async def test_an_entry_without_cameras(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, title="Argus")
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert hass.states.get("sensor.argus_cameras_running").state == "0"
    assert hass.states.get("binary_sensor.argus_presence").state == "off"
    hass.config_entries.async_add_subentry(
        entry, ConfigSubentry(**_subentry_data(hass))
    )
    await hass.async_block_till_done()
    await until(lambda: hass.states.get("sensor.argus_cameras_running").state == "1")


def _subentry_data(hass: HomeAssistant) -> dict[str, Any]:
    return dict(camera_subentry(hass, "camera.shop", "Shop"))


async def test_the_better_face_detector_is_used_once_its_model_is_there(
    hass: HomeAssistant, argus: ArgusRuntime, face_model: AsyncMock
) -> None:
    face_model.assert_awaited_once()
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch and door.watch.statistics.frames)
    assert argus.model_files.face is None
    with patch.object(door.watch, "configure") as configure:
        argus.async_use_model("face_model_missing", Path("model.onnx"))
    ((_, pipeline), _) = configure.call_args
    assert pipeline.face_model == Path("model.onnx")


async def test_the_model_may_be_there_from_the_beginning(
    hass: HomeAssistant, entry: MockConfigEntry, face_model: AsyncMock
) -> None:
    face_model.return_value = Path("model.onnx")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    await until(lambda: runtime.model_files.face)
    door = camera_named(runtime, "Front door")
    assert door.watch is not None
    assert door.watch._pipeline_settings is not None
    assert door.watch._pipeline_settings.face_model == Path("model.onnx")
    assert ir.async_get(hass).async_get_issue(DOMAIN, "face_model_missing") is None


async def test_watches_though_nothing_can_be_stored(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    def block() -> None:
        Path(hass.config.path(DOMAIN)).write_text("no folder")

    await hass.async_add_executor_job(block)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await until(lambda: entry.runtime_data.overview.data.running == 2)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "journal_fails")


async def test_the_model_is_not_fetched_for_those_who_do_not_want_it(
    hass: HomeAssistant, camera_entry: MockConfigEntry, face_model: AsyncMock
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN,
        subentries_data=[
            camera_subentry(hass, "camera.shop", "Shop", face_detector="haar"),
            camera_subentry(hass, "camera.garden", "Garden", faces=False),
        ],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    face_model.assert_not_called()
    camera_named(entry.runtime_data, "Garden").async_set(faces=True)
    await hass.async_block_till_done()
    face_model.assert_awaited_once()


async def test_loads_without_any_of_the_optional_integrations(
    hass: HomeAssistant,
) -> None:
    integration = await async_get_integration(hass, DOMAIN)
    assert integration.dependencies == ["camera", "http"]


@pytest.fixture
async def _unloaded(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("_unloaded")
async def test_nothing_happens_after_closing(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    await argus.async_reconcile()
    assert not argus.cameras
    await argus.async_close()
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_reload_right_after_a_change(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A change that is under way when the entry is reloaded leaves no entity behind twice."""
    line = {"id": "door", "name": "Door", "start": [0.1, 0.5], "end": [0.9, 0.5]}
    camera_named(argus, "Front door").async_set(lines=[line])
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert "already exists" not in caplog.text
    camera = camera_named(entry.runtime_data, "Front door")
    counter = camera_entity(hass, camera, "sensor", "inside_door")
    assert hass.states.get(counter).state == "0"
