"""The file of an incident's picture."""

from pathlib import Path

from homeassistant.core import HomeAssistant

from .house import House
from .incident import Incident
from .snapshots import Snapshots


async def async_picture_file(
    hass: HomeAssistant, house: House, incident: Incident, *, small: bool = False
) -> Path | None:
    """Return where the picture of an incident lies, or None if it has none or the file is gone.

    A small picture is wanted for lists; an incident without one gives its whole picture.
    """
    if incident.snapshot is None:
        return None
    return await hass.async_add_executor_job(
        _existing, house.incidents.snapshots, incident.id, incident.snapshot, small
    )


def _existing(
    snapshots: Snapshots, incident: str, path: str, small: bool
) -> Path | None:
    """Return where a picture lies, or None if it does not; blocks."""
    try:
        if small and (thumbnail := snapshots.thumbnail(incident)).is_file():
            return thumbnail
        picture = snapshots.absolute(path)
        return picture if picture.is_file() else None
    except OSError, ValueError:
        return None
