"""Stores snapshots of incidents as files below the local media folder, and their thumbnails."""

from collections.abc import Collection, Iterable
from datetime import datetime
import logging
from pathlib import Path
import tempfile
from typing import Final

from homeassistant.util import slugify

from ..const import DOMAIN
from ..model.atomic_file import UNFINISHED, write_atomically
from ..model.contained_path import file_within, place_within
from ..model.incident import Incident

_LOGGER = logging.getLogger(__name__)

ORPHAN_AGE: Final = 3600
"""Seconds after which a file is taken for a stray: before, its incident may just be about to be stored."""
PROBE: Final = 1_000_000
"""Bytes written to see whether a picture could be."""
LONGEST_FOLDER: Final = 100
"""Characters of a camera's folder."""


class SnapshotFiles:
    """Writes, reads and deletes pictures; every method blocks, so call them off the event loop."""

    def __init__(self, media: Path, thumbnails: Path) -> None:
        """Keep pictures below a media folder, and small ones for lists in a folder of their own."""
        self._media = media
        self.root: Final = media / DOMAIN
        """The folder of all of them."""
        self._thumbnails = thumbnails

    def path_of(self, incident: Incident, local: datetime) -> str:
        """Return where the picture of an incident belongs, relative to the media folder; local is its start."""
        name = f"{local:%H-%M-%S}_{incident.main_type}_{incident.id}.jpg"
        return f"{self.folder_of(incident, local)}/{name}"

    def folder_of(self, incident: Incident, local: datetime) -> str:
        """Return the folder of an incident's files, relative to the media folder; local is its start."""
        camera = slugify(incident.camera_name)[:LONGEST_FOLDER] or incident.camera
        return f"{DOMAIN}/{camera}/{local:%Y-%m-%d}"

    def write(self, path: str, picture: bytes, thumbnail: bytes | None = None) -> None:
        """Write a picture so that it is there whole or not at all, and its thumbnail.

        Raises:
            OSError: it cannot be written.
        """
        if thumbnail is not None:
            write_atomically(self.thumbnail(_incident_of(path)), thumbnail)
        write_atomically(self.place(path), picture)

    def thumbnail(self, incident: str) -> Path:
        """Return where the thumbnail of an incident is written or deleted.

        Raises:
            ValueError: that is no id of an incident.
        """
        if not incident.isalnum():
            raise ValueError(f"{incident} is no id of an incident")
        return self._thumbnails / f"{incident}.jpg"

    def thumbnail_file(self, incident: str) -> Path:
        """Return where the thumbnail of an incident is read, if it has one.

        Raises:
            ValueError: that is no id of an incident, or a link leads out of the folder.
        """
        return file_within(self._thumbnails, self.thumbnail(incident))

    def delete(self, paths: Iterable[str]) -> None:
        """Delete pictures and their thumbnails; those that are gone already are passed over."""
        for path in paths:
            self.delete_replaced(path)
            self.delete_thumbnails([_incident_of(path)])

    def delete_replaced(self, path: str) -> None:
        """Delete a picture whose incident has another one now; the thumbnail is the other one's."""
        try:
            target = self.place(path)
            target.unlink(missing_ok=True)
            self._remove_empty_day(target.parent)
        except (OSError, ValueError) as err:
            _LOGGER.warning("%s could not be deleted: %s", path, err)

    def are_there(self) -> bool:
        """Return whether the folder of the pictures is there: its disk may be unplugged."""
        return self.root.is_dir()

    def absolute(self, path: str) -> Path:
        """Return where a picture is read.

        Raises:
            ValueError: the path leads out of the folder.
        """
        return file_within(self.root, self._media / path)

    def place(self, path: str) -> Path:
        """Return where a picture is written or deleted.

        Raises:
            ValueError: the path leads out of the folder.
        """
        return place_within(self.root, self._media / path)

    def find_missing(self, known: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return those of some ids and paths whose picture is gone."""
        return [
            (incident, path) for incident, path in known if not self._has_snapshot(path)
        ]

    def find_strays(
        self, known: Collection[str], before: float
    ) -> list[tuple[str, str]]:
        """Return incident and path of each picture that is no incident's, as far as is known, and not new.

        Args:
            known: paths relative to the media folder.
            before: seconds since 1970; what was written later is new.

        """
        return [
            (_incident_of(path), path)
            for file in self.root.glob("*/????-??-??/*_*_*.jpg")
            if (path := file.relative_to(self._media).as_posix()) not in known
            and is_older(file, before)
        ]

    def stray_thumbnails(self, known: Collection[str], before: float) -> list[str]:
        """Return the incidents of thumbnails that are not among those that are known, and not new."""
        return [
            file.stem
            for file in self._thumbnails.glob("*.jpg")
            if file.stem not in known and is_older(file, before)
        ]

    def delete_thumbnails(self, incidents: Iterable[str]) -> None:
        """Delete the thumbnails of incidents; those that have none are passed over."""
        for incident in incidents:
            try:
                self.thumbnail(incident).unlink(missing_ok=True)
            except (OSError, ValueError) as err:
                _LOGGER.warning(
                    "%s's thumbnail could not be deleted: %s", incident, err
                )

    def delete_unfinished(self, before: float) -> None:
        """Delete what a crash left of pictures that were just written, if it is not new."""
        delete_older(
            (
                *self.root.glob(f"*{UNFINISHED}"),
                *self.root.glob(f"*/????-??-??/*{UNFINISHED}"),
                *self._thumbnails.glob(f"*{UNFINISHED}"),
            ),
            before,
        )

    def size(self, path: str) -> int:
        """Return how many bytes a picture takes with its thumbnail; what is gone takes none."""
        return sum(
            size_of(file)
            for file in (self.absolute(path), self.thumbnail(_incident_of(path)))
        )

    def can_be_written(self) -> bool:
        """Return whether there is room for a picture, and a permission to write it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.root, suffix=UNFINISHED) as file:
                file.write(bytes(PROBE))
        except OSError:
            return False
        return True

    def _has_snapshot(self, path: str) -> bool:
        try:
            return self.absolute(path).exists()
        except ValueError:
            return False

    def _remove_empty_day(self, folder: Path) -> None:
        """Remove a day that has no pictures any more."""
        if folder.parent.parent == self.root and not any(folder.iterdir()):
            folder.rmdir()


def _incident_of(path: str) -> str:
    """Return the id in the name of a picture."""
    return Path(path).stem.rsplit("_", 1)[-1]


def is_older(file: Path, before: float) -> bool:
    """Return whether a file was written before a moment, in seconds since 1970; one that is gone was not."""
    try:
        return file.stat().st_mtime < before
    except OSError:
        return False


def size_of(file: Path) -> int:
    """Return how many bytes a file takes; one that is gone takes none."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def delete_older(files: Iterable[Path], before: float) -> None:
    """Delete those files that were written before a moment, in seconds since 1970."""
    for file in files:
        try:
            if is_older(file, before):
                file.unlink(missing_ok=True)
        except OSError as err:
            _LOGGER.warning("%s could not be deleted: %s", file, err)
