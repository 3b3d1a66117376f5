"""Frame source that reads a camera's stream, and reconnects with exponential backoff."""

import asyncio
from collections.abc import Sequence
import logging
from time import monotonic
from typing import TYPE_CHECKING, Final, override

from homeassistant.components import camera
from homeassistant.components.camera import Camera
from homeassistant.components.camera.const import DATA_COMPONENT, CameraEntityFeature
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..vision import PreviewFrame
from .frame_source import FrameSource, Picture, SourceError, find_camera
from .stream_preview import StreamPreviews
from .stream_reader import SILENCE, StreamReader
from .video_frame import ConversionError, to_bgr

if TYPE_CHECKING:
    from av import VideoFrame

_LOGGER = logging.getLogger(__name__)

FRAME_TIMEOUT: Final = 10.0
"""Seconds to wait for a frame; the stream is read on meanwhile, so the next try may find one."""
URL_TIMEOUT: Final = 10.0
"""Seconds to wait until the camera tells where its stream is."""
FAREWELL: Final = SILENCE + 1.0
"""Seconds that the threads of a stream have to end, before they are left to themselves."""
SHORTEST_BACKOFF: Final = 1.0
"""Seconds between the end of a stream and the next try."""
LONGEST_BACKOFF: Final = 30.0
"""The same in seconds, after many tries without a frame."""
LARGEST_EDGE: Final = 1920
"""Pixels; larger frames are made smaller: nothing that is counted needs more."""


