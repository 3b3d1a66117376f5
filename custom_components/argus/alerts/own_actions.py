"""The user's own actions of an alert, as in an automation."""

from copy import deepcopy
import logging
from typing import Any, Final

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config

from ..const import DOMAIN
from .settings import AlertSettings

_LOGGER = logging.getLogger(__name__)

MOST_RUNS: Final = 10
"""Times that they may run at once."""


class OwnActions:
    """The actions of one alert as it is set up; set up anew, it has new ones."""

    def __init__(self, hass: HomeAssistant, settings: AlertSettings, name: str) -> None:
        """Prepare; nothing is done yet."""
        self._hass = hass
        self._settings = settings
        self._name = name
        self._script: Script | None = None
        self._closed = False

    async def async_run(self, variables: dict[str, Any], context: Context) -> bool:
        """Carry them out; return whether that was done, which it is not if the user wants others meanwhile.

        Args:
            variables: what their templates may use.
            context: whom they are put down to.

        Raises:
            HomeAssistantError: one of them failed.
            Invalid: they are none that can be carried out.
        """
        if self._script is None:
            actions = await async_validate_actions_config(
                self._hass,
                cv.SCRIPT_SCHEMA(
                    [deepcopy(dict(action)) for action in self._settings.actions]
                ),
            )
            if self._closed:
                return False
            # Another camera's incident may have been quicker.
            if self._script is None:
                self._script = Script(
                    self._hass,
                    actions,
                    self._name,
                    DOMAIN,
                    script_mode="parallel",
                    max_runs=MOST_RUNS,
                    log_exceptions=False,
                    logger=_LOGGER,
                )
        await self._script.async_run(variables, context)
        return True

    @callback
    def async_close(self) -> None:
        """End those that are under way."""
        self._closed = True
        if self._script is not None:
            script, self._script = self._script, None
            self._hass.async_create_background_task(
                script.async_unload(), f"argus alert {self._name}: end its actions"
            )
