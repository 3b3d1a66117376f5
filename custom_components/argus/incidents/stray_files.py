"""Deletes files of deleted incidents, and gives those the journal lost back to theirs.

A crash between file and journal leaves some, and so does a journal that was set aside or moved: its incidents are no
longer listed, but nobody asked to delete them. So a file goes only if this journal knew its incident once.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from time import time
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..journal import Journal, incident_moments, incidents
from .moment_files import MomentFiles
from .preview_files import PreviewFiles
from .replay_files import ReplayFiles
from .snapshot_files import ORPHAN_AGE, SnapshotFiles

AT_ONCE: Final = 500
"""Incidents that the journal is asked about at once."""
_LENGTH_OF_ID: Final = 26
SURELY_GONE: Final = timedelta(days=1)
"""After which nothing is left of what was deleted, as its files were looked for every hour."""


class StrayFiles:
    """Deletes what is left of forgotten incidents, and gives back what is not."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        snapshots: SnapshotFiles,
        replays: ReplayFiles,
        previews: PreviewFiles,
        moments: MomentFiles,
    ) -> None:
        """Prepare for a journal and the files of its incidents."""
        self._hass = hass
        self._journal = journal
        self._snapshots = snapshots
        self._replays = replays
        self._previews = previews
        self._moments = moments

    async def async_tidy(self, unknown_before: datetime | None = None) -> None:
        """Bring the files in step with the journal: forget those that are gone, delete those of forgotten incidents.

        Args:
            unknown_before: files of incidents that the journal never knew go too if they were written before this
                moment in UTC; None leaves them all.

        Raises:
            JournalError: the journal cannot be used.

        """
        run = self._hass.async_add_executor_job
        known = await self._journal.async_read(incidents.snapshots)
        films = await self._journal.async_read(incidents.previews)
        with_moments = await self._journal.async_read(incident_moments.incidents)
        if not await run(self._snapshots.are_there):
            # The disk may be unplugged: nothing is lost yet.
            return
        known = await self._async_clear_missing(known, incidents.clear_snapshots)
        films = await self._async_clear_missing(films, incidents.clear_previews)
        new = time() - ORPHAN_AGE
        ids = {incident for incident, _ in known}
        pictures = await run(
            self._snapshots.find_strays, {path for _, path in known}, new
        )
        thumbnails = await run(self._snapshots.stray_thumbnails, ids, new)
        replays = await run(self._replays.find_strays, ids, new)
        previews = await run(
            self._previews.find_strays, {path for _, path in films}, new
        )
        moments = await run(self._moments.find_strays, with_moments, new)
        owners = await self._async_find_owners(
            {
                *(incident for incident, _ in (*pictures, *previews)),
                *thumbnails,
                *replays,
                *moments,
            }
        )
        adopted = await self._async_adopt(
            [
                (incident, path)
                for incident, path in pictures
                if owners.pictures.get(incident, "") is None
            ]
        )
        await self._async_adopt_previews(
            [
                (incident, path)
                for incident, path in previews
                if owners.previews.get(incident, "") is None
            ]
        )
        forgotten = set(owners.forgotten)
        gone = set(forgotten)
        gone |= {one for one, path in owners.pictures.items() if path is None}
        gone -= ids | adopted
        if unknown_before is not None:
            old = min(new, unknown_before.timestamp())
            foreign = {
                *(one for one, _ in await run(self._snapshots.find_strays, (), old)),
                *await run(self._snapshots.stray_thumbnails, (), old),
                *await run(self._replays.find_strays, (), old),
                *(one for one, _ in await run(self._previews.find_strays, (), old)),
                *await run(self._moments.find_strays, with_moments, old),
            }
            foreign -= ids | adopted | owners.pictures.keys()
            foreign -= {incident for incident, _ in films}
            gone |= foreign
            forgotten |= foreign
        await run(
            self._delete_strays,
            [
                path
                for incident, path in pictures
                if incident in gone or owners.pictures.get(incident) not in (None, path)
            ]
            + [
                path
                for incident, path in previews
                if incident in forgotten
                or owners.previews.get(incident) not in (None, path)
            ],
            [one for one in thumbnails if one in gone or not _is_id(one)],
            [one for one in replays if one in gone or not _is_id(one)],
            [one for one in moments if one in forgotten or not _is_id(one)],
            new,
        )
        await self._journal.async_run(
            partial(incidents.forget_deleted, before=dt_util.utcnow() - SURELY_GONE)
        )

    async def _async_clear_missing(
        self, known: Sequence[tuple[str, str]], clear: Callable[..., None]
    ) -> list[tuple[str, str]]:
        """Forget those files that are gone, of ids and paths; return the others."""
        gone = await self._hass.async_add_executor_job(
            self._snapshots.find_missing, known
        )
        if gone:
            await self._journal.async_run(partial(clear, gone=gone))
        lost = set(gone)
        return [one for one in known if one not in lost]

    async def _async_find_owners(self, ids: Collection[str]) -> incidents.Owners:
        """Ask the journal in batches which incidents files belong to."""
        pictures: dict[str, str | None] = {}
        previews: dict[str, str | None] = {}
        forgotten: set[str] = set()
        for batch in batched(sorted(ids), AT_ONCE, strict=False):
            found = await self._journal.async_read(partial(incidents.owners, ids=batch))
            pictures |= found.pictures
            previews |= found.previews
            forgotten |= found.forgotten
        return incidents.Owners(pictures, previews, frozenset(forgotten))

    async def _async_adopt(self, found: Sequence[tuple[str, str]]) -> set[str]:
        """Give pictures back to incidents that lost them, as after their disk was away; return which."""
        for incident, path in found:
            size = await self._hass.async_add_executor_job(
                self._stored_size, incident, path
            )
            await self._journal.async_run(
                partial(incidents.adopt, incident=incident, path=path, size=size)
            )
        return {incident for incident, _ in found}

    async def _async_adopt_previews(self, found: Sequence[tuple[str, str]]) -> None:
        """Give moving previews back to incidents that lost them."""
        for incident, path in found:
            size = await self._hass.async_add_executor_job(self._previews.size, path)
            await self._journal.async_run(
                partial(
                    incidents.adopt_preview, incident=incident, path=path, size=size
                )
            )

    def _stored_size(self, incident: str, path: str) -> int:
        return self._snapshots.size(path) + self._replays.size(incident)

    def _delete_strays(
        self,
        pictures: Collection[str],
        thumbnails: Collection[str],
        replays: Collection[str],
        moments: Collection[str],
        new: float,
    ) -> None:
        for path in pictures:
            self._snapshots.delete_replaced(path)
        self._snapshots.delete_thumbnails(thumbnails)
        self._replays.delete(replays)
        self._moments.delete(moments)
        self._snapshots.delete_unfinished(new)
        self._replays.delete_unfinished(new)
        self._moments.delete_unfinished(new)


def _is_id(name: str) -> bool:
    """Return whether a name may be the id of an incident, of whatever journal; in the folders of Argus nothing else stays."""
    return len(name) == _LENGTH_OF_ID and name.isascii() and name.isalnum()
