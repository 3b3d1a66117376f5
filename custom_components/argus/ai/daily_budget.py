"""Daily limit on how often AIs are asked, for all alerts and actions together; kept across restarts."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..issues import async_ai_budget_is_left, async_ai_budget_is_spent

VERSION: Final = 1


def ai_store(hass: HomeAssistant) -> Store[dict[str, Any]]:
    """Return the file that keeps how often AIs were asked today."""
    return Store(hass, VERSION, f"{DOMAIN}.ai", atomic_writes=True)


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
        self._store = ai_store(hass)
        self._day = ""
        self._spent = 0

    async def async_open(self) -> None:
        """Go on where the day was; what cannot be read counts as nothing."""
        stored = await self._store.async_load() or {}
        day, spent = stored.get("day"), stored.get("spent")
        if isinstance(day, str) and isinstance(spent, int):
            self._day, self._spent = day, max(0, spent)
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
        await self._store.async_save({"day": self._day, "spent": self._spent})
        return True


def _today() -> str:
    return dt_util.now().date().isoformat()
