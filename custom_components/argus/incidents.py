"""The incidents of the house: recorded as they happen, kept with their pictures, told to who listens."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
import logging
from pathlib import Path
from time import monotonic, time
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .activity import ActivityType
from .alerts.decision import Decision
from .backlog import Backlog
from .best_frame import BestFrame
from .const import DOMAIN
from .incident import Incident, IncidentChange, Phase
from .issues import async_journal_fails, async_pictures_fail, async_pictures_work
from .journal import Journal, JournalError, incidents, pages
from .listeners import Listeners
from .replay_files import ReplayFiles
from .settings import CameraSettings, HouseSettings
from .snapshots import Snapshots
from .source import Picture
from .steady_time import SteadyTime
from .vision import Face, PipelineSettings, Still
from .workers import Workers

if TYPE_CHECKING:
    from .coordinator import ArgusCoordinator

_LOGGER = logging.getLogger(__name__)

NEIGHBOURS: Final = timedelta(seconds=5)
"""Between the starts of incidents at two cameras that belong together."""
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before anything that was kept."""


@dataclass(slots=True)
class _Lasting:
    """What the house adds to what a camera knows of its incident."""

    linked: tuple[str, ...] = ()
    snapshot: str | None = None
    favourite: bool = False
    false_alarm: bool = False
    types: tuple[ActivityType, ...] = ()
    """What it was about when its picture was written last."""

    def complete(self, incident: Incident) -> Incident:
        return replace(
            incident,
            linked=self.linked,
            snapshot=self.snapshot,
            favourite=self.favourite,
            false_alarm=self.false_alarm,
        )


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
        self.snapshots = Snapshots(
            Path(media), Path(hass.config.path(DOMAIN, "thumbnails"))
        )
        self.replays = ReplayFiles(Path(hass.config.path(DOMAIN, "replays")))
        self._backlog = Backlog(hass, journal)
        self._lasting: dict[str, _Lasting] = {}
        self._recent: list[Incident] = []
        self._changes = Listeners[IncidentChange]()
        self._marks = Listeners[Incident]()
        self._one_at_a_time = asyncio.Lock()
        self._forgetting = asyncio.Lock()
        self._time = SteadyTime()

    async def async_open(self) -> None:
        """End what a crash left open, and see how long it was."""
        known = None
        try:
            await self._async_close_open()
            newest = await self.async_find(pages.IncidentQuery(limit=1))
            known = newest[0].start if newest else dt_util.utcnow()
        except JournalError as err:
            async_journal_fails(self._hass, err)
        self._time.start(dt_util.utcnow(), monotonic(), known)

    async def async_close(self) -> None:
        """Store what still waits, if it can be."""
        await self._backlog.async_close()

    @callback
    def async_subscribe(
        self, listener: Callable[[IncidentChange], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every change of an incident, once it is stored; returns what ends that."""
        return self._changes.async_add(listener)

    @callback
    def async_subscribe_marks(
        self, listener: Callable[[Incident], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every incident that is marked as a false alarm, or no longer; returns what ends that."""
        return self._marks.async_add(listener)

    async def async_take(
        self, camera: ArgusCoordinator, changes: Sequence[IncidentChange]
    ) -> None:
        """Store what became of incidents of a camera, then tell it.

        Changes between start and end are told at once and stored within seconds.
        """
        best, stills = replace(camera.best), camera.replay.replay()
        async with self._one_at_a_time:
            for change in changes:
                await self._async_take(
                    change, best, stills, camera.settings, camera.hides_faces
                )
        if any(change.phase is Phase.ENDED for change in changes):
            await self._async_forget_quietly()

    async def _async_take(
        self,
        change: IncidentChange,
        best: BestFrame,
        stills: Sequence[Still],
        settings: CameraSettings,
        hides: PipelineSettings | None,
    ) -> None:
        incident = change.incident
        if change.phase is Phase.STARTED:
            self._lasting[incident.id] = _Lasting()
            self._link(incident)
        lasting = self._lasting.get(incident.id)
        if lasting is None:
            # The user deleted it while it lasted.
            return
        incident = lasting.complete(incident)
        self._backlog.async_save(incident)
        # Whoever is told that there is a face wants to see it.
        if change.phase is not Phase.UPDATED or incident.types != lasting.types:
            lasting.types = incident.types
            await self._backlog.async_store_in_time()
            await self._async_keep_picture(
                incident,
                best,
                stills if change.phase is Phase.ENDED else (),
                settings,
                hides,
            )
            incident = lasting.complete(incident)
        if change.phase is Phase.ENDED:
            self._lasting.pop(incident.id, None)
        self._changes.async_tell(IncidentChange(change.phase, incident))

    async def async_purge(self) -> None:
        """Forget what is too old or too much, and bring pictures and journal in step.

        Raises:
            JournalError: the journal cannot be used.
        """
        async with self._forgetting:
            await self._async_close_open()
            await self._async_forget()
            await self._async_tidy()

    async def _async_tidy(self) -> None:
        """Forget pictures that are gone, delete those that nobody knows."""
        known = await self._journal.async_read(incidents.snapshots)
        if not await self._hass.async_add_executor_job(self.snapshots.are_there):
            # The disk may be unplugged: nothing is lost yet.
            return
        gone = await self._hass.async_add_executor_job(self.snapshots.missing, known)
        if gone:
            await self._journal.async_run(partial(incidents.lose_snapshots, gone=gone))
        await self._hass.async_add_executor_job(
            self.snapshots.delete_orphans, {path for _, path in known}, time()
        )
        lost = {incident for incident, _ in gone}
        await self._hass.async_add_executor_job(
            self.replays.delete_orphans,
            {incident for incident, _ in known if incident not in lost},
            time(),
        )

    async def async_delete(self, ids: Sequence[str]) -> None:
        """Delete incidents and their pictures, favourites too.

        Raises:
            JournalError: the journal cannot be used.
        """
        for incident in ids:
            self._lasting.pop(incident, None)
            self._backlog.async_drop(incident)
        paths = await self._journal.async_run(partial(incidents.remove, incidents=ids))
        await self._hass.async_add_executor_job(self.snapshots.delete, paths)
        await self._hass.async_add_executor_job(self.replays.delete, ids)

    async def async_get(self, incident: str) -> Incident | None:
        """Return an incident, or None if it is not there.

        Raises:
            JournalError: the journal cannot be used.
        """
        return await self._journal.async_read(partial(pages.get, incident=incident))

    async def async_find(self, query: pages.IncidentQuery) -> list[Incident]:
        """Return incidents, the newest first.

        Raises:
            JournalError: the journal cannot be used.
        """
        return await self._journal.async_read(partial(pages.find, query=query))

    async def async_set_favourite(self, incident: str, favourite: bool) -> bool:
        """Keep an incident for ever, or no longer; return whether it is there.

        Raises:
            JournalError: the journal cannot be used.
        """
        found = await self._journal.async_run(
            partial(incidents.set_favourite, incident=incident, favourite=favourite)
        )
        if (lasting := self._lasting.get(incident)) is not None:
            lasting.favourite = favourite
        return found

    async def async_set_false_alarm(
        self, incident_id: str, false_alarm: bool
    ) -> Incident | None:
        """Remember whether an incident was nothing; return it, or None if it is not there.

        Raises:
            JournalError: the journal cannot be used.
        """
        incident = await self._journal.async_run(
            partial(
                incidents.set_false_alarm,
                incident=incident_id,
                false_alarm=false_alarm,
            )
        )
        if (lasting := self._lasting.get(incident_id)) is not None:
            lasting.false_alarm = false_alarm
        if incident is not None:
            self._marks.async_tell(incident)
        return incident

    @callback
    def async_add_decision(self, incident_id: str, decision: Decision) -> None:
        """Keep what was decided about an incident with it, within seconds; one that was deleted is passed over.

        No listener is told: a decision is no change of the incident.
        """
        self._backlog.async_add_decision(incident_id, decision)

    @callback
    def _link(self, incident: Incident) -> None:
        """Link an incident that begins with those that just began at other cameras."""
        self._recent = [
            other
            for other in self._recent
            if abs(incident.start - other.start) <= NEIGHBOURS
        ]
        for other in self._recent:
            if other.camera != incident.camera:
                self._backlog.async_link(other.id, incident.id)
                for one, with_ in ((incident, other), (other, incident)):
                    if (lasting := self._lasting.get(one.id)) is not None:
                        lasting.linked += (with_.id,)
        self._recent.append(incident)

    async def _async_keep_picture(
        self,
        incident: Incident,
        best: BestFrame,
        stills: Sequence[Still],
        settings: CameraSettings,
        hides: PipelineSettings | None,
    ) -> None:
        """Write the best picture so far, at the start for who is told at once, at the end for good, with the replay."""
        lasting = self._lasting.get(incident.id)
        if not settings.snapshots or best.frame is None or lasting is None:
            return
        path = self.snapshots.path_of(incident, dt_util.as_local(incident.start))
        old = lasting.snapshot
        try:
            picture, thumbnail = await self._workers.async_run(
                _pictures, best.frame, best.faces, hides
            )
            await self._hass.async_add_executor_job(
                self.snapshots.write, path, picture, thumbnail
            )
        except (OSError, ValueError) as err:
            async_pictures_fail(self._hass, str(err))
            return
        async_pictures_work(self._hass)
        size = len(picture) + len(thumbnail)
        if stills and settings.keeps_replays:
            size += await self._async_keep_replay(incident.id, stills)
        if incident.id not in self._lasting:
            await self._hass.async_add_executor_job(self.snapshots.delete, [path])
            await self._hass.async_add_executor_job(self.replays.delete, [incident.id])
            return
        lasting.snapshot = path
        self._backlog.async_set_snapshot(incident.id, path, size)
        # The old one goes last: a crash in between leaves two rather than none.
        if await self._backlog.async_store_in_time() and old not in (None, path):
            await self._hass.async_add_executor_job(self.snapshots.replaced, old)

    async def _async_keep_replay(self, incident: str, stills: Sequence[Still]) -> int:
        """Write the replay of an incident; return the bytes it takes. Without it the picture is still worth keeping."""
        try:
            return await self._hass.async_add_executor_job(
                self.replays.write, incident, stills
            )
        except OSError as err:
            async_pictures_fail(self._hass, str(err))
            return 0

    async def _async_close_open(self) -> None:
        await self._journal.async_run(
            partial(incidents.close_open, lasting=list(self._lasting))
        )

    async def _async_forget_quietly(self) -> None:
        if self._forgetting.locked():
            return
        async with self._forgetting:
            try:
                await self._async_forget()
            except JournalError as err:
                async_journal_fails(self._hass, err)

    async def _async_forget(self) -> None:
        """Delete what is too old or too much, in portions so that other work gets its turn."""
        settings = self._settings()
        now = dt_util.utcnow()
        before = NEVER
        if self._time.is_trusted(now, monotonic()):
            before = now - timedelta(days=settings.retention_days)
        most = int(settings.retention_gigabytes * 1e9)
        while ids := await self._journal.async_run(
            partial(incidents.expired, before=before, most_bytes=most)
        ):
            await self.async_delete(ids)


def _pictures(
    frame: Picture, faces: Sequence[Face], hides: PipelineSettings | None
) -> tuple[bytes, bytes]:
    """Return picture and thumbnail; run in a worker thread.

    Raises:
        ValueError: the frame cannot be decoded.
    """
    from .vision.frame import Frame, FrameError
    from .vision.jpeg import as_file, as_jpeg
    from .vision.private import without_faces
    from .vision.thumbnail import thumbnail

    try:
        opened = Frame.open(frame)
        if hides is None:
            return as_jpeg(frame), as_file(thumbnail(opened))
        whole = without_faces(opened, faces, hides)
        return as_file(whole), as_file(thumbnail(Frame.open(whole)))
    except FrameError as err:
        raise ValueError(str(err)) from err
