"""Whatever fails while Argus starts or stops: nothing stays alive, and it can be started again."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
import gc
from pathlib import Path
import threading
from types import FunctionType
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import argus as integration
from custom_components.argus.alerts.alert import Alert
from custom_components.argus.alerts.conditions import Conditions
from custom_components.argus.alerts.device_override import DeviceOverride
from custom_components.argus.alerts.missing_entities import MissingEntities
from custom_components.argus.alerts.own_actions import OwnActions
from custom_components.argus.camera_reconciler import CameraReconciler
from custom_components.argus.capture.camera_watch import CameraWatch
from custom_components.argus.capture.last_seen import LastSeen
from custom_components.argus.const import CONF_INTERVAL, SUBENTRY_ALERT
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.incidents.camera_view import CameraView
from custom_components.argus.journal import Journal
from custom_components.argus.model.teardown import async_contain
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import (
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    EVENT_HOMEASSISTANT_STOP,
)
from homeassistant.core import HomeAssistant

from .conftest import camera_named, until
from .failing_steps import BrokenError, failing, methods, steps

pytestmark = pytest.mark.timeout(240)

OPENING = [
    (integration, "_async_begin"),
    *methods("async_open", "_async_open"),
]
CLOSING = [
    # That of the house is what does the ending.
    *(
        (owner, name)
        for owner, name in methods(
            "async_close", "async_stop", "async_stop_watch", "_async_wind_up"
        )
        if owner is not ArgusRuntime
    ),
    (CameraReconciler, "async_stop_cameras"),
    (CameraWatch, "async_end_loop"),
    (CameraView, "async_end_incident"),
    (ArgusRuntime, "_async_end_alarms"),
    (LastSeen, "async_store"),
]
LASTING = (MissingEntities, DeviceOverride, Conditions, OwnActions, Alert)
"""What listens on if its own end fails: to nothing that hurts, as nobody hears it any more."""


@pytest.fixture
def entry(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return Argus with two cameras that are not busy, and an alert."""
    for subentry in list(entry.subentries.values()):
        hass.config_entries.async_update_subentry(
            entry, subentry, data={**subentry.data, CONF_INTERVAL: 60}
        )
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data={}, subentry_type=SUBENTRY_ALERT, title="Night", unique_id=None
        ),
    )
    return entry


def named(things: list[tuple[Any, str]]) -> Mapping[str, Any]:
    return {
        "argvalues": things,
        "ids": [f"{owner.__name__.split('.')[-1]}.{name}" for owner, name in things],
    }


def threads() -> set[str]:
    """Return the threads of Argus."""
    return {one.name for one in threading.enumerate() if one.name.startswith("argus")}


def tasks() -> set[str]:
    """Return what Argus does on the event loop."""
    names = {task.get_name() for task in asyncio.all_tasks() if not task.done()}
    return {name for name in names if "argus" in name and not name.startswith("Task-")}


def timers(hass: HomeAssistant) -> list[str]:
    """Return what Argus is going to do."""
    handles = [repr(one) for one in hass.loop._scheduled if not one.cancelled()]
    return [one for one in handles if "custom_components.argus" in one]


def listening(hass: HomeAssistant, entry: MockConfigEntry) -> Counter[str]:
    """Return how many listen to what."""
    listeners = Counter(hass.bus.async_listeners())
    # Home Assistant's own files that wait to be written.
    del listeners[EVENT_HOMEASSISTANT_FINAL_WRITE]
    dispatched: dict[Any, Any] = hass.data.get("dispatcher", {})
    listeners.update(
        {
            f"dispatched {signal}": len(targets)
            for signal, targets in dispatched.items()
            if targets and "argus" in str(signal)
        }
    )
    listeners["updates"] = len(entry.update_listeners)
    return +listeners


def open_files() -> int:
    """Return how many files and connections this process holds."""
    return len([*Path("/proc/self/fd").iterdir()])


async def is_free(hass: HomeAssistant) -> bool:
    """Return whether another Home Assistant may use the journal."""
    other = Journal(Path(hass.config.path("argus", "argus.db")))
    await other.async_open("another")
    await other.async_close()
    return True


