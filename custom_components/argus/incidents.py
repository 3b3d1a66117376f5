"""The incidents of the house: recorded as they happen, kept with their pictures, told to who listens."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
import logging
from pathlib import Path
import time
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .best_frame import BestFrame
from .incident import Incident, IncidentChange, Phase
from .issues import async_journal_fails, async_journal_works
from .journal import Journal, JournalError, incidents
from .settings import CameraSettings, HouseSettings
from .snapshots import Snapshots
from .source import Picture
from .vision import Face
from .workers import Workers

if TYPE_CHECKING:
    from .coordinator import ArgusCoordinator

_LOGGER = logging.getLogger(__name__)

NEIGHBOURS: Final = timedelta(seconds=5)
"""Between the starts of incidents at two cameras that belong together."""


class Incidents:
    """Keeps incidents in the journal and their pictures among the local media."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        workers: Workers,
        settings: Callable[[], HouseSettings],
    ) -> None:
        """Prepare; settings tells how long and how much to keep."""
        self._hass = hass
        self._journal = journal
        self._workers = workers
        self._settings = settings
        media = hass.config.media_dirs.get("local", hass.config.path("media"))
        self.snapshots = Snapshots(Path(media))
        self._recent: list[Incident] = []
        self._listeners: list[Callable[[IncidentChange], None]] = []
        self._one_at_a_time = asyncio.Lock()

    async def async_open(self) -> None:
        """End what a crash left open."""
        await self._async_try(incidents.close_open)

    @callback
    def async_subscribe(
        self, listener: Callable[[IncidentChange], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every change of an incident, once it is stored; returns what ends that."""
        self._listeners.append(listener)

        @callback
        def unsubscribe() -> None:
            self._listeners.remove(listener)

        return unsubscribe

    async def async_take(
        self, camera: ArgusCoordinator, changes: Sequence[IncidentChange]
    ) -> None:
        """Store what became of incidents of a camera, then tell it."""
        best = replace(camera.best)
        async with self._one_at_a_time:
            for change in changes:
                incident = change.incident
                if change.phase is Phase.STARTED:
                    incident = await self._async_link(incident)
                if change.phase is not Phase.UPDATED:
                    await self._async_try(partial(incidents.save, incident=incident))
                    incident = await self._async_keep_picture(
                        incident, best, camera.settings
                    )
                if change.phase is Phase.ENDED:
                    await self._async_forget()
                self._tell(IncidentChange(change.phase, incident))

    async def async_purge(self) -> None:
        """Forget what is too old or too much, and bring pictures and journal in step.

        Raises:
            JournalError: the journal cannot be used.
        """
        async with self._one_at_a_time:
            await self._async_forget(must=True)
            known = await self._journal.async_run(incidents.snapshots)
            missing = await self._hass.async_add_executor_job(
                self.snapshots.missing, known
            )

            def unlink(session: Session) -> None:
                for incident in missing:
                    incidents.set_snapshot(session, incident, None, 0)

            await self._journal.async_run(unlink)
            await self._hass.async_add_executor_job(
                self.snapshots.delete_orphans, {path for _, path in known}, time.time()
            )

    async def async_delete(self, ids: Sequence[str]) -> None:
        """Delete incidents and their pictures, favourites too.

        Raises:
            JournalError: the journal cannot be used.
        """
        paths = await self._journal.async_run(partial(incidents.remove, incidents=ids))
        await self._hass.async_add_executor_job(self.snapshots.delete, paths)

    async def async_get(self, incident: str) -> Incident | None:
        """Return an incident, or None if it is not there.

        Raises:
            JournalError: the journal cannot be used.
        """
        return await self._journal.async_run(partial(incidents.get, incident=incident))

    async def async_find(self, query: incidents.IncidentQuery) -> list[Incident]:
        """Return incidents, the newest first.

        Raises:
            JournalError: the journal cannot be used.
        """
        return await self._journal.async_run(partial(incidents.find, query=query))

    async def async_set_favourite(self, incident: str, favourite: bool) -> bool:
        """Keep an incident for ever, or no longer; return whether it is there.

        Raises:
            JournalError: the journal cannot be used.
        """
        return await self._journal.async_run(
            partial(incidents.set_favourite, incident=incident, favourite=favourite)
        )

    async def _async_link(self, incident: Incident) -> Incident:
        """Link an incident that begins with those that just began at other cameras."""
        self._recent = [
            other
            for other in self._recent
            if abs(incident.start - other.start) <= NEIGHBOURS
        ]
        linked = [other.id for other in self._recent if other.camera != incident.camera]
        self._recent.append(incident)
        for other in linked:
            # Its own row comes with the next statement, so only the other side is there to link.
            await self._async_try(partial(incidents.link, one=other, other=incident.id))
        return replace(incident, linked=tuple(linked))

    async def _async_keep_picture(
        self, incident: Incident, best: BestFrame, settings: CameraSettings
    ) -> Incident:
        """Write the best picture so far, at the start for who is told at once, at the end for good."""
        if not settings.snapshots or best.frame is None:
            return incident
        path = self.snapshots.path_of(incident, dt_util.as_local(incident.start))
        old = await self._async_picture_of(incident.id)
        try:
            picture = await self._workers.async_run(
                _picture, best.frame, best.faces if settings.blur_faces else ()
            )
            await self._hass.async_add_executor_job(self.snapshots.write, path, picture)
            if old is not None and old != path:
                await self._hass.async_add_executor_job(self.snapshots.delete, [old])
        except OSError as err:
            async_journal_fails(self._hass, str(err))
            return incident
        await self._async_try(
            partial(
                incidents.set_snapshot,
                incident=incident.id,
                path=path,
                size=len(picture),
            )
        )
        return replace(incident, snapshot=path)

    async def _async_picture_of(self, incident: str) -> str | None:
        try:
            stored = await self.async_get(incident)
        except JournalError:
            return None
        return stored.snapshot if stored is not None else None

    async def _async_forget(self, *, must: bool = False) -> None:
        """Delete what is too old or too much, in portions so that other work gets its turn."""
        settings = self._settings()
        before = dt_util.utcnow() - timedelta(days=settings.retention_days)
        most = int(settings.retention_gigabytes * 1e9)
        try:
            while ids := await self._journal.async_run(
                partial(incidents.expired, before=before, most_bytes=most)
            ):
                await self.async_delete(ids)
        except JournalError as err:
            async_journal_fails(self._hass, str(err))
            if must:
                raise

    async def _async_try(self, work: Callable[[Session], None]) -> None:
        """Store something; what cannot be stored is told to the user and lost, and nothing else stops."""
        try:
            await self._journal.async_run(work)
        except JournalError as err:
            async_journal_fails(self._hass, str(err))
        else:
            async_journal_works(self._hass)

    @callback
    def _tell(self, change: IncidentChange) -> None:
        for listener in list(self._listeners):
            try:
                listener(change)
            except Exception:
                _LOGGER.exception("A listener could not take an incident")


def _picture(frame: Picture, faces: Sequence[Face]) -> bytes:
    """Run in a worker thread."""
    from .vision.blur import blur_faces
    from .vision.frame import Frame
    from .vision.jpeg import as_file

    if not faces:
        return as_file(frame)
    opened = Frame.open(frame)
    return as_file(blur_faces(opened.colour(opened.width), faces))
