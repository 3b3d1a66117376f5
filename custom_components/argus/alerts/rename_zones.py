"""The zones that alerts name, followed when the user renames them."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..const import SUBENTRY_ALERT, SUBENTRY_CAMERA
from ..model.camera_settings import CameraSettings
from .settings import CONF_ZONES, AlertSettings


@callback
def async_rename_zones(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    camera: ConfigSubentry,
    data: Mapping[str, Any],
) -> None:
    """Let alerts call the zones of a camera what its new settings call them.

    Args:
        hass: Home Assistant.
        entry: the config entry of camera and alerts.
        camera: as it is before its settings are stored.
        data: what is about to be stored; zones are told apart by their ids.

    """
    names = _renamed_zones(camera.data, data)
    if not names:
        return
    for alert in list(entry.get_subentries_of_type(SUBENTRY_ALERT)):
        wanted = AlertSettings.readable_part(alert.data)
        if wanted.zones.isdisjoint(names) or not wanted.is_for(camera.subentry_id):
            continue
        # Other cameras may have a zone of the old name, which the alert is for as before.
        kept = {
            zone
            for other in entry.get_subentries_of_type(SUBENTRY_CAMERA)
            if other.subentry_id != camera.subentry_id
            and wanted.is_for(other.subentry_id)
            for zone in CameraSettings.readable_part(other.data).watched_zones
        }
        zones = dict.fromkeys(
            name
            for zone in alert.data[CONF_ZONES]
            for name in _names_of_zone(zone, names, kept)
        )
        hass.config_entries.async_update_subentry(
            entry, alert, data={**alert.data, CONF_ZONES: list(zones)}
        )


def _renamed_zones(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, str]:
    """Return the new names of zones by their old ones."""
    old, new = CameraSettings.readable_part(before), CameraSettings.readable_part(after)
    names = {zone.id: zone.name for zone in new.zones}
    return {
        zone.name: names[zone.id]
        for zone in old.zones
        if zone.name in old.watched_zones and names.get(zone.id, zone.name) != zone.name
    }


def _names_of_zone(
    zone: str, names: Mapping[str, str], kept: set[str]
) -> Iterator[str]:
    if zone not in names or zone in kept:
        yield zone
    if zone in names:
        yield names[zone]
