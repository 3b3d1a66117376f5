"""What the user set of an alert; the one place for defaults and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time as Time
from enum import StrEnum
from typing import Any, Final, Self

from ..activity import ActivityType
from ..settings import Range
from .hours import Hours
from .light_alarm import LightAlarmSettings

CONF_ACTIONS: Final = "actions"
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
CONF_LIGHTS: Final = "lights"
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

BRIGHTNESS: Final = Range(1, 100, 1)
"""Percent."""
COOLDOWN: Final = Range(0, 86400, 1)
"""Seconds."""
FLASHES: Final = Range(1, 50, 1)
FLASH_SECONDS: Final = Range(0.1, 10, 0.1)
MIN_FACES: Final = Range(0, 50, 1)
MIN_INTENSITY: Final = Range(0, 100, 0.1)
"""Percent of the frame."""
SIREN_SECONDS: Final = Range(1, 600, 1)


class AlertTemplate(StrEnum):
    """What to begin a new alert with."""

    OFFICE = "office"
    NIGHT = "night"
    SHOP = "shop"
    SOMEBODY_HOME = "somebody_home"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """When an alert is sent, on which conditions, how often, and what it does."""

    enabled: bool = True
    cameras: frozenset[str] = frozenset()
    """Ids of the cameras' subentries; empty for all."""
    types: frozenset[ActivityType] = frozenset(ActivityType)
    min_faces: int = 0
    """Faces at once."""
    min_intensity: float = 0.0
    """Percent of the frame."""
    zones: frozenset[str] = frozenset()
    """Names of zones; empty for everywhere."""
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
    actions: tuple[Mapping[str, Any], ...] = ()
    """Any actions, as in an automation, with the incident as variables."""

    def is_for(self, camera: str) -> bool:
        """Return whether what happens at a camera, by the id of its subentry, is of interest."""
        return not self.cameras or camera in self.cameras

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read the data of an alert subentry; what it lacks takes its default."""
        known = {
            key: data[key]
            for key in (
                CONF_ENABLED,
                CONF_MIN_INTENSITY,
                CONF_SCHEDULE,
                CONF_NOBODY_HOME,
                CONF_ARMED,
                CONF_COOLDOWN,
                CONF_TITLE,
                CONF_MESSAGE,
                CONF_CRITICAL,
                CONF_PERSISTENT,
                CONF_SIREN_SECONDS,
                CONF_SOUND,
                CONF_SPEECH,
                CONF_TTS,
                CONF_MQTT_TOPIC,
            )
            if key in data
        }
        known |= {
            key: tuple(data[key])
            for key in (
                CONF_CONDITIONS,
                CONF_NOTIFY,
                CONF_SIRENS,
                CONF_SPEAKERS,
                CONF_ACTIONS,
            )
            if key in data
        }
        known |= {
            key: frozenset(data[key])
            for key in (CONF_CAMERAS, CONF_ZONES)
            if key in data
        }
        if CONF_MIN_FACES in data:
            known[CONF_MIN_FACES] = int(data[CONF_MIN_FACES])
        if CONF_TYPES in data:
            known[CONF_TYPES] = frozenset(
                ActivityType(kind) for kind in data[CONF_TYPES]
            )
        return cls(
            **known,
            hours=_hours(data),
            light_alarm=_light_alarm(data) if data.get(CONF_LIGHTS) else None,
        )


def _hours(data: Mapping[str, Any]) -> Hours:
    start, end = data.get(CONF_START), data.get(CONF_END)
    return Hours(
        start=Time.fromisoformat(start) if start else None,
        end=Time.fromisoformat(end) if end else None,
        days=frozenset(int(day) for day in data.get(CONF_DAYS, range(7))),
    )


def _light_alarm(data: Mapping[str, Any]) -> LightAlarmSettings:
    known: dict[str, Any] = {
        "lights": tuple(data[CONF_LIGHTS]),
    }
    if CONF_COLOUR in data:
        known["colour"] = tuple(int(part) for part in data[CONF_COLOUR])
    if CONF_FLASHES in data:
        known["flashes"] = int(data[CONF_FLASHES])
    for key, name in (
        (CONF_ON_SECONDS, "on"),
        (CONF_OFF_SECONDS, "off"),
        (CONF_BRIGHTNESS, "brightness"),
    ):
        if key in data:
            known[name] = data[key]
    return LightAlarmSettings(**known)
