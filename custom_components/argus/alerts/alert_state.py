"""When alerts were last sent and until when they are silenced; kept across restarts."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant

from ..state_file import StateFile, moment

_SHAPE: Final = vol.Schema(
    {
        str: vol.Schema(
            {
                vol.Optional("sent", default=dict): {str: moment},
                vol.Optional("snoozed_until", default=None): vol.Any(None, moment),
            },
            extra=vol.ALLOW_EXTRA,
        )
    }
)
LONGEST_SNOOZE: Final = timedelta(days=31)
LONGEST_CALM: Final = timedelta(hours=1)
"""Since it was last sent, after which what only moves is told again although it never came to rest."""


def alert_file(hass: HomeAssistant) -> StateFile[dict[str, Any]]:
    """Return the file that keeps what alerts remember."""
    return StateFile(hass, "alerts", _SHAPE)


@dataclass(slots=True)
class AlertState:
    """What one alert remembers."""

    sent: dict[str, datetime] = field(default_factory=dict)
    """When it was last sent, in UTC, by the id of the camera."""
    snoozed_until: datetime | None = None
    """UTC."""
    moved: dict[str, datetime] = field(default_factory=dict)
    """When something that it is for ended last, in UTC, by the id of the camera; not kept across restarts."""

    def seconds_left(self, camera: str, cooldown: float, now: datetime) -> float:
        """Return the seconds of rest that are left for a camera at a moment in UTC; 0 when it may be sent."""
        sent = self.sent.get(camera)
        # A clock that was set back must not silence an alert for longer than its rest.
        if sent is None or sent > now:
            return 0.0
        return max(0.0, cooldown - (now - sent).total_seconds())

    def seconds_of_calm_left(
        self, camera: str, cooldown: float, start: datetime, now: datetime
    ) -> float:
        """Return the seconds that were missing until a camera had been calm for as long as the alert rests.

        Wind comes in gusts: what only moves again and again is one thing, and is told again once it came to rest in
        between, or `LONGEST_CALM` after it was told.

        Args:
            camera: its id.
            cooldown: rest of the alert, seconds.
            start: when it began to move, UTC.
            now: UTC.

        """
        moved, sent = self.moved.get(camera), self.sent.get(camera)
        if moved is None or sent is None or not sent <= now < sent + LONGEST_CALM:
            return 0.0
        calm = (start - moved).total_seconds()
        return max(0.0, cooldown - calm) if calm >= 0 else 0.0

    def is_snoozed(self, now: datetime) -> bool:
        """Return whether the alert is silenced at a moment in UTC."""
        until = self.snoozed_until
        # A clock that was set back must not silence it for longer than anybody can.
        return until is not None and now < until <= now + LONGEST_SNOOZE


class AlertStates:
    """What all alerts remember, by the id of their subentry."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Remember nothing yet."""
        self._file = alert_file(hass)
        self._alerts: dict[str, AlertState] = {}
        self._writing = asyncio.Lock()
        self._changed = False

    async def async_open(self) -> None:
        """Remember what was kept."""
        stored = await self._file.async_load() or {}
        self._alerts = {
            alert: AlertState(kept["sent"], kept["snoozed_until"])
            for alert, kept in stored.items()
        }

    def of(self, alert: str) -> AlertState:
        """Return what an alert remembers."""
        return self._alerts.setdefault(alert, AlertState())

    async def async_keep(self) -> None:
        """Write down what is remembered, so that a crash does not send anything twice."""
        self._changed = True
        async with self._writing:
            # What came while the file was being written goes into it at once, however much it is.
            if self._changed:
                self._changed = False
                await self._file.async_save(
                    {alert: _written(memory) for alert, memory in self._alerts.items()}
                )

    async def async_forget_others(self, alerts: Iterable[str]) -> None:
        """Forget what alerts remember that are no more; those given are kept."""
        gone = self._alerts.keys() - set(alerts)
        for alert in gone:
            del self._alerts[alert]
        if gone:
            await self.async_keep()


def _written(memory: AlertState) -> dict[str, Any]:
    until = memory.snoozed_until
    return {
        "sent": {camera: at.isoformat() for camera, at in memory.sent.items()},
        "snoozed_until": until.isoformat() if until else None,
    }
