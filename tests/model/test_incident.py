"""Tests of how incidents begin, grow and end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.argus.capture.best_frame import BestFrame
from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.model.activity import Activity, ActivityType, CameraState
from custom_components.argus.model.incident import (
    LONGEST,
    MOST_STEPS,
    QUIET,
    Incident,
    IncidentChange,
    IncidentTracker,
    Phase,
)
from custom_components.argus.vision import (
    Box,
    DetectedObject,
    Face,
    Motion,
    ObjectKind,
    Observation,
)

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
STILL = CameraState()
MOVING = CameraState(motion=True, intensity=5.0)
SEEN = CameraState(motion=True, intensity=3.0, faces=2)


def after(seconds: float) -> datetime:
    """Return a moment after the start."""
    return START + timedelta(seconds=seconds)


def activity(
    kind: ActivityType = ActivityType.MOTION,
    at: datetime = START,
    zones: tuple[str, ...] = (),
    **more: object,
) -> Activity:
    """Return something that just began."""
    return replace(Activity(kind, at, 0, 5.0, zones), **more)


def phases(changes: tuple[IncidentChange, ...]) -> list[Phase]:
    """Return what became of incidents."""
    return [change.phase for change in changes]


@pytest.fixture
def recorder() -> IncidentTracker:
    """Return the recorder of a camera."""
    return IncidentTracker("shop", "Shop", "Paris")


def begun(recorder: IncidentTracker) -> Incident:
    """Begin an incident with motion."""
    (change,) = recorder.record(MOVING, [activity()], START)
    assert change.phase is Phase.STARTED
    return change.incident


def test_it_starts_with_an_activity(recorder: IncidentTracker) -> None:
    """A still view is no incident; motion begins one that knows its camera, place and moment."""
    assert recorder.record(STILL, [], after(-5)) == ()
    started = begun(recorder)
    assert (started.camera, started.camera_name) == ("shop", "Shop")
    assert (started.location, started.start, started.end) == ("Paris", START, None)
    assert started.types == (ActivityType.MOTION,)
    assert started.intensity == 5.0
    assert recorder.current == started


def test_it_is_updated_only_when_something_is_new(recorder: IncidentTracker) -> None:
    """More of the same is no update; a stronger motion or a face is."""
    begun(recorder)
    assert recorder.record(MOVING, [], after(1)) == ()
    (stronger,) = recorder.record(replace(MOVING, intensity=8.0), [], after(2))
    assert stronger.phase is Phase.UPDATED
    assert stronger.incident.intensity == 8.0
    (face,) = recorder.record(SEEN, [activity(ActivityType.FACE)], after(3))
    assert (face.incident.intensity, face.incident.faces) == (8.0, 2)
    assert face.incident.main_type is ActivityType.FACE
    assert recorder.record(replace(SEEN, faces=1), [], after(4)) == ()


def test_it_ends_when_it_was_quiet(recorder: IncidentTracker) -> None:
    """It ends with what was last seen, not with the quiet after it; the next one is another one."""
    first = begun(recorder)
    recorder.record(MOVING, [], after(4))
    assert recorder.record(STILL, [], after(4) + QUIET - timedelta(seconds=1)) == ()
    (ended,) = recorder.record(STILL, [], after(4) + QUIET)
    assert ended.phase is Phase.ENDED
    assert (ended.incident.id, ended.incident.end) == (first.id, after(4))
    assert recorder.current is None
    (second,) = recorder.record(MOVING, [activity()], after(60))
    assert second.incident.id > first.id


def test_quiet_counts_anew_after_motion(recorder: IncidentTracker) -> None:
    """Motion that comes back in time belongs to the same incident."""
    begun(recorder)
    for seconds in (9, 18, 27):
        assert Phase.ENDED not in phases(recorder.record(MOVING, [], after(seconds)))
    assert phases(recorder.record(STILL, [], after(37))) == [Phase.ENDED]


def test_one_without_end_is_followed_by_another(recorder: IncidentTracker) -> None:
    """After half an hour it is closed, and what goes on is the next one's from its first frame on."""
    (begins,) = recorder.record(SEEN, [activity(ActivityType.FACE)], START)
    first = begins.incident
    for seconds in range(30, int(LONGEST.total_seconds()) + 1, 30):
        recorder.record(SEEN, [], after(seconds))
    at = START + LONGEST + timedelta(seconds=1)
    ended, started = recorder.record(SEEN, [], at)
    assert (ended.phase, ended.incident.id) == (Phase.ENDED, first.id)
    assert ended.incident.end == START + LONGEST
    assert started.phase is Phase.STARTED
    assert started.incident.start == at
    assert started.incident.types == (ActivityType.MOTION, ActivityType.FACE)
    assert started.incident.faces == 2
    assert (started.incident.continues, first.continues) == (first.id, None)


