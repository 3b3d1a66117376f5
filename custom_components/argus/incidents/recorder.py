"""Records the incidents of all cameras: in the journal, with their snapshots, told to listeners."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..capture.frame_loop import ObservedFrame
from ..const import DOMAIN
from ..issues.storage import are_pictures_failing, async_pictures_work
from ..journal import Journal, incidents, pages
from ..model.decision import Decision
from ..model.house_settings import ArgusSettings
from ..model.incident import Incident, IncidentChange, Phase
from ..model.incident_edit import Edit
from ..model.listeners import Listeners
from .incident_edits import IncidentEdits
from .lane import IncidentLane, QueuedChange
from .moment_pictures import MomentPictures
from .neighbours import Neighbours
from .open_incident import OpenIncident
from .picture_orders import picture_order, take_preview
from .picture_writer import PictureOrder, PictureWriter
from .preview_files import PreviewFiles
from .preview_writer import PreviewOrder, PreviewWriter, WrittenPreview
from .recorded_camera import RecordedCamera
from .replay_files import ReplayFiles
from .retention import Retention
from .snapshot_files import SnapshotFiles
from .stray_files import StrayFiles
from .write_buffer import WriteBuffer


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
        self._open_incidents: dict[str, OpenIncident] = {}
        self._neighbours = Neighbours()
        self._changes = Listeners[IncidentChange]()
        self._looks = Listeners[()]()
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
        self.edits = IncidentEdits(
            hass,
            journal,
            self._backlog,
            self._open_incidents,
            self._previews.async_is_coming,
            self._looks.async_tell,
        )
        self._retention = Retention(
            hass,
            journal,
            settings,
            StrayFiles(
                hass,
                journal,
                self.snapshots,
                self.replays,
                previews,
                self.moments.files,
            ),
            lambda: list(self._open_incidents),
            self.async_delete,
        )

    async def async_open(self) -> bool:
        """End what a crash left open, and see how long it was; return whether the journal could be asked."""
        is_known = await self._retention.async_open()
        self._looks.async_tell()
        return is_known

    async def async_close(self) -> None:
        """Store what still waits, if it can be."""
        await self._retention.async_settle()
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
    def async_subscribe_looks(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when there may be more or fewer incidents to look at; returns what ends that."""
        return self._looks.async_add(listener)

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
                self._open_incidents[incident.id] = OpenIncident(incident)
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
            if (
                change.phase is Phase.ENDED
                and (film := take_preview(camera, incident)) is not None
            ):
                self._previews.async_make(film)
            self._lane.async_add(step)

    async def async_settle(self, camera: RecordedCamera) -> None:
        """Wait until all that a camera saw is told."""
        await self._lane.async_settle(camera.subentry.subentry_id)

    def _picture_of(
        self, camera: RecordedCamera, change: IncidentChange
    ) -> PictureOrder | None:
        order = picture_order(camera, change, self.snapshots)
        if order is not None:
            incident_id = change.incident.id
            order.done.add_done_callback(lambda _: self._release_incident(incident_id))
        return order

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
            self._hass.async_create_task(self._retention.async_purge_expired())
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
        await self._retention.async_purge(unknown_before)

    async def async_delete(self, ids: Sequence[str]) -> None:
        """Delete incidents and their pictures, favourites too.

        Raises:
            JournalError: the journal cannot be used.
        """
        for incident in ids:
            self._open_incidents.pop(incident, None)
            self._backlog.async_drop(incident)
            self.moments.async_release(incident)
        cameras = await self.edits.async_cameras_of(ids)
        paths = await self._journal.async_run(partial(incidents.remove, incidents=ids))
        await self._hass.async_add_executor_job(self.snapshots.delete, paths)
        await self._hass.async_add_executor_job(self.replays.delete, ids)
        await self.moments.async_delete(ids)
        self.edits.async_tell(Edit.DELETED, True, cameras)
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

    @callback
    def async_add_decision(self, incident_id: str, decision: Decision) -> None:
        """Keep what was decided about an incident with it, within seconds; one that was deleted is passed over.

        No listener is told: a decision is no change of the incident.
        """
        self._backlog.async_add_decision(incident_id, decision)

    @callback
    def _link_neighbours(self, incident: Incident) -> None:
        """Link an incident that begins with those that just began at other cameras."""
        for other in self._neighbours.take(incident):
            self._backlog.async_link(other.id, incident.id)
            for one, with_ in ((incident, other), (other, incident)):
                if (lasting := self._open_incidents.get(one.id)) is not None:
                    lasting.linked += (with_.id,)
