"""Tests of several cameras at once: what is done to one leaves the others alone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import DOMAIN, SUBENTRY_CAMERA
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
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import FACES, FakeCamera, Show, camera_entity, camera_named, until
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
