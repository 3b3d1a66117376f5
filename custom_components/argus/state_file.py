"""What Argus remembers across restarts besides its journal, in a file that never stands in the way of a start."""

from collections.abc import Callable
from datetime import datetime
import logging
from pathlib import Path
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .issues.storage import async_state_is_set_aside

_LOGGER = logging.getLogger(__name__)

VERSION: Final = 1
_ASIDE: Final = ".unreadable."


def moment(value: Any) -> datetime:
    """Return the moment that an ISO text with a time zone names.

    Raises:
        vol.Invalid: it is none.
    """
    at = dt_util.parse_datetime(value) if isinstance(value, str) else None
    if at is None or at.tzinfo is None:
        raise vol.Invalid("expected a moment with its time zone")
    return at


def kept_moment(value: Any) -> str:
    """Return the ISO text of a moment as it was kept.

    Raises:
        vol.Invalid: it is none.
    """
    moment(value)
    return str(value)


def kept_day(value: Any) -> str:
    """Return the ISO text of a day as it was kept.

    Raises:
        vol.Invalid: it is none.
    """
    if not isinstance(value, str) or dt_util.parse_date(value) is None:
        raise vol.Invalid("expected a day")
    return value


class StateFile[T]:
    """One file in Home Assistant's own storage.

    What cannot be read, because it is damaged or from a newer Argus, is set aside under another name, the user is told,
    and Argus begins anew. Nothing is written before it was read: a start that fails leaves the file as it was.
    """

    def __init__(self, hass: HomeAssistant, name: str, shape: vol.Schema) -> None:
        """Read nothing yet.

        Args:
            hass: Home Assistant.
            name: of the file, behind "argus.".
            shape: what its content has to look like; returns it.

        """
        self._hass = hass
        self._store: Store[Any] = Store(
            hass, VERSION, f"{DOMAIN}.{name}", atomic_writes=True
        )
        self._shape = shape
        self._was_read = False

    async def async_load(self) -> T | None:
        """Return what was kept; None if nothing was, or it cannot be read."""
        found: T | None = None
        try:
            kept = await self._store.async_load()
            if kept is not None:
                found = self._shape(kept)
        except (
            HomeAssistantError,
            # Of an older version that nothing migrates; the others come of what is no store at all.
            NotImplementedError,
            LookupError,
            TypeError,
            AttributeError,
            vol.Invalid,
        ) as err:
            # One that cannot even be set aside is left as it is.
            self._was_read = await self._async_set_aside(err)
        else:
            self._was_read = True
        return found

    async def async_save(self, data: T) -> None:
        """Keep something now."""
        if self._was_read:
            await self._store.async_save(data)

    @callback
    def async_delay_save(self, data: Callable[[], T], delay: float) -> None:
        """Keep something in some seconds, or when Home Assistant stops."""
        if self._was_read:
            self._store.async_delay_save(data, delay)

    async def async_remove(self) -> None:
        """Delete the file, and what was set aside of it."""
        await self._store.async_remove()
        await self._hass.async_add_executor_job(_remove_aside, Path(self._store.path))

    async def _async_set_aside(self, err: Exception) -> bool:
        path = Path(self._store.path)
        aside = path.with_name(
            f"{path.name}{_ASIDE}{dt_util.utcnow():%Y-%m-%dT%H-%M-%S}"
        )
        try:
            await self._hass.async_add_executor_job(path.rename, aside)
        except FileNotFoundError:
            return True
        except OSError as why:
            _LOGGER.error("%s cannot be read (%s) nor set aside: %s", path, err, why)
            return False
        _LOGGER.warning("%s cannot be read and was set aside: %s", path.name, err)
        # What Home Assistant read of it at its start is not asked again.
        await self._store.async_remove()
        async_state_is_set_aside(self._hass, path.name, aside.name)
        return True


def _remove_aside(path: Path) -> None:
    for aside in path.parent.glob(f"{path.name}{_ASIDE}*"):
        aside.unlink(missing_ok=True)
