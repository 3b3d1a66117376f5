"""Writes snapshots, thumbnails and replays in threads of their own, behind neither frames nor other integrations."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..capture.frame_source import Picture
from ..issues.storage import async_pictures_fail, async_pictures_work
from ..model.incident import Incident
from ..vision import Box, Face, PipelineSettings, Still
from .replay_files import ReplayFiles
from .snapshot_files import SnapshotFiles
from .writer_threads import async_end_writing

_LOGGER = logging.getLogger(__name__)

THREADS: Final = 2
"""At work on pictures: a large one holds nobody else's up, and the eyes keep most of the machine."""
MOST_WAITING: Final = 3
"""Pictures of a camera that wait to be made, each with its frame; then the oldest incident goes without."""


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """A picture of an incident that is to be made."""

    incident: Incident
    path: str
    """Where it belongs, relative to the media folder."""
    frame: Picture
    """As the camera gave it."""
    faces: Sequence[Face]
    """In the frame."""
    hides: PipelineSettings | None
    """How to find the faces that it must not show, None where it may."""
    stills: Sequence[Still] = ()
    """Of the replay that is kept with it, if one is."""
    subject: Box | None = None
    """Where in the frame is what it is about, for the thumbnail."""
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    """Done when the picture is there, or turned out not to come."""

    @callback
    def finish(self) -> None:
        """Let go of whoever waits for it."""
        if not self.done.done():
            self.done.set_result(None)


class PictureWriter:
    """Makes the pictures of incidents, of each camera one at a time and of each incident the newest.

    Whatever goes wrong with a picture, nothing but the picture is lost.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        snapshots: SnapshotFiles,
        replays: ReplayFiles,
        on_written: Callable[[PictureOrder, int], Awaitable[None]],
        do_others_work: Callable[[], bool],
    ) -> None:
        """Prepare; no thread starts before there is work.

        Args:
            hass: Home Assistant.
            snapshots: where pictures are written.
            replays: where replays are.
            on_written: awaited with a picture that lies where it belongs, and the bytes it takes with all that
                belongs to it.
            do_others_work: tells whether no other pictures of incidents fail now.

        """
        self._do_others_work = do_others_work
        self._hass = hass
        self._snapshots = snapshots
        self._replays = replays
        self._on_written = on_written
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argus-pictures")
        self.is_disk_failing = False
        """Whether the last picture could not be written where it belongs."""
        self._waiting: dict[str, dict[str, PictureOrder]] = {}
        """By camera, then by incident."""
        self._under_way: dict[str, PictureOrder] = {}
        self._working: dict[str, asyncio.Task[None]] = {}

    @callback
    def async_make(self, order: PictureOrder) -> None:
        """Make a picture soon, in place of an older one of its incident that was not begun yet."""
        camera, incident = order.incident.camera, order.incident.id
        waiting = self._waiting.setdefault(camera, {})
        if (older := waiting.pop(incident, None)) is not None:
            older.finish()
        waiting[incident] = order
        if len(waiting) > MOST_WAITING:
            lost = waiting.pop(next(iter(waiting)))
            _LOGGER.warning(
                "Incident %s goes without its last picture: pictures are written too slowly",
                lost.incident.id,
            )
            lost.finish()
        if camera not in self._working:
            self._working[camera] = self._hass.async_create_background_task(
                self._async_make_waiting(camera), "argus pictures", eager_start=False
            )

    @callback
    def async_is_coming(self, incident: Incident) -> bool:
        """Return whether a picture of an incident is still to be made."""
        under_way = self._under_way.get(incident.camera)
        return incident.id in self._waiting.get(incident.camera, {}) or (
            under_way is not None and under_way.incident.id == incident.id
        )

    async def async_close(self) -> None:
        """Bring what is under way to its end, for a moment."""
        await async_end_writing(self._hass, self._pool, list(self._working.values()))

    async def _async_make_waiting(self, camera: str) -> None:
        """Make the ordered snapshots of one camera, one at a time."""
        waiting = self._waiting[camera]
        try:
            while waiting:
                order = waiting.pop(next(iter(waiting)))
                self._under_way[camera] = order
                try:
                    await self._async_make_picture(order)
                except Exception as err:
                    # OpenCV and full memory raise what they like; the incident itself was told and stays.
                    if not isinstance(err, OSError | ValueError):
                        _LOGGER.exception("A picture could not be kept")
                    self.is_disk_failing = isinstance(err, OSError)
                    async_pictures_fail(self._hass, str(err) or type(err).__name__)
                finally:
                    del self._under_way[camera]
                    order.finish()
        finally:
            del self._working[camera]
            for order in self._waiting.pop(camera).values():
                order.finish()

    async def _async_make_picture(self, order: PictureOrder) -> None:
        """Make and write one picture.

        Raises:
            OSError: it cannot be written.
            ValueError: the frame cannot be decoded.
        """
        size, trouble = await self._hass.loop.run_in_executor(
            self._pool, _write_files, order, self._snapshots, self._replays
        )
        self.is_disk_failing = trouble is not None
        if trouble is not None:
            async_pictures_fail(self._hass, trouble)
        elif self._do_others_work():
            async_pictures_work(self._hass)
        await self._on_written(order, size)


def _write_files(
    order: PictureOrder, snapshots: SnapshotFiles, replays: ReplayFiles
) -> tuple[int, str | None]:
    """Make and write a picture, its thumbnail and its replay; run in a thread for pictures.

    Returns:
        The bytes they take, and why the replay is missing if it is: without it the picture is still worth keeping.

    Raises:
        OSError: the picture cannot be written.
        ValueError: the frame cannot be decoded.
    """
    picture, thumbnail = _encode_pictures(order)
    snapshots.write(order.path, picture, thumbnail)
    size = len(picture) + len(thumbnail)
    if not order.stills:
        return size, None
    try:
        return size + replays.write(order.incident.id, order.stills), None
    except OSError as err:
        return size, str(err)


def _encode_pictures(order: PictureOrder) -> tuple[bytes, bytes]:
    """Return picture and thumbnail.

    Raises:
        ValueError: the frame cannot be decoded.
    """
    from ..vision.faces.anonymize import anonymize
    from ..vision.frames.frame import Frame, FrameError
    from ..vision.frames.jpeg import encode_file, encode_jpeg
    from ..vision.frames.thumbnail import make_thumbnail

    subject = order.subject
    try:
        opened = Frame.open(order.frame)
        if order.hides is None:
            small = make_thumbnail(opened, subject=subject)
            return encode_jpeg(order.frame), encode_file(small)
        whole = anonymize(opened, order.faces, order.hides)
        small = make_thumbnail(Frame.open(whole), subject=subject)
        return encode_file(whole), encode_file(small)
    except FrameError as err:
        raise ValueError(str(err)) from err
