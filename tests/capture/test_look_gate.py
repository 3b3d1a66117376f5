"""When the view of a camera is open."""

from dataclasses import replace
from datetime import timedelta
from typing import override

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.argus.capture.frame_source import FrameSource
from custom_components.argus.capture.gated_source import (
    CameraWaitingError,
    GatedSource,
)
from custom_components.argus.capture.look_gate import LookGate
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.vision import PreviewFrame
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

CONTACT = "binary_sensor.gate"
WHILE_OPEN = CameraSettings(camera="c", look_while=CONTACT, look_after=60)


class Clock:
    """A gate under a clock that stands still."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        """Note each time that the gate tells of a change whether it is open."""
        self._hass = hass
        self._freezer = freezer
        self.told: list[bool] = []
        self.gate = LookGate(hass, lambda: self.told.append(self.gate.is_open))

    async def say(
        self, state: str, entity_id: str = CONTACT, **attributes: str
    ) -> bool:
        """Let an entity have a state; return whether the gate is open then."""
        self._hass.states.async_set(entity_id, state, attributes)
        await self._hass.async_block_till_done()
        return self.gate.is_open

    async def wait(self, seconds: float) -> bool:
        """Let time pass; return whether the gate is open then."""
        self._freezer.tick(seconds)
        async_fire_time_changed(self._hass)
        await self._hass.async_block_till_done()
        return self.gate.is_open


@pytest.fixture
def clock(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Clock:
    """Return a gate that is closed."""
    return Clock(hass, freezer)


async def test_without_an_entity_it_is_open_while_the_camera_is_watched(
    clock: Clock,
) -> None:
    assert not clock.gate.is_open
    clock.gate.async_configure(CameraSettings(camera="c"))
    assert clock.gate.is_open
    assert clock.gate.waits_for is None
    clock.gate.async_configure(CameraSettings(camera="c", detection=False))
    assert not clock.gate.is_open
    assert clock.told == [True, False]


async def test_open_while_the_entity_says_so_and_for_as_long_after(
    clock: Clock,
) -> None:
    clock.gate.async_configure(WHILE_OPEN)
    assert clock.gate.waits_for == CONTACT
    assert await clock.say("on")
    assert await clock.wait(10_000)
    assert await clock.say("off")
    assert await clock.wait(59)
    assert not await clock.wait(2)
    # Once more within that time begins it anew.
    await clock.say("on")
    await clock.say("off")
    await clock.wait(50)
    await clock.say("on")
    await clock.say("off")
    assert await clock.wait(50)
    assert not await clock.wait(11)
    assert clock.told == [True, False, True, False]
    clock.gate.async_close()


@pytest.mark.parametrize("lost", ["unavailable", "unknown"])
async def test_an_entity_that_is_lost_says_nothing_any_more(
    clock: Clock, lost: str
) -> None:
    clock.gate.async_configure(WHILE_OPEN)
    assert await clock.say("on")
    assert await clock.say(lost)
    assert not await clock.wait(61)
    clock.gate.async_close()


async def test_nothing_is_open_for_longer_by_a_clock_that_is_set_back(
    clock: Clock,
) -> None:
    clock.gate.async_configure(WHILE_OPEN)
    await clock.say("on")
    assert await clock.say("off")
    assert not await clock.wait(-3600)
    clock.gate.async_close()


@pytest.mark.parametrize(
    ("entity_id", "states", "closed", "opened"),
    [
        ("alarm_control_panel.house", (), "disarmed", "armed_away"),
        ("alarm_control_panel.house", (), "arming", "triggered"),
        ("alarm_control_panel.house", ("armed_night",), "armed_away", "armed_night"),
        ("sun.sun", (), "above_horizon", "below_horizon"),
        ("person.ada", (), "not_home", "home"),
        ("person.ada", ("not_home",), "home", "not_home"),
        ("lock.door", (), "locked", "unlocked"),
        ("cover.gate", (), "closed", "open"),
        ("input_boolean.mine", (), "off", "on"),
        ("sensor.mine", ("3",), "on", "3"),
    ],
)
async def test_each_kind_of_entity_has_its_usual_states(
    clock: Clock, entity_id: str, states: tuple[str, ...], closed: str, opened: str
) -> None:
    clock.gate.async_configure(
        replace(WHILE_OPEN, look_while=entity_id, look_states=states, look_after=0)
    )
    assert not await clock.say(closed, entity_id)
    assert await clock.say(opened, entity_id)
    assert not await clock.say(closed, entity_id)
    clock.gate.async_close()


async def test_a_moment_opens_it_for_as_long_after(clock: Clock) -> None:
    bell = "event.doorbell"
    clock.gate.async_configure(replace(WHILE_OPEN, look_while=bell))
    for state in ("unknown", "unavailable", "yesterday", "2026-01-01T00:00:00"):
        assert not await clock.say(state, bell)
    ahead = dt_util.utcnow() + timedelta(hours=1)
    assert not await clock.say(ahead.isoformat(), bell)
    assert await clock.say(dt_util.utcnow().isoformat(), bell)
    assert await clock.wait(30)
    # Somebody rings again.
    assert await clock.say(dt_util.utcnow().isoformat(), bell)
    assert await clock.wait(59)
    assert not await clock.wait(2)
    # It comes back after it was away, with what happened before.
    past = dt_util.utcnow() - timedelta(seconds=61)
    assert not await clock.say(past.isoformat(), bell)
    clock.gate.async_close()


async def test_somebody_who_asks_may_always_look(
    hass: HomeAssistant, clock: Clock
) -> None:
    clock.gate.async_configure(replace(WHILE_OPEN, detection=False))
    short, long = (
        hass.async_create_background_task(clock.gate.async_look(seconds), "look")
        for seconds in (10, 30)
    )
    assert clock.gate.is_open
    assert clock.gate.is_looking
    assert await clock.wait(11)
    assert short.done()
    assert not await clock.wait(20)
    await long
    assert clock.told == [True, False]


async def test_whoever_breaks_a_look_off_closes_it(
    hass: HomeAssistant, clock: Clock
) -> None:
    clock.gate.async_configure(WHILE_OPEN)
    look = hass.async_create_task(clock.gate.async_look(30), eager_start=True)
    assert clock.gate.is_open
    look.cancel()
    await hass.async_block_till_done()
    assert not clock.gate.is_open
    look = hass.async_create_task(clock.gate.async_look(30), eager_start=True)
    clock.gate.async_close()
    await look
    assert not clock.gate.is_open


class _Pictures(FrameSource):
    """Counts what is asked of it."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.asked = 0
        self.closed = False

    @override
    async def async_frame(self) -> bytes:
        """Return a picture."""
        assert not self.closed
        self.asked += 1
        self.is_stream = True
        return b"picture"

    @override
    def drain_previews(self) -> tuple[PreviewFrame, ...]:
        """Return a small picture if any are wanted."""
        return (PreviewFrame(1, b"small"),) if self.is_filmed else ()

    @override
    async def async_close(self) -> None:
        """Be closed for good."""
        self.closed = True


