"""Tests of what a household is told about what the eyes saw: pure, with a clock of their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.argus.model.activity import (
    INTENSITY_PERIOD,
    LAST_SEEN_QUIET,
    MOTION_HOLD,
    RECENT_MOTION_HOLD,
    Activity,
    ActivityTracker,
    ActivityType,
    CameraState,
)
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.vision import (
    Box,
    Crossing,
    DetectedObject,
    Direction,
    Face,
    Line,
    LineCounts,
    Motion,
    ObjectKind,
    Observation,
    Point,
    Tamper,
    Zone,
    ZoneMotion,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CORNERS = (Point(0, 0), Point(1, 0), Point(1, 1))
SETTINGS = CameraSettings(
    camera="camera.door",
    interval=1.0,
    presence_timeout=60,
    zones=(Zone("z1", "Steps", CORNERS), Zone("z2", "Path", CORNERS)),
    lines=(Line("l1", "Door", Point(0, 0.5), Point(1, 0.5)),),
)
STILL = Observation(640, 360)
FACE = Face(Box(0.4, 0.2, 0.5, 0.4), 0.9)


def moving(intensity: float = 0.1, *zones: str) -> Observation:
    return replace(
        STILL,
        motion=Motion(
            detected=True,
            intensity=intensity,
            zones=tuple(
                ZoneMotion(zone, zone in zones, 0.2 if zone in zones else 0.0)
                for zone in ("z1", "z2")
            ),
        ),
    )


def seeing(faces: int = 1) -> Observation:
    return replace(STILL, faces=(FACE,) * faces)


def crossing(direction: Direction, line: str = "l1") -> Observation:
    return replace(STILL, crossings=(Crossing(line, direction, 7),))


class Camera:
    """An activity tracker with both clocks at hand, in seconds since noon."""

    def __init__(self, settings: CameraSettings = SETTINGS) -> None:
        """Begin with nothing seen."""
        self.tracker = ActivityTracker(settings)
        self.told: list[Activity] = []

    def view(self) -> CameraState:
        """Return what is told now."""
        return self.tracker.state

    def look(
        self, observation: Observation, now: float, wall: float | None = None
    ) -> tuple[ActivityType, ...]:
        """Observe at a moment of the monotonic clock and of the wall clock; return what was told."""
        at = NOON + timedelta(seconds=now if wall is None else wall)
        activities = self.tracker.observe(observation, now, at)
        self.told.extend(activities)
        return tuple(activity.type for activity in activities)


def test_nothing_is_known_before_the_first_frame() -> None:
    camera = Camera()
    assert camera.view() == CameraState()
    assert camera.tracker.presence_ends is None
    camera.tracker.check_presence(NOON)
    assert camera.view() == CameraState()


def test_motion_starts_at_once_and_holds() -> None:
    camera = Camera()
    assert camera.look(moving(), 0) == (ActivityType.MOTION,)
    assert camera.view().motion
    assert camera.look(STILL, MOTION_HOLD - 0.01) == ()
    assert camera.view().motion
    camera.look(STILL, MOTION_HOLD)
    assert not camera.view().motion


def test_motion_that_goes_on_is_told_once() -> None:
    camera = Camera()
    assert [camera.look(moving(), now) for now in range(30)] == [
        (ActivityType.MOTION,),
        *[()] * 29,
    ]
    camera.look(STILL, 29 + MOTION_HOLD)
    assert camera.look(moving(), 40) == (ActivityType.MOTION,)


def test_a_slow_camera_holds_for_three_frames() -> None:
    camera = Camera(replace(SETTINGS, interval=10.0))
    camera.look(moving(), 0)
    camera.look(STILL, 10)
    camera.look(STILL, 29.9)
    assert camera.view().motion
    camera.look(STILL, 30)
    assert not camera.view().motion


def test_a_monotonic_clock_that_begins_anew_does_not_hold_motion_for_ever() -> None:
    camera = Camera()
    camera.look(moving(0.5, "z1"), 5000)
    camera.look(STILL, 3)
    assert not camera.view().motion
    camera.look(moving(0.25), 4)
    assert camera.view().motion
    assert camera.view().intensity == 25.0


@given(
    st.lists(st.tuples(st.floats(0.05, 8), st.booleans()), min_size=1, max_size=60),
    st.floats(0.1, 5),
)
def test_motion_never_flaps_faster_than_it_holds(
    frames: Sequence[tuple[float, bool]], interval: float
) -> None:
    """Whatever the eyes say, motion ends no sooner than the hold after its start."""
    camera = Camera(replace(SETTINGS, interval=interval))
    hold = max(MOTION_HOLD, 3 * interval)
    now, began, last = 0.0, None, None
    for gap, detected in frames:
        now += gap
        before = camera.view().motion
        told = camera.look(moving() if detected else STILL, now)
        last = now if detected else last
        if camera.view().motion and not before:
            began = now
        if before and not camera.view().motion:
            assert began is not None and now - began >= hold - 1e-9
        assert camera.view().motion == (
            last is not None and (last == now or now < last + hold)
        )
        assert told == (
            (ActivityType.MOTION,) if camera.view().motion and not before else ()
        )


@given(
    st.lists(
        st.tuples(st.floats(0.05, 3), st.floats(0.001, 1)), min_size=1, max_size=60
    )
)
def test_intensity_changes_seldom_and_misses_no_peak(
    frames: Sequence[tuple[float, float]],
) -> None:
    camera = Camera()
    now, changed = 0.0, float("-inf")
    untold: list[tuple[float, float]] = []
    for gap, intensity in frames:
        now += gap
        before = camera.view().intensity
        camera.look(moving(intensity), now)
        told = camera.view().intensity
        if told != before:
            assert now - changed >= INTENSITY_PERIOD or before == 0
            changed = now
        untold.append((now, round(100 * intensity, 1)))
        untold = [(then, percent) for then, percent in untold if percent > told]
        assert all(now - then < INTENSITY_PERIOD for then, _ in untold)


def test_intensity_is_percent_and_returns_to_zero() -> None:
    camera = Camera()
    camera.look(moving(0.12345), 0)
    assert camera.view().intensity == 12.3
    camera.look(moving(0.9), 1)
    assert camera.view().intensity == 12.3
    camera.look(moving(0.1), INTENSITY_PERIOD)
    assert camera.view().intensity == 90.0
    camera.look(STILL, 60)
    assert camera.view().intensity == 0


def test_zones_hold_by_themselves() -> None:
    camera = Camera()
    camera.look(moving(0.1, "z1"), 0)
    assert camera.view().zones == ("z1",)
    assert camera.told[0].zones == ("Steps",)
    camera.look(moving(0.1, "z2"), 3)
    assert camera.view().zones == ("z1", "z2")
    camera.look(moving(0.1, "z2"), 4)
    assert camera.view().zones == ("z2",)


def test_a_zone_the_settings_do_not_know_yet_has_no_name() -> None:
    """The eyes may still look with settings that were just changed."""
    camera = Camera(replace(SETTINGS, zones=SETTINGS.zones[:1]))
    camera.look(moving(0.1, "z1", "z2"), 0)
    assert camera.told[0].zones == ("Steps",)


@pytest.mark.parametrize(
    ("direction", "type_"),
    [
        (Direction.IN, ActivityType.VISITOR_IN),
        (Direction.OUT, ActivityType.VISITOR_OUT),
    ],
)
def test_a_visitor_is_told_and_present(
    direction: Direction, type_: ActivityType
) -> None:
    camera = Camera()
    assert camera.look(crossing(direction), 0) == (type_,)
    assert camera.told[0].line == "Door"
    assert camera.view().present
    assert camera.view().last_seen == NOON
    # Each crossing counts, even if the next one follows at once.
    assert camera.look(crossing(direction, "gone"), 0.2) == (type_,)
    assert camera.told[1].line is None


def test_tampering_is_told_when_it_begins_or_changes() -> None:
    camera = Camera()
    covered = replace(STILL, tamper=Tamper.COVERED)
    assert camera.look(covered, 0) == (ActivityType.TAMPERED,)
    assert camera.told[0].tamper is Tamper.COVERED
    assert camera.look(covered, 1) == ()
    assert camera.look(replace(STILL, tamper=Tamper.MOVED), 2) == (
        ActivityType.TAMPERED,
    )
    assert camera.look(STILL, 3) == ()
    assert camera.view().tamper is None


def test_what_matters_most_is_told_first() -> None:
    camera = Camera()
    everything = replace(
        moving(0.255, "z2"),
        faces=(FACE,),
        tamper=Tamper.MOVED,
        crossings=(Crossing("l1", Direction.OUT, 1), Crossing("l1", Direction.IN, 2)),
    )
    assert camera.look(everything, 0) == (
        ActivityType.TAMPERED,
        ActivityType.VISITOR_OUT,
        ActivityType.VISITOR_IN,
        ActivityType.FACE,
        ActivityType.MOTION,
    )
    for activity in camera.told:
        assert activity.at == NOON
        assert activity.faces == 1
        assert activity.intensity == 25.5
        assert activity.zones == ("Path",)
        assert (activity.line is None) == (not activity.type.startswith("visitor"))
        assert (activity.tamper is None) == (activity.type != ActivityType.TAMPERED)


def test_what_the_motion_sensors_show_bridges_the_pauses_of_an_incident() -> None:
    camera = Camera()
    nothing = replace(moving(), motion=replace(moving().motion, detected=False))
    camera.look(moving(0.1, "z1"), 0)
    camera.look(nothing, MOTION_HOLD)
    assert not camera.view().motion
    assert not camera.view().zones
    assert camera.view().recent_motion
    assert camera.view().recent_zones == ("z1",)
    camera.look(moving(0.1, "z2"), RECENT_MOTION_HOLD - 0.1)
    assert camera.view().recent_zones == ("z1", "z2")
    camera.look(nothing, RECENT_MOTION_HOLD)
    assert camera.view().recent_zones == ("z2",)
    camera.look(nothing, 2 * RECENT_MOTION_HOLD)
    assert not camera.view().recent_motion
    assert not camera.view().recent_zones


def test_who_comes_after_a_while_is_told_at_once() -> None:
    camera = Camera()
    camera.look(seeing(), 0)
    camera.look(seeing(), 1)
    assert camera.view().last_seen == NOON
    later = 2 + LAST_SEEN_QUIET.total_seconds()
    camera.look(seeing(), later)
    assert camera.view().last_seen == NOON + timedelta(seconds=later)


def test_nobody_who_looks_shows_no_recent_motion() -> None:
    camera = Camera()
    camera.look(moving(0.1, "z1"), 0)
    camera.tracker.rest()
    assert not camera.view().recent_motion
    assert not camera.view().recent_zones
    camera.look(STILL, 1)
    assert not camera.view().recent_motion


def persons(count: int) -> Observation:
    person = DetectedObject(ObjectKind.PERSON, "person", FACE.box, 0.9, 1)
    return replace(STILL, objects=(person,) * count)


def test_people_fall_only_when_somebody_is_missing_for_a_while() -> None:
    """Who is missed in a frame has not left; who comes is told at once."""
    camera = Camera()
    told = []
    for now, count in enumerate((1, 0, 2, 1, 3, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0)):
        camera.look(persons(count), now)
        told.append(camera.view().recent_people)
        assert camera.view().people == count

    assert told == [1, 1, 2, 2, 3, 3, 3, 3, 1, 1, 1, 1, 0, 0, 0]
    camera.look(persons(2), 20)
    camera.tracker.rest()
    assert camera.view().recent_people == 0


def test_vehicles_over_a_line_are_nobody() -> None:
    """A line of vehicles tells of vehicles, and nobody is present for them."""
    road = Line("l1", "Road", Point(0, 0.5), Point(1, 0.5), LineCounts.VEHICLES)
    door = Line("l2", "Door", Point(0, 0.8), Point(1, 0.8), LineCounts.PERSONS)
    camera = Camera(replace(SETTINGS, lines=(road, door)))

    (car,) = crossing(Direction.IN).crossings
    driven = replace(STILL, crossings=(replace(car, of_vehicle=True),))
    assert camera.look(driven, 0) == (ActivityType.VEHICLE,)
    assert camera.told[-1].line == "Road"
    assert not camera.view().present
    assert camera.view().last_seen is None
    assert camera.look(crossing(Direction.IN, "l2"), 1) == (ActivityType.VISITOR_IN,)
    assert camera.view().present
