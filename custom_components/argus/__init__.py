"""Argus gives the cameras of Home Assistant a pair of eyes."""

from contextlib import suppress
from functools import partial

from homeassistant.components.light.const import DOMAIN as LIGHT
from homeassistant.components.siren.const import DOMAIN as SIREN
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .ai.daily_budget import ai_file
from .alerts.alert_state import alert_file
from .alerts.device_override_store import override_file
from .alerts.missing_entities import async_watch_missing_entities
from .alerts.persistent import async_take_back
from .alerts.rename_entities import NamedEntities, named_file
from .api.card_bundle import async_register_cards
from .api.mqtt_bridge import async_bridge_mqtt, async_forget_mqtt
from .api.views import async_setup_views
from .api.websocket_api import async_setup_websocket_api
from .assist.intents import async_setup_intents
from .capture.active_profile import profile_file
from .capture.executor import VisionUnavailableError
from .capture.face_memories import face_memory_file
from .capture.last_seen import last_seen_file
from .const import CONF_DASHBOARD, DOMAIN, SUBENTRY_ALERT
from .feedback.false_alarms import false_alarms_file
from .flows.dashboard import async_remove_dashboard
from .incidents.announcements import async_announce_incidents
from .incidents.leftovers import find_leftovers
from .issues.repair import async_forget_issues, async_withdraw_issues
from .issues.sight import async_opencv_fails, async_opencv_works
from .issues.storage import async_ask_for_leftovers, async_use_leftovers
from .model.opencv_error import TRANSLATION_KEYS, OpenCVError
from .model.teardown import Teardown
from .opencv import async_ensure_opencv
from .reports.scheduler import async_report_daily
from .reports.state import report_file
from .runtime import ArgusConfigEntry, ArgusRuntime
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what exists once: actions, intents, views, commands and cards."""
    async_setup_services(hass)
    async_setup_intents(hass)
    async_setup_views(hass)
    async_setup_websocket_api(hass)
    await async_register_cards(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ArgusConfigEntry) -> bool:
    """Start to watch; what fails leaves nothing behind."""
    async_use_leftovers(hass)
    # What it tells the user outlives a start that fails for it.
    await _async_prepare_opencv(hass)
    # First, so that it comes last: whatever is told meanwhile is taken back when Argus stops.
    entry.async_on_unload(partial(async_withdraw_issues, hass))
    # Before anything is read from the settings.
    await NamedEntities(hass, entry).async_open()
    runtime = ArgusRuntime(hass, entry)
    teardown = Teardown()
    # Each part of it has its own limit.
    teardown.add("Closing Argus", runtime.async_close, None)
    try:
        await _async_begin(hass, entry, runtime, teardown)
    except BaseException:
        # Also when it is cancelled: Home Assistant sets up a second one when it tries again.
        await teardown.async_run()
        raise
    return True


async def _async_prepare_opencv(hass: HomeAssistant) -> None:
    """Make sure that Argus can see, or say why not.

    Raises:
        ConfigEntryNotReady: It cannot. Home Assistant tries again by itself: a network or room on the disk may come back.
    """
    try:
        await async_ensure_opencv(hass)
    except OpenCVError as err:
        async_opencv_fails(hass, err)
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key=TRANSLATION_KEYS[err.reason],
            translation_placeholders={"error": str(err)},
        ) from err
    async_opencv_works(hass)


async def _async_begin(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    runtime: ArgusRuntime,
    teardown: Teardown,
) -> None:
    async def async_stop(_event: Event) -> None:
        await runtime.async_close()

    entry.async_on_unload(
        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, async_stop)
    )
    try:
        await runtime.async_open()
    except VisionUnavailableError as err:
        raise ConfigEntryError(
            translation_domain=DOMAIN,
            translation_key="opencv_missing",
            translation_placeholders={"error": str(err)},
        ) from err
    entry.runtime_data = runtime
    entry.async_on_unload(async_announce_incidents(hass, runtime))
    await runtime.async_reconcile()
    teardown.add(
        "Unloading the platforms", partial(_async_unload_what_is_loaded, hass, entry)
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(entry.add_update_listener(_async_entry_updated))
    await async_bridge_mqtt(hass, entry)
    await async_report_daily(hass, entry, runtime)
    async_watch_missing_entities(hass, entry)


async def _async_unload_what_is_loaded(
    hass: HomeAssistant, entry: ArgusConfigEntry
) -> None:
    """Unload the platforms that were set up; Home Assistant leaves that to whoever fails after it."""
    for platform in PLATFORMS:
        # The others were not reached.
        with suppress(ValueError):
            await hass.config_entries.async_forward_entry_unload(entry, platform)


async def async_unload_entry(hass: HomeAssistant, entry: ArgusConfigEntry) -> bool:
    """Stop watching."""
    runtime = entry.runtime_data
    # A change that is under way would add entities to platforms that are gone.
    await runtime.async_hold_changes()
    unloaded = False
    try:
        unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    finally:
        if not unloaded:
            runtime.resume_changes()
    if unloaded:
        await runtime.async_close()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: ArgusConfigEntry) -> None:
    """Forget what is kept in Home Assistant's own storage; ask about journal and pictures, which are the user's."""
    await last_seen_file(hass).async_remove()
    await face_memory_file(hass).async_remove()
    await profile_file(hass).async_remove()
    await async_forget_mqtt(hass)
    await report_file(hass).async_remove()
    for domain in (LIGHT, SIREN):
        await override_file(hass, domain).async_remove()
    await alert_file(hass).async_remove()
    await ai_file(hass).async_remove()
    await false_alarms_file(hass).async_remove()
    await named_file(hass).async_remove()
    for alert in entry.get_subentries_of_type(SUBENTRY_ALERT):
        async_take_back(hass, alert.subentry_id)
    if entry.data.get(CONF_DASHBOARD):
        await async_remove_dashboard(hass)
    async_forget_issues(hass)
    if folders := await hass.async_add_executor_job(find_leftovers, hass):
        async_ask_for_leftovers(hass, folders)


async def _async_entry_updated(hass: HomeAssistant, entry: ArgusConfigEntry) -> None:
    """Bring cameras and alerts in step with what the user changed; nothing is reloaded."""
    await entry.runtime_data.async_reconcile()
