"""A frame source that leaves the camera alone while nobody is to look."""

from collections.abc import Callable
from typing import override

from ..vision import PreviewFrame
from .frame_source import FrameSource, Picture, SourceError


class CameraWaitingError(SourceError):
    """Nobody is to look through the camera just now."""

    final = True


class GatedSource(FrameSource):
    """Another source while the gate is open; none at all, and nothing held of the camera, while it is closed."""

    def __init__(
        self, make_source: Callable[[], FrameSource], is_open: Callable[[], bool]
    ) -> None:
        """Prepare; the camera is not asked for anything yet.

        Args:
            make_source: returns a new source that asks the camera; one that was closed is not used again.
            is_open: tells whether the camera may be asked.

        """
        self._make_source = make_source
        self._is_open = is_open
        self._source: FrameSource | None = None

    @override
    async def async_frame(self) -> Picture:
        """Return the newest frame.

        Raises:
            CameraWaitingError: the camera is not to be asked.
            SourceError: there is none.
        """
        if not self._is_open():
            await self.async_close()
            raise CameraWaitingError("it is not the time to look")
        if self._source is None:
            self._source = self._make_source()
        source = self._source
        source.is_filmed = self.is_filmed
        try:
            return await source.async_frame()
        finally:
            self.is_stream = source.is_stream

    @override
    def drain_previews(self) -> tuple[PreviewFrame, ...]:
        """Return those that the other source took."""
        return () if self._source is None else self._source.drain_previews()

    @override
    async def async_close(self) -> None:
        """Let go of the camera."""
        source, self._source = self._source, None
        if source is not None:
            await source.async_close()
