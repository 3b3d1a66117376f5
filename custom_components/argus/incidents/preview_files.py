"""Stores moving previews of incidents as files beside their snapshots, below the local media folder."""

from collections.abc import Collection
from datetime import datetime

from ..const import DOMAIN
from ..model.atomic_file import write_atomically
from ..model.incident import Incident
from .preview_encoder import SUFFIXES, EncodedPreview
from .snapshot_files import SnapshotFiles, is_older, size_of


class PreviewFiles:
    """Writes and finds previews; every method blocks, so call them off the event loop.

    They are deleted as snapshots are: by `SnapshotFiles.delete`.
    """

    def __init__(self, snapshots: SnapshotFiles) -> None:
        """Keep previews where snapshots are kept."""
        self._snapshots = snapshots

    def write(
        self, incident: Incident, local: datetime, preview: EncodedPreview
    ) -> str:
        """Write a preview so that it is there whole or not at all.

        Args:
            incident: what it shows.
            local: its start.
            preview: the film.

        Returns:
            Its path relative to the media folder.

        Raises:
            OSError: it cannot be written.

        """
        name = f"{local:%H-%M-%S}_preview_{incident.id}{preview.suffix}"
        path = f"{self._snapshots.folder_of(incident, local)}/{name}"
        write_atomically(self._snapshots.place(path), preview.data)
        return path

    def find_strays(
        self, known: Collection[str], before: float
    ) -> list[tuple[str, str]]:
        """Return incident and path of each preview that is no incident's, as far as is known, and not new.

        Args:
            known: paths relative to the media folder.
            before: seconds since 1970; what was written later is new.

        """
        return [
            (file.stem.rsplit("_", 1)[-1], path)
            for suffix in SUFFIXES
            for file in self._snapshots.root.glob(f"*/????-??-??/*_preview_*{suffix}")
            if (path := f"{DOMAIN}/{file.relative_to(self._snapshots.root).as_posix()}")
            not in known
            and is_older(file, before)
        ]

    def size(self, path: str) -> int:
        """Return how many bytes a preview takes; one that is gone takes none."""
        return size_of(self._snapshots.absolute(path))
