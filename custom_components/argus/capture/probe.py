"""Takes one test frame from a camera before it is added."""

import asyncio
from typing import Final

from homeassistant.core import HomeAssistant

from .executor import VisionUnavailableError
from .frame_source import SnapshotSource, SourceError

TRIES: Final = 3
"""Times a camera is asked for a frame."""
PAUSE: Final = 2.0
"""Seconds between two times."""


async def async_probe(hass: HomeAssistant, entity_id: str) -> None:
    """Check that a camera gives a frame that the eyes can open.

    Raises:
        SourceError: it gives none, or none that can be opened; the message says why.
        VisionUnavailableError: OpenCV is not installed or does not load.
    """
    frame = await _async_first_frame(SnapshotSource(hass, entity_id))
    await hass.async_add_executor_job(_open_frame, frame)


async def _async_first_frame(source: SnapshotSource) -> bytes:
    """Return a frame; a camera that starts its stream for it may need a moment until the first."""
    for _ in range(TRIES - 1):
        try:
            return await source.async_frame()
        except SourceError as err:
            if err.final:
                raise
        await asyncio.sleep(PAUSE)
    return await source.async_frame()


def _open_frame(frame: bytes) -> None:
    """Run in a worker thread, as it may load OpenCV."""
    try:
        from ..vision.frames.frame import Frame, FrameError
    except ImportError as err:
        raise VisionUnavailableError(str(err)) from err
    try:
        Frame.open(frame)
    except FrameError as err:
        raise SourceError(str(err)) from err
