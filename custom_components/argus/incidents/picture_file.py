"""Finds the file of an incident's snapshot, thumbnail or moving preview."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant

from ..model.incident import Incident
from ..model.picture_type import HEAD, picture_type
from .moment_files import MomentFiles
from .preview_encoder import MP4, WEBP
from .snapshot_files import SnapshotFiles

PREVIEW_TYPES: Final = {MP4: "video/mp4", WEBP: "image/webp"}
"""MIME types of moving previews by the end of their names."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture on disk."""

    path: Path
    mime_type: str
    """As its bytes say, whatever its name says: earlier versions kept PNG files under names of JPEG files."""


async def async_picture_file(
    hass: HomeAssistant,
    snapshots: SnapshotFiles,
    incident: Incident,
    *,
    small: bool = False,
) -> PictureFile | None:
    """Return where the picture of an incident lies, or None if it has none or the file is gone.

    A small picture is wanted for lists; an incident without one gives its whole picture.
    """
    if incident.snapshot is None:
        return None
    return await hass.async_add_executor_job(
        _existing_file, snapshots, incident.id, incident.snapshot, small
    )


async def async_preview_file(
    hass: HomeAssistant, snapshots: SnapshotFiles, incident: Incident
) -> PictureFile | None:
    """Return where the moving preview of an incident lies, or None if it has none or the file is gone."""
    if incident.preview is None:
        return None
    return await hass.async_add_executor_job(
        _existing_preview, snapshots, incident.preview
    )


async def async_moment_file(
    hass: HomeAssistant, moments: MomentFiles, incident: Incident, number: int
) -> PictureFile | None:
    """Return where the picture of a moment lies, or None if it has none or the file is gone."""
    if not any(one.number == number and one.has_picture for one in incident.moments):
        return None
    return await hass.async_add_executor_job(
        _existing_moment, moments, incident.id, number
    )


def _existing_moment(
    moments: MomentFiles, incident: str, number: int
) -> PictureFile | None:
    """Return where the picture of a moment lies, or None if it does not; blocks."""
    try:
        file = moments.path(incident, number)
        return picture_file(file) if file.is_file() else None
    except OSError, ValueError:
        return None


def _existing_preview(snapshots: SnapshotFiles, path: str) -> PictureFile | None:
    """Return where a preview lies, or None if it does not; blocks."""
    try:
        file = snapshots.absolute(path)
        kind = PREVIEW_TYPES.get(file.suffix)
        return PictureFile(file, kind) if kind is not None and file.is_file() else None
    except OSError, ValueError:
        return None


def picture_file(path: Path) -> PictureFile:
    """Return a picture on disk with its kind; blocks.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return PictureFile(path, picture_type(file.read(HEAD)))


def _existing_file(
    snapshots: SnapshotFiles, incident: str, path: str, small: bool
) -> PictureFile | None:
    """Return where a picture lies, or None if it does not; blocks."""
    try:
        if small and (thumbnail := snapshots.thumbnail(incident)).is_file():
            return picture_file(thumbnail)
        picture = snapshots.absolute(path)
        return picture_file(picture) if picture.is_file() else None
    except OSError, ValueError:
        return None
