"""Config flow, options flow and the subentry flow of a camera."""

import asyncio
from collections.abc import Mapping
import logging
from typing import Any, override

import voluptuous as vol

from homeassistant.components.camera.const import DOMAIN as CAMERA_DOMAIN
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentry,
    ConfigSubentryData,
    ConfigSubentryFlow,
    OptionsFlow,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, instance_id
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
)

from .alerts.rename_zones import async_rename_zones
from .alerts.settings import CONF_NOTIFY
from .capture.executor import VisionUnavailableError
from .capture.frame_source import SourceError
from .capture.probe import async_probe
from .const import (
    CONF_CAMERA,
    CONF_CAMERAS,
    CONF_DASHBOARD,
    CONF_DB_URL,
    DOMAIN,
    SUBENTRY_ALERT,
    SUBENTRY_CAMERA,
)
from .flows.alert_check import check_entities
from .flows.alert_flow import AlertSubentryFlow
from .flows.alert_form import DOMAINS
from .flows.alert_templates import somebody_is_seen
from .flows.camera_form import (
    camera_form,
    opened_sections,
    read_camera_form,
    shown_camera_form,
)
from .flows.dashboard import (
    PATH,
    Outcome,
    async_add_dashboard,
    can_add_dashboard,
)
from .flows.fields import FormError, bounded
from .flows.options_form import (
    HINTED,
    async_check_options,
    opened_options,
    options_form,
    read_options_form,
    shown_options_form,
)
from .flows.place_form import zone_error
from .flows.place_picture import async_place_picture
from .flows.source_check import async_check_source
from .flows.words import async_choice_names, async_hints
from .journal import (
    Candidates,
    JournalError,
    JournalNewerError,
    JournalTakenError,
    NoFileError,
    RecorderError,
)
from .model.names import one_line
from .model.opencv_error import TRANSLATION_KEYS, OpenCVError
from .model.settings import ArgusSettings, CameraSettings
from .model.wording import async_wording
from .model.zone_rules import find_faulty_zone
from .opencv import async_ensure_opencv, is_loaded
from .runtime import ArgusConfigEntry

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
                errors[CONF_NOTIFY] = "bad_notify"
                placeholders["entity"] = err.text
            if not cameras:
                errors[CONF_CAMERAS] = "no_camera"
            elif len(set(cameras)) < len(cameras):
                errors[CONF_CAMERAS] = "duplicate_camera"
            elif not errors:
                errors, placeholders = await _async_check_cameras(
                    self.hass, cameras, CONF_CAMERAS
                )
            if not errors:
                subentries = [_camera_subentry(self.hass, camera) for camera in cameras]
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
                vol.Required(CONF_CAMERAS): _camera_selector(self.hass, multiple=True),
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