def test_one_that_is_over_is_not_followed(recorder: IncidentTracker) -> None:
    """A clock that jumps ahead ends an incident when it was last active; nothing else begins."""
    begun(recorder)
    (ended,) = recorder.record(STILL, [], START + timedelta(hours=5))
    assert (ended.phase, ended.incident.end) == (Phase.ENDED, START)


@pytest.mark.parametrize("hours", [1, 24 * 365])
def test_a_clock_set_back_before_the_start(
    recorder: IncidentTracker, hours: int
) -> None:
    """The incident ends at once and does not last less than nothing; what goes on is another one."""
    begun(recorder)
    earlier = START - timedelta(hours=hours)
    ended, started = recorder.record(MOVING, [], earlier)
    assert (ended.phase, ended.incident.end) == (Phase.ENDED, START)
    assert (started.phase, started.incident.start) == (Phase.STARTED, earlier)
    (last,) = recorder.record(STILL, [], earlier + QUIET)
    assert last.incident.end == earlier


def test_a_clock_set_back_within_an_incident(recorder: IncidentTracker) -> None:
    """Quiet is counted from the moment on which the clock was set back, not from one that comes again."""
    begun(recorder)
    recorder.record(MOVING, [], after(600))
    assert recorder.record(STILL, [], after(300)) == ()
    (ended,) = recorder.record(STILL, [], after(310))
    assert ended.phase is Phase.ENDED
    assert ended.incident.end is not None
    assert START <= ended.incident.end <= after(310)


def test_what_is_seen_is_kept_in_its_order(recorder: IncidentTracker) -> None:
    """Types and zones once each, in the order in which they came; every activity is a step; visitors add up."""
    begun(recorder)
    recorder.record(
        MOVING,
        [
            activity(ActivityType.VISITOR_IN, after(1), ("Till", "Door"), line="Entry"),
            activity(ActivityType.VISITOR_IN, after(1), ("Door",), line="Entry"),
        ],
        after(1),
    )
    recorder.record(MOVING, [activity(ActivityType.VISITOR_OUT, after(2))], after(2))
    recorder.record(SEEN, [activity(ActivityType.FACE, after(3), ("Yard",))], after(3))
    recorder.record(MOVING, [activity(ActivityType.MOTION, after(4))], after(4))
    incident = recorder.current
    assert incident is not None
    assert incident.types == ("motion", "visitor_in", "visitor_out", "face")
    assert incident.zones == ("Till", "Door", "Yard")
    assert (incident.visitors_in, incident.visitors_out) == (2, 1)
    assert [step.what for step in incident.trace] == [
        *("motion", "visitor_in", "visitor_in", "visitor_out", "face", "motion")
    ]
    assert [step.at for step in incident.trace] == sorted(
        step.at for step in incident.trace
    )
    assert incident.trace[1].line == "Entry"
    assert incident.main_type is ActivityType.VISITOR_IN


def test_a_trace_does_not_grow_without_end(recorder: IncidentTracker) -> None:
    """How it began is kept; types and visitors are counted on."""
    begun(recorder)
    for n in range(MOST_STEPS * 2):
        recorder.record(MOVING, [activity(ActivityType.VISITOR_IN)], after(n))
    assert recorder.current is not None
    assert len(recorder.current.trace) == MOST_STEPS
    assert recorder.current.visitors_in == MOST_STEPS * 2


def test_closing_from_outside(recorder: IncidentTracker) -> None:
    """A camera that goes ends its incident, at most now; without one nothing happens."""
    assert recorder.close(START) == ()
    begun(recorder)
    (ended,) = recorder.close(after(3))
    assert ended.incident.end == START
    assert recorder.close(after(4)) == ()


def sight(name: str, intensity: float, *scores: float) -> ObservedFrame:
    """Return a frame with motion and faces."""
    faces = tuple(Face(Box(0.4, 0.2, 0.5, 0.4), score) for score in scores)
    observation = Observation(
        640, 360, motion=Motion(detected=True, intensity=intensity), faces=faces
    )
    return ObservedFrame(name.encode(), observation, START, 0.0)