async def is_over(hass: HomeAssistant) -> None:
    """Wait until nothing of Argus is alive; fail if anything stays."""
    await hass.async_block_till_done()
    await until(lambda: not threads() and not tasks())
    assert not timers(hass)
    assert await is_free(hass)


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    ok = await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return ok


async def unload(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    ok = await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    return ok


@pytest.fixture
async def quiet(hass: HomeAssistant, entry: MockConfigEntry) -> Counter[str]:
    """Return who listens when Argus ran once and does no longer."""
    assert await set_up(hass, entry)
    assert await unload(hass, entry)
    await is_over(hass)
    return listening(hass, entry)


def function_of(owner: Any, name: str) -> FunctionType:
    function = vars(owner)[name]
    assert isinstance(function, FunctionType)
    return function


@pytest.mark.parametrize(("owner", "name"), **named(OPENING))
async def test_a_start_that_fails_at_any_step_leaves_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    quiet: Counter[str],
    owner: Any,
    name: str,
) -> None:
    """Neither threads, timers, tasks, listeners nor the claim on the journal; what is tried again works."""
    function = function_of(owner, name)
    tried = 0
    for step in steps(function):
        reached: list[int] = []
        broken = failing(function, step, BrokenError, reached)
        with patch.object(owner, name, broken):
            if await set_up(hass, entry):
                # A step that only another failure leads to, or what is no part of a start.
                assert not reached, f"step {step} failed and nobody noticed"
                assert await unload(hass, entry)
                continue
        tried += 1
        assert entry.state is ConfigEntryState.SETUP_ERROR, f"step {step}"
        await is_over(hass)
        assert listening(hass, entry) == quiet, f"step {step}"
        # Home Assistant sets up again what failed before.
        await hass.config_entries.async_unload(entry.entry_id)
    assert tried or not function.__qualname__.startswith(
        ("ArgusRuntime", "_async_begin")
    )
    assert await set_up(hass, entry)
    runtime: ArgusRuntime = entry.runtime_data
    await until(
        lambda: all(
            camera.watch.statistics.frames for camera in runtime.cameras.values()
        )
    )
    assert await unload(hass, entry)


@pytest.mark.parametrize(("owner", "name"), **named(CLOSING))
async def test_a_stop_that_fails_at_any_step_stops_the_rest(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    quiet: Counter[str],
    owner: Any,
    name: str,
) -> None:
    """What cannot be ended is the only thing that is not; Argus unloads, and starts again."""
    function = function_of(owner, name)
    for step in steps(function):
        reached: list[int] = []
        assert await set_up(hass, entry), f"after step {step - 1}"
        with patch.object(owner, name, failing(function, step, BrokenError, reached)):
            assert await unload(hass, entry), f"step {step}"
        assert entry.state is ConfigEntryState.NOT_LOADED
        await is_over(hass)
        if owner not in LASTING:
            assert listening(hass, entry) == quiet, f"step {step}"


