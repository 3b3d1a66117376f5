"""What each camera learnt of the faces in its view, kept across restarts."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..state_file import StateFile
from ..vision.faces.face_memory import FaceMemory

SAVE_DELAY: Final = 60
"""Seconds; what is learnt in minutes may wait for one."""

_CAMERA: Final = "camera"
_AT: Final = "at"
_FACES: Final = "faces"


_SHAPE: Final = vol.Schema({str: dict})


def face_memory_file(hass: HomeAssistant) -> StateFile[dict[str, Any]]:
    """Return the file that keeps what was learnt of faces, by the id of the camera's subentry."""
    return StateFile(hass, "face_memory", _SHAPE)


class FaceMemories:
    """Keeps what was learnt of the faces in each view, by the id of the camera's subentry."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare; nothing is known yet."""
        self._file = face_memory_file(hass)
        self._views: dict[str, Mapping[str, Any]] = {}

    async def async_load(self) -> None:
        """Read what was kept."""
        self._views = await self._file.async_load() or {}

    async def async_store(self) -> None:
        """Keep it now."""
        await self._file.async_save(dict(self._views))

    def of(self, subentry_id: str, camera: str) -> FaceMemory | None:
        """Return what was learnt of a view, with its ages as of now.

        Args:
            subentry_id: whose view it is.
            camera: the camera that gives it; another one has another view.

        Returns:
            None if nothing was, or it cannot be read.

        """
        view = self._views.get(subentry_id)
        if not isinstance(view, Mapping) or view.get(_CAMERA) != camera:
            return None
        at = dt_util.parse_datetime(str(view.get(_AT)))
        if at is None or at.tzinfo is None:
            return None
        try:
            memory = FaceMemory.from_data(view[_FACES])
        except KeyError, ValueError:
            return None
        return memory.aged((dt_util.utcnow() - at).total_seconds())

    @callback
    def async_remember(
        self, subentry_id: str, camera: str, memory: FaceMemory | None
    ) -> None:
        """Keep what was learnt of a view until now, within a minute."""
        if memory is None:
            return
        self._views[subentry_id] = {
            _CAMERA: camera,
            _AT: dt_util.utcnow().isoformat(),
            _FACES: memory.as_data(),
        }
        self._save()

    @callback
    def async_forget(self, subentry_id: str) -> None:
        """Forget a view that is no longer watched."""
        if self._views.pop(subentry_id, None) is not None:
            self._save()

    @callback
    def _save(self) -> None:
        self._file.async_delay_save(lambda: dict(self._views), SAVE_DELAY)
