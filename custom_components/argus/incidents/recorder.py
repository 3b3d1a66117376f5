"""Records the incidents of all cameras: in the journal, with their snapshots, told to listeners."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
import logging
from pathlib import Path
from time import monotonic
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..capture.frame_loop import ObservedFrame
from ..const import DOMAIN
from ..issues import are_pictures_failing, async_journal_fails, async_pictures_work
from ..journal import Journal, JournalError, incidents, links, pages, seen
from ..model.activity import ActivityType
from ..model.decision import Decision
from ..model.description import Description
from ..model.incident import Incident, IncidentChange, Phase
from ..model.incident_edit import Edit, IncidentEdit
from ..model.listeners import Listeners
from ..model.settings import ArgusSettings
from .clock_guard import ClockGuard
from .lane import IncidentLane, QueuedChange
from .moment_pictures import MomentPictures
from .picture_writer import PictureOrder, PictureWriter
from .preview_encoder import FEWEST
from .preview_files import PreviewFiles
from .preview_writer import PreviewOrder, PreviewWriter, WrittenPreview
from .recorded_camera import RecordedCamera
from .replay_files import ReplayFiles
from .snapshot_files import SnapshotFiles
from .stray_files import StrayFiles
from .write_buffer import WriteBuffer

_LOGGER = logging.getLogger(__name__)

NEIGHBOURS: Final = timedelta(seconds=5)
"""Between the starts of incidents at two cameras that belong together."""
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before anything that was kept."""


@dataclass(slots=True)
class _OpenIncident:
    """What the house adds to what a camera knows of its incident."""

    incident: Incident
    """As the camera saw it last."""
    linked: tuple[str, ...] = ()
    snapshot: str | None = None
    preview: str | None = None
    favourite: bool = False
    false_alarm: bool = False
    description: Description | None = None
    types: tuple[ActivityType, ...] = ()
    """What it was about when its picture was wanted last."""
    told: bool = False
    """Whether its end was told."""

    def complete(self, incident: Incident) -> Incident:
        return replace(
            incident,
            linked=self.linked,
            snapshot=self.snapshot,
            preview=self.preview,
            favourite=self.favourite,
            false_alarm=self.false_alarm,
            description=self.description,
        )


