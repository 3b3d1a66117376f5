"""Stores the small pictures of moments as files in the folder of Argus, a folder for each incident."""

from collections.abc import Collection, Iterable
import logging
from pathlib import Path
import shutil

from ..model.atomic_file import UNFINISHED, write_atomically
from ..model.contained_path import file_within, place_within
from .snapshot_files import delete_older, is_older

_LOGGER = logging.getLogger(__name__)


class MomentFiles:
    """Writes, finds and deletes pictures of moments; every method blocks, so call them off the event loop."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder."""
        self._folder = folder

    def path(self, incident: str, number: int) -> Path:
        """Return where the picture of a moment is read, if it has one.

        Raises:
            ValueError: that is no id of an incident, or a link leads out of the folder.
        """
        return file_within(self._folder, self._name_of(incident, number))

    def write(self, incident: str, number: int, picture: bytes) -> None:
        """Write a picture so that it is there whole or not at all.

        Raises:
            OSError: it cannot be written.
            ValueError: that is no id of an incident, or a link leads out of the folder.
        """
        write_atomically(self._place_of(incident, number), picture)

    def delete_moments(self, incident: str, numbers: Iterable[int]) -> None:
        """Delete the pictures of some moments of an incident; those that have none are passed over."""
        for number in numbers:
            try:
                self._place_of(incident, number).unlink(missing_ok=True)
                folder = self._folder_of(incident)
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()
            except (OSError, ValueError) as err:
                _LOGGER.warning(
                    "A moment of %s could not be deleted: %s", incident, err
                )

    def delete(self, incidents: Iterable[str]) -> None:
        """Delete the pictures of all moments of incidents; those that have none are passed over."""
        for incident in incidents:
            try:
                folder = self._folder_of(incident)
                if folder.is_symlink():
                    # What it leads to is not Argus's.
                    folder.unlink()
                else:
                    shutil.rmtree(folder)
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as err:
                _LOGGER.warning(
                    "The moments of %s could not be deleted: %s", incident, err
                )

    def find_strays(self, known: Collection[str], before: float) -> list[str]:
        """Return the incidents of folders that are not among those that are known, and not new.

        Args:
            known: ids of incidents with moments.
            before: seconds since 1970; what was changed later is new.

        """
        return [
            folder.name
            for folder in self._folder.glob("*")
            if folder.name not in known
            and folder.name.isalnum()
            and is_older(folder, before)
        ]

    def delete_unfinished(self, before: float) -> None:
        """Delete what a crash left of pictures that were just written, if it is not new."""
        delete_older(self._folder.glob(f"*/*{UNFINISHED}"), before)

    def _place_of(self, incident: str, number: int) -> Path:
        return place_within(self._folder, self._name_of(incident, number))

    def _name_of(self, incident: str, number: int) -> Path:
        return self._folder_of(incident) / f"{number:d}.jpg"

    def _folder_of(self, incident: str) -> Path:
        if not incident.isalnum():
            raise ValueError(f"{incident} is no id of an incident")
        return self._folder / incident
