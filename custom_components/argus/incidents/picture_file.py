"""Finds the file of an incident's snapshot, thumbnail or moving preview."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant

from ..model.incident import Incident
from ..model.picture_type import HEAD, UNKNOWN, film_type, picture_type
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
    return _existing(partial(moments.path, incident, number))


def _existing_preview(snapshots: SnapshotFiles, path: str) -> PictureFile | None:
    """Return where a preview lies, or None if it does not; blocks."""
    film = _existing(partial(snapshots.absolute, path), film_type)
    return film if film and film.mime_type in PREVIEW_TYPES.values() else None


def _existing_file(
    snapshots: SnapshotFiles, incident: str, path: str, small: bool
) -> PictureFile | None:
    """Return where a picture lies, or None if it does not; blocks."""
    thumbnail = None
    if small:
        thumbnail = _existing(partial(snapshots.thumbnail_file, incident))
    return thumbnail or _existing(partial(snapshots.absolute, path))


def _existing(
    find: Callable[[], Path], kind_of: Callable[[bytes], str] = picture_type
) -> PictureFile | None:
    """Return a picture with its kind; None if none is there, or something that is no picture; blocks."""
    try:
        path = find()
        if not path.is_file():
            return None
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD))
    except OSError, ValueError:
        return None
    return None if kind == UNKNOWN else PictureFile(path, kind)
