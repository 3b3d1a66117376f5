"""Sirens: on for a while, and surely off again."""

import asyncio
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Final

from homeassistant.components.siren.const import (
    ATTR_DURATION,
    DOMAIN as SIREN,
    SirenEntityFeature,
)
from homeassistant.const import (
    ATTR_SUPPORTED_FEATURES,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_ON,
)
from homeassistant.core import Context, HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .alarm import Alarm
from .attempt import async_attempt
from .device_override import DeviceOverride, async_call
from .device_override_store import Kept
from .group_members import members


class SirenKind:
    """What there is to know of sirens: they are off unless there is an alarm."""

    domain: str = SIREN

    def __init__(self, hass: HomeAssistant) -> None:
        """Know nothing of any siren yet."""
        self._hass = hass

    def look(self, entity_id: str) -> Kept:
        """Return nothing: a siren that is borrowed was off."""
        return {}

    async def async_give_back(
        self, entity_id: str, kept: Kept, context: Context
    ) -> None:
        """Switch a siren off.

        Raises:
            HomeAssistantError: it cannot be done.
        """
        if self.can(entity_id, SirenEntityFeature.TURN_OFF):
            await async_call(
                self._hass, SIREN, SERVICE_TURN_OFF, entity_id, {}, context
            )

    def is_back(self, state: State, kept: Kept) -> bool:
        """Return whether it is quiet, or nothing can be done about it."""
        return state.state != STATE_ON or not self.can(
            state.entity_id, SirenEntityFeature.TURN_OFF
        )

    def amended(self, kept: Kept, service: str, data: Mapping[str, Any]) -> Kept | None:
        """Return None: what somebody else wants of a siren is theirs to end."""
        return None

    def can(self, entity_id: str, feature: SirenEntityFeature) -> bool:
        """Return whether a siren can do something."""
        state = self._hass.states.get(entity_id)
        features = state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) if state else 0
        return bool(features & feature)


class Sirens:
    """Sounds sirens; also those that a crash or a restart left on are switched off."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Sound nothing yet."""
        self._hass = hass
        self._kind = SirenKind(hass)
        self._borrowing = DeviceOverride(hass, self._kind)
        self._ends: dict[Alarm, float] = {}
        """When alarms under way end, in seconds of the loop's clock."""

    async def async_open(self) -> None:
        """Switch off what a crash or a restart left on, also sirens that come later."""
        await self._borrowing.async_open()

    async def async_close(self) -> None:
        """End all alarms; sirens that are not there are left for the next start."""
        try:
            await self.async_stop()
        finally:
            await self._borrowing.async_close()

    @property
    def sirens(self) -> frozenset[str]:
        """The sirens that sound."""
        return self._borrowing.held

    async def async_sound(
        self, sirens: Sequence[str], seconds: float, context: Context | None
    ) -> None:
        """Sound sirens; return when they are off again.

        Sirens that somebody else has on are left alone: they are not ours to silence.

        Raises:
            HomeAssistantError: no siren can be used at all.
        """
        there = [
            siren
            for siren in members(self._hass, SIREN, sirens)
            if self._kind.can(siren, SirenEntityFeature.TURN_ON)
        ]
        if not there:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_siren_there",
                translation_placeholders={"sirens": ", ".join(sirens)},
            )
        ours = [
            siren
            for siren in there
            if self._borrowing.has(siren)
            or not self._hass.states.is_state(siren, STATE_ON)
        ]
        alarm = Alarm(self._borrowing.own_context(context))
        await alarm.async_run(self._hass, self._async_sound(alarm, ours, seconds))

    async def async_stop(self) -> None:
        """End all alarms now; return when the sirens are off."""
        await asyncio.gather(*(alarm.async_stop() for alarm in self._ends))

    async def _async_sound(
        self, alarm: Alarm, sirens: Sequence[str], seconds: float
    ) -> None:
        self._ends[alarm] = self._hass.loop.time() + seconds
        try:
            await self._borrowing.async_take(alarm, sirens)
            sounding = await asyncio.gather(
                *(self._async_start(alarm, siren) for siren in sirens)
            )
            if any(sounding):
                await alarm.async_wait_until(self._ends[alarm])
        finally:
            await self._borrowing.async_release(alarm, sirens)
            # Not before: whoever waits for the end of all alarms waits for this.
            del self._ends[alarm]
        if sirens and not any(sounding):
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_siren_sounded",
                translation_placeholders={"sirens": ", ".join(sirens)},
            )

    async def _async_start(self, alarm: Alarm, siren: str) -> bool:
        """Switch one siren on; return whether that went well."""
        if not self._borrowing.holds(alarm, siren):
            return True
        data: dict[str, Any] = {}
        if self._kind.can(siren, SirenEntityFeature.DURATION):
            # A shorter alarm must not cut a longer one off.
            end = max(
                end
                for other, end in self._ends.items()
                if self._borrowing.holds(other, siren)
            )
            data[ATTR_DURATION] = max(1, ceil(end - self._hass.loop.time()))
        telling = self._borrowing.async_tell(
            siren, SERVICE_TURN_ON, data, alarm.context
        )
        return await async_attempt(telling, siren, "sound")


_SIRENS: Final[HassKey[Sirens]] = HassKey(f"{DOMAIN}_sirens")


@callback
def async_sirens(hass: HomeAssistant) -> Sirens:
    """Return what sounds the sirens of this Home Assistant."""
    if _SIRENS not in hass.data:
        hass.data[_SIRENS] = Sirens(hass)
    return hass.data[_SIRENS]


async def async_sound_sirens(
    hass: HomeAssistant,
    sirens: Sequence[str],
    seconds: float,
    context: Context | None,
) -> None:
    """Sound sirens for some seconds; return when they are off again.

    Args:
        hass: Home Assistant.
        sirens: entity ids, also of groups.
        seconds: how long.
        context: what it is put down to.

    Raises:
        HomeAssistantError: no siren can be used at all.
    """
    await async_sirens(hass).async_sound(sirens, seconds, context)
