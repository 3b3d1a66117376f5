"""Daily limit on how often AIs are asked, for all alerts and actions together; kept across restarts."""

from collections.abc import Callable
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..issues.options import async_ai_budget_is_left, async_ai_budget_is_spent
from ..state_file import StateFile

_SHAPE: Final = vol.Schema(
    {"day": str, "spent": vol.All(int, vol.Range(min=0))}, extra=vol.ALLOW_EXTRA
)


def ai_file(hass: HomeAssistant) -> StateFile[dict[str, Any]]:
    """Return the file that keeps how often AIs were asked today."""
    return StateFile(hass, "ai", _SHAPE)


class DailyBudget:
    """Counts questions of the local day: each may cost the user money."""

    def __init__(self, hass: HomeAssistant, most: Callable[[], int]) -> None:
        """Prepare; nothing was asked yet.

        Args:
            hass: Home Assistant.
            most: returns how often AIs may be asked in a day.

        """
        self._hass = hass
        self._most = most
        self._file = ai_file(hass)
        self._day = ""
        self._spent = 0

    async def async_open(self) -> None:
        """Go on where the day was; what cannot be read counts as nothing."""
        kept = await self._file.async_load() or {}
        self._day, self._spent = kept.get("day", ""), kept.get("spent", 0)
        self.async_look()

    @property
    def left(self) -> int:
        """How often AIs may still be asked today."""
        spent = self._spent if self._day == _today() else 0
        return max(0, self._most() - spent)

    @callback
    def async_look(self) -> None:
        """Take back that the day's limit is reached, if it is another day or another limit."""
        if self.left:
            async_ai_budget_is_left(self._hass)

    async def async_spend(self) -> bool:
        """Count one more question before it is asked; return False, and tell the user, if it is one too many."""
        if not self.left:
            if most := self._most():
                async_ai_budget_is_spent(self._hass, most)
            return False
        today = _today()
        self._spent = self._spent + 1 if self._day == today else 1
        self._day = today
        self.async_look()
        await self._file.async_save({"day": self._day, "spent": self._spent})
        return True


def _today() -> str:
    return dt_util.now().date().isoformat()
