"""Backup hooks: the journal is held still while it is copied, so that the copy can be opened."""

from collections.abc import Callable
from datetime import datetime
import logging
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from .journal import JournalError
from .running import async_runtime

_LOGGER = logging.getLogger(__name__)

LONGEST: Final = 3600
"""Seconds after which a backup is taken for over if nobody says so."""
_TIMEOUT: Final = HassKey[Callable[[], None]]("argus_backup_timeout")


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Keep the journal's file as it is from now on; counting goes on in the log beside it.

    A journal that fails does not keep Home Assistant from being backed up.
    """

    async def async_give_up(_now: datetime) -> None:
        _LOGGER.warning("The backup does not end; the journal goes on as usual")
        await async_post_backup(hass)

    _cancel_timeout(hass)
    hass.data[_TIMEOUT] = async_call_later(hass, LONGEST, async_give_up)
    if (runtime := async_runtime(hass)) is not None:
        try:
            await runtime.journal.async_begin_backup()
        except JournalError as err:
            _LOGGER.warning("The backup may hold no usable journal: %s", err)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the journal's file change again."""
    _cancel_timeout(hass)
    if (runtime := async_runtime(hass)) is not None:
        try:
            await runtime.journal.async_end_backup()
        except JournalError as err:
            _LOGGER.warning("The journal could not be tidied after a backup: %s", err)


def _cancel_timeout(hass: HomeAssistant) -> None:
    cancel = hass.data.pop(_TIMEOUT, None)
    if cancel is not None:
        cancel()
