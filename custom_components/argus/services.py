"""Registers the actions of Argus."""

from functools import partial

import voluptuous as vol

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.sensor.const import DOMAIN as SENSOR_DOMAIN
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import config_validation as cv, service
from homeassistant.util.json import JsonValueType

from .actions.alarm import async_setup_alarm_services
from .actions.alerts import async_setup_alert_services
from .actions.incidents import async_setup_incident_services
from .actions.look_now import async_setup_look_service
from .actions.report import async_setup_report_services
from .actions.targets import (
    TARGETS,
    WHOLE_HOUSE,
    async_named_subentries,
    names_something,
)
from .const import CONF_DETECTION, DOMAIN
from .coordinator import ArgusCoordinator
from .incidents.heat import hours_of_day
from .incidents.heat_file import named_file, own_file, write_named, write_own
from .journal import JournalError
from .model import bounded
from .model.access import Audience, async_user_of, may
from .model.errors import journal_failed
from .model.limits import LONGEST_PATH
from .model.ranges import HEATMAP_DAYS
from .reports.visitors import ReportRangeError, async_report, bad_report_range
from .running import async_entry

SERVICE_EXPORT_HEATMAP = "export_heatmap"
SERVICE_GET_REPORT = "get_report"
SERVICE_RESET_COUNTERS = "reset_counters"
SERVICE_SET_PEOPLE_INSIDE = "set_people_inside"
SERVICE_START = "start"
SERVICE_STOP = "stop"

CAMERAS_SCHEMA = vol.Schema(TARGETS)
ATTR_DAYS = "days"
ATTR_FILENAME = "filename"
ATTR_FROM = "from"
ATTR_HOURS = "hours"
ATTR_PEOPLE = "people"
ATTR_TO = "to"

MOST_PEOPLE = 100_000
"""Inside, at once."""

