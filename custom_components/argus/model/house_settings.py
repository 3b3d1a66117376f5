"""Settings that all cameras share, read from the options of the config entry; the one place for their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time as Time
import os
from typing import Any, Final, Self

from ..const import (
    CONF_AI_PER_DAY,
    CONF_DB_URL,
    CONF_HEATMAP_DAYS,
    CONF_MQTT,
    CONF_MQTT_BASE,
    CONF_OPENING_DAYS,
    CONF_OPENING_END,
    CONF_OPENING_START,
    CONF_PROFILE_FOLLOWS,
    CONF_PROFILE_STATES,
    CONF_PROFILES,
    CONF_REPORT_TARGETS,
    CONF_REPORT_TIME,
    CONF_RETENTION_DAYS,
    CONF_RETENTION_GIGABYTES,
    CONF_WORKERS,
)
from .opening_hours import OpeningHours
from .profile import MOST_PROFILES, ProfileRules
from .ranges import HEATMAP_DAYS, RETENTION_DAYS, RETENTION_GIGABYTES
from .stored_settings import (
    FieldReaders,
    clock_time,
    flag,
    mapping,
    positive,
    read_fields,
    text,
    text_line,
    texts,
    weekdays,
    whole,
)

DEFAULT_AI_PER_DAY: Final = 100
DEFAULT_REPORT_TIME: Final = Time(23)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgusSettings:
    """Settings that all cameras share."""

    workers: int
    """Threads that look at frames."""
    retention_days: int = 30
    """Days that incidents are kept; favourites are kept for ever."""
    retention_gigabytes: float = 2.0
    """Gigabytes that pictures of incidents may take together."""
    heatmap_days: int = 7
    """Days that the heat maps look back, and that heat is kept."""
    ai_per_day: int = DEFAULT_AI_PER_DAY
    """How often AIs may be asked in a day, by all alerts and actions together."""
    opening_hours: OpeningHours | None = None
    """When visitors are expected."""
    report_targets: tuple[str, ...] = ()
    """Notify entities that get the daily report; none if nobody wants it."""
    report_time: Time = DEFAULT_REPORT_TIME
    """When, by the clock on the wall."""
    mqtt: bool = False
    """Whether what the cameras see is published over MQTT."""
    mqtt_base: str = "home/argus"
    """What the topics begin with."""
    db_url: str | None = field(default=None, repr=False)
    """Where the journal is if not in a file of its own; may hold a password."""

    profiles: ProfileRules = field(default_factory=ProfileRules)
    """Which profiles there are, and what chooses among them."""

    unreadable: tuple[str, ...] = ()
    """Options that cannot be read."""

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        """Read the options of the config entry; what they lack takes its default.

        So does what cannot be read, but for how long and how much is kept: nothing is deleted that the user may have
        wanted to keep.
        """
        given = {name: value for name, value in options.items() if value is not None}
        values, unreadable = read_fields(given, _HOUSE)
        values = {CONF_WORKERS: default_workers(), **values}
        for name, most in _KEPT.items():
            if name in unreadable:
                values[name] = most
        opens, closes = (
            values.pop(name, None) for name in (CONF_OPENING_START, CONF_OPENING_END)
        )
        days = values.pop(CONF_OPENING_DAYS, frozenset(range(7)))
        if opens and closes and CONF_OPENING_DAYS not in unreadable:
            values["opening_hours"] = OpeningHours(opens, closes, days)
        values[CONF_PROFILES] = ProfileRules(
            own=values.get(CONF_PROFILES, ()),
            follows=values.pop(CONF_PROFILE_FOLLOWS, None),
            states=values.pop(CONF_PROFILE_STATES, None) or None,
        )
        return cls(**values, unreadable=unreadable)


def default_workers() -> int:
    """Return half of the processor's cores, 1 to 4: Home Assistant keeps the rest."""
    return max(1, min(4, (os.process_cpu_count() or 2) // 2))


def _read_own_profiles(value: Any) -> tuple[str, ...]:
    return tuple(text_line(name) for name in texts(value)[:MOST_PROFILES])


def _at_least_one(value: Any) -> int:
    """Return a whole number, at least one."""
    return max(1, int(positive(value)))


def _report_time(value: Any) -> Time:
    return clock_time(value) if value else DEFAULT_REPORT_TIME


_HOUSE: Final[FieldReaders] = {
    CONF_WORKERS: _at_least_one,
    CONF_RETENTION_DAYS: _at_least_one,
    CONF_RETENTION_GIGABYTES: lambda value: float(positive(value)),
    CONF_HEATMAP_DAYS: _at_least_one,
    CONF_AI_PER_DAY: whole,
    CONF_REPORT_TARGETS: texts,
    CONF_REPORT_TIME: _report_time,
    CONF_MQTT: flag,
    CONF_MQTT_BASE: text,
    CONF_DB_URL: lambda value: text(value) or None,
    CONF_OPENING_START: lambda value: clock_time(value) if value else None,
    CONF_OPENING_END: lambda value: clock_time(value) if value else None,
    CONF_OPENING_DAYS: weekdays,
    CONF_PROFILES: _read_own_profiles,
    CONF_PROFILE_FOLLOWS: text,
    CONF_PROFILE_STATES: lambda states: {
        text(state): text_line(profile) for state, profile in mapping(states).items()
    },
}
_KEPT: Final = {
    CONF_RETENTION_DAYS: int(RETENTION_DAYS.high),
    CONF_RETENTION_GIGABYTES: RETENTION_GIGABYTES.high,
    CONF_HEATMAP_DAYS: int(HEATMAP_DAYS.high),
}
"""What holds while such an option cannot be read."""
