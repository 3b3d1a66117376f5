"""Frame sources: the interface, and the one that asks the camera entity for still pictures."""

import asyncio
import math
from typing import TYPE_CHECKING, Protocol, override

from homeassistant.components import camera
from homeassistant.components.camera.const import DATA_COMPONENT
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..model.redaction import redacted
from ..vision import PreviewFrame

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SNAPSHOT_TIMEOUT = 10
"""Seconds to wait for a picture."""


class SourceError(Exception):
    """The camera gave no frame; the message says why, without the camera's address, which may hold its password."""

    final = False
    """Whether one such error is enough to call the camera unavailable."""
    longest_pause = math.inf
    """Seconds to wait at most until the camera is asked again, if less than usual."""

    def __init__(self, why: str) -> None:
        """Say why, in words that may come from the camera's own integration."""
        super().__init__(redacted(why))


class CameraUnavailableError(SourceError):
    """Home Assistant says that the camera is not there."""

    final = True


class CameraOffError(SourceError):
    """The camera is switched off."""

    final = True
    # Home Assistant tells nobody when a camera is switched on again, and asking an entity costs nothing.
    longest_pause = 5.0


type Picture = bytes | npt.NDArray[np.uint8]
"""A frame as the camera gave it: the bytes of a picture, or an H x W x 3 BGR array from a stream."""


class FrameSource(Protocol):
    """Gives the newest frame of a camera."""

    is_stream: bool = False
    """Whether many frames a second cost little more than one."""

    async def async_frame(self) -> Picture:
        """Return the newest frame.

        Raises:
            SourceError: there is none; the message says why.
        """

    is_filmed: bool = False
    """Whether small pictures for moving previews are wanted of frames that nobody looks at; set by whoever looks."""

    def drain_previews(self) -> tuple[PreviewFrame, ...]:
        """Return those taken since this was last asked, the oldest first; where each frame is looked at, there are none."""
        return ()

    async def async_close(self) -> None:
        """Let go of the camera."""


class SnapshotSource(FrameSource):
    """Asks the camera entity for a still picture each time."""

    def __init__(self, hass: HomeAssistant, entity_id: str) -> None:
        """Take pictures of one camera entity."""
        self._hass = hass
        self._entity_id = entity_id

    @override
    async def async_frame(self) -> bytes:
        """Return a still picture."""
        find_camera(self._hass, self._entity_id)
        try:
            # Without a size, or Home Assistant would scale the picture on the event loop.
            image = await camera.async_get_image(
                self._hass, self._entity_id, timeout=SNAPSHOT_TIMEOUT
            )
        except HomeAssistantError as err:
            # The camera component takes a cancellation for a missing picture; the watch must end all the same.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from err
            raise SourceError(str(err)) from None
        except Exception as err:  # noqa: BLE001 - whatever an integration raises, there is no frame
            # Errors are no causes here: the log would show the address that is in them.
            raise SourceError(f"{type(err).__name__}: {err}") from None
        return image.content

    @override
    async def async_close(self) -> None:
        """Nothing is held between two pictures."""


def find_camera(hass: HomeAssistant, entity_id: str) -> camera.Camera:
    """Return a camera that is there and switched on.

    Raises:
        CameraUnavailableError: Home Assistant says that it is not there.
        CameraOffError: it is switched off.
    """
    state = hass.states.get(entity_id)
    entity = hass.data[DATA_COMPONENT].get_entity(entity_id)
    if state is None or state.state == STATE_UNAVAILABLE or entity is None:
        raise CameraUnavailableError("the camera is unavailable")
    if not entity.is_on:
        raise CameraOffError("the camera is off")
    return entity
