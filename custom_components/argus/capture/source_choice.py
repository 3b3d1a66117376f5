"""Chooses the frame source of a camera: its stream, or still pictures."""

from typing import Final, override

from homeassistant.core import HomeAssistant

from ..model.camera_settings import CameraSettings, SourceKind
from ..vision import PreviewFrame
from .frame_source import FrameSource, Picture, SnapshotSource, SourceError, find_camera
from .stream_source import StreamSource, async_has_stream

TRIES: Final = 3
"""Frames in a row that a stream may fail to give at the start before snapshots are taken instead."""


def choose_source(
    hass: HomeAssistant, settings: CameraSettings, entity_id: str
) -> FrameSource:
    """Return the source the user chose for a camera.

    Left to Argus, cameras that count visitors are watched through their stream, if they have one: counting needs more
    frames than snapshots give. All others are watched through snapshots, which cost the camera and the network less.
    """
    if settings.source is SourceKind.STREAM:
        return StreamSource(hass, entity_id)
    if settings.source is SourceKind.AUTO and settings.lines:
        return StreamIfThereIsOne(hass, entity_id)
    return SnapshotSource(hass, entity_id)


class StreamIfThereIsOne(FrameSource):
    """The camera's stream, or snapshots where there is none that can be read."""

    def __init__(self, hass: HomeAssistant, entity_id: str) -> None:
        """Prepare to ask a camera."""
        self._hass = hass
        self._entity_id = entity_id
        self._source: FrameSource | None = None
        self._failures = 0
        self._proven = False
        """Whether the source in use ever gave a frame."""

    @override
    async def async_frame(self) -> Picture:
        """Return the newest frame."""
        # A camera that is away says nothing about its stream: decide when it is there.
        find_camera(self._hass, self._entity_id)
        source = self._source or await self._async_choose_source()
        source.is_filmed = self.is_filmed
        try:
            frame = await source.async_frame()
        except SourceError:
            self._failures += 1
            # A stream that worked once is worth waiting for.
            if source.is_stream and not self._proven and self._failures >= TRIES:
                await self._async_use_source(
                    SnapshotSource(self._hass, self._entity_id)
                )
            raise
        self._proven = True
        return frame

    async def _async_choose_source(self) -> FrameSource:
        """Take the stream if the camera has one, else still pictures."""
        if await async_has_stream(self._hass, self._entity_id):
            return await self._async_use_source(
                StreamSource(self._hass, self._entity_id)
            )
        return await self._async_use_source(SnapshotSource(self._hass, self._entity_id))

    async def _async_use_source(self, source: FrameSource) -> FrameSource:
        """Close the source in use and take another."""
        await self.async_close()
        self._source = source
        self.is_stream = source.is_stream
        return source

    @override
    def drain_previews(self) -> tuple[PreviewFrame, ...]:
        """Return those that the source in use took."""
        return () if self._source is None else self._source.drain_previews()

    @override
    async def async_close(self) -> None:
        """Let go of the camera."""
        if self._source is not None:
            await self._source.async_close()
