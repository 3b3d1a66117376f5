"""Tests of what is told when the eyes do not keep up, and of the click that lowers the pace."""

from http import HTTPStatus

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    get_system_health_info,
)
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.capture.overload import CHECK, LOAD, PATIENCE
from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..conftest import break_off, camera_named, entity_of
from ..test_repairs import fix

ISSUE = "eyes_overloaded"


class Eyes:
    """Lets the eyes take as long as a test says, while the true ones rest."""

    def __init__(self, hass: HomeAssistant, runtime: ArgusRuntime) -> None:
        """Take over the watches of a house."""
        self._hass = hass
        self._runtime = runtime
        self._passed = CHECK * 0

    async def take(self, turns: int = PATIENCE, **seconds: tuple[float, float]) -> None:
        """Look, some checks long, at frames of cameras by their names.

        Args:
            turns: how many checks.
            seconds: that a frame takes in a thread, and with the wait for one.

        """
        for camera in self._runtime.cameras.values():
            if camera._watch._task is not None:
                await break_off(camera)
        for _ in range(turns):
            for name, (spent, looked) in seconds.items():
                watch = camera_named(self._runtime, name.replace("_", " ")).watch
                assert watch is not None
                watch._frames += 1
                watch._recent.clear()
                watch._recent.extend((now, spent, looked) for now in (0.0, 1.0))
            self._passed += CHECK
            async_fire_time_changed(self._hass, dt_util.utcnow() + self._passed)
            await self._hass.async_block_till_done()


@pytest.fixture
def eyes(hass: HomeAssistant, argus: ArgusRuntime) -> Eyes:
    """Return the eyes of a house whose cameras look every tenth of a second."""
    return Eyes(hass, argus)


def issue(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Return what is told of overload."""
    return ir.async_get(hass).async_get_issue(DOMAIN, ISSUE)


async def test_told_where_one_looks_and_taken_back(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    eyes: Eyes,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """After a minute, not after a moment; over HTTP, WebSocket and on the system health page; until it is over."""
    assert await async_setup_component(hass, "system_health", {})
    running = entity_of(hass, "sensor", f"{argus._entry.entry_id}_cameras_running")
    await eyes.take(PATIENCE - 1, Front_door=(0.2, 0.9), Garden=(0.02, 0.05))
    assert issue(hass) is None
    await eyes.take(1, Front_door=(0.2, 0.9), Garden=(0.02, 0.05))
    told = issue(hass)
    assert told is not None
    assert told.is_fixable
    assert told.translation_placeholders is not None
    assert told.translation_placeholders["cameras"] == "Front door"
    assert hass.states.get(running).attributes["overloaded"] == ["Front door"]
    socket = await hass_ws_client(hass)
    await socket.send_json_auto_id({"type": "argus/status"})
    status = (await socket.receive_json())["result"]
    assert status["overloaded"] is True
    cameras = status["cameras"]
    assert cameras["camera.front_door"]["overloaded"] is True
    assert cameras["camera.garden"]["overloaded"] is False
    assert cameras["camera.front_door"]["dropped_frames"] >= 0
    assert (await get_system_health_info(hass, DOMAIN))["overloaded"] == 1
    # One good check between does not make it over.
    await eyes.take(PATIENCE - 1, Front_door=(0.02, 0.05))
    assert issue(hass) is not None
    await eyes.take(1, Front_door=(0.02, 0.05))
    assert issue(hass) is None
    assert hass.states.get(running).attributes["overloaded"] == []


async def test_a_click_lowers_the_pace(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    eyes: Eyes,
    hass_client: ClientSessionGenerator,
) -> None:
    """To what the threads can do: of the overloaded cameras, and of no others."""
    assert await async_setup_component(hass, "repairs", {})
    argus.workers.threads = 1
    await eyes.take(Front_door=(0.35, 0.9), Garden=(0.01, 0.05))
    asked = await fix(hass_client, ISSUE, submit=False)
    # 3.5 threads' work for what one may do beside the garden's tenth.
    wanted = pytest.approx(0.1 * 3.5 / (LOAD - 0.1), abs=0.1)
    door, garden = (camera_named(argus, name) for name in ("Front door", "Garden"))
    assert asked["description_placeholders"]["changes"] == "- Front door: 0.1 s → 0.6 s"
    assert door.settings.interval == 0.1
    done = await fix(hass_client, ISSUE)
    await hass.async_block_till_done()
    assert done["type"] == "create_entry"
    assert door.settings.interval == wanted
    assert garden.settings.interval == 0.1
    assert issue(hass) is None
    assert not argus.overload.cameras
    # It was not enough: told again after another minute.
    await eyes.take(Front_door=(0.35, 0.9))
    assert issue(hass) is not None


async def test_a_click_too_late_changes_nothing(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    eyes: Eyes,
    hass_client: ClientSessionGenerator,
) -> None:
    """The eyes kept up again while the user thought about it."""
    assert await async_setup_component(hass, "repairs", {})
    await eyes.take(Front_door=(0.35, 0.9))
    asked = await fix(hass_client, ISSUE, submit=False)
    await eyes.take(Front_door=(0.01, 0.01))
    browser = await hass_client()
    response = await browser.post(
        f"/api/repairs/issues/fix/{asked['flow_id']}", json={}
    )
    assert response.status == HTTPStatus.OK
    done = await response.json()
    assert (done["type"], done["reason"]) == ("abort", "outdated")
    assert camera_named(argus, "Front door").settings.interval == 0.1


async def test_a_pace_that_is_needed_is_kept(
    hass: HomeAssistant, argus: ArgusRuntime, eyes: Eyes
) -> None:
    """A camera that counts visitors in a stream has no slower interval: the user is told of other ways."""
    door = camera_named(argus, "Front door")
    await eyes.take(0)
    assert door.watch is not None
    door.settings = door.settings.from_data({**door.subentry.data, "interval": 5.0})
    door.watch._interval, door.watch._counting = 5.0, True
    door.watch._source.is_stream = True
    await eyes.take(Front_door=(0.35, 0.9))
    told = issue(hass)
    assert told is not None
    assert not told.is_fixable
    assert told.translation_key == "eyes_overloaded_at_pace"


@pytest.mark.parametrize("gone", ["slow", "away", "stopped", "removed"])
async def test_what_is_no_overload(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    eyes: Eyes,
    entry: MockConfigEntry,
    gone: str,
) -> None:
    """A camera that is slow itself; and one that is away, stopped or removed is overloaded no longer."""
    door = camera_named(argus, "Front door")
    if gone == "slow":
        assert door.watch is not None
        door.watch._dropped = 1000
        await eyes.take(2 * PATIENCE, Front_door=(0.02, 0.05))
        assert issue(hass) is None
        return
    await eyes.take(Front_door=(0.35, 0.9))
    assert issue(hass) is not None
    if gone == "stopped":
        door.async_set(detection=False)
    elif gone == "removed":
        hass.config_entries.async_remove_subentry(entry, door.subentry.subentry_id)
    await hass.async_block_till_done()
    await eyes.take()
    assert issue(hass) is None


async def test_nothing_is_told_of_an_argus_that_does_not_run(
    hass: HomeAssistant, argus: ArgusRuntime, eyes: Eyes, entry: MockConfigEntry
) -> None:
    await eyes.take(Front_door=(0.35, 0.9))
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert issue(hass) is None
