"""A watch that ends although nobody asked for it begins again, and the user hears of it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus import overview
from custom_components.argus.capture import loop_restarts as watch_restarts
from custom_components.argus.capture.frame_loop import FrameLoop
from custom_components.argus.capture.loop_restarts import (
    LONGEST_PAUSE,
    STEADY,
    TOLERATED,
    LoopRestarts,
)
from custom_components.argus.const import CONF_DETECTION, DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from ..conftest import FakeCamera, camera_entity, camera_named, until
from ..watching import said, watching

ENDED = "ended unexpectedly and is started again"


def issue(hass: HomeAssistant, camera: ArgusCoordinator) -> ir.IssueEntry | None:
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"watch_ends_{camera.subentry.subentry_id}"
    )


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a watch begin again without a pause; how long it is is tested below."""
    monkeypatch.setattr(watch_restarts, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(watch_restarts, "LONGEST_PAUSE", 0.01)


@pytest.mark.parametrize(
    "end",
    [None, asyncio.CancelledError(), ValueError("a fault nobody thought of")],
    ids=["cancelled from outside", "broken off", "raised"],
)
async def test_a_watch_that_ends_unasked_begins_again(
    hass: HomeAssistant,
    at_once: None,
    argus: ArgusRuntime,
    door: ArgusCoordinator,
    caplog: pytest.LogCaptureFixture,
    end: BaseException | None,
) -> None:
    garden = camera_named(argus, "Garden")
    watch, task, others = door.watch, door._watch._task, garden._watch._task
    assert task is not None
    sleep = FrameLoop._sleep_until_woken

    async def fail(one: FrameLoop, seconds: float) -> None:
        if one is watch and end is not None:
            raise end
        await sleep(one, seconds)

    if end is None:
        task.cancel()
    with patch.object(FrameLoop, "_sleep_until_woken", fail):
        await until(lambda: door._watch._task is not task)
        await watching(door)
    assert task.done()
    assert said(caplog, f"The watch of Front door {ENDED}") == 1
    assert isinstance(end, ValueError) == ("a fault nobody thought of" in caplog.text)
    assert issue(hass, door) is None
    assert garden._watch._task is others


async def test_a_cancelled_request_for_a_frame_is_a_failed_one(
    door: ArgusCoordinator, door_camera: FakeCamera, caplog: pytest.LogCaptureFixture
) -> None:
    """What a camera's integration waits for may be cancelled; the watch was not."""
    task = door._watch._task
    with patch.object(
        door_camera, "async_camera_image", side_effect=asyncio.CancelledError
    ):
        await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    await watching(door)
    assert door._watch._task is task
    assert not said(caplog, ENDED)


async def test_no_listener_ends_a_watch(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    door: ArgusCoordinator,
    door_camera: FakeCamera,
    entry: MockConfigEntry,
) -> None:
    """Whoever cannot take what is told, while a camera is seen and while it is not."""
    task, raised = door._watch._task, set[str]()

    def fails(name: str) -> Callable[..., None]:
        def listen(*_: object, **__: object) -> None:
            raised.add(name)
            raise ValueError(name)

        return listen

    motion = camera_entity(hass, door, "binary_sensor", "motion")
    entity = hass.data["binary_sensor"].get_entity(motion)
    door.async_add_listener(fails("coordinator"))
    argus.overview.async_add_listener(fails("overview"))
    door.async_subscribe_activities(fails("activities"))
    argus.incidents.async_subscribe(fails("incidents"))
    async_dispatcher_connect(hass, "argus_incident", fails("dispatcher"))
    with (
        patch.object(type(entity), "async_write_ha_state", fails("entity")),
        patch.object(overview, "OverviewState", fails("refresh")),
    ):
        door_camera.failure = RuntimeError("away")
        await until(lambda: door.status is CameraStatus.UNAVAILABLE)
        door_camera.failure = None
        await watching(door)
    assert {"coordinator", "entity", "refresh"} <= raised
    assert door._watch._task is task
    await watching(door)


async def test_a_watch_that_keeps_ending_is_told_and_taken_back(
    hass: HomeAssistant,
    at_once: None,
    door: ArgusCoordinator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(TOLERATED + 1):
        assert issue(hass, door) is None
        task = door._watch._task
        assert task is not None
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert door.status is CameraStatus.UNAVAILABLE
        await until(lambda before=task: door._watch._task is not before)
        await watching(door)
    told = issue(hass, door)
    assert told is not None
    assert told.translation_placeholders == {"camera": "Front door"}
    assert said(caplog, ENDED) == 1
    assert not said(caplog, "Front door can be watched again")
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=STEADY + 1))
    await hass.async_block_till_done()
    assert issue(hass, door) is None
    await until(lambda: said(caplog, "Front door can be watched again") == 1)


async def test_the_user_may_stop_what_keeps_ending(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Then it does not begin again, and nothing is left to tell; nor is there when Argus is unloaded."""
    for end in ("stop", "unload"):
        door = camera_named(calm, "Front door" if end == "stop" else "Garden")
        door._watch._restarts.ended = TOLERATED
        assert door._watch._task is not None
        door._watch._task.cancel()
        await asyncio.gather(door._watch._task, return_exceptions=True)
        assert issue(hass, door)
        if end == "stop":
            door.async_set(**{CONF_DETECTION: False})
            await hass.async_block_till_done()
            assert door.status is CameraStatus.STOPPED
        else:
            assert await hass.config_entries.async_unload(entry.entry_id)
        assert issue(hass, door) is None
        assert door._watch._restarts._cancel_restart is None
        assert door._watch._task is None


async def test_a_loop_that_cannot_be_made_is_tried_again(
    hass: HomeAssistant, at_once: None, door: ArgusCoordinator
) -> None:
    with patch(
        "custom_components.argus.capture.camera_watch.FrameLoop",
        side_effect=ValueError,
    ):
        door._switch.async_renew()
        await until(lambda: door._watch._restarts.ended > 1)
        assert door.status is CameraStatus.UNAVAILABLE
    await watching(door)


async def test_a_source_that_cannot_be_made_is_tried_again(
    hass: HomeAssistant, at_once: None, door: ArgusCoordinator
) -> None:
    with patch(
        "custom_components.argus.capture.camera_watch.choose_source",
        side_effect=ValueError,
    ):
        door._switch.async_renew()
        await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    await watching(door)


async def test_pauses_grow_up_to_a_limit(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    told: list[str] = []
    restarts = LoopRestarts(
        hass,
        restart=lambda: told.append("restart"),
        on_trouble=lambda: told.append("trouble"),
        on_calm=lambda: told.append("calm"),
    )
    pauses = []
    for _ in range(9):
        told.clear()
        restarts.async_ended()
        pauses.append(0)
        while "restart" not in told:
            pauses[-1] += 1
            freezer.tick(timedelta(seconds=1))
            async_fire_time_changed(hass)
            await hass.async_block_till_done()
        restarts.async_began()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert max(pauses) == LONGEST_PAUSE < STEADY
    assert told == ["trouble", "restart"]
    restarts.async_cancel()
    assert told == ["trouble", "restart", "calm"]
