"""Stored state of the daily report: which were sent and which one is next; kept across restarts."""

from dataclasses import dataclass, field
from datetime import date as Date
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..state_file import StateFile, kept_day, kept_moment
from .schedule import ScheduledReport

_SHAPE: Final = vol.Schema(
    {
        "reported": vol.Any(None, kept_day),
        "day": vol.Any(None, kept_day),
        "at": vol.Any(None, kept_moment),
        "sent": [str],
    },
    extra=vol.ALLOW_EXTRA,
)


def report_file(hass: HomeAssistant) -> StateFile[dict[str, Any]]:
    """Return the file that keeps what the daily report remembers."""
    return StateFile(hass, "daily_report", _SHAPE)


@dataclass(slots=True)
class ReportState:
    """What the daily report remembers."""

    reported: Date | None = None
    """The last local day whose report is done with."""
    turn: ScheduledReport | None = None
    """The report that is next, or being sent; None while nobody wants any."""
    sent: set[str] = field(default_factory=set)
    """Notify entities that have got the report of that turn, or are just being sent it."""

    @classmethod
    def from_json(cls, kept: dict[str, Any] | None) -> ReportState:
        """Read what was kept; what cannot be read is forgotten rather than in the way."""
        kept = kept or {}
        day, at = (
            _read_date(kept.get("day")),
            dt_util.parse_datetime(str(kept.get("at"))),
        )
        turn = (
            None
            if day is None or at is None
            else ScheduledReport(day, dt_util.as_utc(at))
        )
        sent = {str(target) for target in kept.get("sent") or ()} if turn else set()
        return cls(_read_date(kept.get("reported")), turn, sent)

    def as_json(self) -> dict[str, Any]:
        """Return what is to be kept."""
        return {
            "reported": self.reported.isoformat() if self.reported else None,
            "day": self.turn.day.isoformat() if self.turn else None,
            "at": self.turn.at.isoformat() if self.turn else None,
            "sent": sorted(self.sent),
        }

    def await_turn(self, turn: ScheduledReport) -> bool:
        """Remember which report is next; return whether that is new."""
        if turn == self.turn:
            return False
        if self.turn is None or turn.day != self.turn.day:
            self.sent.clear()
        self.turn = turn
        return True

    def finish(self) -> None:
        """Be done with the report whose turn it was."""
        if self.turn is not None:
            self.reported = self.turn.day
        self.turn = None
        self.sent.clear()


def _read_date(text: Any) -> Date | None:
    return dt_util.parse_date(str(text)) if text else None
