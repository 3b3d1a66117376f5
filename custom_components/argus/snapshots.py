"""Pictures of incidents as files below the local media folder."""

from collections.abc import Collection, Iterable
from datetime import datetime
import logging
import os
from pathlib import Path
import tempfile
from typing import Final

from homeassistant.util import slugify

from .const import DOMAIN
from .incident import Incident

_LOGGER = logging.getLogger(__name__)

ORPHAN_AGE: Final = 3600
"""Seconds after which a picture that no incident knows is deleted."""


class Snapshots:
    """Writes, reads and deletes pictures; every method blocks, so call them off the event loop."""

    def __init__(self, media: Path) -> None:
        """Keep pictures below a media folder."""
        self._media = media
        self._root = media / DOMAIN

    def path_of(self, incident: Incident, local: datetime) -> str:
        """Return where the picture of an incident belongs, relative to the media folder; local is its start."""
        camera = slugify(incident.camera_name) or incident.camera
        name = f"{local:%H-%M-%S}_{incident.main_type}_{incident.id}.jpg"
        return f"{DOMAIN}/{camera}/{local:%Y-%m-%d}/{name}"

    def write(self, path: str, picture: bytes) -> None:
        """Write a picture so that it is there whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        target = self.absolute(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(picture)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def delete(self, paths: Iterable[str]) -> None:
        """Delete pictures; those that are gone already are passed over."""
        for path in paths:
            try:
                target = self.absolute(path)
                target.unlink(missing_ok=True)
                self._tidy(target.parent)
            except (OSError, ValueError) as err:
                _LOGGER.warning("%s could not be deleted: %s", path, err)

    def absolute(self, path: str) -> Path:
        """Return where a picture lies.

        Raises:
            ValueError: the path leads out of the folder.
        """
        target = (self._media / path).resolve()
        if not target.is_relative_to(self._root.resolve()):
            raise ValueError(f"{path} is not a picture of Argus")
        return target

    def missing(self, paths: Iterable[tuple[str, str]]) -> list[str]:
        """Return the ids of incidents whose picture is gone, from ids and paths."""
        return [
            incident for incident, path in paths if not self.absolute(path).exists()
        ]

    def delete_orphans(self, known: Collection[str], now: float) -> int:
        """Delete pictures that no incident knows and that are not new; return how many.

        Args:
            known: paths relative to the media folder.
            now: seconds since 1970.

        """
        deleted = 0
        for file in self._root.glob("*/????-??-??/*_*_*.jpg"):
            path = file.relative_to(self._media).as_posix()
            try:
                if path not in known and now - file.stat().st_mtime > ORPHAN_AGE:
                    file.unlink()
                    self._tidy(file.parent)
                    deleted += 1
            except OSError as err:
                _LOGGER.warning("%s could not be deleted: %s", path, err)
        return deleted

    def _tidy(self, folder: Path) -> None:
        """Remove a day that has no pictures any more."""
        if folder != self._root and not any(folder.iterdir()):
            folder.rmdir()
