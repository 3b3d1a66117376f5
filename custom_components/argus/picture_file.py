"""The file of an incident's picture."""

from pathlib import Path

from homeassistant.core import HomeAssistant

from .house import House
from .incident import Incident
from .snapshots import Snapshots


async def async_picture_file(
    hass: HomeAssistant, house: House, incident: Incident
) -> Path | None:
    """Return where the picture of an incident lies, or None if it has none or the file is gone."""
    if incident.snapshot is None:
        return None
    return await hass.async_add_executor_job(
        _existing, house.incidents.snapshots, incident.snapshot
    )


def _existing(snapshots: Snapshots, path: str) -> Path | None:
    """Return where a picture lies, or None if it does not; blocks."""
    try:
        picture = snapshots.absolute(path)
        return picture if picture.is_file() else None
    except OSError, ValueError:
        return None
