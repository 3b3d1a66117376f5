"""When an alert is wanted, and when it is not."""

from datetime import datetime, time as Time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.argus.alerts.rule import (
    may_still_come,
    refusal,
    seconds_until_worth_a_look,
)
from custom_components.argus.alerts.settings import AlertSettings, InDoubt
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.decision import Verdict
from custom_components.argus.model.hours import Hours
from custom_components.argus.model.incident import Incident
from custom_components.argus.vision import ObjectKind

PARIS = ZoneInfo("Europe/Paris")
NIGHT = Hours(Time(22), Time(6))
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=PARIS)


def _incident(**changes: object) -> Incident:
    values: dict[str, object] = {
        "id": "01J00000000000000000000000",
        "camera": "garage",
        "camera_name": "Garage",
        "start": MONDAY_NOON,
        "types": (ActivityType.MOTION,),
        "intensity": 4.0,
        "faces": 1,
        "zones": ("Door",),
    }
    return Incident(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hour", "minute", "inside"),
    [
        (21, 59, False),
        (22, 0, True),
        (23, 59, True),
        (0, 0, True),
        (5, 59, True),
        (6, 0, False),
        (12, 0, False),
    ],
)
def test_night_ends_in_the_morning(hour: int, minute: int, inside: bool) -> None:
    """A span across midnight is right on both sides of it."""
    moment = datetime(2026, 11, 23, hour, minute, tzinfo=PARIS)
    assert NIGHT.contain(moment) is inside


def test_a_night_belongs_to_the_evening_it_begins_in() -> None:
    """Friday night lasts into Saturday, and no further."""
    friday = Hours(Time(22), Time(6), frozenset({4}))
    assert friday.contain(datetime(2026, 11, 20, 23, tzinfo=PARIS))
    assert friday.contain(datetime(2026, 11, 21, 5, tzinfo=PARIS))
    assert not friday.contain(datetime(2026, 11, 20, 5, tzinfo=PARIS))
    assert not friday.contain(datetime(2026, 11, 21, 23, tzinfo=PARIS))


@pytest.mark.parametrize("day", [datetime(2026, 3, 29), datetime(2026, 10, 25)])
def test_nights_in_which_the_clock_is_changed(day: datetime) -> None:
    """By the clock on the wall a night is a night, whether an hour is lost or comes twice."""
    for fold in (0, 1):
        early = day.replace(hour=2, minute=30, tzinfo=PARIS, fold=fold)
        assert NIGHT.contain(early)
    assert NIGHT.contain(day.replace(hour=5, minute=59, tzinfo=PARIS))
    assert not NIGHT.contain(day.replace(hour=6, tzinfo=PARIS))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_without_hours_it_is_always_time(moment: datetime) -> None:
    """What is not set does not limit."""
    assert Hours().contain(moment)
    assert Hours(Time(8), Time(8)).contain(moment)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.times(), st.times())
def test_a_span_and_the_rest_of_the_day(
    moment: datetime, start: Time, end: Time
) -> None:
    """Every moment is in a span or in the one from its end to its start, but not in both."""
    if start != end:
        assert Hours(start, end).contain(moment) is not Hours(end, start).contain(
            moment
        )


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        (AlertSettings(), None),
        (AlertSettings(enabled=False), Verdict.DISABLED),
        (AlertSettings(cameras=frozenset({"garage"})), None),
        (AlertSettings(cameras=frozenset({"door"})), Verdict.OTHER_CAMERA),
        (AlertSettings(types=frozenset({ActivityType.FACE})), Verdict.OTHER_TYPE),
        (AlertSettings(zones=frozenset({"Door", "Gate"})), None),
        (AlertSettings(zones=frozenset({"Gate"})), Verdict.OTHER_ZONE),
        (AlertSettings(min_faces=1), None),
        (AlertSettings(min_faces=2), Verdict.TOO_FEW_FACES),
        (AlertSettings(min_intensity=4), None),
        (AlertSettings(min_intensity=4.1), Verdict.TOO_LITTLE_MOTION),
        (AlertSettings(hours=Hours(Time(8), Time(18))), None),
        (AlertSettings(hours=NIGHT), Verdict.OTHER_HOUR),
        (AlertSettings(hours=Hours(days=frozenset({1}))), Verdict.OTHER_DAY),
    ],
)
def test_refusals(settings: AlertSettings, verdict: Verdict | None) -> None:
    """Each setting says no on its own, and says that it was it."""
    refused = refusal(settings, _incident(), MONDAY_NOON)
    assert (refused.verdict if refused else None) is verdict


