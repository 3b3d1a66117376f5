"""Cuts the pictures of moments out of their frames and writes them, in a thread of its own."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..capture.frame_source import Picture
from ..issues.storage import async_pictures_fail, async_pictures_work
from ..model.moment import Moment
from ..vision import Face, PipelineSettings
from .moment_files import MomentFiles
from .writer_threads import async_end_writing

_LOGGER = logging.getLogger(__name__)

MOST_WAITING: Final = 4
"""Frames of a camera that wait for their moments to be cut out; then the oldest goes without."""
MOST_BYTES: Final = 40_000
"""Of the picture of a moment."""


@dataclass(frozen=True, slots=True)
class MomentOrder:
    """Pictures that are to be cut out of one frame."""

    camera: str
    """Id of the camera's subentry."""
    incident: str
    moments: tuple[Moment, ...]
    frame: Picture
    """As the camera gave it."""
    faces: Sequence[Face]
    """In the frame."""
    hides: PipelineSettings | None
    """How to find the faces that they must not show, None where they may."""


class MomentWriter:
    """Makes the pictures of moments, one frame after the other.

    Whatever goes wrong with a picture, the moment itself is kept without.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        files: MomentFiles,
        on_written: Callable[[MomentOrder, Moment, int], None],
        on_done: Callable[[MomentOrder], None],
    ) -> None:
        """Prepare; no thread starts before there is work.

        Args:
            hass: Home Assistant.
            files: where pictures are written.
            on_written: called with a picture that lies where it belongs, and its bytes.
            on_done: called when nothing of an order is still to come.

        """
        self._hass = hass
        self._files = files
        self._on_written = on_written
        self._on_done = on_done
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="argus-moments")
        self._waiting: deque[MomentOrder] = deque()
        self._under_way: MomentOrder | None = None
        self._working: asyncio.Task[None] | None = None
        self.is_failing = False
        """Whether the last pictures could not be made: what others tell of theirs is left alone."""

    @callback
    def async_make(self, order: MomentOrder) -> None:
        """Make the pictures of a frame soon."""
        self._waiting.append(order)
        of_camera = [one for one in self._waiting if one.camera == order.camera]
        if len(of_camera) > MOST_WAITING:
            self._waiting.remove(of_camera[0])
            _LOGGER.debug("Moments of %s go without pictures", of_camera[0].incident)
            self._on_done(of_camera[0])
        if self._working is None:
            self._working = self._hass.async_create_background_task(
                self._async_make_waiting(), "argus moments", eager_start=False
            )

    @callback
    def async_is_coming(self, incident: str) -> bool:
        """Return whether a picture of an incident's moments is still to be made."""
        orders = [*self._waiting, *([self._under_way] if self._under_way else ())]
        return any(one.incident == incident for one in orders)

    async def async_settle(self) -> None:
        """Wait until all that was ordered is made."""
        while self._working is not None:
            await asyncio.wait({self._working})

    async def async_close(self) -> None:
        """Bring what is under way to its end, for a moment."""
        working = () if self._working is None else (self._working,)
        await async_end_writing(self._hass, self._pool, working)

    async def _async_make_waiting(self) -> None:
        try:
            while self._waiting:
                order = self._under_way = self._waiting.popleft()
                try:
                    await self._async_make_pictures(order)
                except Exception as err:
                    # OpenCV and full memory raise what they like; the moments themselves stay.
                    if not isinstance(err, OSError | ValueError):
                        _LOGGER.exception("A moment could not be drawn")
                    self.is_failing = True
                    async_pictures_fail(self._hass, str(err) or type(err).__name__)
                finally:
                    self._under_way = None
                    self._on_done(order)
        finally:
            self._working = None

    async def _async_make_pictures(self, order: MomentOrder) -> None:
        """Make and write the pictures of one frame.

        Raises:
            OSError: one cannot be written.
            ValueError: the frame cannot be decoded.
        """
        sizes = await self._hass.loop.run_in_executor(
            self._pool, _write_files, order, self._files
        )
        if self.is_failing:
            self.is_failing = False
            async_pictures_work(self._hass)
        for moment, size in zip(order.moments, sizes, strict=True):
            self._on_written(order, moment, size)


def _write_files(order: MomentOrder, files: MomentFiles) -> list[int]:
    """Cut out and write the pictures of a frame; return their bytes. Runs in a thread for moments.

    Raises:
        OSError: one cannot be written.
        ValueError: the frame cannot be decoded.
    """
    from ..vision.faces.anonymize import anonymize
    from ..vision.frames.cut_out import cut_out
    from ..vision.frames.frame import Frame, FrameError
    from ..vision.frames.jpeg import encode_within

    try:
        frame = Frame.open(order.frame)
        if order.hides is not None:
            frame = Frame.open(anonymize(frame, order.faces, order.hides))
        pictures = [
            encode_within(cut_out(frame, moment.box), MOST_BYTES)
            for moment in order.moments
        ]
    except FrameError as err:
        raise ValueError(str(err)) from err
    for moment, picture in zip(order.moments, pictures, strict=True):
        files.write(order.incident, moment.number, picture)
    return [len(picture) for picture in pictures]
