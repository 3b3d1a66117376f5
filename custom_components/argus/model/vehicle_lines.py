"""Finds the lines that count vehicles in what a config entry stores, also while its cameras are not there yet."""

from typing import Any

from homeassistant.config_entries import ConfigEntry

from ..const import SUBENTRY_CAMERA
from .camera_settings import CameraSettings


def vehicle_lines(entry: ConfigEntry[Any]) -> frozenset[tuple[str, str]]:
    """Return the lines that count vehicles, by the ids of their camera's subentry and of their own."""
    return frozenset(
        (subentry.subentry_id, line.id)
        for subentry in entry.get_subentries_of_type(SUBENTRY_CAMERA)
        for line in CameraSettings.readable_part(subentry.data).lines
        if not line.is_for_visitors
    )
