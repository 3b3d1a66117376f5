"""Starts, stops and renews the watch of one camera, one change at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..model.camera import WatchedCamera
from ..model.camera_status import CameraStatus
from .camera_watch import CameraWatch
from .frame_loop import FrameLoop


class WatchSwitch:
    """Lets a camera be watched exactly while somebody wants it to be."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        camera: WatchedCamera,
        watch: CameraWatch,
        *,
        async_wind_up: Callable[[FrameLoop | None], Awaitable[None]],
        on_rest: Callable[[], None],
        on_status: Callable[[CameraStatus, str], None],
        on_change: Callable[[], None],
    ) -> None:
        """Prepare; nothing is watched yet.

        Args:
            hass: Home Assistant.
            entry: the config entry that tasks belong to.
            camera: how the user set it up.
            watch: what is started and stopped.
            async_wind_up: awaited with the loop that ended, if there was one, before anything else begins.
            on_rest: called when nothing is seen any more because nobody looks.
            on_status: called with what became of the camera, and why if it is lost.
            on_change: called when the camera is watched, or rests, as is wanted now.

        """
        self._hass = hass
        self._entry = entry
        self._camera = camera
        self._watch = watch
        self._async_wind_up = async_wind_up
        self._on_rest = on_rest
        self._on_status = on_status
        self._on_change = on_change
        self.changing = asyncio.Lock()
        """Held by whoever changes what is watched, or how."""

    @callback
    def async_follow_camera(self) -> None:
        """Follow the camera entity that the user chose."""
        if not self._watch.async_follow_camera():
            self._on_status(CameraStatus.UNAVAILABLE, "the camera was removed")

    @callback
    def async_start_or_stop(self) -> None:
        """Watch, or rest, as is wanted now."""
        if self._watch.is_over:
            return
        if self._watch.is_wanted:
            self._watch.async_start_loop()
        else:
            self._watch.async_cancel_restarts()
            self._on_rest()
            if self._watch.entity_id is not None:
                self._on_status(CameraStatus.STOPPED, "")
        self._on_change()

    async def async_stop_watch(self) -> None:
        """End the watch, if there is one, and store what it leaves."""
        await self._async_wind_up(await self._watch.async_end_loop())

    @callback
    def async_renew(self) -> None:
        """Follow the camera and watch it anew: it moved, or its watch ended."""
        self._entry.async_create_task(self._hass, self._async_renew())

    async def _async_renew(self) -> None:
        async with self.changing:
            if self._watch.is_over:
                return
            try:
                await self.async_stop_watch()
            finally:
                # Also for who was cancelled while waiting: a camera is not left unwatched.
                if not self._watch.is_over:
                    self.async_follow_camera()
                    self.async_start_or_stop()

    @callback
    def async_take_look(self) -> None:
        """Watch also what is not watched otherwise while somebody asked to look, and no longer."""
        if not self._camera.settings.detection and not self._watch.is_over:
            self._entry.async_create_task(self._hass, self._async_take_look())

    async def _async_take_look(self) -> None:
        async with self.changing:
            if not self._watch.is_over:
                if not self._watch.is_wanted:
                    await self.async_stop_watch()
                self.async_start_or_stop()