def test_what_may_still_come() -> None:
    """A face may yet show; another camera it will not become."""
    assert may_still_come(Verdict.OTHER_TYPE)
    assert not may_still_come(Verdict.OTHER_CAMERA)


def test_settings_from_stored_data() -> None:
    """What a subentry holds is read, what it lacks takes its default."""
    assert AlertSettings.from_data({}) == AlertSettings()
    settings = AlertSettings.from_data(
        {
            "cameras": ["garage"],
            "types": ["face"],
            "min_faces": 2.0,
            "start": "22:00:00",
            "end": "06:00:00",
            "days": ["0", "4"],
            "notify": ["notify.phone"],
            "lights": ["light.hall"],
            "colour": [0, 0, 255],
            "flashes": 3.0,
            "on_seconds": 0.5,
            "brightness": 80,
        }
    )
    assert settings.types == {ActivityType.FACE}
    assert settings.hours == Hours(Time(22), Time(6), frozenset({0, 4}))
    assert settings.light_alarm is not None
    assert settings.light_alarm.colour == (0, 0, 255)
    assert settings.light_alarm.on == 0.5
    assert settings.light_alarm.off == 0.3


@pytest.mark.parametrize(
    ("types", "in_doubt", "lasted", "verdict"),
    [
        (("motion", "person"), InDoubt.SILENT, 0, None),
        (("motion", "animal"), InDoubt.TELL, 30, Verdict.OTHER_KIND),
        (("motion", "animal", "person"), InDoubt.SILENT, 0, None),
        (("motion",), InDoubt.TELL, 1, Verdict.NOT_CONFIRMED),
        (("motion",), InDoubt.TELL, 5, None),
        (("motion",), InDoubt.SILENT, 5, Verdict.NOT_CONFIRMED),
        (("face",), InDoubt.SILENT, 0, None),
        (("visitor_in",), InDoubt.SILENT, 0, None),
        (("tampered",), InDoubt.SILENT, 0, None),
    ],
)
def test_an_alert_for_persons(
    types: tuple[str, ...], in_doubt: InDoubt, lasted: float, verdict: Verdict | None
) -> None:
    """Others stay silent; what cannot be told is told or not, as the user wants, after a moment."""
    settings = AlertSettings(kinds=frozenset({ObjectKind.PERSON}), in_doubt=in_doubt)
    seen = _incident(types=tuple(map(ActivityType, types)))
    answer = refusal(settings, seen, seen.start + timedelta(seconds=lasted))

    assert (answer and answer.verdict) == verdict
    if verdict is not None:
        assert may_still_come(verdict)


@pytest.mark.parametrize(
    ("in_doubt", "verdict", "lasted", "left"),
    [
        (InDoubt.TELL, Verdict.NOT_CONFIRMED, 1, 3),
        (InDoubt.TELL, Verdict.NOT_CONFIRMED, 9, 0),
        (InDoubt.SILENT, Verdict.NOT_CONFIRMED, 1, None),
        (InDoubt.TELL, Verdict.OTHER_KIND, 1, None),
    ],
)
def test_time_alone_ends_a_doubt(
    in_doubt: InDoubt, verdict: Verdict, lasted: float, left: float | None
) -> None:
    settings = AlertSettings(kinds=frozenset({ObjectKind.PERSON}), in_doubt=in_doubt)
    seen = _incident()
    now = seen.start + timedelta(seconds=lasted)
    assert seconds_until_worth_a_look(settings, seen, verdict, now) == left
    over = _incident(end=now)
    assert seconds_until_worth_a_look(settings, over, verdict, now) is None
