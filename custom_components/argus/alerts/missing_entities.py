"""What alerts, cameras, the profile and the daily report cannot work with: told to the user while it is so."""

import asyncio
from collections.abc import Iterator
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.start import async_at_started

from ..const import SUBENTRY_ALERT, SUBENTRY_CAMERA
from ..issues.alerts import (
    async_alert_has_no_camera,
    async_alert_has_no_line,
    async_alert_misses,
    async_alert_misses_camera,
    async_alert_misses_zone,
    async_alert_waits_in_vain,
)
from ..issues.options import async_profile_misses, async_report_misses
from ..issues.repair import async_issue_is_over
from ..issues.watching import async_camera_misses
from ..model.activity import ActivityType
from ..model.camera_settings import CameraSettings
from .rename_entities import OF_ALERT, OF_CAMERA, OF_PROFILE, OF_REPORT, named
from .settings import AlertSettings
from .unseen import Unseen, find_unseen

_VISITORS = frozenset({ActivityType.VISITOR_IN, ActivityType.VISITOR_OUT})


@callback
def async_watch_missing_entities(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Tell the user what is missing for as long as the config entry is loaded."""
    MissingEntities(hass, entry).async_open()


class MissingEntities:
    """Looks what is missing whenever that may have changed."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Prepare; nobody is told anything yet."""
        self._hass = hass
        self._entry = entry
        self._told: set[str] = set()
        """Ids of the issues that there are."""
        self._untrack: CALLBACK_TYPE | None = None

    @callback
    def async_open(self) -> None:
        """Begin as soon as Home Assistant runs: before that, much is still to come."""
        entry = self._entry
        entry.async_on_unload(self._close)
        entry.async_on_unload(async_at_started(self._hass, self._started))

    @callback
    def _started(self, _hass: HomeAssistant) -> None:
        self._entry.async_on_unload(
            self._entry.add_update_listener(self._async_entry_updated)
        )
        self._entry.async_on_unload(
            self._hass.bus.async_listen(
                er.EVENT_ENTITY_REGISTRY_UPDATED, self._registry_updated
            )
        )
        self._look()

    @callback
    def _close(self) -> None:
        self._follow(set())
        for issue in self._told:
            async_issue_is_over(self._hass, issue)
        self._told.clear()

    async def _async_entry_updated(
        self, _hass: HomeAssistant, _entry: ConfigEntry[Any]
    ) -> None:
        # One save may change several parts of the entry, such as a zone and the alerts that name it.
        await asyncio.sleep(0)
        self._look()

    @callback
    def _registry_updated(
        self, _event: Event[er.EventEntityRegistryUpdatedData]
    ) -> None:
        self._look()

    @callback
    def _state_changed(self, event: Event[EventStateChangedData]) -> None:
        # Something removed from the registry may have its state for a moment yet.
        if event.data["old_state"] is None or event.data["new_state"] is None:
            self._look()

    @callback
    def _look(self) -> None:
        all_named: set[str] = set()
        told: set[str] = set()
        for alert in self._entry.get_subentries_of_type(SUBENTRY_ALERT):
            for entity_id in named(alert.data, OF_ALERT):
                all_named.add(entity_id)
                if self._is_missing(entity_id):
                    told.add(async_alert_misses(self._hass, alert, entity_id))
            told.update(self._of_cameras(alert))
        for camera in self._entry.get_subentries_of_type(SUBENTRY_CAMERA):
            for entity_id in named(camera.data, OF_CAMERA):
                all_named.add(entity_id)
                if self._is_missing(entity_id):
                    told.add(async_camera_misses(self._hass, camera, entity_id))
        for fields, tell in (
            (OF_REPORT, async_report_misses),
            (OF_PROFILE, async_profile_misses),
        ):
            for entity_id in named(self._entry.options, fields):
                all_named.add(entity_id)
                if self._is_missing(entity_id):
                    told.add(tell(self._hass, entity_id))
        for issue in self._told - told:
            async_issue_is_over(self._hass, issue)
        self._told = told
        self._follow(all_named)

    @callback
    def _follow(self, entity_ids: set[str]) -> None:
        """Be there when one of them comes or goes, also of those that have no place in the registry."""
        if self._untrack is not None:
            self._untrack()
        self._untrack = async_track_state_change_event(
            self._hass, entity_ids, self._state_changed
        )

    def _is_missing(self, entity_id: str) -> bool:
        if self._hass.states.get(entity_id) is not None:
            return False
        entity = er.async_get(self._hass).async_get(entity_id)
        # One that is registered may just be loading.
        return entity is None or entity.disabled

    def _of_cameras(self, alert: ConfigSubentry) -> Iterator[str]:
        """Tell what an alert expects of cameras that they have not; yield the ids of the issues."""
        wanted = AlertSettings.readable_part(alert.data)
        cameras = {
            camera.subentry_id: CameraSettings.readable_part(camera.data)
            for camera in self._entry.get_subentries_of_type(SUBENTRY_CAMERA)
            if wanted.is_for(camera.subentry_id)
        }
        if wanted.cameras and not cameras:
            yield async_alert_has_no_camera(self._hass, self._entry, alert)
        elif not wanted.cameras <= cameras.keys():
            yield async_alert_misses_camera(self._hass, self._entry, alert)
        zones = {zone for camera in cameras.values() for zone in camera.watched_zones}
        for zone in sorted(wanted.zones - zones):
            yield async_alert_misses_zone(self._hass, alert, zone)
        if wanted.types <= _VISITORS and not any(
            line.is_for_visitors for camera in cameras.values() for line in camera.lines
        ):
            yield async_alert_has_no_line(self._hass, alert)
        if find_unseen(wanted, cameras.values()) in (Unseen.TYPES, Unseen.KINDS):
            yield async_alert_waits_in_vain(self._hass, alert)