@pytest.mark.parametrize(
    ("sights", "best"),
    [
        ([sight("weak", 0.05), sight("strong", 0.4)], b"strong"),
        ([sight("strong", 0.4), sight("weak", 0.05)], b"strong"),
        ([sight("all moves", 1.0), sight("a face", 0.01, 0.6)], b"a face"),
        ([sight("a face", 0.01, 0.6), sight("all moves", 1.0)], b"a face"),
        ([sight("blurred", 0.1, 0.3), sight("clear", 0.1, 0.95)], b"clear"),
        ([sight("one", 0.1, 0.9), sight("two", 0.1, 0.9, 0.9)], b"two"),
        ([sight("two", 0.1, 0.9, 0.9), sight("one", 0.1, 0.99)], b"two"),
    ],
)
def test_the_best_frame(sights: list[ObservedFrame], best: bytes) -> None:
    """Most and clearest faces, else the strongest motion, whatever comes first."""
    chosen = BestFrame()
    chosen.begin()
    for shown in sights:
        chosen.offer(shown)
    assert chosen.frame == best


def thing(
    name: str,
    kind: ObjectKind | None = None,
    score: float = 0.8,
    intensity: float = 0.1,
) -> ObservedFrame:
    """Return a frame with a thing of a kind in it, or one in which something only moves."""
    seen = (
        ()
        if kind is None
        else (DetectedObject(kind, str(kind), Box(0.4, 0.2, 0.5, 0.4), score),)
    )
    observation = Observation(
        640, 360, motion=Motion(detected=True, intensity=intensity), objects=seen
    )
    return ObservedFrame(name.encode(), observation, START, 0.0)


POSTER = replace(
    sight("a poster", 0.9),
    observation=replace(
        sight("", 0.1).observation,
        faces=(Face(Box(0.1, 0.1, 0.3, 0.5), 0.99, is_unmoved=True),),
    ),
)


@pytest.mark.parametrize(
    ("shown", "best"),
    [
        ([thing("moves", intensity=1.0), thing("dog", ObjectKind.ANIMAL, 0.4)], b"dog"),
        (
            [thing("car", ObjectKind.VEHICLE), thing("one", ObjectKind.PERSON, 0.3)],
            b"one",
        ),
        ([thing("one", ObjectKind.PERSON), sight("a face", 0.01, 0.5)], b"a face"),
        (
            [sight("a face", 0.01, 0.5), thing("one", ObjectKind.PERSON, 0.99)],
            b"a face",
        ),
        ([POSTER, thing("one", ObjectKind.PERSON, 0.3)], b"one"),
        (
            [thing("far", ObjectKind.PERSON, 0.3), thing("near", ObjectKind.PERSON)],
            b"near",
        ),
    ],
)
def test_the_best_frame_shows_what_mattered_most(
    shown: list[ObservedFrame], best: bytes
) -> None:
    """A face before a person, a person before vehicles and animals, these before what only moves."""
    chosen = BestFrame()
    chosen.begin()
    for one in shown:
        chosen.offer(one)
    assert chosen.frame == best


def test_the_next_incident_begins_with_another_frame() -> None:
    """What was best of the last one does not count for the next."""
    chosen = BestFrame()
    chosen.begin()
    chosen.offer(sight("a face", 0.2, 0.9))
    chosen.begin()
    assert chosen.frame == b"a face"
    chosen.offer(sight("something moves", 0.01))
    assert chosen.frame == b"something moves"
    assert chosen.faces == ()


LOOK = ActivityType.LOOK


def test_a_look_that_was_asked_for_lasts_as_long_as_it_does(
    recorder: IncidentTracker,
) -> None:
    recorder.held_until = after(60)
    (change,) = recorder.record(STILL, [activity(LOOK)], START)
    assert change.phase is Phase.STARTED
    assert change.incident.main_type is LOOK
    assert recorder.record(STILL, [], after(59)) == ()
    # It was quiet all the time, and ends as any other does.
    assert recorder.record(STILL, [], after(68)) == ()
    (ended,) = recorder.record(STILL, [], after(70))
    assert (ended.phase, ended.incident.end) == (Phase.ENDED, after(59))


def test_a_look_that_sees_something_is_about_that(recorder: IncidentTracker) -> None:
    recorder.held_until = after(60)
    recorder.record(STILL, [activity(LOOK)], START)
    (change,) = recorder.record(SEEN, [activity(ActivityType.FACE)], after(1))
    assert change.incident.main_type is ActivityType.FACE
    assert change.incident.types == (LOOK, ActivityType.FACE)


def test_a_look_joins_the_incident_that_lasts(recorder: IncidentTracker) -> None:
    first = begun(recorder)
    (change,) = recorder.record(MOVING, [activity(LOOK)], after(1))
    assert (change.phase, change.incident.id) == (Phase.UPDATED, first.id)
    assert change.incident.main_type is ActivityType.MOTION


def test_a_clock_that_is_set_back_holds_no_incident(recorder: IncidentTracker) -> None:
    recorder.held_until = after(2 * 86400)
    recorder.record(STILL, [activity(LOOK)], START)
    (ended,) = recorder.record(STILL, [], after(QUIET.total_seconds() + 1))
    assert ended.phase is Phase.ENDED
