"""The models of neural networks: fetched as soon as a camera asks for one, and again until it is there."""

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..model.appointment import Appointment
from ..model.camera import WatchedCamera
from ..model.camera_settings import CameraSettings
from ..model.model_files import ModelFiles
from ..vision import FaceDetector, ObjectDetector
from .model_download import (
    ISSUE_ACCURATE_MODEL_MISSING,
    ISSUE_FACE_MODEL_MISSING,
    ISSUE_OBJECT_MODEL_MISSING,
    async_ensure_model,
    async_model_is_missing,
    async_model_is_there,
)
from .model_pins import YOLOX_NANO, YOLOX_TINY, YUNET, ModelPin

MODEL_AGAIN: Final = timedelta(hours=1)
"""Until a model is looked for again: the network may have come, or the user put it there."""


class ModelledCamera(WatchedCamera, Protocol):
    """A camera whose eyes may use models."""

    @property
    def objects_fail(self) -> bool:
        """Whether the object detector that the user chose is broken."""

    def async_configure_watch(self) -> None:
        """Look with the models that there are now, from the next frame on."""


@dataclass(frozen=True, slots=True)
class ModelNeed:
    """A model, who needs it, and what the user is told while it is missing."""

    pin: ModelPin
    issue: str
    is_needed: Callable[[CameraSettings, Collection[str]], bool]
    """Told what a camera's user set, and by their issues which models cannot be used."""


def _needs_faces(settings: CameraSettings, _: Collection[str]) -> bool:
    return settings.faces and settings.face_detector is not FaceDetector.HAAR


def _needs_objects(settings: CameraSettings, useless: Collection[str]) -> bool:
    if settings.object_detector is ObjectDetector.ACCURATE:
        # It stands in; who has the accurate one, and it works, need not fetch two.
        return ISSUE_ACCURATE_MODEL_MISSING in useless
    return settings.object_detector in (ObjectDetector.AUTO, ObjectDetector.NANO)


def _needs_accurate_objects(settings: CameraSettings, _: Collection[str]) -> bool:
    return settings.object_detector is ObjectDetector.ACCURATE


NEEDS: Final = (
    ModelNeed(YUNET, ISSUE_FACE_MODEL_MISSING, _needs_faces),
    ModelNeed(YOLOX_NANO, ISSUE_OBJECT_MODEL_MISSING, _needs_objects),
    ModelNeed(YOLOX_TINY, ISSUE_ACCURATE_MODEL_MISSING, _needs_accurate_objects),
)


class ModelSupply:
    """Fetches one model for the cameras that ask for it; nobody waits for it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        cameras: Mapping[str, ModelledCamera],
        need: ModelNeed,
        useless: Callable[[], Collection[str]],
        on_change: Callable[[], None],
    ) -> None:
        """Prepare; nothing is fetched yet.

        Args:
            hass: Home Assistant.
            entry: the config entry of Argus.
            cameras: a live mapping of those that are watched, by the ids of their subentries.
            need: which model.
            useless: tells by their issues which models cannot be used.
            on_change: called when this one could not be had, and when it is there.

        """
        self._hass = hass
        self._entry = entry
        self._cameras = cameras
        self._need = need
        self._useless = useless
        self._on_change = on_change
        self.path: Path | None = None
        """Where the model lies, if it does."""
        self.is_missing = False
        """Whether a camera asks for it and it could not be had."""
        self._asked = False
        self._closed = False
        self._again = Appointment(hass, self._fetch)

    @callback
    def async_look(self) -> None:
        """See whether a camera asks for the model, and fetch it for the first one that does."""
        if self._closed:
            return
        if not self._is_needed:
            self._asked = self.is_missing = False
            self._again.async_cancel()
            async_model_is_there(self._hass, self._need.issue)
        elif not self._asked:
            self._asked = True
            self._fetch()

    @callback
    def async_check(self) -> None:
        """See whether the model that is there is still whole, and fetch it anew if it is not."""
        if self._asked and self.path is not None and not self._closed:
            self._fetch()

    @callback
    def async_use(self, path: Path) -> None:
        """Let the cameras use the model at a path from the next frame on, and look for no other."""
        self.path = path
        self.is_missing = False
        self._again.async_cancel()
        async_model_is_there(self._hass, self._need.issue)
        for camera in self._cameras.values():
            camera.async_configure_watch()
        self._on_change()

    @callback
    def async_close(self) -> None:
        """Look for it no more."""
        try:
            self._closed = True
        finally:
            self._again.async_cancel()

    @property
    def _is_needed(self) -> bool:
        useless = self._useless()
        return any(
            self._need.is_needed(camera.settings, useless)
            for camera in self._cameras.values()
        )

    @callback
    def _fetch(self, _: datetime | None = None) -> None:
        self._entry.async_create_background_task(
            self._hass, self._async_fetch(), f"argus {self._need.pin.file_name}"
        )

    async def _async_fetch(self) -> None:
        path = await async_ensure_model(self._hass, self._need.pin)
        if self._closed or not self._is_needed:
            return
        if path is None:
            self.is_missing = True
            async_model_is_missing(self._hass, self._need.issue, self._need.pin)
            self._again.async_make(dt_util.utcnow() + MODEL_AGAIN)
            self._on_change()
        else:
            self.async_use(path)


class ModelSupplies:
    """Fetches all models."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        cameras: Mapping[str, ModelledCamera],
    ) -> None:
        """Prepare; nothing is fetched yet.

        Args:
            hass: Home Assistant.
            entry: the config entry of Argus.
            cameras: a live mapping of those that are watched, by the ids of their subentries.

        """
        self._cameras = cameras
        self._supplies = {
            need.issue: ModelSupply(
                hass,
                entry,
                cameras,
                need,
                useless=lambda: self._useless,
                on_change=self.async_look,
            )
            for need in NEEDS
        }

    @property
    def _useless(self) -> frozenset[str]:
        """By their issues, the models that could not be had, and the accurate one where it is broken."""
        missing = frozenset(
            issue for issue, supply in self._supplies.items() if supply.is_missing
        )
        return missing | {
            ISSUE_ACCURATE_MODEL_MISSING
            for camera in self._cameras.values()
            if camera.objects_fail
            and camera.settings.object_detector is ObjectDetector.ACCURATE
        }

    @property
    def files(self) -> ModelFiles:
        """Where the models lie that are there."""
        return ModelFiles(*(supply.path for supply in self._supplies.values()))

    @callback
    def async_look(self) -> None:
        """Fetch what a camera asks for and nobody fetched yet."""
        for supply in self._supplies.values():
            supply.async_look()

    @callback
    def async_take_trouble(self) -> None:
        """Fetch anew what is damaged, and what stands in, as a camera's object detector broke or works again."""
        if any(camera.objects_fail for camera in self._cameras.values()):
            for supply in self._supplies.values():
                supply.async_check()
        self.async_look()

    @callback
    def async_use(self, issue: str, path: Path) -> None:
        """Let the cameras use a model from the next frame on.

        Args:
            issue: What was missing without it.
            path: Where it lies.
        """
        self._supplies[issue].async_use(path)

    @callback
    def async_close(self) -> None:
        """Fetch nothing any more, whichever of them fails to end."""
        with ExitStack() as ends:
            for supply in self._supplies.values():
                ends.callback(supply.async_close)
