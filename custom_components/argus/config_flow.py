"""The first step: pick cameras, and whom to tell if you like; done."""

import asyncio
import logging
from typing import Any, override

import voluptuous as vol

from homeassistant.components.camera.const import DOMAIN as CAMERA_DOMAIN
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryData,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
)

from .alerts.settings import CONF_NOTIFY
from .const import (
    CONF_CAMERAS,
    CONF_DASHBOARD,
    DOMAIN,
    SUBENTRY_ALERT,
    SUBENTRY_CAMERA,
)
from .flows.alert_flow import AlertSubentryFlow
from .flows.alert_form import DOMAINS
from .flows.alert_templates import somebody_is_seen
from .flows.camera_choice import async_check_cameras, camera_selector, camera_subentry
from .flows.camera_flow import CameraSubentryFlow
from .flows.dashboard import (
    PATH,
    Outcome,
    async_add_dashboard,
    can_add_dashboard,
)
from .flows.entity_check import check_entities
from .flows.fields import FormError, bounded
from .flows.options_flow import ArgusOptionsFlow
from .flows.words import async_hints
from .model.opencv_error import TRANSLATION_KEYS, OpenCVError
from .model.wording import async_wording
from .opencv import async_ensure_opencv, is_loaded

_LOGGER = logging.getLogger(__name__)


class ArgusConfigFlow(ConfigFlow, domain=DOMAIN):
    """The first step: pick cameras, and whom to tell if you like; done."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Prepare; whether OpenCV is there was not looked at yet."""
        self._opencv: asyncio.Task[None] | None = None

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to Argus."""
        return {
            SUBENTRY_CAMERA: CameraSubentryFlow,
            SUBENTRY_ALERT: AlertSubentryFlow,
        }

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the flow for what all cameras share."""
        return ArgusOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user pick cameras, and whom to tell when somebody is seen."""
        if self._opencv is None and not is_loaded():
            return await self.async_step_opencv()
        errors: dict[str, str] = {}
        placeholders = {"cameras": "", "reason": ""}
        if user_input is not None:
            cameras: list[str] = user_input[CONF_CAMERAS]
            notify: list[str] = list(dict.fromkeys(user_input.get(CONF_NOTIFY, ())))
            try:
                check_entities(self.hass, notify, DOMAINS[CONF_NOTIFY], CONF_NOTIFY)
            except FormError as err:
                errors[CONF_NOTIFY] = err.reason
                placeholders["reason"] = err.text
            if not cameras:
                errors[CONF_CAMERAS] = "no_camera"
            elif len(set(cameras)) < len(cameras):
                errors[CONF_CAMERAS] = "duplicate_camera"
            elif not errors:
                errors, placeholders = await async_check_cameras(
                    self.hass, cameras, CONF_CAMERAS
                )
            if not errors:
                subentries = [camera_subentry(self.hass, camera) for camera in cameras]
                if notify:
                    subentries.append(
                        await _async_first_alert_subentry(self.hass, notify)
                    )
                return await self._async_finish(
                    subentries, user_input.get(CONF_DASHBOARD, False)
                )
        return await self._async_ask(user_input, errors, placeholders)

    async def _async_finish(
        self, subentries: list[ConfigSubentryData], wants_dashboard: bool
    ) -> ConfigFlowResult:
        """Begin to watch, and add a dashboard once: one that is deleted later stays deleted."""
        if not wants_dashboard:
            return self.async_create_entry(
                title="Argus", data={}, subentries=subentries
            )
        outcome = await async_add_dashboard(self.hass)
        return self.async_create_entry(
            title="Argus",
            data={CONF_DASHBOARD: PATH} if outcome is Outcome.ADDED else {},
            subentries=subentries,
            description=outcome,
            description_placeholders={"dashboard": f"/{PATH}"},
        )

    async def _async_ask(
        self,
        user_input: dict[str, Any] | None,
        errors: dict[str, str],
        placeholders: dict[str, str],
    ) -> ConfigFlowResult:
        schema = vol.Schema(
            {
                vol.Required(CONF_CAMERAS): camera_selector(self.hass, multiple=True),
                vol.Optional(CONF_NOTIFY): EntitySelector(
                    EntitySelectorConfig(
                        filter={"domain": list(DOMAINS[CONF_NOTIFY])}, multiple=True
                    )
                ),
                **(
                    {vol.Required(CONF_DASHBOARD, default=True): BooleanSelector()}
                    if can_add_dashboard(self.hass)
                    else {}
                ),
            }
        )
        return self.async_show_form(
            step_id="user",
            data_schema=bounded(
                self.add_suggested_values_to_schema(schema, user_input)
            ),
            errors=errors,
            description_placeholders={
                **placeholders,
                **await async_hints(
                    self.hass,
                    {CONF_CAMERAS: (CAMERA_DOMAIN,), CONF_NOTIFY: DOMAINS[CONF_NOTIFY]},
                ),
            },
        )

    async def async_step_opencv(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show that OpenCV is being installed, without which no picture of a camera can be opened."""
        if self._opencv is None:
            self._opencv = self.hass.async_create_task(async_ensure_opencv(self.hass))
            if self._opencv.done():
                # A flow cannot begin with the end of something.
                return await self.async_step_opencv_done()
        if not self._opencv.done():
            return self.async_show_progress(
                step_id="opencv",
                progress_action="install_opencv",
                progress_task=self._opencv,
            )
        return self.async_show_progress_done(next_step_id="opencv_done")

    async def async_step_opencv_done(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go on, or say why Argus cannot see here and what to do before it is tried again."""
        assert self._opencv is not None
        try:
            self._opencv.result()
        except OpenCVError as err:
            _LOGGER.warning("Argus cannot be added yet: %s", err)
            return self.async_abort(
                reason=TRANSLATION_KEYS[err.reason],
                description_placeholders={"error": str(err)},
            )
        return await self.async_step_user()


async def _async_first_alert_subentry(
    hass: HomeAssistant, notify: list[str]
) -> ConfigSubentryData:
    """Return the alert of the first step: somebody is seen."""
    wording = await async_wording(hass)
    return ConfigSubentryData(
        data=somebody_is_seen(notify),
        subentry_type=SUBENTRY_ALERT,
        title=wording("alert_name_seen"),
        unique_id=None,
    )
