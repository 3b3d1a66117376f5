"""Decision of an alert about an incident: told to whom, or which condition said no."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """How an alert answered an incident."""

    SENT = "sent"
    """At least one of its actions was carried out."""
    FAILED = "failed"
    """None of its actions could be carried out."""
    DISABLED = "disabled"
    OTHER_CAMERA = "other_camera"
    OTHER_TYPE = "other_type"
    OTHER_ZONE = "other_zone"
    OTHER_KIND = "other_kind"
    """It was none of the kinds that the alert is for, such as an animal where only persons count."""
    NOT_CONFIRMED = "not_confirmed"
    """Nobody could say what moved."""
    TOO_FEW_FACES = "too_few_faces"
    TOO_LITTLE_MOTION = "too_little_motion"
    LOST_BRIEFLY = "lost_briefly"
    """The camera was not lost for as long as the alert waits."""
    OTHER_DAY = "other_day"
    OTHER_HOUR = "other_hour"
    SCHEDULE_OFF = "schedule_off"
    NOT_ARMED = "not_armed"
    PROFILE = "profile"
    """In the profile that holds, nobody is told of the camera."""
    SOMEBODY_HOME = "somebody_home"
    CONDITION = "condition"
    """A condition of the user's own was not met, or could not be tested."""
    SNOOZED = "snoozed"
    COOLDOWN = "cooldown"
    SECOND_OPINION = "second_opinion"
    """An AI that was asked about the picture said no."""
    NOT_DESCRIBED = "not_described"
    """Somebody was told, but the words that an AI was to add did not come."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One action of an alert, and whether it was carried out."""

    channel: str
    """Kind of action, such as `notify`, `mobile_app`, `mail`, `light_alarm`."""
    target: str
    """What it was meant for: an entity, a device's name, a topic; empty if it has none."""
    error: str | None = None
    """Why it failed; None if it was carried out."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an AI answered when it was asked about an incident before anybody was told."""

    question: str
    entity_id: str
    """The AI task entity that was asked."""
    seconds: float
    """How long it took."""
    yes: float | None = None
    """How sure it is that the answer is yes, 0..1; None if it did not answer."""
    error: str | None = None
    """Why it did not answer; None if it did."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one alert decided about one incident at one moment."""

    at: datetime
    """UTC."""
    alert: str
    """Id of the alert's subentry."""
    alert_name: str
    verdict: Verdict
    detail: str = ""
    """What a condition found, such as the hour or the seconds that are left; empty where the verdict says all."""
    deliveries: tuple[Delivery, ...] = ()
    opinion: Opinion | None = None
    """What an AI was asked before, if one was."""
