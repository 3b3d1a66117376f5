"""The cameras of one household: what lives as long as the config entry."""

import asyncio
from datetime import datetime
from functools import partial
import logging
from pathlib import Path
from typing import Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN, SIGNAL_CAMERA, SUBENTRY_CAMERA
from .coordinator import ArgusConfigEntry, ArgusCoordinator
from .device import house_device
from .overview import ArgusOverview
from .settings import HouseSettings
from .workers import Workers

_LOGGER = logging.getLogger(__name__)

STORE_VERSION: Final = 1
SAVE_DELAY: Final = 5
"""Seconds; what a crash can make Argus forget of when somebody was last seen."""


class House:
    """Keeps the cameras in step with the config entry.

    Adding, changing or removing one camera leaves the others alone.
    """

    def __init__(self, hass: HomeAssistant, entry: ArgusConfigEntry) -> None:
        """Prepare; nothing is watched yet."""
        self.hass = hass
        self._entry = entry
        self.settings = HouseSettings.from_options(entry.options)
        self.workers = Workers(self.settings.workers)
        self.cameras: dict[str, ArgusCoordinator] = {}
        """Coordinators by the id of their subentry."""
        self.device_id = (
            dr.async_get(hass)
            .async_get_or_create(
                config_entry_id=entry.entry_id, **house_device(entry.entry_id)
            )
            .id
        )
        """Device of Argus itself."""
        self.overview = ArgusOverview(hass, entry, self.cameras)
        self.face_model: Path | None = None
        """Where the better face detector's model lies, if it does."""
        self._last_seen: dict[str, str] = {}
        self._store = Store[dict[str, str]](
            hass, STORE_VERSION, f"{DOMAIN}.last_seen", atomic_writes=True
        )
        self._reconciling = asyncio.Lock()

    async def async_open(self) -> None:
        """Load what has to be there before the first camera starts.

        Raises:
            VisionUnavailableError: OpenCV is not installed or does not load.
        """
        await self.workers.async_load_vision()
        self._last_seen = await self._store.async_load() or {}

    async def async_close(self) -> None:
        """Stop all cameras and threads."""
        await asyncio.gather(*(camera.async_stop() for camera in self.cameras.values()))
        self.cameras.clear()
        if self._last_seen:
            await self._store.async_save(self._last_seen)
        await self.hass.async_add_executor_job(self.workers.close)

    async def async_reconcile(self) -> None:
        """Start, stop and change cameras until they are what the config entry says."""
        async with self._reconciling:
            await self._async_apply_options()
            wanted = {
                subentry.subentry_id: subentry
                for subentry in self._entry.get_subentries_of_type(SUBENTRY_CAMERA)
            }
            for subentry_id in self.cameras.keys() - wanted.keys():
                await self._async_remove(subentry_id)
            for subentry_id, subentry in wanted.items():
                if (camera := self.cameras.get(subentry_id)) is None:
                    self._add(subentry)
                elif camera.subentry != subentry:
                    await self._async_change(camera, subentry)
            self.overview.async_refresh_state()

    async def _async_apply_options(self) -> None:
        settings = HouseSettings.from_options(self._entry.options)
        if settings.workers != self.settings.workers:
            old = self.workers.resize(settings.workers)
            await self.hass.async_add_executor_job(partial(old.shutdown, wait=True))
        self.settings = settings

    @callback
    def _add(self, subentry: ConfigSubentry) -> None:
        camera = ArgusCoordinator(self.hass, self._entry, subentry, self)
        self.cameras[subentry.subentry_id] = camera
        camera.async_subscribe_activities(partial(self.overview.async_tell, camera))
        last_seen = self._last_seen.get(subentry.subentry_id)
        camera.async_start(dt_util.parse_datetime(last_seen) if last_seen else None)
        self._announce(camera)

    async def _async_change(
        self, camera: ArgusCoordinator, subentry: ConfigSubentry
    ) -> None:
        zones = {zone.id for zone in camera.settings.zones}
        await camera.async_configure(subentry)
        gone = zones - {zone.id for zone in camera.settings.zones}
        registry = er.async_get(self.hass)
        for entity in er.async_entries_for_config_entry(registry, self._entry.entry_id):
            if entity.config_subentry_id == subentry.subentry_id and any(
                entity.unique_id.endswith(f"_{zone}") for zone in gone
            ):
                registry.async_remove(entity.entity_id)
        self._announce(camera)

    async def _async_remove(self, subentry_id: str) -> None:
        camera = self.cameras.pop(subentry_id)
        await camera.async_stop()
        camera.async_forget()
        self._last_seen.pop(subentry_id, None)
        self._store.async_delay_save(lambda: dict(self._last_seen), SAVE_DELAY)

    @callback
    def _announce(self, camera: ArgusCoordinator) -> None:
        async_dispatcher_send(
            self.hass, SIGNAL_CAMERA.format(self._entry.entry_id), camera
        )

    @callback
    def async_remember_last_seen(self, subentry_id: str, last_seen: datetime) -> None:
        """Keep across restarts when somebody was last seen by a camera."""
        self._last_seen[subentry_id] = last_seen.isoformat()
        self._store.async_delay_save(lambda: dict(self._last_seen), SAVE_DELAY)
