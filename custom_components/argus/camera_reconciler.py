"""Cameras kept in step with the config entry: one coordinator for each subentry whose settings can be read."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_send

from .capture.last_seen import LastSeen
from .const import SIGNAL_CAMERA, SUBENTRY_CAMERA
from .coordinator import ArgusCoordinator
from .device import camera_device
from .issues.repair import async_issue_is_over
from .issues.watching import async_camera_is_unreadable
from .model.activity import Activity
from .model.stored_settings import UnreadableSettingsError
from .model.teardown import async_contain
from .shared_by_cameras import SharedByCameras

STOPPING: Final = 120.0
"""Seconds until a camera is left alone that does not stop, although each part of it has its own limit."""


class CameraReconciler:
    """Starts, changes and stops cameras. Doing so with one leaves the others alone."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        cameras: dict[str, ArgusCoordinator],
        shared: SharedByCameras,
        last_seen: LastSeen,
        on_activity: Callable[[ArgusCoordinator, Activity], None],
    ) -> None:
        """Prepare; nothing is watched yet.

        Args:
            hass: Home Assistant.
            entry: the config entry of Argus.
            cameras: the coordinators by the ids of their subentries; held in step from now on.
            shared: what all cameras share.
            last_seen: when somebody was last seen.
            on_activity: hears of every activity of every camera.

        """
        self._hass = hass
        self._entry = entry
        self._cameras = cameras
        self._shared = shared
        self._last_seen = last_seen
        self._on_activity = on_activity
        self._unreadable: dict[str, str] = {}
        """Ids of the issues about settings that cannot be read, by the id of the subentry."""

    @property
    def unread(self) -> frozenset[str]:
        """Ids of the subentries of cameras that are not there, as their settings cannot be read."""
        return frozenset(self._unreadable.keys() - self._cameras.keys())

    async def async_reconcile(self) -> None:
        """Start, stop and change cameras until they are what the config entry says."""
        wanted = {
            subentry.subentry_id: subentry
            for subentry in self._entry.get_subentries_of_type(SUBENTRY_CAMERA)
        }
        for subentry_id in self._unreadable.keys() - wanted.keys():
            self._note_readable(subentry_id)
        for subentry_id in self._cameras.keys() - wanted.keys():
            await async_contain(
                "Removing a camera",
                partial(self._async_remove_camera, subentry_id),
                None,
            )
        for subentry in wanted.values():
            await async_contain(
                f"Bringing {subentry.title} in step",
                partial(self._async_bring_in_step, subentry),
                None,
            )

    async def async_stop_cameras(self) -> None:
        """Stop all cameras, whatever of it fails."""
        cameras = list(self._cameras.values())
        await asyncio.gather(
            *(
                async_contain(
                    f"Stopping {camera.subentry.title}", camera.async_stop, STOPPING
                )
                for camera in cameras
            )
        )
        self._cameras.clear()

    @callback
    def async_forget_unreadable(self) -> None:
        """Take back what was told of settings that cannot be read."""
        for subentry_id in list(self._unreadable):
            self._note_readable(subentry_id)

    async def _async_bring_in_step(self, subentry: ConfigSubentry) -> None:
        """Start a camera or change it; one whose settings cannot be read stays as it is, and the user is told."""
        camera = self._cameras.get(subentry.subentry_id)
        try:
            if camera is None:
                await self._async_add_camera(subentry)
            elif not camera.is_up_to_date(subentry):
                await self._async_change_camera(camera, subentry)
        except UnreadableSettingsError as err:
            self._unreadable[subentry.subentry_id] = async_camera_is_unreadable(
                self._hass, subentry, err.fields
            )
        else:
            self._note_readable(subentry.subentry_id)

    @callback
    def _note_readable(self, subentry_id: str) -> None:
        if (issue := self._unreadable.pop(subentry_id, None)) is not None:
            async_issue_is_over(self._hass, issue)

    async def _async_add_camera(self, subentry: ConfigSubentry) -> None:
        camera = ArgusCoordinator(self._hass, self._entry, subentry, self._shared)
        self._cameras[subentry.subentry_id] = camera
        camera.async_subscribe_activities(partial(self._on_activity, camera))
        await camera.async_start(self._last_seen.by(subentry.subentry_id))
        self._announce_camera(camera)

    async def _async_change_camera(
        self, camera: ArgusCoordinator, subentry: ConfigSubentry
    ) -> None:
        await camera.async_configure(subentry)
        if subentry.subentry_id not in self._entry.subentries:
            return  # removed meanwhile; the next turn stops the camera
        # Another camera has another name and another device.
        dr.async_get(self._hass).async_get_or_create(
            config_entry_id=self._entry.entry_id,
            config_subentry_id=subentry.subentry_id,
            **camera_device(self._hass, camera, self._shared.device_id),
        )
        self._announce_camera(camera)

    async def _async_remove_camera(self, subentry_id: str) -> None:
        camera = self._cameras.pop(subentry_id)
        await camera.async_stop()
        camera.async_forget()
        self._last_seen.async_forget(subentry_id)
        self._shared.face_memories.async_forget(subentry_id)

    @callback
    def _announce_camera(self, camera: ArgusCoordinator) -> None:
        if camera.subentry.subentry_id not in self._entry.subentries:
            return  # removed meanwhile; the next turn stops the camera
        async_dispatcher_send(
            self._hass, SIGNAL_CAMERA.format(self._entry.entry_id), camera
        )