async def test_a_start_that_is_cancelled_leaves_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, quiet: Counter[str]
) -> None:
    function = integration._async_begin
    for step in steps(function):
        broken = failing(function, step, asyncio.CancelledError, [])
        with patch.object(integration, "_async_begin", broken):
            assert not await set_up(hass, entry)
        await is_over(hass)
        assert listening(hass, entry) == quiet, f"step {step}"
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_part_that_hangs_is_left_alone(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert await set_up(hass, entry)
    runtime: ArgusRuntime = entry.runtime_data

    async def hang() -> None:
        await asyncio.Event().wait()

    door = camera_named(runtime, "Front door")
    with (
        patch.object(door.visitors, "async_close", hang),
        patch.object(async_contain, "__defaults__", (0.05,)),
    ):
        assert await unload(hass, entry)
    await is_over(hass)
    assert "Storing the visitors of Front door: not done within" in caplog.text


@pytest.mark.parametrize("order", ["close", "close twice", "close while it opens"])
async def test_opens_and_closes_in_every_order(
    hass: HomeAssistant, entry: MockConfigEntry, quiet: Counter[str], order: str
) -> None:
    runtime = ArgusRuntime(hass, entry)
    if order == "close while it opens":
        opening = asyncio.create_task(runtime.async_open())
        await asyncio.sleep(0)
        await runtime.async_close()
        await opening
    else:
        await runtime.async_close()
        await runtime.async_open()
        if order == "close twice":
            await runtime.async_close()
    await is_over(hass)
    assert listening(hass, entry) == quiet


async def test_home_assistant_may_stop_while_argus_starts(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()
    load = ArgusRuntime._async_open

    async def slowly(runtime: ArgusRuntime) -> None:
        begun.set()
        await goes_on.wait()
        await load(runtime)

    with patch.object(ArgusRuntime, "_async_open", slowly):
        starting = hass.async_create_task(
            hass.config_entries.async_setup(entry.entry_id)
        )
        await begun.wait()
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await asyncio.sleep(0)
        goes_on.set()
        await starting
    await hass.async_block_till_done()
    await is_over(hass)


async def test_what_changes_while_an_unload_fails_is_taken_over(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert await set_up(hass, entry)
    runtime: ArgusRuntime = entry.runtime_data
    door, garden = (camera_named(runtime, name) for name in ("Front door", "Garden"))

    async def change_and_fail(*_: object) -> bool:
        hass.config_entries.async_update_subentry(
            entry, door.subentry, data={**door.subentry.data, CONF_INTERVAL: 5.0}
        )
        hass.config_entries.async_remove_subentry(entry, garden.subentry.subentry_id)
        hass.config_entries.async_update_entry(entry, options={"retention_days": 77})
        await asyncio.sleep(0)
        return False

    with patch.object(hass.config_entries, "async_unload_platforms", change_and_fail):
        assert not await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert door.settings.interval == 5.0
    assert list(runtime.cameras.values()) == [door]
    assert runtime.settings.retention_days == 77
    await runtime.async_close()


async def test_an_unload_that_raises_lets_changes_begin_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert await set_up(hass, entry)
    runtime: ArgusRuntime = entry.runtime_data
    door = camera_named(runtime, "Front door")
    with patch.object(
        hass.config_entries, "async_unload_platforms", side_effect=BrokenError
    ):
        assert not await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_update_subentry(
        entry, door.subentry, data={**door.subentry.data, CONF_INTERVAL: 7.0}
    )
    await hass.async_block_till_done()
    assert door.settings.interval == 7.0
    await runtime.async_close()


async def test_a_camera_that_cannot_be_changed_keeps_nobody_else_waiting(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Neither the one that comes after it, nor itself later."""
    assert await set_up(hass, entry)
    runtime: ArgusRuntime = entry.runtime_data
    door, garden = (camera_named(runtime, name) for name in ("Front door", "Garden"))
    change: Callable[..., Any] = ArgusCoordinator.async_configure

    async def fail_once(camera: ArgusCoordinator, subentry: ConfigSubentry) -> None:
        if camera is door and door.settings.interval == 60 and not failed:
            failed.append(True)
            raise BrokenError
        await change(camera, subentry)

    failed: list[bool] = []
    with patch.object(ArgusCoordinator, "async_configure", fail_once):
        for camera in (door, garden):
            hass.config_entries.async_update_subentry(
                entry, camera.subentry, data={**camera.subentry.data, CONF_INTERVAL: 9}
            )
        await hass.async_block_till_done()
    assert failed
    assert garden.settings.interval == 9
    await runtime.async_reconcile()
    assert door.settings.interval == 9
    assert await unload(hass, entry)


async def test_fifty_reloads_leave_nothing_over(
    hass: HomeAssistant, entry: MockConfigEntry, quiet: Counter[str]
) -> None:
    """Neither threads, files, listeners nor cameras that nobody needs any more; what is watched is watched."""
    assert await set_up(hass, entry)
    for number in range(50):
        if number == 5:
            before = open_files()
        assert await hass.config_entries.async_reload(entry.entry_id)
        # In the middle of a frame, before the first one, or after some.
        await asyncio.sleep(0.01 * (number % 5))
    runtime: ArgusRuntime = entry.runtime_data
    await until(
        lambda: all(
            camera.watch.statistics.frames for camera in runtime.cameras.values()
        )
    )
    assert open_files() <= before
    gc.collect()
    alive = [one for one in gc.get_objects() if type(one) is ArgusCoordinator]
    assert len(alive) == len(runtime.cameras)
    assert await unload(hass, entry)
    await is_over(hass)
    assert listening(hass, entry) == quiet
