"""Incidents for tests of the journal."""

from datetime import UTC, datetime, timedelta

from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.decision import Decision, Delivery, Verdict
from custom_components.argus.model.description import Description
from custom_components.argus.model.incident import Incident, Step
from homeassistant.util.ulid import ulid_at_time

EPOCH = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def incident(
    number: int,
    *,
    camera: str = "shop",
    name: str = "Shop",
    faces: int = 1,
    types: tuple[ActivityType, ...] = (ActivityType.MOTION, ActivityType.FACE),
    lasts: bool = False,
    favourite: bool = False,
    false_alarm: bool = False,
) -> Incident:
    """Return the incident that began a number of minutes after the first one, and took 40 seconds."""
    start = EPOCH + timedelta(minutes=number)
    # The random part follows the number as well, so that a failing test fails again.
    made = f"{ulid_at_time(start.timestamp())[:10]}{number:016}"
    return Incident(
        id=made,
        camera=camera,
        camera_name=name[:255],
        location="Paris",
        start=start,
        end=None if lasts else start + timedelta(seconds=40),
        types=types,
        intensity=12.5,
        faces=faces,
        visitors_in=1,
        visitors_out=2,
        zones=("Door", "Till"),
        favourite=favourite,
        false_alarm=false_alarm,
        trace=tuple(
            Step(start + timedelta(seconds=n), kind, 12.5, faces, ("Door",), "Entry")
            for n, kind in enumerate(types)
        ),
    )


def decision(
    number: int, verdict: Verdict = Verdict.SENT, detail: str = "", alert: str = "night"
) -> Decision:
    """Return what an alert decided a number of seconds after the first incident began."""
    deliveries = (
        Delivery("notify", "notify.phone"),
        Delivery("mail", "", "no such server"),
    )
    return Decision(
        EPOCH + timedelta(seconds=number),
        alert,
        "Night watch",
        verdict,
        detail,
        deliveries if verdict is Verdict.SENT else (),
    )


def description(number: int, text: str = "A fox at the gate") -> Description:
    """Return what an AI said a number of seconds after the first incident began."""
    return Description(text, "ai_task.model", EPOCH + timedelta(seconds=number))
