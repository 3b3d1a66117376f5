"""The flow that adds a camera, and changes how it is watched."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.helpers import entity_registry as er

from ..alerts.rename_zones import async_rename_zones
from ..const import (
    CONF_CAMERA,
    CONF_LOOK_WHILE,
    SUBENTRY_CAMERA,
)
from ..model.camera_settings import CameraSettings
from ..model.house_settings import ArgusSettings
from ..model.line_rules import find_faulty_line
from ..model.unknown_kinds import places_of_unknown_kinds
from ..model.zone_rules import find_faulty_zone
from ..runtime import ArgusConfigEntry
from .camera_choice import async_check_cameras, camera_selector, camera_title, stable_id
from .camera_form import (
    LOOKED_WHILE,
    SECTION_EXPERT,
    SECTION_OBJECTS,
    SECTIONS,
    camera_form,
    opened_sections,
    read_camera_form,
    shown_camera_form,
)
from .entity_check import check_entities
from .fields import FormError, bounded
from .left_as_shown import with_what_is_stored
from .place_form import line_error, zone_error
from .place_picture import async_place_picture
from .source_check import async_check_source
from .subentry_flow import SubentryFlow
from .words import async_choice_names


class CameraSubentryFlow(SubentryFlow):
    """Adds a camera to Argus, and changes how it is watched."""

    def __init__(self) -> None:
        """Begin with nothing that the user was warned of."""
        self._warned_of: set[object] = set()
        self._shown: dict[str, Any] = {}
        """The values that the form was shown with first."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Let the user add a camera."""
        errors: dict[str, str] = {}
        placeholders = {"cameras": "", "reason": ""}
        if user_input is not None:
            data, errors, placeholders = await self._async_read_form(user_input, {})
            if not errors:
                entity_id = user_input[CONF_CAMERA]
                return self.async_create_entry(
                    title=camera_title(self.hass, entity_id),
                    data=data,
                    unique_id=data[CONF_CAMERA],
                )
        return await self._async_show_form("user", user_input, {}, errors, placeholders)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Let the user change how a camera is watched, or which one."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        placeholders = {"cameras": "", "reason": ""}
        if user_input is not None:
            data, errors, placeholders = await self._async_read_form(
                self._with_what_is_stored(user_input, subentry.data), subentry.data
            )
            if not errors:
                # It may have been removed while its frames were waited for.
                subentry = self._get_reconfigure_subentry()
                async_rename_zones(self.hass, self._get_entry(), subentry, data)
                same = data[CONF_CAMERA] == subentry.data[CONF_CAMERA]
                return self.async_update_and_abort(
                    self._get_entry(),
                    subentry,
                    data=data,
                    unique_id=data[CONF_CAMERA],
                    title=subentry.title
                    if same
                    else camera_title(self.hass, user_input[CONF_CAMERA]),
                )
        placeholders = {**placeholders, "picture": await self._async_picture(subentry)}
        return await self._async_show_form(
            "reconfigure", user_input, subentry.data, errors, placeholders
        )

    def _with_what_is_stored(
        self, user_input: dict[str, Any], data: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what the user entered; what they left alone may have been changed elsewhere, such as zones in their editor."""
        merged = with_what_is_stored(
            user_input, self._shown, self._shown_form(data), SECTIONS
        )
        # The camera itself may have left Home Assistant meanwhile.
        return {CONF_CAMERA: user_input[CONF_CAMERA], **merged}

    def _shown_form(self, data: Mapping[str, Any]) -> dict[str, Any]:
        shown = shown_camera_form(data)
        entity_id = er.async_resolve_entity_id(
            er.async_get(self.hass), data.get(CONF_CAMERA, "")
        )
        if entity_id is not None:
            shown[CONF_CAMERA] = entity_id
        return shown

    async def _async_picture(self, subentry: ConfigSubentry) -> str:
        """Return what the form shows of the camera; nothing while Argus does not run."""
        entry: ArgusConfigEntry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            return ""
        camera = entry.runtime_data.cameras.get(subentry.subentry_id)
        return "" if camera is None else await async_place_picture(self.hass, camera)

    async def _async_read_form(
        self, user_input: dict[str, Any], before: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
        """Return the new data of the subentry, errors and their placeholders."""
        placeholders = {"cameras": "", "reason": ""}
        entity_id = user_input[CONF_CAMERA]
        camera = stable_id(self.hass, entity_id)
        try:
            data = {**before, **read_camera_form(user_input, before)}
            data[CONF_CAMERA] = camera
            check_entities(
                self.hass,
                [data[CONF_LOOK_WHILE]] if data[CONF_LOOK_WHILE] else [],
                LOOKED_WHILE,
                SECTION_EXPERT,
                before=(before.get(CONF_LOOK_WHILE),),
            )
            await self._async_check_places(data)
            self._check_kinds(data, before)
            await self._async_check_source(entity_id, data, before)
        except FormError as err:
            return {}, {err.field: err.reason}, placeholders | err.placeholders
        if camera == before.get(CONF_CAMERA):
            # It may be away just now; that is no reason against changing its settings.
            return data, {}, placeholders
        if any(
            camera == other.data[CONF_CAMERA]
            for other in self._get_entry().get_subentries_of_type(SUBENTRY_CAMERA)
        ):
            return data, {CONF_CAMERA: "already_configured"}, placeholders
        errors, placeholders = await async_check_cameras(
            self.hass, [entity_id], CONF_CAMERA
        )
        return data, errors, placeholders

    async def _async_check_places(self, data: Mapping[str, Any]) -> None:
        settings = CameraSettings.from_data(data)
        faulty = await self.hass.async_add_executor_job(find_faulty_zone, settings)
        if faulty is not None:
            raise zone_error(faulty)
        idle = find_faulty_line(settings)
        if idle is not None:
            raise line_error(idle)

    def _check_kinds(self, data: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """Warn once of zones and lines for kinds that nobody tells apart; whoever submits that again wants it."""
        places = places_of_unknown_kinds(CameraSettings.from_data(data))
        known = places_of_unknown_kinds(CameraSettings.readable_part(before))
        if places in self._warned_of or set(places) <= set(known):
            return
        self._warned_of.add(places)
        raise FormError("kinds_not_told", ", ".join(places), SECTION_OBJECTS)

    async def _async_check_source(
        self, entity_id: str, data: Mapping[str, Any], before: Mapping[str, Any]
    ) -> None:
        """Warn once of frames that come too slowly to count by; whoever submits that again wants it."""
        settings = CameraSettings.from_data(data)
        was = CameraSettings.readable_part(before)
        pace = settings.camera, settings.source, settings.interval
        known = bool(before) and pace == (was.camera, was.source, was.interval)
        if pace in self._warned_of or (known and (was.lines or not settings.lines)):
            return
        try:
            await async_check_source(self.hass, entity_id, settings)
        except FormError:
            self._warned_of.add(pace)
            raise

    async def _async_show_form(
        self,
        step_id: str,
        user_input: dict[str, Any] | None,
        data: Mapping[str, Any],
        errors: dict[str, str],
        placeholders: dict[str, str],
    ) -> SubentryFlowResult:
        shown = user_input
        if shown is None:
            shown = self._shown = self._shown_form(data)
        return self.async_show_form(
            step_id=step_id,
            data_schema=bounded(
                self.add_suggested_values_to_schema(
                    camera_form(
                        camera_selector(self.hass),
                        await async_choice_names(self.hass),
                        opened_sections(shown, errors),
                        ArgusSettings.from_options(
                            self._get_entry().options
                        ).profiles.names,
                    ),
                    shown,
                )
            ),
            errors=errors,
            description_placeholders=placeholders,
        )
