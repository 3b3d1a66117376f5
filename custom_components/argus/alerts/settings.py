"""What the user set of an alert; the one place for defaults and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time as Time
from enum import StrEnum
from typing import Any, Final, Self

from ..model.activity import ActivityType
from ..model.hours import Hours
from ..model.ranges import Range
from ..model.stored_settings import (
    FieldReaders,
    UnreadableSettingsError,
    clock_time,
    flag,
    mapping,
    number,
    optional,
    read_fields,
    text,
    texts,
    weekdays,
    whole,
)
from ..vision import ObjectKind
from .light_alarm import LightAlarmSettings

CONF_ACTIONS: Final = "actions"
CONF_AI_BLUR: Final = "ai_blur"
CONF_AI_DESCRIBER: Final = "ai_describer"
CONF_AI_JUDGE: Final = "ai_judge"
CONF_AI_PATIENCE: Final = "ai_patience"
CONF_AI_PROMPT: Final = "ai_prompt"
CONF_AI_QUESTION: Final = "ai_question"
CONF_AI_THRESHOLD: Final = "ai_threshold"
CONF_ARMED: Final = "armed"
CONF_BRIGHTNESS: Final = "brightness"
CONF_CAMERAS: Final = "cameras"
CONF_COLOUR: Final = "colour"
CONF_CONDITIONS: Final = "conditions"
CONF_COOLDOWN: Final = "cooldown"
CONF_CRITICAL: Final = "critical"
CONF_DAYS: Final = "days"
CONF_ENABLED: Final = "enabled"
CONF_END: Final = "end"
CONF_FLASHES: Final = "flashes"
CONF_IN_DOUBT: Final = "in_doubt"
CONF_KINDS: Final = "kinds"
CONF_LIGHTS: Final = "lights"
CONF_LOST_AFTER: Final = "lost_after"
CONF_MESSAGE: Final = "message"
CONF_MIN_FACES: Final = "min_faces"
CONF_MIN_INTENSITY: Final = "min_intensity"
CONF_MQTT_TOPIC: Final = "mqtt_topic"
CONF_NOBODY_HOME: Final = "nobody_home"
CONF_NOTIFY: Final = "notify"
CONF_OFF_SECONDS: Final = "off_seconds"
CONF_ON_SECONDS: Final = "on_seconds"
CONF_PERSISTENT: Final = "persistent"
CONF_SCHEDULE: Final = "schedule"
CONF_SIREN_SECONDS: Final = "siren_seconds"
CONF_SIRENS: Final = "sirens"
CONF_SOUND: Final = "sound"
CONF_SPEAKERS: Final = "speakers"
CONF_SPEECH: Final = "speech"
CONF_START: Final = "start"
CONF_TITLE: Final = "title"
CONF_TTS: Final = "tts"
CONF_TYPES: Final = "types"
CONF_ZONES: Final = "zones"

AI_PATIENCE: Final = Range(1, 60, 1)
"""Seconds."""
AI_THRESHOLD: Final = Range(1, 99, 1)
"""Percent."""
BRIGHTNESS: Final = Range(1, 100, 1)
"""Percent."""
COOLDOWN: Final = Range(0, 86400, 1)
"""Seconds."""
FLASHES: Final = Range(1, 50, 1)
FLASH_SECONDS: Final = Range(0.1, 10, 0.1)
LOST_AFTER: Final = Range(60, 86400, 1)
"""Seconds; a camera that is back within the minute was not lost."""
MIN_FACES: Final = Range(0, 50, 1)
MIN_INTENSITY: Final = Range(0, 100, 0.1)
"""Percent of the frame."""
SIREN_SECONDS: Final = Range(1, 600, 1)


ALERTING: Final = tuple(kind for kind in ActivityType if kind is not ActivityType.LOOK)
"""What an alert can be for: not that somebody looked, but what they saw."""


class AlertTemplate(StrEnum):
    """What to begin a new alert with."""

    OFFICE = "office"
    NIGHT = "night"
    SHOP = "shop"
    SOMEBODY_HOME = "somebody_home"
    CAMERA_LOST = "camera_lost"
    BLANK = "blank"


class InDoubt(StrEnum):
    """What an alert for some kinds does when nobody can say what moved."""

    TELL = "tell"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """When an alert is sent, on which conditions, how often, and what it does."""

    enabled: bool = True
    cameras: frozenset[str] = frozenset()
    """Ids of the cameras' subentries; empty for all."""
    types: frozenset[ActivityType] = frozenset(ALERTING)
    kinds: frozenset[ObjectKind] = frozenset()
    """What has to be seen; empty for whatever moves."""
    in_doubt: InDoubt = InDoubt.TELL
    min_faces: int = 0
    """Faces at once."""
    min_intensity: float = 0.0
    """Percent of the frame."""
    zones: frozenset[str] = frozenset()
    """Names of zones; empty for everywhere."""
    lost_after: float = 300.0
    """Seconds that a camera has to be lost."""
    hours: Hours = field(default_factory=Hours)
    schedule: str | None = None
    """Entity that has to be on."""
    nobody_home: bool = False
    """Whether nobody may be at home."""
    armed: str | None = None
    """Alarm control panel that has to be armed."""
    conditions: tuple[Mapping[str, Any], ...] = ()
    """Conditions as in an automation; all have to be met."""
    cooldown: float = 300.0
    """Seconds of rest after the last alert that was sent, for each camera."""
    notify: tuple[str, ...] = ()
    """Notify entities: phones, e-mail addresses and others."""
    title: str = ""
    """Template; empty for Argus's own words."""
    message: str = ""
    """Template; empty for Argus's own words."""
    critical: bool = False
    """Whether phones ring although they are muted."""
    persistent: bool = False
    """Whether Home Assistant itself shows a notification."""
    light_alarm: LightAlarmSettings | None = None
    sirens: tuple[str, ...] = ()
    siren_seconds: float = 30.0
    speakers: tuple[str, ...] = ()
    """Media players."""
    sound: Mapping[str, Any] | None = None
    """Media that the speakers play: `media_content_id` and `media_content_type`."""
    speech: str = ""
    """Template of what the speakers say; empty for Argus's own words."""
    tts: str | None = None
    """Entity that turns text into speech; None to say nothing."""
    mqtt_topic: str = ""
    """Topic to publish the incident to as JSON; empty for none."""
    ai_describer: str | None = None
    """AI task entity that adds a description from the picture; None for none."""
    ai_prompt: str = ""
    """What it is asked; empty for Argus's own words."""
    ai_judge: str | None = None
    """AI task entity that is asked before anybody is told; None for none."""
    ai_question: str = ""
    """What it is asked, to be answered with yes or no."""
    ai_threshold: int = 50
    """Percent that it has to be sure at the least."""
    ai_patience: float = 5.0
    """Seconds that it has; without an answer by then, the alert is sent."""
    ai_blur: bool = True
    """Whether AIs get pictures in which nobody can be recognised."""
    actions: tuple[Mapping[str, Any], ...] = ()
    """Any actions, as in an automation, with the incident as variables."""

    def is_for(self, camera: str) -> bool:
        """Return whether what happens at a camera, by the id of its subentry, is of interest."""
        return not self.cameras or camera in self.cameras

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read the data of an alert subentry; what it lacks takes its default.

        Raises:
            UnreadableSettingsError: some of it cannot be read; an older Argus does not know what a newer one stored.
        """
        settings, unreadable = cls._read(data)
        if unreadable:
            raise UnreadableSettingsError(unreadable)
        return settings

    @classmethod
    def readable_part(cls, data: Mapping[str, Any]) -> Self:
        """Read the data of an alert subentry for a form or a comparison; what cannot be read takes its default, too."""
        return cls._read(data)[0]

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> tuple[Self, tuple[str, ...]]:
        """Return the settings that can be read, and the names of those that cannot."""
        values, unreadable = read_fields(data, _ALERT)
        hours = Hours(
            **{
                name: values.pop(name)
                for name in (CONF_START, CONF_END, CONF_DAYS)
                if name in values
            }
        )
        lamps = {name: values.pop(key) for key, name in _LAMPS.items() if key in values}
        alarm = LightAlarmSettings(**lamps) if lamps.get("lights") else None
        return cls(**values, hours=hours, light_alarm=alarm), unreadable


def _colour(value: Any) -> tuple[int, int, int]:
    red, green, blue = (whole(part) for part in value)
    return red, green, blue


def _time(value: Any) -> Time | None:
    return clock_time(value) if value else None


def _mappings(value: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple(mapping(one) for one in value)


_ALERT: Final[FieldReaders] = {
    CONF_ENABLED: flag,
    CONF_CAMERAS: lambda value: frozenset(texts(value)),
    CONF_TYPES: lambda value: frozenset(ActivityType(kind) for kind in value),
    CONF_KINDS: lambda value: frozenset(map(ObjectKind, texts(value))),
    CONF_IN_DOUBT: InDoubt,
    CONF_MIN_FACES: whole,
    CONF_MIN_INTENSITY: number,
    CONF_ZONES: lambda value: frozenset(texts(value)),
    CONF_LOST_AFTER: number,
    CONF_START: _time,
    CONF_END: _time,
    CONF_DAYS: weekdays,
    CONF_SCHEDULE: optional(text),
    CONF_NOBODY_HOME: flag,
    CONF_ARMED: optional(text),
    CONF_CONDITIONS: _mappings,
    CONF_COOLDOWN: number,
    CONF_NOTIFY: texts,
    CONF_TITLE: text,
    CONF_MESSAGE: text,
    CONF_CRITICAL: flag,
    CONF_PERSISTENT: flag,
    CONF_LIGHTS: texts,
    CONF_COLOUR: _colour,
    CONF_FLASHES: whole,
    CONF_ON_SECONDS: number,
    CONF_OFF_SECONDS: number,
    CONF_BRIGHTNESS: number,
    CONF_SIRENS: texts,
    CONF_SIREN_SECONDS: number,
    CONF_SPEAKERS: texts,
    CONF_SOUND: optional(mapping),
    CONF_SPEECH: text,
    CONF_TTS: optional(text),
    CONF_MQTT_TOPIC: text,
    CONF_AI_DESCRIBER: optional(text),
    CONF_AI_PROMPT: text,
    CONF_AI_JUDGE: optional(text),
    CONF_AI_QUESTION: text,
    CONF_AI_THRESHOLD: whole,
    CONF_AI_PATIENCE: number,
    CONF_AI_BLUR: flag,
    CONF_ACTIONS: _mappings,
}
_LAMPS: Final = {
    CONF_LIGHTS: "lights",
    CONF_COLOUR: "colour",
    CONF_FLASHES: "flashes",
    CONF_ON_SECONDS: "on",
    CONF_OFF_SECONDS: "off",
    CONF_BRIGHTNESS: "brightness",
}
"""Fields of the light alarm, and what its own settings call them."""