class StreamSource(FrameSource):
    """Reads the camera's stream and gives the newest frame when asked.

    The stream is opened with the first frame that is asked for, and again, at a camera's new address too, when it broke
    off; nothing happens while nobody asks.
    """

    is_stream = True

    def __init__(self, hass: HomeAssistant, entity_id: str) -> None:
        """Prepare to read the stream of one camera entity; nothing is opened yet."""
        self._hass = hass
        self._entity_id = entity_id
        self._turn = asyncio.Lock()
        self._news = asyncio.Event()
        self._camera: Camera | None = None
        self._reader: StreamReader | None = None
        self._leaving: list[StreamReader] = []
        self._closed = False
        self._fruitless = 0
        self._next_try = 0.0
        self._why = ""
        self._previews = StreamPreviews()

    @override
    async def async_frame(self) -> Picture:
        """Return the newest frame, one that was not returned before.

        Returns:
            An H x W x 3 BGR array of uint8, neither edge longer than `LARGEST_EDGE`.

        Raises:
            SourceError: there is none; the message says why, without the stream's address.

        """
        self._previews.is_on = self.is_filmed
        async with self._turn:
            try:
                async with asyncio.timeout(FRAME_TIMEOUT):
                    frame = await self._async_newest_frame()
            except TimeoutError:
                frame = None
        if frame is None:
            raise SourceError("the stream gave no frame in time")
        try:
            return await self._hass.async_add_executor_job(to_bgr, frame, LARGEST_EDGE)
        except ConversionError as err:
            raise SourceError(str(err)) from err

    @override
    def drain_previews(self) -> tuple[PreviewFrame, ...]:
        """Return the small pictures taken of the stream since this was last asked, the oldest first."""
        return self._previews.drain()

    @override
    async def async_close(self) -> None:
        """Stop reading for good and wait until nothing of it is left.

        At once while frames come; a camera that fell silent holds it up for `stream_reader.SILENCE` seconds. What is
        left after `FAREWELL` seconds ends whenever FFmpeg lets it.
        """
        self._closed = True
        self._leave_reader()
        leaving, self._leaving = self._leaving, []
        if leaving:
            await self._hass.async_add_executor_job(
                _join_readers, leaving, self._entity_id
            )

    async def _async_newest_frame(self) -> VideoFrame:
        """Wait for the next frame, through one end of the stream or several."""
        while True:
            entity = self._find_camera()
            if entity is not self._camera:
                # The camera was set up anew, perhaps with another address.
                self._leave_reader()
                self._camera, self._fruitless, self._next_try = entity, 0, 0.0
            if self._reader is None:
                await self._async_wait_for_next_try()
                self._reader = await self._async_open_reader(entity)
            reader = self._reader
            frame = await self._async_take_frame(reader)
            if frame is not None and not self._closed:
                self._fruitless = 0
                return frame
            if self._reader is reader:
                self._leave_reader()
                self._plan_next_try(reader)
                if not reader.frames:
                    raise SourceError(self._why)

    def _find_camera(self) -> Camera:
        if self._closed:
            raise SourceError("the stream is closed")
        try:
            return find_camera(self._hass, self._entity_id)
        except SourceError:
            self._leave_reader()
            raise

    async def _async_wait_for_next_try(self) -> None:
        """Wait until the next try is due; raise what went wrong if that is too far away."""
        loop = asyncio.get_running_loop()
        pause = self._next_try - loop.time()
        if pause > FRAME_TIMEOUT:
            raise SourceError(self._why)
        await asyncio.sleep(pause)

    async def _async_open_reader(self, entity: Camera) -> StreamReader:
        """Begin to read the stream at the address it has now."""
        url = await _async_stream_url(self._hass, self._entity_id)
        if self._closed:
            raise SourceError("the stream is closed")
        loop = asyncio.get_running_loop()

        def notify() -> None:
            # The loop may be gone when the last frame comes.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._news.set)

        name = self._entity_id.removeprefix("camera.")
        reader = StreamReader(name, url, entity.stream_options, notify, self._previews)
        reader.start()
        return reader

    async def _async_take_frame(self, reader: StreamReader) -> VideoFrame | None:
        """Wait for a frame; None when the reader ended without."""
        while True:
            self._news.clear()
            ended = reader.ended
            if (frame := reader.take()) is not None or ended is not None:
                return frame
            await self._news.wait()

    def _plan_next_try(self, reader: StreamReader) -> None:
        """Set the moment of the next try, with exponential backoff for readers that gave no frame."""
        self._why = reader.ended or "the stream ended"
        self._fruitless = 0 if reader.frames else self._fruitless + 1
        backoff = SHORTEST_BACKOFF * 2 ** min(max(self._fruitless - 1, 0), 6)
        now = asyncio.get_running_loop().time()
        self._next_try = now + min(backoff, LONGEST_BACKOFF)

    @callback
    def _leave_reader(self) -> None:
        """Stop reading without waiting for it."""
        self._leaving = [left for left in self._leaving if left.alive]
        if self._reader is not None:
            self._reader.stop()
            self._leaving.append(self._reader)
            self._reader = None


def _join_readers(readers: Sequence[StreamReader], entity_id: str) -> None:
    """Wait for all together; blocks, so call it off the event loop."""
    until = monotonic() + FAREWELL
    if not all(reader.join(until - monotonic()) for reader in readers):
        _LOGGER.warning("The stream of %s hangs and is left to itself", entity_id)


async def async_has_stream(hass: HomeAssistant, entity_id: str) -> bool:
    """Return whether a camera has a stream that can be read; asks the camera, which may take a moment."""
    entity = hass.data[DATA_COMPONENT].get_entity(entity_id)
    if entity is None or CameraEntityFeature.STREAM not in entity.supported_features:
        return False
    try:
        await _async_stream_url(hass, entity_id)
    except SourceError:
        return False
    return True


async def _async_stream_url(hass: HomeAssistant, entity_id: str) -> str:
    try:
        async with asyncio.timeout(URL_TIMEOUT):
            [url] = await asyncio.gather(
                camera.async_get_stream_source(hass, entity_id), return_exceptions=True
            )
    except TimeoutError:
        raise SourceError("the camera does not tell where its stream is") from None
    # Errors are no causes here: the log would show the address that is in them.
    if isinstance(url, HomeAssistantError):
        raise SourceError(str(url))
    if isinstance(url, BaseException):
        raise SourceError(f"the camera's stream: {type(url).__name__}")
    if not url:
        raise SourceError("the camera has no stream")
    return url
