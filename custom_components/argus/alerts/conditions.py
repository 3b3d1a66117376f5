"""Whether the rest of the house lets an alert be sent: schedules, alarm panels, who is home, any condition."""

import asyncio
from copy import deepcopy
import logging
from typing import Any

import voluptuous as vol

from homeassistant.components.person.const import DOMAIN as PERSON
from homeassistant.const import STATE_HOME, STATE_ON
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import condition, config_validation as cv

from ..model.decision import Verdict
from ..model.look_while import ARMED
from ..model.redaction import redacted_error
from .rule import Refusal
from .settings import AlertSettings

_LOGGER = logging.getLogger(__name__)


class Conditions:
    """The conditions of one alert."""

    def __init__(self, hass: HomeAssistant, settings: AlertSettings, name: str) -> None:
        """Prepare; nothing is tested yet."""
        self._hass = hass
        self._settings = settings
        self._name = name
        self._checker: condition.ConditionsChecker | None = None
        self._making = asyncio.Lock()
        self._closed = False

    async def async_refusal(self, variables: dict[str, Any]) -> Refusal | None:
        """Return which condition is not met, or None if all are; variables are what templates may use."""
        settings = self._settings
        for refused in (
            self._schedule(settings.schedule),
            self._alarm_panel(settings.armed),
            self._people() if settings.nobody_home else None,
        ):
            if refused is not None:
                return refused
        return await self._async_own(variables)

    @callback
    def async_close(self) -> None:
        """Let go of what the conditions follow."""
        self._closed = True
        if self._checker is not None:
            self._checker.async_unload()
            self._checker = None

    def _schedule(self, entity_id: str | None) -> Refusal | None:
        if entity_id is None:
            return None
        state = self._hass.states.get(entity_id)
        if state is not None and state.state == STATE_ON:
            return None
        return Refusal(Verdict.SCHEDULE_OFF, _told(entity_id, state))

    def _alarm_panel(self, entity_id: str | None) -> Refusal | None:
        if entity_id is None:
            return None
        state = self._hass.states.get(entity_id)
        if state is not None and state.state in ARMED:
            return None
        return Refusal(Verdict.NOT_ARMED, _told(entity_id, state))

    def _people(self) -> Refusal | None:
        home = [
            person.name
            for person in self._hass.states.async_all(PERSON)
            if person.state == STATE_HOME
        ]
        return Refusal(Verdict.SOMEBODY_HOME, ", ".join(home)) if home else None

    async def _async_own(self, variables: dict[str, Any]) -> Refusal | None:
        if not self._settings.conditions:
            return None
        try:
            checker = await self._async_checker()
            try:
                met = checker.async_check(variables=variables)
            finally:
                # The conditions were changed while they were made ready.
                if checker is not self._checker:
                    checker.async_unload()
        except (vol.Invalid, HomeAssistantError) as err:
            # Tried anew next time: what the condition is about may not be loaded yet.
            return Refusal(Verdict.CONDITION, redacted_error(err))
        return None if met else Refusal(Verdict.CONDITION)

    async def _async_checker(self) -> condition.ConditionsChecker:
        async with self._making:
            if self._checker is not None:
                return self._checker
            # A template alone is made a condition by the validation, which its type does not tell.
            configs: list[Any] = await condition.async_validate_conditions_config(
                self._hass,
                cv.CONDITIONS_SCHEMA(
                    [deepcopy(dict(one)) for one in self._settings.conditions]
                ),
            )
            checker = await condition.async_conditions_from_config(
                self._hass, configs, _LOGGER, self._name
            )
            if not self._closed:
                self._checker = checker
            return checker


def _told(entity_id: str, state: State | None) -> str:
    return f"{entity_id}: {state.state if state else '?'}"
