"""Which frame source a camera is watched through."""

from typing import override

from homeassistant.core import HomeAssistant

from .settings import CameraSettings, SourceKind
from .source import FrameSource, Picture, SnapshotSource
from .stream_source import StreamSource, async_has_stream


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
    """The camera's stream, or snapshots where there is none; decided with the first frame."""

    def __init__(self, hass: HomeAssistant, entity_id: str) -> None:
        """Prepare to ask a camera."""
        self._hass = hass
        self._entity_id = entity_id
        self._source: FrameSource | None = None

    @override
    async def async_frame(self) -> Picture:
        """Return the newest frame."""
        if self._source is None:
            if await async_has_stream(self._hass, self._entity_id):
                self._source = StreamSource(self._hass, self._entity_id)
            else:
                self._source = SnapshotSource(self._hass, self._entity_id)
            self.is_stream = self._source.is_stream
        return await self._source.async_frame()

    @override
    async def async_close(self) -> None:
        """Let go of the camera."""
        if self._source is not None:
            await self._source.async_close()
