"""Stores replays of incidents as files in the folder of Argus."""

from collections.abc import Collection, Iterable, Sequence
import logging
from pathlib import Path
from typing import Final

from ..capture.replay import MOST_BYTES, ReplayError, pack, unpack
from ..model.atomic_file import UNFINISHED, write_atomically
from ..model.contained_path import file_within
from ..vision import Still
from .snapshot_files import delete_older, is_older, size_of

_LOGGER = logging.getLogger(__name__)

_LARGEST: Final = 2 * MOST_BYTES
"""Bytes of a file that may be a replay."""


class ReplayFiles:
    """Writes, reads and deletes replays; every method blocks, so call them off the event loop."""

    def __init__(self, folder: Path) -> None:
        """Keep replays in a folder."""
        self._folder = folder

    def path(self, incident: str) -> Path:
        """Return where the replay of an incident lies, if it has one.

        Raises:
            ValueError: that is no id of an incident.
        """
        if not incident.isalnum():
            raise ValueError(f"{incident} is no id of an incident")
        return self._folder / f"{incident}.zip"

    def write(self, incident: str, stills: Sequence[Still]) -> int:
        """Write a replay so that it is there whole or not at all; return how many bytes it takes.

        Raises:
            OSError: it cannot be written.
        """
        packed = pack(stills)
        write_atomically(self.path(incident), packed)
        return len(packed)

    def read(self, incident: str) -> tuple[Still, ...]:
        """Return the stills of an incident, the oldest first; none if it has no replay.

        Raises:
            ReplayError: the replay is damaged.
        """
        named = self.path(incident)
        try:
            path = file_within(self._folder, named)
            # One that waits for somebody to write into it would hold the thread for ever.
            if path.exists() and not path.is_file():
                raise ReplayError(f"{path.name} is no file")
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as err:
            raise ReplayError(str(err)) from err
        if len(data) > _LARGEST:
            raise ReplayError("it is too large")
        return unpack(data)

    def delete(self, incidents: Iterable[str]) -> None:
        """Delete the replays of incidents; those that have none are passed over."""
        for incident in incidents:
            try:
                self.path(incident).unlink(missing_ok=True)
            except (OSError, ValueError) as err:
                _LOGGER.warning("%s's replay could not be deleted: %s", incident, err)

    def find_strays(self, known: Collection[str], before: float) -> list[str]:
        """Return the incidents of replays that are not among those that are known, and not new.

        Args:
            known: ids of incidents that may have a replay.
            before: seconds since 1970; what was written later is new.

        """
        return [
            file.stem
            for file in self._folder.glob("*.zip")
            if file.stem not in known and is_older(file, before)
        ]

    def delete_unfinished(self, before: float) -> None:
        """Delete what a crash left of a replay that was just written, if it is not new."""
        delete_older(self._folder.glob(f"*{UNFINISHED}"), before)

    def size(self, incident: str) -> int:
        """Return how many bytes the replay of an incident takes; none if there is none."""
        return size_of(self.path(incident))
