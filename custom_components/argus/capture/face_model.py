"""The better face detector's model: fetched as soon as a camera asks for it, and again until it is there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..model.appointment import Appointment
from ..model.camera import WatchedCamera
from ..vision import FaceDetector
from .model_download import (
    async_ensure_face_model,
    async_face_model_is_missing,
    async_face_model_is_there,
)

FACE_MODEL_AGAIN: Final = timedelta(hours=1)
"""Until the model is looked for again: the network may have come, or the user put it there."""


class FacedCamera(WatchedCamera, Protocol):
    """A camera that may look for faces."""

    def async_configure_watch(self) -> None:
        """Look with the model that there is now, from the next frame on."""


class FaceModel:
    """Fetches the model for the cameras that ask for it; nobody waits for it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        cameras: Mapping[str, FacedCamera],
    ) -> None:
        """Prepare; nothing is fetched yet.

        Args:
            hass: Home Assistant.
            entry: the config entry of Argus.
            cameras: a live mapping of those that are watched, by the ids of their subentries.

        """
        self._hass = hass
        self._entry = entry
        self._cameras = cameras
        self.path: Path | None = None
        """Where the model lies, if it does."""
        self._asked = False
        self._closed = False
        self._again = Appointment(hass, self._fetch)

    @callback
    def async_look(self) -> None:
        """See whether a camera asks for the model, and fetch it for the first one that does."""
        if not self._is_wanted:
            self._asked = False
            self._again.async_cancel()
            async_face_model_is_there(self._hass)
        elif not self._asked:
            self._asked = True
            self._fetch()

    @callback
    def async_use(self, path: Path) -> None:
        """Let the cameras use the model at a path from the next frame on, and look for no other."""
        self.path = path
        self._again.async_cancel()
        async_face_model_is_there(self._hass)
        for camera in self._cameras.values():
            camera.async_configure_watch()

    @callback
    def async_close(self) -> None:
        """Look for it no more."""
        self._closed = True
        self._again.async_cancel()

    @property
    def _is_wanted(self) -> bool:
        return any(
            camera.settings.faces
            and camera.settings.face_detector is not FaceDetector.HAAR
            for camera in self._cameras.values()
        )

    @callback
    def _fetch(self, _: datetime | None = None) -> None:
        self._entry.async_create_background_task(
            self._hass, self._async_fetch(), "argus face model"
        )

    async def _async_fetch(self) -> None:
        path = await async_ensure_face_model(self._hass)
        if self._closed or not self._is_wanted:
            return
        if path is None:
            async_face_model_is_missing(self._hass)
            self._again.async_make(dt_util.utcnow() + FACE_MODEL_AGAIN)
        else:
            self.async_use(path)