class IncidentRecorder:
    """Keeps incidents in the journal and their pictures among the local media."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        settings: Callable[[], ArgusSettings],
    ) -> None:
        """Prepare; settings tells how long and how much to keep."""
        self._hass = hass
        self._journal = journal
        self._settings = settings
        media = hass.config.media_dirs.get("local", hass.config.path("media"))
        self.snapshots = SnapshotFiles(
            Path(media), Path(hass.config.path(DOMAIN, "thumbnails"))
        )
        self.replays = ReplayFiles(Path(hass.config.path(DOMAIN, "replays")))
        previews = PreviewFiles(self.snapshots)
        self._backlog = WriteBuffer(hass, journal)
        self.moments = MomentPictures(
            hass,
            Path(hass.config.path(DOMAIN, "moments")),
            self._backlog,
            self._release_incident,
        )
        self._strays = StrayFiles(
            hass, journal, self.snapshots, self.replays, previews, self.moments.files
        )
        self._open_incidents: dict[str, _OpenIncident] = {}
        self._recent: list[Incident] = []
        self._changes = Listeners[IncidentChange]()
        self._marks = Listeners[Incident]()
        self._words = Listeners[Incident]()
        self._looks = Listeners[()]()
        self._edits = Listeners[IncidentEdit]()
        self._pictures = PictureWriter(
            hass,
            self.snapshots,
            self.replays,
            self._async_picture_written,
            lambda: not self.moments.is_failing,
        )
        self._previews = PreviewWriter(hass, previews, self._async_preview_done)
        self._lane = IncidentLane(
            hass, self._backlog, self._pictures, self._tell_listeners
        )
        self._forgetting = asyncio.Lock()
        self._time = ClockGuard()

    async def async_open(self) -> bool:
        """End what a crash left open, and see how long it was; return whether the journal could be asked."""
        known, asked = None, True
        try:
            await self._async_close_open_incidents()
            newest = await self.async_find(pages.IncidentQuery(limit=1))
            known = newest[0].start if newest else dt_util.utcnow()
        except JournalError as err:
            asked = False
            async_journal_fails(self._hass, err)
        self._time.start(dt_util.utcnow(), monotonic(), known)
        self._looks.async_tell()
        return asked

    async def async_close(self) -> None:
        """Store what still waits, if it can be."""
        async with self._forgetting:
            pass
        await self._pictures.async_close()
        await self._previews.async_close()
        await self.moments.async_close()
        await self._backlog.async_close()

    @property
    def waits(self) -> bool:
        """Whether anything is still to be stored in the journal."""
        return self._backlog.waits

    async def async_try_pictures(self) -> None:
        """See whether pictures can be kept again, if the disk did not take them.

        What cannot be drawn or encoded says nothing about the disk: there, only the next picture tells.
        """
        if not (self._pictures.is_disk_failing and are_pictures_failing(self._hass)):
            return
        if await self._hass.async_add_executor_job(self.snapshots.can_be_written):
            async_pictures_work(self._hass)

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

    @callback
    def async_subscribe_descriptions(
        self, listener: Callable[[Incident], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every incident, old ones too, that an AI described; returns what ends that."""
        return self._words.async_add(listener)

    @callback
    def async_subscribe_looks(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when there may be more or fewer incidents to look at; returns what ends that."""
        return self._looks.async_add(listener)

    @callback
    def async_subscribe_edits(
        self, listener: Callable[[IncidentEdit], None]
    ) -> CALLBACK_TYPE:
        """Call a listener when incidents were marked, looked at or deleted, by whatever way; returns what ends that."""
        return self._edits.async_add(listener)

    @callback
    def async_take(
        self,
        camera: RecordedCamera,
        changes: Sequence[IncidentChange],
        sight: ObservedFrame | None = None,
    ) -> None:
        """Take in what became of incidents of a camera: it is stored, then told, and a picture is kept.

        Changes between start and end that say nothing new are told at once and stored within seconds. A picture that
        takes long is told by a change of its own.

        Args:
            camera: whose incidents they are.
            changes: what became of them, the oldest first.
            sight: the frame that they came with, if it was one.

        """
        for change in changes:
            incident = change.incident
            if change.phase is Phase.STARTED:
                self._open_incidents[incident.id] = _OpenIncident(incident)
                self._link_neighbours(incident)
            lasting = self._open_incidents.get(incident.id)
            if lasting is None:
                # The user deleted it while it lasted.
                continue
            lasting.incident = incident
            self.moments.async_take(camera, incident, sight)
            self._backlog.async_save(lasting.complete(incident))
            step = QueuedChange(change.phase, incident, self._hass.loop.time())
            # Whoever is told that there is a face wants to see it.
            if change.phase is not Phase.UPDATED or incident.types != lasting.types:
                lasting.types = incident.types
                step.urgent = True
                step.picture = self._picture_of(camera, change)
            if change.phase is Phase.ENDED:
                self._order_preview(camera, incident)
            self._lane.async_add(step)

    async def async_settle(self, camera: RecordedCamera) -> None:
        """Wait until all that a camera saw is told."""
        await self._lane.async_settle(camera.subentry.subentry_id)

    def _picture_of(
        self, camera: RecordedCamera, change: IncidentChange
    ) -> PictureOrder | None:
        """Return the best picture so far, at the start for who is told at once, at the end for good, with the replay."""
        settings, best, incident = camera.settings, camera.best, change.incident
        if not settings.snapshots or best.frame is None or incident.is_loss:
            return None
        ends = change.phase is Phase.ENDED
        order = PictureOrder(
            incident,
            self.snapshots.path_of(incident, dt_util.as_local(incident.start)),
            best.frame,
            best.faces,
            camera.hides_faces,
            camera.replay.replay() if ends and settings.keeps_replays else (),
            subject=best.subject,
        )
        order.done.add_done_callback(lambda _: self._release_incident(incident.id))
        return order

    @callback
    def _order_preview(self, camera: RecordedCamera, incident: Incident) -> None:
        """Have the moving preview of an incident made that is over, and let go of its frames."""
        if incident.is_loss:
            return
        lasted = ((incident.end or incident.start) - incident.start).total_seconds()
        frames = camera.preview.frames(lasted)
        camera.preview.end()
        if camera.settings.keeps_previews and len(frames) >= FEWEST:
            self._previews.async_make(
                PreviewOrder(incident, frames, camera.hides_faces)
            )

    @callback
    def _tell_listeners(self, step: QueuedChange) -> None:
        """Tell a change to who listens, with all that is known of its incident by now."""
        lasting = self._open_incidents.get(step.incident.id)
        if lasting is None:
            return
        incident = replace(
            lasting.complete(step.incident),
            moments=self.moments.async_complete(step.incident),
            is_preview_coming=self._previews.async_is_coming(step.incident.id),
        )
        if step.phase is Phase.ENDED:
            lasting.told = True
            self._hass.async_create_task(self._async_purge_expired_safely())
        self._release_incident(incident.id)
        self._changes.async_tell(IncidentChange(step.phase, incident))
        if step.phase is Phase.STARTED:
            self._looks.async_tell()

    @callback
    def _release_incident(self, incident_id: str) -> None:
        """Forget an incident that is over when its picture is there as well."""
        lasting = self._open_incidents.get(incident_id)
        if (
            lasting is not None
            and lasting.told
            and not self._pictures.async_is_coming(lasting.incident)
            and not self._previews.async_is_coming(incident_id)
            and not self.moments.async_is_coming(incident_id)
            and not self._lane.async_is_telling(lasting.incident)
        ):
            del self._open_incidents[incident_id]
            self.moments.async_release(incident_id)

    async def _async_picture_written(self, order: PictureOrder, size: int) -> None:
        """Note where the picture of an incident lies, and tell it to who was told of the incident without."""
        incident, path = order.incident, order.path
        self._backlog.async_set_snapshot(incident.id, path, size)
        stored = await self._backlog.async_store_in_time(self._hass.loop.time())
        lasting = self._open_incidents.get(incident.id)
        if lasting is None:
            # The user deleted it meanwhile.
            await self._hass.async_add_executor_job(self.snapshots.delete, [path])
            await self._hass.async_add_executor_job(self.replays.delete, [incident.id])
            return
        old, lasting.snapshot = lasting.snapshot, path
        if not self._lane.async_is_telling(incident):
            self._lane.async_add(
                QueuedChange(Phase.UPDATED, lasting.incident, self._hass.loop.time())
            )
        # The old one goes last: a crash in between leaves two rather than none.
        if stored and old not in (None, path):
            await self._hass.async_add_executor_job(self.snapshots.delete_replaced, old)

    async def _async_preview_done(
        self, order: PreviewOrder, written: WrittenPreview | None
    ) -> None:
        """Note where the moving preview of an incident lies, and tell it to who was told of the incident without."""
        incident = order.incident
        if written is not None:
            self._backlog.async_set_preview(incident.id, written.path, written.size)
            await self._backlog.async_store_in_time(self._hass.loop.time())
        lasting = self._open_incidents.get(incident.id)
        if lasting is None:
            # The user deleted it meanwhile.
            if written is not None:
                await self._hass.async_add_executor_job(
                    self.snapshots.delete, [written.path]
                )
            return
        if written is not None:
            lasting.preview = written.path
        # Whoever waited for it is told as well that none comes.
        if not self._lane.async_is_telling(incident):
            self._lane.async_add(
                QueuedChange(Phase.UPDATED, lasting.incident, self._hass.loop.time())
            )

    async def async_store(self) -> bool:
        """Store at once what waits to be; return whether that worked."""
        return await self._backlog.async_store()

    async def async_settle_previews(self) -> None:
        """Wait until the moving previews of all that is over are made, and the pictures of moments."""
        await self.moments.async_settle()
        await self._previews.async_settle()

    async def async_purge(self, unknown_before: datetime | None = None) -> None:
        """Forget what is too old or too much, and bring pictures and journal in step.

        Args:
            unknown_before: files of incidents that this journal never knew, as after it was set aside or moved, go as
                well if they were written before this moment in UTC; None leaves them all.

        Raises:
            JournalError: the journal cannot be used.
        """
        async with self._forgetting:
            await self._async_close_open_incidents()
            await self._async_purge_expired()
            await self._strays.async_tidy(unknown_before)

    async def async_delete(self, ids: Sequence[str]) -> None:
        """Delete incidents and their pictures, favourites too.

        Raises:
            JournalError: the journal cannot be used.
        """
        for incident in ids:
            self._open_incidents.pop(incident, None)
            self._backlog.async_drop(incident)
            self.moments.async_release(incident)
        cameras = await self._async_cameras_of(ids)
        paths = await self._journal.async_run(partial(incidents.remove, incidents=ids))
        await self._hass.async_add_executor_job(self.snapshots.delete, paths)
        await self._hass.async_add_executor_job(self.replays.delete, ids)
        await self.moments.async_delete(ids)
        self._tell_edit(Edit.DELETED, True, cameras)
        self._looks.async_tell()

    async def async_mark_seen(self, ids: Sequence[str], user: str | None) -> None:
        """Remember that a user, by their id, looked at incidents; None says that nobody needs to any more.

        Raises:
            JournalError: the journal cannot be used.
        """
        if self._backlog.waits:
            # What just began may not be there yet.
            await self._backlog.async_store()
        await self._journal.async_run(partial(seen.mark, incidents=ids, user=user))
        self._tell_edit(Edit.SEEN, True, await self._async_cameras_of(ids), user)
        self._looks.async_tell()

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
        if (lasting := self._open_incidents.get(incident)) is not None:
            lasting.favourite = favourite
        if found:
            cameras = await self._async_cameras_of([incident])
            self._tell_edit(Edit.FAVOURITE, favourite, cameras)
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
        if (lasting := self._open_incidents.get(incident_id)) is not None:
            lasting.false_alarm = false_alarm
        if incident is not None:
            self._marks.async_tell(incident)
            cameras = {incident.id: incident.camera}
            self._tell_edit(Edit.FALSE_ALARM, false_alarm, cameras)
            self._looks.async_tell()
        return incident

    async def async_set_description(
        self, incident_id: str, description: Description
    ) -> Incident | None:
        """Keep what an AI says of an incident with it, and tell it; return the incident, or None if it is not there.

        Raises:
            JournalError: the journal cannot be used; what lasts is told all the same, and stored later.
        """
        self._backlog.async_set_description(incident_id, description)
        await self._backlog.async_store_in_time(self._hass.loop.time())
        if (lasting := self._open_incidents.get(incident_id)) is not None:
            lasting.description = description
            incident: Incident | None = replace(
                lasting.complete(lasting.incident),
                is_preview_coming=self._previews.async_is_coming(incident_id),
            )
        else:
            incident = await self.async_get(incident_id)
        if incident is not None:
            incident = replace(incident, description=description)
            self._words.async_tell(incident)
        return incident

    async def _async_cameras_of(self, ids: Sequence[str]) -> dict[str, str]:
        return await self._journal.async_read(partial(links.cameras_of, incidents=ids))

    @callback
    def _tell_edit(
        self, what: Edit, is_so: bool, cameras: dict[str, str], user: str | None = None
    ) -> None:
        if cameras:
            self._edits.async_tell(IncidentEdit(what, is_so, cameras, user))

    @callback
    def async_add_decision(self, incident_id: str, decision: Decision) -> None:
        """Keep what was decided about an incident with it, within seconds; one that was deleted is passed over.

        No listener is told: a decision is no change of the incident.
        """
        self._backlog.async_add_decision(incident_id, decision)

    @callback
    def _link_neighbours(self, incident: Incident) -> None:
        """Link an incident that begins with those that just began at other cameras."""
        self._recent = [
            other
            for other in self._recent
            if abs(incident.start - other.start) <= NEIGHBOURS
        ]
        for other in self._recent:
            # A camera that is lost has to do with others that are, but not with what those see.
            if other.camera != incident.camera and other.is_loss is incident.is_loss:
                self._backlog.async_link(other.id, incident.id)
                for one, with_ in ((incident, other), (other, incident)):
                    if (lasting := self._open_incidents.get(one.id)) is not None:
                        lasting.linked += (with_.id,)
        self._recent.append(incident)

    async def _async_close_open_incidents(self) -> None:
        lasting = list(self._open_incidents)
        if await self._journal.async_read(partial(incidents.has_open, lasting=lasting)):
            await self._journal.async_run(
                partial(incidents.close_open, lasting=lasting)
            )

    async def _async_purge_expired_safely(self) -> None:
        """Purge after an incident ended; a journal that fails is purged with the next one."""
        if self._forgetting.locked():
            return
        async with self._forgetting:
            try:
                await self._async_purge_expired()
            except JournalError as err:
                async_journal_fails(self._hass, err)

    async def _async_purge_expired(self) -> None:
        """Delete what is too old or too much, in portions so that other work gets its turn."""
        settings = self._settings()
        now = dt_util.utcnow()
        before = NEVER
        if self._time.is_trusted(now, monotonic()):
            before = now - timedelta(days=settings.retention_days)
        most = int(settings.retention_gigabytes * 1e9)
        while ids := await self._journal.async_read(
            partial(incidents.expired, before=before, most_bytes=most)
        ):
            await self.async_delete(ids)
