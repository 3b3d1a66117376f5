"""What the things of a room do, each in a file that stands for the thing itself."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant


class Things:
    """The things of one room, by name."""

    def __init__(self, hass: HomeAssistant, room: str) -> None:
        """Know where they are."""
        self._hass = hass
        self._folder = Path(hass.config.path("rooms", room))
        self._no_power = self._folder / "no_power"
        self.states: dict[str, dict[str, Any]] = {}

    def load(self) -> bool:
        """See what they do; return whether they have power."""
        if self._no_power.exists():
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        self.states = {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in self._folder.glob("*.json")
        }
        return True

    async def async_tell(self, name: str, state: dict[str, Any]) -> None:
        """Let one do something, from now on."""
        self.states[name] = state
        await self._hass.async_add_executor_job(self._write, name, json.dumps(state))

    def _write(self, name: str, text: str) -> None:
        new = self._folder / f"{name}.new"
        new.write_text(text, encoding="utf-8")
        new.replace(self._folder / f"{name}.json")