class CameraSubentryFlow(ConfigSubentryFlow):
    """Adds a camera to Argus, and changes how it is watched."""

    def __init__(self) -> None:
        """Begin with nothing that the user was warned of."""
        self._warned_of: object = None

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
                    title=_camera_title(self.hass, entity_id),
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
                user_input, subentry.data
            )
            if not errors:
                async_rename_zones(self.hass, self._get_entry(), subentry, data)
                same = data[CONF_CAMERA] == subentry.data[CONF_CAMERA]
                return self.async_update_and_abort(
                    self._get_entry(),
                    subentry,
                    data=data,
                    unique_id=data[CONF_CAMERA],
                    title=subentry.title
                    if same
                    else _camera_title(self.hass, user_input[CONF_CAMERA]),
                )
        placeholders = {**placeholders, "picture": await self._async_picture(subentry)}
        return await self._async_show_form(
            "reconfigure", user_input, subentry.data, errors, placeholders
        )

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
        camera = _stable_id(self.hass, entity_id)
        try:
            data = {**before, **read_camera_form(user_input, before)}
            data[CONF_CAMERA] = camera
            await self._async_check_zones(data)
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
        errors, placeholders = await _async_check_cameras(
            self.hass, [entity_id], CONF_CAMERA
        )
        return data, errors, placeholders

    async def _async_check_zones(self, data: Mapping[str, Any]) -> None:
        settings = CameraSettings.from_data(data)
        faulty = await self.hass.async_add_executor_job(find_faulty_zone, settings)
        if faulty is not None:
            raise zone_error(faulty)

    async def _async_check_source(
        self, entity_id: str, data: Mapping[str, Any], before: Mapping[str, Any]
    ) -> None:
        """Warn once of frames that come too slowly to count by; whoever submits that again wants it."""
        settings = CameraSettings.from_data(data)
        was = CameraSettings.readable_part(before)
        pace = settings.camera, settings.source, settings.interval
        known = bool(before) and pace == (was.camera, was.source, was.interval)
        if self._warned_of == pace or (known and (was.lines or not settings.lines)):
            return
        try:
            await async_check_source(self.hass, entity_id, settings)
        except FormError:
            self._warned_of = pace
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
            shown = shown_camera_form(data)
            entity_id = er.async_resolve_entity_id(
                er.async_get(self.hass), data.get(CONF_CAMERA, "")
            )
            if entity_id is not None:
                shown[CONF_CAMERA] = entity_id
        return self.async_show_form(
            step_id=step_id,
            data_schema=bounded(
                self.add_suggested_values_to_schema(
                    camera_form(
                        _camera_selector(self.hass),
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


class ArgusOptionsFlow(OptionsFlow):
    """Changes what all cameras share."""

    def __init__(self) -> None:
        """Prepare; no database was looked at yet."""
        self._candidates: Candidates | None = None

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user change the options."""
        errors: dict[str, str] = {}
        placeholders = {"reason": ""}
        if user_input is not None:
            try:
                options = read_options_form(user_input, self.config_entry.options)
                async_check_options(self.hass, options)
            except FormError as err:
                errors, placeholders = {err.field: err.reason}, err.placeholders
            else:
                options = {**self.config_entry.options, **options}
                try:
                    await self._async_check_database(options[CONF_DB_URL])
                except JournalTakenError:
                    errors = {CONF_DB_URL: "db_taken"}
                except JournalNewerError:
                    errors = {CONF_DB_URL: "db_newer"}
                except NoFileError:
                    errors = {CONF_DB_URL: "db_no_file"}
                except RecorderError:
                    errors = {CONF_DB_URL: "db_recorder"}
                except JournalError as err:
                    errors = {CONF_DB_URL: "db_unusable"}
                    placeholders = {"reason": str(err)}
                else:
                    return self.async_create_entry(data=options)
        shown = user_input or shown_options_form(self.config_entry.options)
        return self.async_show_form(
            step_id="init",
            data_schema=bounded(
                self.add_suggested_values_to_schema(
                    options_form(
                        opened_options(shown, errors),
                        await async_choice_names(self.hass),
                        self.config_entry.options,
                    ),
                    shown,
                )
            ),
            errors=errors,
            description_placeholders={
                **placeholders,
                **await async_hints(self.hass, HINTED),
            },
        )

    async def _async_check_database(self, db_url: str | None) -> None:
        """Raise why a database cannot hold the journal, if it cannot."""
        if db_url is None or db_url == self.config_entry.options.get(CONF_DB_URL):
            return
        if self._candidates is None:
            self._candidates = Candidates(await instance_id.async_get(self.hass))
        await self.hass.async_add_executor_job(self._candidates.check_database, db_url)


def _camera_selector(hass: HomeAssistant, *, multiple: bool = False) -> EntitySelector:
    """Return a choice of cameras without those that Argus makes itself."""
    own = [
        entity.entity_id
        for entity in er.async_get(hass).entities.values()
        if entity.domain == CAMERA_DOMAIN and entity.platform == DOMAIN
    ]
    return EntitySelector(
        EntitySelectorConfig(
            filter={"domain": CAMERA_DOMAIN}, exclude_entities=own, multiple=multiple
        )
    )


async def _async_check_cameras(
    hass: HomeAssistant, cameras: list[str], field: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Fetch a frame from each camera; return errors and their placeholders.

    Args:
        hass: Home Assistant.
        cameras: their entity ids.
        field: where they were picked.

    """
    results = await asyncio.gather(
        *(async_probe(hass, camera) for camera in cameras), return_exceptions=True
    )
    blind: dict[str, str] = {}
    for camera, result in zip(cameras, results, strict=True):
        if isinstance(result, VisionUnavailableError):
            return {"base": "opencv_missing"}, {"cameras": "", "reason": str(result)}
        if isinstance(result, SourceError):
            blind[_camera_title(hass, camera)] = str(result)
        elif isinstance(result, BaseException):
            raise result
    placeholders = {
        "cameras": ", ".join(blind),
        "reason": "; ".join(f"{name}: {why}" for name, why in blind.items()),
    }
    errors: dict[str, str] = {}
    if blind:
        errors[field] = "no_frame"
    return errors, placeholders


def _camera_subentry(hass: HomeAssistant, entity_id: str) -> ConfigSubentryData:
    camera = _stable_id(hass, entity_id)
    return ConfigSubentryData(
        data={CONF_CAMERA: camera},
        subentry_type=SUBENTRY_CAMERA,
        title=_camera_title(hass, entity_id),
        unique_id=camera,
    )


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


def _stable_id(hass: HomeAssistant, entity_id: str) -> str:
    """Return the registry id of an entity, which survives renames, or the entity id if it has none."""
    entity = er.async_get(hass).async_get(entity_id)
    return entity.id if entity is not None else entity_id


def _camera_title(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    return one_line(state.name if state is not None else entity_id)
