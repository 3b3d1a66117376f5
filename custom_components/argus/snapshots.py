"""Pictures of incidents as files below the local media folder."""

from collections.abc import Collection, Iterable
from datetime import datetime
import logging
from pathlib import Path
from typing import Final

from homeassistant.util import slugify

from .atomic_file import UNFINISHED, write_atomically
from .const import DOMAIN
from .incident import Incident

_LOGGER = logging.getLogger(__name__)

ORPHAN_AGE: Final = 3600
"""Seconds after which a picture that no incident knows is deleted."""
LONGEST_FOLDER: Final = 100
"""Characters of a camera's folder."""


class Snapshots:
    """Writes, reads and deletes pictures; every method blocks, so call them off the event loop."""

    def __init__(self, media: Path, thumbnails: Path) -> None:
        """Keep pictures below a media folder, and small ones for lists in a folder of their own."""
        self._media = media
        self._root = media / DOMAIN
        self._thumbnails = thumbnails

    def path_of(self, incident: Incident, local: datetime) -> str:
        """Return where the picture of an incident belongs, relative to the media folder; local is its start."""
        camera = slugify(incident.camera_name)[:LONGEST_FOLDER] or incident.camera
        name = f"{local:%H-%M-%S}_{incident.main_type}_{incident.id}.jpg"
        return f"{DOMAIN}/{camera}/{local:%Y-%m-%d}/{name}"

    def write(self, path: str, picture: bytes, thumbnail: bytes | None = None) -> None:
        """Write a picture so that it is there whole or not at all, and its thumbnail.

        Raises:
            OSError: it cannot be written.
        """
        if thumbnail is not None:
            write_atomically(self.thumbnail(_incident_of(path)), thumbnail)
        write_atomically(self.absolute(path), picture)

    def thumbnail(self, incident: str) -> Path:
        """Return where the thumbnail of an incident lies, if it has one.

        Raises:
            ValueError: that is no id of an incident.
        """
        if not incident.isalnum():
            raise ValueError(f"{incident} is no id of an incident")
        return self._thumbnails / f"{incident}.jpg"

    def delete(self, paths: Iterable[str]) -> None:
        """Delete pictures and their thumbnails; those that are gone already are passed over."""
        for path in paths:
            self.replaced(path)
            try:
                self.thumbnail(_incident_of(path)).unlink(missing_ok=True)
            except (OSError, ValueError) as err:
                _LOGGER.warning("%s's thumbnail could not be deleted: %s", path, err)

    def replaced(self, path: str) -> None:
        """Delete a picture whose incident has another one now; the thumbnail is the other one's."""
        try:
            target = self.absolute(path)
            target.unlink(missing_ok=True)
            self._tidy(target.parent)
        except (OSError, ValueError) as err:
            _LOGGER.warning("%s could not be deleted: %s", path, err)

    def are_there(self) -> bool:
        """Return whether the folder of the pictures is there: its disk may be unplugged."""
        return self._root.is_dir()

    def absolute(self, path: str) -> Path:
        """Return where a picture lies.

        Raises:
            ValueError: the path leads out of the folder.
        """
        target = (self._media / path).resolve()
        if not target.is_relative_to(self._root.resolve()):
            raise ValueError(f"{path} is not a picture of Argus")
        return target

    def missing(self, known: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return those of some ids and paths whose picture is gone."""
        return [(incident, path) for incident, path in known if not self._has(path)]

    def delete_orphans(self, known: Collection[str], now: float) -> int:
        """Delete pictures and thumbnails that no incident knows and that are not new; return how many.

        Args:
            known: paths relative to the media folder.
            now: seconds since 1970.

        """
        incidents = {_incident_of(path) for path in known}
        orphans = [
            file
            for file in self._root.glob("*/????-??-??/*_*_*.jpg")
            if file.relative_to(self._media).as_posix() not in known
        ]
        orphans += [
            file
            for file in self._thumbnails.glob("*.jpg")
            if file.stem not in incidents
        ]
        # What a crash left of pictures that were just written.
        orphans += self._root.glob(f"*/????-??-??/*{UNFINISHED}")
        orphans += self._thumbnails.glob(f"*{UNFINISHED}")
        return sum(self._delete_old(file, now) for file in orphans)

    def _delete_old(self, file: Path, now: float) -> bool:
        try:
            if now - file.stat().st_mtime <= ORPHAN_AGE:
                return False
            file.unlink()
            self._tidy(file.parent)
        except OSError as err:
            _LOGGER.warning("%s could not be deleted: %s", file, err)
            return False
        return True

    def _has(self, path: str) -> bool:
        try:
            return self.absolute(path).exists()
        except ValueError:
            return False

    def _tidy(self, folder: Path) -> None:
        """Remove a day that has no pictures any more."""
        if folder.parent.parent == self._root and not any(folder.iterdir()):
            folder.rmdir()


def _incident_of(path: str) -> str:
    """Return the id in the name of a picture."""
    return Path(path).stem.rsplit("_", 1)[-1]
