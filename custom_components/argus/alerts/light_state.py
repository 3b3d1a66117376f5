"""How a light looks, and how to make it look like that again."""

from collections.abc import Mapping
import logging
from typing import Any, Final

from homeassistant.components.light.const import (
    ATTR_BRIGHTNESS,
    ATTR_BRIGHTNESS_PCT,
    ATTR_COLOR_MODE,
    ATTR_COLOR_NAME,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_EFFECT,
    ATTR_EFFECT_LIST,
    ATTR_HS_COLOR,
    ATTR_PROFILE,
    ATTR_RGB_COLOR,
    ATTR_RGBW_COLOR,
    ATTR_RGBWW_COLOR,
    ATTR_SUPPORTED_COLOR_MODES,
    ATTR_TRANSITION,
    ATTR_WHITE,
    ATTR_XY_COLOR,
    COLOR_MODES_BRIGHTNESS,
    COLOR_MODES_COLOR,
    DATA_COMPONENT,
    DOMAIN as LIGHT,
    EFFECT_OFF,
    ColorMode,
    LightEntityFeature,
)
from homeassistant.const import (
    ATTR_SUPPORTED_FEATURES,
    SERVICE_TOGGLE,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_ON,
)
from homeassistant.core import Context, HomeAssistant, State

from ..model.redaction import redacted_traceback
from .device_override import async_call
from .device_override_store import Kept

_LOGGER = logging.getLogger(__name__)

COLOUR_OF_MODE: Final[Mapping[Any, str]] = {
    ColorMode.COLOR_TEMP: ATTR_COLOR_TEMP_KELVIN,
    ColorMode.HS: ATTR_HS_COLOR,
    ColorMode.RGB: ATTR_RGB_COLOR,
    ColorMode.RGBW: ATTR_RGBW_COLOR,
    ColorMode.RGBWW: ATTR_RGBWW_COLOR,
    ColorMode.XY: ATTR_XY_COLOR,
}
COLOURS: Final = (
    *COLOUR_OF_MODE.values(),
    ATTR_COLOR_NAME,
    ATTR_PROFILE,
    ATTR_WHITE,
)
"""What a light can be told of its colour; one at a time."""
BRIGHTNESSES: Final = (ATTR_BRIGHTNESS, ATTR_BRIGHTNESS_PCT)
"""What it can be told of its brightness; likewise."""
TOLERANCES: Final = {
    ATTR_BRIGHTNESS: 2.0,
    ATTR_COLOR_TEMP_KELVIN: 30.0,
    ATTR_HS_COLOR: 1.0,
    ATTR_RGB_COLOR: 3.0,
    ATTR_RGBW_COLOR: 3.0,
    ATTR_RGBWW_COLOR: 3.0,
    ATTR_XY_COLOR: 0.01,
}
"""How far a light may be from what it was told: many calculate in steps of their own."""

ON: Final = "on"
LOOK: Final = "look"
"""What `light.turn_on` needs to make the light look the same."""
EFFECT: Final = "effect"


