"""The light alarm on lamps that do not do what they are told."""

import asyncio
from typing import Any

import pytest

from custom_components.argus.alerts.light_alarm import LightAlarm, LightAlarmSettings
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..conftest import until
from .lamps import LAMPS, Lamp, add_lamps, flashes, flashing, rgb

pytestmark = pytest.mark.usefixtures("clock")


async def test_no_light_there(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """That no light can be used is said."""
    with pytest.raises(HomeAssistantError) as raised:
        await alarm.async_trigger(LightAlarmSettings(lights=("light.gone",)))
    assert raised.value.translation_key == "no_light_there"


async def test_all_lamps_fail(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """That no light flashed is said."""
    lamp = rgb()
    lamp.failure = HomeAssistantError("no bridge")
    await add_lamps(hass, lamp)
    with pytest.raises(HomeAssistantError) as raised:
        await alarm.async_trigger(flashing(lamp))
    assert raised.value.translation_key == "no_light_flashed"


async def test_again_before_it_was_given_back(
    hass: HomeAssistant, alarm: LightAlarm
) -> None:
    """A lamp that could not be given back yet, and flashes again, becomes what it was before the first alarm."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before = lamp.seen
    task = asyncio.create_task(alarm.async_trigger(flashing(lamp, flashes=1)))
    await until(lambda: flashes(lamp))
    lamp.failure = HomeAssistantError("no bridge")
    await task
    assert lamp.seen != before
    lamp.failure = None
    await alarm.async_trigger(flashing(lamp, flashes=1))
    assert lamp.seen == before


async def test_a_lamp_that_reports_late(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm is over when the lamp says that it is back; one that comes before that does not take it for red."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before, state = lamp.seen, hass.states.get(lamp.entity_id)
    assert state is not None
    report = lamp.async_write_ha_state
    monkeypatch.setattr(
        lamp, "async_write_ha_state", lambda: hass.loop.call_later(0.1, report)
    )

    def is_shown() -> bool:
        now = hass.states.get(lamp.entity_id)
        return now is not None and now.attributes == state.attributes

    await alarm.async_trigger(flashing(lamp, flashes=2))
    assert is_shown()

    first = asyncio.create_task(alarm.async_trigger(flashing(lamp, flashes=2)))
    await until(lambda: not is_shown())
    await until(lambda: lamp.seen == before)
    assert not is_shown()
    await alarm.async_trigger(flashing(lamp, flashes=2))
    await first
    assert is_shown()
    assert lamp.seen == before


async def test_a_lamp_that_does_not_say_how_it_would_look(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lamp that is off is off again, at least."""
    lamp = rgb(on=False)
    await add_lamps(hass, lamp)

    def brightness(lamp: Lamp) -> int | None:
        if not lamp.is_on:
            raise KeyError("programming")
        return lamp._attr_brightness

    monkeypatch.setattr(Lamp, "brightness", property(brightness))
    await alarm.async_trigger(flashing(lamp, flashes=1))
    assert len(flashes(lamp)) == 1
    assert not lamp.is_on


async def test_trouble_with_one_lamp_is_nothing_to_others(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lamp that is not there, one that hangs, one that fails, one that goes away: the others flash in time."""
    monkeypatch.setattr("custom_components.argus.alerts.device_override.PATIENCE", 0.2)
    good, gone, hanging = rgb("good"), rgb("gone"), rgb("hanging")
    failing, broken, going = rgb("failing"), rgb("broken"), rgb("going")
    lamps = (good, gone, hanging, failing, broken, going)
    await add_lamps(hass, *lamps)
    gone.set_available(False)
    hanging.hangs = True
    failing.failure = HomeAssistantError("no bridge")
    broken.failure = KeyError("programming")
    before = good.seen
    began = hass.loop.time()
    task = asyncio.create_task(alarm.async_trigger(flashing(*lamps, flashes=4)))
    await until(lambda: going.told)
    going.set_available(False)
    await until(lambda: len(flashes(good)) == 4)
    assert hass.loop.time() - began < 4 * 0.17
    await task
    assert good.seen == before
    assert not gone.told
    assert len(hanging.told) == 2  # one flash, one attempt to give it back
    assert len(failing.told) == 5

    # It comes back red, and is made what it was; nobody had to ask.
    assert going.rgb_color == (255, 0, 0)
    going.set_available(True)
    await until(lambda: going.seen == before)


@pytest.mark.parametrize("kind", ["rgb", "white", "effect", "off"])
async def test_a_lamp_that_does_not_listen_at_once(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A lamp that does not show that it is back is told a second time."""
    monkeypatch.setattr("custom_components.argus.alerts.device_override.SETTLE", 0.05)
    modes, mode, look = LAMPS.get(kind, LAMPS["rgb"])
    lamp = Lamp(kind, modes, mode, on=kind != "off", **look)
    await add_lamps(hass, lamp)
    before = lamp.seen
    deaf = 1
    service = "async_turn_off" if kind == "off" else "async_turn_on"
    listen = getattr(lamp, service)

    async def async_listen(**data: Any) -> None:
        nonlocal deaf
        back = {
            "rgb": data.get("rgb_color") not in (None, (255, 0, 0)),
            "white": "white" in data,
            "effect": data.get("effect") == "rainbow",
            "off": True,
        }
        if deaf and back[kind]:
            deaf -= 1
            return
        await listen(**data)

    monkeypatch.setattr(lamp, service, async_listen)
    await alarm.async_trigger(flashing(lamp, flashes=1))
    assert deaf == 0
    assert lamp.seen == before
