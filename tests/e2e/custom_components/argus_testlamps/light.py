"""The lamps: one of each kind."""

from typing import Any, override

from homeassistant.components.light import LightEntity
from homeassistant.components.light.const import (
    ATTR_EFFECT,
    EFFECT_OFF,
    ColorMode,
    LightEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import RoomEntry
from .things import Things

PARALLEL_UPDATES = 0
COLOURS = {
    f"{mode}_color" if mode != ColorMode.COLOR_TEMP else "color_temp_kelvin": mode
    for mode in ColorMode
}
LAMPS: dict[str, tuple[set[ColorMode], dict[str, Any]]] = {
    "onoff": ({ColorMode.ONOFF}, {"color_mode": "onoff"}),
    "brightness": (
        {ColorMode.BRIGHTNESS},
        {"color_mode": "brightness", "brightness": 77},
    ),
    "hs": (
        {ColorMode.HS, ColorMode.COLOR_TEMP},
        {"color_mode": "hs", "brightness": 90, "hs_color": [211.375, 43.25]},
    ),
    "warm": (
        {ColorMode.HS, ColorMode.COLOR_TEMP},
        {"color_mode": "color_temp", "brightness": 255, "color_temp_kelvin": 2702},
    ),
    "rgb": (
        {ColorMode.RGB},
        {"color_mode": "rgb", "brightness": 1, "rgb_color": [1, 2, 3]},
    ),
    "rgbw": (
        {ColorMode.RGBW},
        {"color_mode": "rgbw", "brightness": 200, "rgbw_color": [10, 20, 30, 40]},
    ),
    "rgbww": (
        {ColorMode.RGBWW},
        {"color_mode": "rgbww", "brightness": 33, "rgbww_color": [1, 2, 3, 4, 5]},
    ),
    "xy": (
        {ColorMode.XY},
        {"color_mode": "xy", "brightness": 128, "xy_color": [0.25, 0.625]},
    ),
    "white": (
        {ColorMode.HS, ColorMode.WHITE},
        {"color_mode": "white", "brightness": 150},
    ),
    "effect": (
        {ColorMode.HS},
        {
            "color_mode": "hs",
            "brightness": 60,
            "hs_color": [30.0, 100.0],
            "effect": "fire",
        },
    ),
}


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RoomEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add each lamp twice: on, and off."""
    async_add_entities(
        TestLamp(entry, kind, modes, {"on": on, **look})
        for kind, (modes, look) in LAMPS.items()
        for on in (True, False)
    )


class TestLamp(LightEntity):
    """Looks as it was told last, whoever crashed since."""

    _attr_should_poll = False

    def __init__(
        self,
        entry: RoomEntry,
        kind: str,
        modes: set[ColorMode],
        at_first: dict[str, Any],
    ) -> None:
        """See how the lamp looks."""
        self._key = f"{kind}_{'on' if at_first['on'] else 'off'}"
        self._things: Things = entry.runtime_data
        self._attr_unique_id = f"{entry.entry_id}_{self._key}"
        self._attr_name = f"{entry.title} {self._key}"
        self._attr_supported_color_modes = modes
        if "effect" in at_first:
            self._attr_supported_features = LightEntityFeature.EFFECT
            self._attr_effect_list = ["fire", EFFECT_OFF]
        self._show(self._things.states.get(self._key, at_first))

    def _show(self, look: dict[str, Any]) -> None:
        self._look = look
        self._attr_is_on = look["on"]
        self._attr_color_mode = ColorMode(look["color_mode"])
        self._attr_brightness = look.get("brightness")
        self._attr_effect = look.get("effect")
        for name in COLOURS:
            value = look.get(name)
            if hasattr(self, f"_attr_{name}"):
                setattr(
                    self,
                    f"_attr_{name}",
                    tuple(value) if isinstance(value, list) else value,
                )

    async def _async_become(self, look: dict[str, Any]) -> None:
        await self._things.async_tell(self._key, look)
        self._show(look)
        self.async_write_ha_state()

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Look like that; a colour ends an effect."""
        look = {**self._look, "on": True}
        for name, value in kwargs.items():
            if name == "white":
                look |= {"color_mode": "white", "brightness": value}
            elif name in COLOURS:
                look |= {"color_mode": COLOURS[name], name: value}
                if "effect" in look:
                    look["effect"] = EFFECT_OFF
            elif name == "brightness":
                look["brightness"] = value
        if ATTR_EFFECT in kwargs:
            look["effect"] = kwargs[ATTR_EFFECT]
        await self._async_become(look)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Go dark; the look stays for the next time."""
        await self._async_become({**self._look, "on": False})
