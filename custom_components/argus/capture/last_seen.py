"""When somebody was last seen by each camera, kept across restarts."""

from datetime import datetime
from typing import Final

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..state_file import StateFile, kept_moment

SAVE_DELAY: Final = 5
"""Seconds; what a crash can make Argus forget of when somebody was last seen."""


_SHAPE: Final = vol.Schema({str: kept_moment})


def last_seen_file(hass: HomeAssistant) -> StateFile[dict[str, str]]:
    """Return the file that keeps when somebody was last seen, by the id of the camera's subentry."""
    return StateFile(hass, "last_seen", _SHAPE)


class LastSeen:
    """Remembers when somebody was last seen, by the id of the camera's subentry."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare; nothing is remembered yet."""
        self._file = last_seen_file(hass)
        self._moments: dict[str, str] = {}

    async def async_load(self) -> None:
        """Read what was kept."""
        self._moments = await self._file.async_load() or {}

    async def async_store(self) -> None:
        """Keep it now."""
        await self._file.async_save(self._moments)

    def by(self, camera: str) -> datetime | None:
        """Return when somebody was last seen by a camera, UTC; None if nobody is known to have been."""
        moment = self._moments.get(camera)
        return dt_util.parse_datetime(moment) if moment else None

    @callback
    def async_remember(self, camera: str, at: datetime) -> None:
        """Keep, within seconds, that somebody was last seen by a camera at a moment in UTC."""
        self._moments[camera] = at.isoformat()
        self._save()

    @callback
    def async_forget(self, camera: str) -> None:
        """Forget a camera that is no longer watched."""
        self._moments.pop(camera, None)
        self._save()

    @callback
    def _save(self) -> None:
        self._file.async_delay_save(lambda: dict(self._moments), SAVE_DELAY)
