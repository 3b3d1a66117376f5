"""The light alarm: how lights flash."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import logging
from typing import Any, Final

from homeassistant.components.light.const import (
    ATTR_EFFECT,
    DOMAIN as LIGHT,
    EFFECT_OFF,
)
from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event

from ..const import DOMAIN
from ..model.redaction import redacted_error, redacted_traceback
from .alarm import Alarm
from .device_override import DeviceOverride, is_there
from .device_override_store import Kept
from .group_members import members
from .light_state import ON, Lights

_LOGGER = logging.getLogger(__name__)

SHOWS: Final = 1.0
"""Seconds in which a light that was switched on says how it looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LightAlarmSettings:
    """How lights flash."""

    lights: tuple[str, ...]
    """Entity ids."""
    colour: tuple[int, int, int] = (255, 0, 0)
    """Red, green and blue, 0 to 255 each."""
    flashes: int = 5
    on: float = 0.3
    """Seconds that a flash lasts."""
    off: float = 0.3
    """Seconds between two flashes."""
    brightness: int = 100
    """Percent."""


class LightAlarm:
    """Flashes lights and gives them back as they were.

    The lights keep time together but do not wait for each other: one that is slow misses flashes, one that hangs is
    left alone after a while.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Flash nothing yet."""
        self._hass = hass
        self._lights = Lights(hass)
        self._borrowing = DeviceOverride(hass, self._lights)
        self._alarms: set[Alarm] = set()

    async def async_open(self) -> None:
        """Give back what a crash or a restart left flashing, also lights that come later."""
        await self._borrowing.async_open()

    async def async_close(self) -> None:
        """End all alarms; lights that are not there are left for the next start."""
        try:
            await self.async_stop()
        finally:
            await self._borrowing.async_close()

    @property
    def lights(self) -> frozenset[str]:
        """The lights that flash."""
        return self._borrowing.held

    async def async_trigger(
        self, settings: LightAlarmSettings, context: Context | None = None
    ) -> None:
        """Flash lights; return when it is over and they are what they were.

        Args:
            settings: which lights, and how.
            context: what the alarm is put down to.

        Raises:
            HomeAssistantError: no light can be used at all.
        """
        lights = members(self._hass, LIGHT, settings.lights)
        if not lights:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_light_there",
                translation_placeholders={"lights": ", ".join(settings.lights)},
            )
        alarm = Alarm(self._borrowing.own_context(context))
        await alarm.async_run(
            self._hass, self._async_flash_all(alarm, lights, settings)
        )

    async def async_stop(self) -> None:
        """End all alarms now; return when the lights are what they were."""
        await asyncio.gather(*(alarm.async_stop() for alarm in self._alarms))

    async def _async_flash_all(
        self, alarm: Alarm, lights: Sequence[str], settings: LightAlarmSettings
    ) -> None:
        self._alarms.add(alarm)
        try:
            await self._borrowing.async_take(alarm, lights)
            began = self._hass.loop.time()
            flashed = await asyncio.gather(
                *(self._async_flash(alarm, light, settings, began) for light in lights)
            )
        finally:
            await self._borrowing.async_release(alarm, lights)
            # Not before: whoever waits for the end of all alarms waits for this.
            self._alarms.discard(alarm)
        if not any(flashed) and not alarm.is_over:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_light_flashed",
                translation_placeholders={"lights": ", ".join(lights)},
            )

    async def _async_flash(
        self, alarm: Alarm, light: str, settings: LightAlarmSettings, began: float
    ) -> bool:
        """Flash one light; return whether it ever did, or was not to."""
        flashed = failed = asked = False
        for number in range(settings.flashes):
            begin = began + number * (settings.on + settings.off)
            if not await alarm.async_wait_until(begin):
                break
            if self._hass.loop.time() > begin + settings.on:
                continue  # too late for this one
            if not self._borrowing.holds(alarm, light):
                return True
            try:
                if not asked:
                    asked = True
                    await self._async_ask(alarm, light)
                await self._async_light_up(alarm, light, settings)
                flashed = True
                goes_on = await alarm.async_wait_until(begin + settings.on)
                # The last flash ends with what the light was.
                if goes_on and number < settings.flashes - 1:
                    await self._async_tell(
                        alarm, light, SERVICE_TURN_OFF, self._lights.at_once(light)
                    )
            except TimeoutError:
                _LOGGER.warning("%s does not answer and is left alone", light)
                break
            except HomeAssistantError as err:
                # Once is enough to read.
                level = logging.DEBUG if failed else logging.WARNING
                _LOGGER.log(level, "%s does not flash: %s", light, redacted_error(err))
                failed = True
            except Exception as err:  # noqa: BLE001 - logged without addresses
                _LOGGER.error(
                    "%s does not flash and is left alone\n%s",
                    light,
                    redacted_traceback(err),
                )
                break
        return flashed

    async def _async_ask(self, alarm: Alarm, light: str) -> None:
        """Let a light that is off, and does not say how it would look, show it before it flashes."""
        kept = self._borrowing.kept(alarm, light)
        if kept is None or not self._lights.lacks(light, kept):
            return
        await self._async_tell(
            alarm, light, SERVICE_TURN_ON, self._lights.at_once(light)
        )
        look = await self._async_look(light)
        if look is not None and self._borrowing.leads(alarm, light):
            await self._borrowing.async_learn(alarm, light, look | {ON: False})

    async def _async_look(self, light: str) -> Kept | None:
        """Return how a light that was switched on looks as soon as it says so; None if it does not."""
        changed = asyncio.Event()

        @callback
        def note(_event: Event[EventStateChangedData]) -> None:
            changed.set()

        untrack = async_track_state_change_event(self._hass, light, note)
        try:
            async with asyncio.timeout(SHOWS):
                while True:
                    changed.clear()
                    look = self._lights.look(light)
                    if look[ON] and not self._lights.lacks(light, look | {ON: False}):
                        return look
                    await changed.wait()
        except TimeoutError:
            return None
        finally:
            untrack()

    async def _async_light_up(
        self, alarm: Alarm, light: str, settings: LightAlarmSettings
    ) -> None:
        if self._lights.has_effect_to_end(light):
            await self._async_tell(
                alarm, light, SERVICE_TURN_ON, {ATTR_EFFECT: EFFECT_OFF}
            )
        flash = self._lights.flash(light, settings.colour, settings.brightness)
        await self._async_tell(alarm, light, SERVICE_TURN_ON, flash)

    async def _async_tell(
        self, alarm: Alarm, light: str, service: str, data: Mapping[str, Any]
    ) -> None:
        """Switch a light unless it went away or another alarm took it over."""
        if self._borrowing.leads(alarm, light) and is_there(self._hass, light):
            await self._borrowing.async_tell(light, service, data, alarm.context)
