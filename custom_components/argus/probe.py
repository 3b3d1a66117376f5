"""One frame from a camera, before it is taken on."""

from homeassistant.core import HomeAssistant

from .source import SnapshotSource, SourceError
from .workers import VisionUnavailableError


async def async_probe(hass: HomeAssistant, entity_id: str) -> None:
    """Check that a camera gives a frame that the eyes can open.

    Raises:
        SourceError: it gives none, or none that can be opened; the message says why.
        VisionUnavailableError: OpenCV is not installed or does not load.
    """
    frame = await SnapshotSource(hass, entity_id).async_frame()
    await hass.async_add_executor_job(_open, frame)


def _open(frame: bytes) -> None:
    """Run in a worker thread, as it may load OpenCV."""
    try:
        from .vision.frame import Frame, FrameError
    except ImportError as err:
        raise VisionUnavailableError(str(err)) from err
    try:
        Frame.open(frame)
    except FrameError as err:
        raise SourceError(str(err)) from err
