"""The light alarm on lamps of every kind."""

from collections.abc import AsyncIterator

import pytest

from custom_components.argus.alerts.light_alarm import LightAlarm, LightAlarmSettings
from homeassistant.components.light.const import ColorMode
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .lamps import Lamp, add_lamps

LAMPS = {
    "onoff": ({ColorMode.ONOFF}, ColorMode.ONOFF, {}),
    "brightness": ({ColorMode.BRIGHTNESS}, ColorMode.BRIGHTNESS, {"brightness": 77}),
    "hs": (
        {ColorMode.HS, ColorMode.COLOR_TEMP},
        ColorMode.HS,
        {"brightness": 90, "hs_color": (211.375, 43.25)},
    ),
    "color_temp": (
        {ColorMode.HS, ColorMode.COLOR_TEMP},
        ColorMode.COLOR_TEMP,
        {"brightness": 255, "color_temp_kelvin": 2702},
    ),
    "color_temp_only": (
        {ColorMode.COLOR_TEMP},
        ColorMode.COLOR_TEMP,
        {"brightness": 12, "color_temp_kelvin": 4000},
    ),
    "rgb": ({ColorMode.RGB}, ColorMode.RGB, {"brightness": 1, "rgb_color": (1, 2, 3)}),
    "rgbw": (
        {ColorMode.RGBW},
        ColorMode.RGBW,
        {"brightness": 200, "rgbw_color": (10, 20, 30, 40)},
    ),
    "rgbww": (
        {ColorMode.RGBWW, ColorMode.COLOR_TEMP},
        ColorMode.RGBWW,
        {"brightness": 33, "rgbww_color": (1, 2, 3, 4, 5)},
    ),
    "xy": (
        {ColorMode.XY},
        ColorMode.XY,
        {"brightness": 128, "xy_color": (0.25, 0.625)},
    ),
    "white": (
        {ColorMode.HS, ColorMode.WHITE},
        ColorMode.WHITE,
        {"brightness": 150},
    ),
    "effect": (
        {ColorMode.HS},
        ColorMode.HS,
        {"brightness": 60, "hs_color": (30.0, 100.0), "effect": "rainbow"},
    ),
    "no_effect": (
        {ColorMode.HS},
        ColorMode.HS,
        {"brightness": 60, "hs_color": (30.0, 100.0), "effect": "off", "fades": True},
    ),
}
"""Modes it can do, the mode it is in, and its look."""


@pytest.fixture
async def alarm(hass: HomeAssistant) -> AsyncIterator[LightAlarm]:
    """Return what flashes lights."""
    alarm = LightAlarm(hass)
    await alarm.async_open()
    yield alarm
    await alarm.async_close()


def settings(*lamps: Lamp, flashes: int = 2) -> LightAlarmSettings:
    return LightAlarmSettings(
        lights=tuple(lamp.entity_id for lamp in lamps),
        flashes=flashes,
        on=0.03,
        off=0.03,
    )


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize("kind", LAMPS)
async def test_a_lamp_is_what_it_was(
    hass: HomeAssistant, alarm: LightAlarm, kind: str, on: bool
) -> None:
    """It flashes as well as it can, and is exactly what it was: also what it would show when switched on."""
    modes, mode, look = LAMPS[kind]
    lamp = Lamp(kind, modes, mode, on=on, **look)
    await add_lamps(hass, lamp)
    seen, state = lamp.seen, hass.states.get(lamp.entity_id)
    assert state is not None
    await alarm.async_trigger(settings(lamp))
    after = hass.states.get(lamp.entity_id)
    assert after is not None
    assert (after.state, after.attributes) == (state.state, state.attributes)
    assert lamp.seen == seen
    services = [service for service, _ in lamp.told]
    assert services.count("turn_off") == (1 if on else 2)
    if kind == "no_effect":
        assert all(
            data.get("transition") == 0 for _, data in lamp.told if len(data) > 1
        )


async def test_no_light_there(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """That no light can be used is said."""
    with pytest.raises(HomeAssistantError) as raised:
        await alarm.async_trigger(LightAlarmSettings(lights=("light.gone",)))
    assert raised.value.translation_key == "no_light_there"
