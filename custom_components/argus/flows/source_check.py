"""Checks that a camera's frames come the way its settings want them, and fast enough to count by."""

from typing import Final

from homeassistant.core import HomeAssistant

from ..capture.frame_loop import COUNTING_INTERVAL
from ..capture.frame_source import SourceError, find_camera
from ..capture.stream_source import async_has_stream
from ..const import CONF_INTERVAL, CONF_SOURCE
from ..model.camera_settings import CameraSettings, SourceKind
from .fields import FormError

_TOLERANCE: Final = 1e-6
"""Seconds; 0.2 may have come a long way as text and back."""


async def async_check_source(
    hass: HomeAssistant, entity_id: str, settings: CameraSettings
) -> None:
    """Check that frames can come from the chosen source, and fast enough where there are counting lines.

    Args:
        hass: Home Assistant.
        entity_id: the camera; one that is away says nothing about itself, so nothing can be wrong with it.
        settings: what it is to be watched with.

    Raises:
        FormError: it has no stream to take, or lines would be crossed between two frames.
    """
    slow = settings.interval > COUNTING_INTERVAL + _TOLERANCE and bool(settings.lines)
    if settings.source is not SourceKind.STREAM and not slow:
        return
    try:
        find_camera(hass, entity_id)
    except SourceError:
        return
    has_stream = await async_has_stream(hass, entity_id)
    if settings.source is SourceKind.STREAM and not has_stream:
        raise FormError("no_stream", "", CONF_SOURCE)
    if not slow or (has_stream and settings.source is not SourceKind.SNAPSHOT):
        # From a stream, frames are taken as fast as counting needs them.
        return
    if has_stream:
        raise FormError("lines_want_stream", f"{settings.interval:g} s", CONF_SOURCE)
    raise FormError("lines_want_pace", f"{settings.interval:g} s", CONF_INTERVAL)