class Lights:
    """What there is to know of lights."""

    domain: str = LIGHT

    def __init__(self, hass: HomeAssistant) -> None:
        """Know nothing of any light yet."""
        self._hass = hass

    def look(self, entity_id: str) -> Kept:
        """Return how a light is; of one that is off, how it would look when it is switched on."""
        state = self._hass.states.get(entity_id)
        on = state is not None and state.state == STATE_ON
        shown = state.attributes if on and state else self._remembered(entity_id)
        look: dict[str, Any] = {}
        if (brightness := shown.get(ATTR_BRIGHTNESS)) is not None:
            look[ATTR_BRIGHTNESS] = max(1, brightness)
        mode = shown.get(ATTR_COLOR_MODE)
        if mode == ColorMode.WHITE:
            look[ATTR_WHITE] = True
        elif (colour := COLOUR_OF_MODE.get(mode)) and shown.get(colour) is not None:
            value = shown[colour]
            look[colour] = list(value) if isinstance(value, tuple) else value
        return {ON: on, LOOK: look, EFFECT: shown.get(ATTR_EFFECT)}

    def lacks(self, entity_id: str, kept: Kept) -> bool:
        """Return whether something is not known of a light that was off and that a flash changes.

        Many lights say how they look only while they are on.
        """
        if kept[ON]:
            return False
        state = self._hass.states.get(entity_id)
        attributes = state.attributes if state else {}
        modes = set(attributes.get(ATTR_SUPPORTED_COLOR_MODES) or ())
        known = set(kept[LOOK])
        return bool(
            (modes & COLOR_MODES_BRIGHTNESS and known.isdisjoint(BRIGHTNESSES))
            or (modes & COLOR_MODES_COLOR and known.isdisjoint(COLOURS))
        )

    def _remembered(self, entity_id: str) -> Mapping[str, Any]:
        """Return what a light that is off still knows; its state does not say."""
        component = self._hass.data.get(DATA_COMPONENT)
        entity = component.get_entity(entity_id) if component else None
        if entity is None:
            return {}
        try:
            return {
                ATTR_BRIGHTNESS: entity.brightness,
                ATTR_EFFECT: entity.effect,
                ATTR_COLOR_MODE: entity.color_mode,
                **{name: getattr(entity, name) for name in COLOUR_OF_MODE.values()},
            }
        except Exception as err:  # noqa: BLE001 - logged without addresses
            _LOGGER.error(
                "%s does not say how it looks\n%s", entity_id, redacted_traceback(err)
            )
            return {}

    async def async_give_back(
        self, entity_id: str, kept: Kept, context: Context
    ) -> None:
        """Make a light what it was.

        Raises:
            HomeAssistantError: it cannot be done.
        """
        at_once = self.at_once(entity_id)
        look, effect = kept[LOOK], kept[EFFECT]
        if kept[ON] or look or effect:
            await self._async_call(entity_id, SERVICE_TURN_ON, look | at_once, context)
        if effect:
            # With a colour in the same call many lights do only one of the two.
            await self._async_call(
                entity_id, SERVICE_TURN_ON, {ATTR_EFFECT: effect}, context
            )
        if not kept[ON]:
            await self._async_call(entity_id, SERVICE_TURN_OFF, at_once, context)

    async def _async_call(
        self, entity_id: str, service: str, data: Mapping[str, Any], context: Context
    ) -> None:
        await async_call(self._hass, LIGHT, service, entity_id, data, context)

    def is_back(self, state: State, kept: Kept) -> bool:
        """Return whether a state is what was kept, as far as it says."""
        if (state.state == STATE_ON) is not kept[ON]:
            return False
        if not kept[ON]:
            return True
        shown, look = state.attributes, kept[LOOK]
        if kept[EFFECT] and shown.get(ATTR_EFFECT) != kept[EFFECT]:
            return False
        if ATTR_WHITE in look and shown.get(ATTR_COLOR_MODE) != ColorMode.WHITE:
            return False
        return all(
            _is_near(shown.get(name), wanted, TOLERANCES[name])
            for name, wanted in look.items()
            if name in TOLERANCES
        )

    def amended(self, kept: Kept, service: str, data: Mapping[str, Any]) -> Kept:
        """Return what to give back after somebody else switched the light: what they said, else what it was."""
        on = {
            SERVICE_TURN_ON: True,
            SERVICE_TURN_OFF: False,
            SERVICE_TOGGLE: not kept[ON],
        }
        look, effect = dict(kept[LOOK]), kept[EFFECT]
        for name in BRIGHTNESSES:
            if name in data:
                look.pop(ATTR_BRIGHTNESS, None)
                look[name] = data[name]
        if said := {name: data[name] for name in COLOURS if name in data}:
            look = {name: was for name, was in look.items() if name not in COLOURS}
            look |= said
            effect = None
        return {ON: on[service], LOOK: look, EFFECT: data.get(ATTR_EFFECT, effect)}

    def flash(
        self, entity_id: str, colour: tuple[int, int, int], brightness: int
    ) -> dict[str, Any]:
        """Return what `light.turn_on` needs for a flash, as far as the light can do it.

        Args:
            entity_id: the light.
            colour: red, green and blue, 0 to 255 each.
            brightness: percent.

        """
        state = self._hass.states.get(entity_id)
        attributes = state.attributes if state else {}
        modes = set(attributes.get(ATTR_SUPPORTED_COLOR_MODES) or ())
        data = self.at_once(entity_id)
        if modes & COLOR_MODES_BRIGHTNESS:
            data[ATTR_BRIGHTNESS] = max(1, round(255 * brightness / 100))
        if modes & COLOR_MODES_COLOR:
            data[ATTR_RGB_COLOR] = list(colour)
        return data

    def has_effect_to_end(self, entity_id: str) -> bool:
        """Return whether a light goes on with an effect unless it is told to end it."""
        state = self._hass.states.get(entity_id)
        if state is None or state.state != STATE_ON:
            return False
        return state.attributes.get(ATTR_EFFECT) not in (
            None,
            EFFECT_OFF,
        ) and EFFECT_OFF in (state.attributes.get(ATTR_EFFECT_LIST) or ())

    def at_once(self, entity_id: str) -> dict[str, Any]:
        """Return what keeps a light that can fade from doing so."""
        state = self._hass.states.get(entity_id)
        features = state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) if state else 0
        return {ATTR_TRANSITION: 0} if features & LightEntityFeature.TRANSITION else {}


def _is_near(shown: Any, wanted: Any, tolerance: float) -> bool:
    if isinstance(wanted, list | tuple):
        return (
            isinstance(shown, list | tuple)
            and len(shown) == len(wanted)
            and all(
                _is_near(*pair, tolerance) for pair in zip(shown, wanted, strict=True)
            )
        )
    numbers = isinstance(shown, int | float) and isinstance(wanted, int | float)
    return numbers and abs(shown - wanted) <= tolerance
