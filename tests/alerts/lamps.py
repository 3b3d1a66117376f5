"""Lamps and sirens of every kind, as entities of a real Home Assistant; they can hang, fail and go away."""

import asyncio
from typing import Any, override

from custom_components.argus.alerts.light_alarm import LightAlarmSettings
from homeassistant.components.light import LightEntity
from homeassistant.components.light.const import (
    ATTR_BRIGHTNESS,
    ATTR_EFFECT,
    ATTR_WHITE,
    DATA_COMPONENT as LIGHTS,
    EFFECT_OFF,
    ColorMode,
    LightEntityFeature,
)
from homeassistant.components.siren import SirenEntity
from homeassistant.components.siren.const import (
    DATA_COMPONENT as SIRENS,
    SirenEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import ToggleEntity
from homeassistant.setup import async_setup_component


class Moody(ToggleEntity):
    """A thing that does not always do what it is told."""

    _attr_should_poll = False

    def __init__(self, name: str, on: bool) -> None:
        """Be on or off."""
        self._attr_name = name
        self._attr_unique_id = name
        self._attr_is_on = on
        self.told: list[tuple[str, dict[str, Any]]] = []
        """What it was told, in order."""
        self.hangs = False
        self.failure: Exception | None = None

    async def _async_take(self, service: str, data: dict[str, Any]) -> None:
        self.told.append((service, data))
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure

    def set_available(self, available: bool) -> None:
        """Come or go."""
        self._attr_available = available
        self.async_write_ha_state()


class Lamp(Moody, LightEntity):
    """A lamp that can do what its modes say and shows exactly what it was told."""

    def __init__(
        self,
        name: str,
        modes: set[ColorMode],
        mode: ColorMode,
        *,
        on: bool = True,
        effect: str | None = None,
        fades: bool = False,
        **look: Any,
    ) -> None:
        """Look like that."""
        super().__init__(name, on)
        self._attr_supported_color_modes = modes
        self._attr_color_mode = mode
        if effect is not None:
            self._attr_supported_features |= LightEntityFeature.EFFECT
            self._attr_effect_list = ["rainbow", "fire", EFFECT_OFF]
            self._attr_effect = effect
        if fades:
            self._attr_supported_features |= LightEntityFeature.TRANSITION
        for key, value in look.items():
            setattr(self, f"_attr_{key}", value)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Show a look; an effect ends with a colour, as it does with most lamps."""
        await self._async_take("turn_on", kwargs)
        self._attr_is_on = True
        if ATTR_BRIGHTNESS in kwargs:
            self._attr_brightness = kwargs[ATTR_BRIGHTNESS]
        if ATTR_WHITE in kwargs:
            self._attr_color_mode = ColorMode.WHITE
            self._attr_brightness = kwargs[ATTR_WHITE]
        for mode in ColorMode:
            name = "color_temp_kelvin" if mode == "color_temp" else f"{mode}_color"
            if name in kwargs:
                setattr(self, f"_attr_{name}", kwargs[name])
                self._attr_color_mode = mode
                if self._attr_effect is not None:
                    self._attr_effect = EFFECT_OFF
        if ATTR_EFFECT in kwargs:
            self._attr_effect = kwargs[ATTR_EFFECT]
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Go dark; the look stays for the next time."""
        await self._async_take("turn_off", kwargs)
        self._attr_is_on = False
        self.async_write_ha_state()

    @property
    def seen(self) -> dict[str, Any]:
        """How it looks, or would look if it were on."""
        mode = self._attr_color_mode
        colour = "color_temp_kelvin" if mode == "color_temp" else f"{mode}_color"
        names = ("is_on", "brightness", "color_mode", "effect", colour)
        return {name: getattr(self, f"_attr_{name}", None) for name in names}


class ShyLamp(Lamp):
    """A lamp that says how it looks only while it is on, as many do."""

    @property
    @override
    def brightness(self) -> int | None:
        """Nothing while it is off."""
        return self._attr_brightness if self.is_on else None

    @property
    @override
    def color_mode(self) -> ColorMode | str | None:
        """Nothing while it is off."""
        return self._attr_color_mode if self.is_on else None

    @property
    @override
    def hs_color(self) -> tuple[float, float] | None:
        """Nothing while it is off."""
        return self._attr_hs_color if self.is_on else None

    @property
    @override
    def effect(self) -> str | None:
        """Nothing while it is off."""
        return self._attr_effect if self.is_on else None


class Horn(Moody, SirenEntity):
    """A siren."""

    def __init__(
        self,
        name: str,
        features: SirenEntityFeature = SirenEntityFeature.TURN_ON
        | SirenEntityFeature.TURN_OFF,
        *,
        on: bool = False,
    ) -> None:
        """Be quiet, or not."""
        super().__init__(name, on)
        self._attr_supported_features = features

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Sound."""
        await self._async_take("turn_on", kwargs)
        self._attr_is_on = True
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Be quiet."""
        await self._async_take("turn_off", kwargs)
        self._attr_is_on = False
        self.async_write_ha_state()


LAMPS: dict[str, tuple[set[ColorMode], ColorMode, dict[str, Any]]] = {
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


def rgb(name: str = "lamp", *, on: bool = True) -> Lamp:
    """Return a lamp that can be red, and is not."""
    return Lamp(
        name,
        {ColorMode.RGB},
        ColorMode.RGB,
        on=on,
        brightness=100,
        rgb_color=(9, 8, 7),
    )


def flashes(lamp: Lamp) -> list[dict[str, Any]]:
    """Return what a lamp was told to flash red."""
    return [data for _, data in lamp.told if data.get("rgb_color") == (255, 0, 0)]


def flashing(
    *lamps: Lamp,
    flashes: int = 2,
    on: float = 0.15,
    off: float = 0.02,
    colour: tuple[int, int, int] = (255, 0, 0),
    brightness: int = 100,
) -> LightAlarmSettings:
    """Return how lamps are to flash: so that they are quick to be done, if nothing else is said."""
    return LightAlarmSettings(
        lights=tuple(lamp.entity_id for lamp in lamps),
        flashes=flashes,
        on=on,
        off=off,
        colour=colour,
        brightness=brightness,
    )


async def add_lamps(hass: HomeAssistant, *lamps: Lamp) -> None:
    """Let Home Assistant have lamps."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "light", {})
    await hass.data[LIGHTS].async_add_entities(lamps)
    await hass.async_block_till_done()


async def add_horns(hass: HomeAssistant, *horns: Horn) -> None:
    """Let Home Assistant have sirens."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "siren", {})
    await hass.data[SIRENS].async_add_entities(horns)
    await hass.async_block_till_done()