REPORT_SCHEMA = CAMERAS_SCHEMA.extend(
    {vol.Optional(ATTR_FROM): bounded.day, vol.Optional(ATTR_TO): bounded.day}
)
HEATMAP_SCHEMA = CAMERAS_SCHEMA.extend(
    {
        vol.Optional(ATTR_DAYS): bounded.whole(HEATMAP_DAYS.low, HEATMAP_DAYS.high),
        vol.Optional(ATTR_HOURS): hours_of_day,
        vol.Optional(ATTR_FILENAME): bounded.text(LONGEST_PATH, 1),
    }
)
PEOPLE_SCHEMA = vol.All(
    vol.Schema(
        {vol.Optional(str(key)): bounded.target for key in cv.ENTITY_SERVICE_FIELDS},
        extra=vol.ALLOW_EXTRA,
    ),
    cv.make_entity_service_schema(
        {vol.Required(ATTR_PEOPLE): bounded.whole(0, MOST_PEOPLE)}
    ),
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""

    async def async_set_detection(call: ServiceCall) -> None:
        for camera in await async_permitted_cameras(hass, call, POLICY_CONTROL):
            camera.async_set(**{CONF_DETECTION: call.service == SERVICE_START})

    async def async_reset_counters(call: ServiceCall) -> None:
        for camera in await async_permitted_cameras(hass, call, POLICY_CONTROL):
            try:
                await camera.visitors.async_reset()
            except JournalError as err:
                raise journal_failed(err) from err

    hass.services.async_register(
        DOMAIN, SERVICE_RESET_COUNTERS, async_reset_counters, schema=CAMERAS_SCHEMA
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_GET_REPORT,
        partial(_async_get_report, hass),
        schema=REPORT_SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_EXPORT_HEATMAP,
        partial(_async_export_heatmap, hass),
        schema=HEATMAP_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    service.async_register_platform_entity_service(
        hass,
        DOMAIN,
        SERVICE_SET_PEOPLE_INSIDE,
        entity_domain=SENSOR_DOMAIN,
        schema=PEOPLE_SCHEMA,
        func="async_set_people_inside",
    )
    async_setup_alert_services(hass)
    async_setup_incident_services(hass, async_get_cameras)
    async_setup_alarm_services(hass)
    async_setup_look_service(hass, async_permitted_cameras)
    async_setup_report_services(hass)
    for name in (SERVICE_START, SERVICE_STOP):
        hass.services.async_register(
            DOMAIN, name, async_set_detection, schema=CAMERAS_SCHEMA
        )


async def async_permitted_cameras(
    hass: HomeAssistant, call: ServiceCall, policy: str
) -> list[ArgusCoordinator]:
    """Return the cameras an action is meant for, as far as its caller may do that with them.

    Args:
        hass: Home Assistant.
        call: the action.
        policy: what the caller has to be allowed, of the camera.

    Raises:
        ServiceValidationError: Argus is not set up, or does not watch what is named.
        Unauthorized: a camera is named that the caller has no permission for.
    """
    cameras = async_get_cameras(hass, call)
    user = await async_user_of(hass, call.context)
    permitted = [
        camera
        for camera in cameras
        if may(user, policy, camera.entity_id or camera.subentry.subentry_id)
    ]
    if names_something(call) and len(permitted) < len(cameras):
        raise Unauthorized(context=call.context, permission=policy)
    return permitted


@callback
def async_get_cameras(hass: HomeAssistant, call: ServiceCall) -> list[ArgusCoordinator]:
    """Return the cameras an action is meant for; all of them if it names none.

    A camera may be named by its own entity, by any of its Argus entities, or by its Argus device; all of them by the
    Argus device itself or one of its entities.

    Raises:
        ServiceValidationError: Argus is not set up, or does not watch what is named.
    """
    entry = async_entry(hass)
    cameras = entry.runtime_data.cameras
    if not names_something(call):
        return list(cameras.values())
    by_entity = {camera.entity_id: camera for camera in cameras.values()}
    chosen: dict[str, ArgusCoordinator] = {}
    for named, subentry_id in async_named_subentries(hass, entry, call):
        if subentry_id == WHOLE_HOUSE:
            return list(cameras.values())
        camera = by_entity.get(named) or cameras.get(subentry_id or "")
        if camera is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="not_watched",
                translation_placeholders={"name": named},
            )
        chosen[camera.subentry.subentry_id] = camera
    return list(chosen.values())


async def _async_export_heatmap(
    hass: HomeAssistant, call: ServiceCall
) -> ServiceResponse:
    """Store the heat maps of cameras as files and return where."""
    filename: str | None = call.data.get(ATTR_FILENAME)
    if filename is not None:
        await _async_require_admin(hass, call)
    cameras = await async_permitted_cameras(hass, call, POLICY_READ)
    if filename is not None and len(cameras) > 1:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="one_camera_only"
        )
    wanted = None
    if filename is not None:
        wanted = await hass.async_add_executor_job(named_file, hass, filename)
    files: list[JsonValueType] = []
    for camera in cameras:
        try:
            picture = await camera.heat.async_draw(
                camera.latest_frame,
                call.data.get(ATTR_DAYS),
                call.data.get(ATTR_HOURS),
                call.context.user_id,
            )
        except JournalError as err:
            raise journal_failed(err) from err
        if wanted is None:
            path = await hass.async_add_executor_job(
                write_own, own_file(hass, camera), picture
            )
        else:
            path = await hass.async_add_executor_job(write_named, wanted, picture)
        files.append({"camera": camera.entity_id, "path": str(path)})
    return {"files": files}


async def _async_require_admin(hass: HomeAssistant, call: ServiceCall) -> None:
    """Refuse who is no administrator.

    Raises:
        UnknownUser: the caller does not exist.
        Unauthorized: they are none.
    """
    user = await async_user_of(hass, call.context)
    if user is not None and not user.is_admin:
        raise Unauthorized(context=call.context)


async def _async_get_report(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    """Return the visitors of a day, a week or any range of days."""
    entry = async_entry(hass)
    runtime = entry.runtime_data
    audience = Audience.of(runtime.cameras, await async_user_of(hass, call.context))
    cameras = async_get_cameras(hass, call) if names_something(call) else []
    if len(cameras) > 1:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="one_camera_only"
        )
    camera = cameras[0].subentry.subentry_id if cameras else None
    if camera is not None and camera not in audience.cameras:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_watched",
            translation_placeholders={"name": cameras[0].entity_id or camera},
        )
    try:
        return await async_report(
            runtime, audience, call.data.get(ATTR_FROM), call.data.get(ATTR_TO), camera
        )
    except ReportRangeError as err:
        raise bad_report_range(err) from err
    except JournalError as err:
        raise journal_failed(err) from err