async def test_through_an_open_gate_a_stream_is_filmed() -> None:
    """What is wanted reaches the source, and what it took comes back; behind a closed gate there is nothing."""
    pictures = _Pictures()
    is_open = True
    source = GatedSource(lambda: pictures, lambda: is_open)
    source.is_filmed = True
    assert source.drain_previews() == ()
    await source.async_frame()
    assert source.drain_previews() == (PreviewFrame(1, b"small"),)
    is_open = False
    with pytest.raises(CameraWaitingError):
        await source.async_frame()
    assert source.drain_previews() == ()


async def test_behind_a_closed_gate_nothing_is_asked_and_nothing_is_held() -> None:
    made: list[_Pictures] = []
    is_open = False

    def make() -> _Pictures:
        made.append(_Pictures())
        return made[-1]

    source = GatedSource(make, lambda: is_open)
    with pytest.raises(CameraWaitingError):
        await source.async_frame()
    assert made == []
    is_open = True
    assert await source.async_frame() == b"picture"
    assert source.is_stream
    is_open = False
    with pytest.raises(CameraWaitingError):
        await source.async_frame()
    assert [one.closed for one in made] == [True]
    # A stream that was closed is not read again: there is a new one.
    is_open = True
    await source.async_frame()
    await source.async_frame()
    assert [one.asked for one in made] == [1, 2]
    await source.async_close()
    assert made[-1].closed
