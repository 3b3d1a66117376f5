"""Situations of everyday life, second by second, and the incidents that one would tell of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from custom_components.argus.model.activity import ActivityTracker, ActivityType
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.incident import (
    BUSY,
    LONGEST,
    QUIET,
    Incident,
    IncidentTracker,
    Phase,
)
from custom_components.argus.model.moment import MOST_MOMENTS, MomentType
from custom_components.argus.vision import (
    Box,
    Crossing,
    DetectedObject,
    Direction,
    Face,
    Motion,
    ObjectKind,
    Observation,
    Track,
    TrackKind,
    ZoneMotion,
)

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BODY = Box(0.4, 0.2, 0.6, 0.9)
HEAD = Box(0.46, 0.2, 0.54, 0.34)
STILL = Observation(640, 360)
MOVES = replace(STILL, motion=Motion(detected=True, intensity=0.05, boxes=(BODY,)))
FACE = replace(MOVES, faces=(Face(HEAD, 0.9),))
STANDS = replace(STILL, faces=(Face(HEAD, 0.9),))
PERSON = replace(
    MOVES, objects=(DetectedObject(ObjectKind.PERSON, "person", BODY, 0.9, 1),)
)
VISITOR = {
    way: replace(
        MOVES,
        tracks=(Track(1, TrackKind.OBJECT, BODY, ()),),
        crossings=(Crossing("door", way, 1),),
    )
    for way in Direction
}
type Scene = dict[int, Observation]
"""What is seen in each second; nothing in the others."""


@dataclass
class Story:
    """What a camera looks at, and what comes of it."""

    incidents: list[Incident] = field(default_factory=list)
    """Those that are over."""
    started: int = 0
    seen: ActivityTracker = field(
        default_factory=lambda: ActivityTracker(CameraSettings(camera="camera.door"))
    )
    tracker: IncidentTracker = field(
        default_factory=lambda: IncidentTracker("door", "Door", "")
    )

    def watch(self, scene: Scene, seconds: int) -> list[Incident]:
        """Look for so many seconds, then until it is quiet; return the incidents."""
        for second in range(seconds + 30):
            observation = scene.get(second, STILL)
            at = START + timedelta(seconds=second)
            activities = self.seen.observe(observation, float(second), at)
            changes = self.tracker.record(self.seen.state, activities, at, observation)
            self.started += sum(one.phase is Phase.STARTED for one in changes)
            self.incidents += [
                one.incident for one in changes if one.phase is Phase.ENDED
            ]
        assert self.tracker.current is None
        assert self.started == len(self.incidents)
        return self.incidents


@pytest.fixture
def story() -> Story:
    """Return a camera that was set up just now."""
    return Story()


def lasting(observation: Observation, begin: int, end: int) -> Scene:
    """Return a scene in which the same is seen all the time."""
    return dict.fromkeys(range(begin, end), observation)


def visitors(seconds: int, number: int, seed: int) -> Iterator[tuple[int, Direction]]:
    """Yield when visitors come in, and when each of them leaves."""
    chance = Random(seed)
    for _ in range(number):
        came = chance.randrange(seconds)
        yield came, Direction.IN
        if (left := came + chance.randrange(30, 300)) < seconds:
            yield left, Direction.OUT


def chain_of(incidents: list[Incident]) -> list[bool]:
    """Return which incidents go on from the one before."""
    before = [None, *(one.id for one in incidents)]
    continues = [one.continues for one in incidents]
    assert all(
        one in (None, last) for one, last in zip(continues, before, strict=False)
    )
    return [one is not None for one in continues]


def test_a_shop_door_for_a_busy_hour(story: Story) -> None:
    """It is never quiet: parts of some minutes go on from each other, and each visitor is a moment."""
    scene = lasting(MOVES, 0, 3600)
    passages = dict(visitors(3600, 100, seed=7))
    scene |= {at: VISITOR[way] for at, way in passages.items()}
    incidents = story.watch(scene, 3600)
    assert 8 <= len(incidents) <= 12
    assert chain_of(incidents) == [False] + [True] * (len(incidents) - 1)
    for one in incidents[:-1]:
        assert one.end is not None
        assert BUSY <= one.end - one.start < BUSY + timedelta(minutes=2)
    moments = [moment for one in incidents for moment in one.moments]
    seen = [one for one in moments if one.type.startswith("visitor")]
    assert {int((one.at - START).total_seconds()) for one in seen} == passages.keys()
    assert all(one.box == BODY for one in seen)
    assert sum(one.visitors_in + one.visitors_out for one in incidents) == len(passages)


def test_a_shop_door_with_pauses(story: Story) -> None:
    """Visitors with quiet between them are incidents of their own."""
    scene: Scene = {}
    for begin in range(0, 3600, 60):
        scene |= lasting(MOVES, begin, begin + 6)
        scene[begin + 3] = VISITOR[Direction.IN]
    incidents = story.watch(scene, 3600)
    assert len(incidents) == 60
    assert not any(chain_of(incidents))
    assert {one.visitors_in for one in incidents} == {1}


def test_ten_minutes_of_gardening(story: Story) -> None:
    """Somebody at work in one go is one story, however often it rests for a breath."""
    scene = {second: MOVES for second in range(600) if second % 30 < 24 or second < 30}
    (incident,) = story.watch(scene, 600)
    assert incident.types == (ActivityType.MOTION,)
    assert incident.moments == ()


def test_a_stranger_while_somebody_gardens(story: Story) -> None:
    """Whoever comes after a while begins a part of their own, which goes on from the gardening."""
    scene = lasting(MOVES, 0, 700) | lasting(FACE, 600, 620)
    gardening, stranger = story.watch(scene, 700)
    assert chain_of([gardening, stranger]) == [False, True]
    assert ActivityType.FACE not in gardening.types
    assert stranger.start == START + timedelta(seconds=600)
    assert set(stranger.types) == {ActivityType.MOTION, ActivityType.FACE}
    (moment,) = stranger.moments
    assert (moment.type, moment.box) == (MomentType.SOMEBODY, HEAD)


def test_a_delivery_is_one_story(story: Story) -> None:
    """What moves turns out to be somebody: the same story."""
    scene = lasting(MOVES, 0, 60) | lasting(FACE, 5, 20)
    (incident,) = story.watch(scene, 60)
    assert [one.type for one in incident.moments] == [MomentType.SOMEBODY]


@pytest.mark.parametrize(
    ("first", "second"), [(PERSON, PERSON), (FACE, PERSON), (PERSON, FACE)]
)
def test_one_leaves_and_another_comes(
    story: Story, first: Observation, second: Observation
) -> None:
    """A tree moves all the time: when the first was surely gone, the other's visit is another story."""
    scene = lasting(MOVES, 0, 200)
    scene |= lasting(first, 0, 20) | lasting(second, 150, 170)
    if first is FACE:
        scene |= lasting(STILL, 30, 36)
    one, other = story.watch(scene, 200)
    assert chain_of([one, other]) == [False, False]
    assert other.start == START + timedelta(seconds=150)


def test_one_turns_away_and_looks_up_again(story: Story) -> None:
    """A face alone that is gone while it moves on may be the same one's."""
    scene = lasting(MOVES, 0, 200)
    scene |= lasting(FACE, 0, 20) | lasting(FACE, 150, 170)
    (incident,) = story.watch(scene, 200)
    assert incident.newcomers == 2
    assert [one.type for one in incident.moments] == [MomentType.SOMEBODY] * 2


def test_one_leaves_and_another_comes_at_once(story: Story) -> None:
    """Nobody was away for long enough to tell them apart."""
    scene = lasting(MOVES, 0, 60)
    scene |= lasting(PERSON, 0, 20) | lasting(PERSON, 30, 50)
    (incident,) = story.watch(scene, 60)
    assert incident.new_persons == 1


def test_somebody_stands_still_for_an_hour(story: Story) -> None:
    """Nobody new comes, so it is cut only when it is too long, and goes on."""
    scene = lasting(STANDS, 10, 3600) | lasting(FACE, 0, 10)
    first, second = story.watch(scene, 3600)
    assert chain_of([first, second]) == [False, True]
    assert first.end is not None
    assert first.end - first.start == LONGEST
    assert (second.newcomers, second.moments) == (0, ())


def test_a_person_who_stands_still_is_still_there(story: Story) -> None:
    """Nothing moves any more, but it is not over."""
    scene = lasting(PERSON, 0, 10)
    scene |= lasting(replace(PERSON, motion=Motion()), 10, 120)
    scene |= lasting(PERSON, 120, 130)
    (incident,) = story.watch(scene, 130)
    assert incident.end == START + timedelta(seconds=132)


def test_an_hour_of_gusts(story: Story) -> None:
    """Each gust is its own; none is somebody."""
    chance = Random(3)
    scene: Scene = {}
    begin = gusts = 0
    while begin < 3500:
        end = begin + chance.randrange(20, 60)
        scene |= lasting(MOVES, begin, end)
        begin = end + chance.randrange(40, 120)
        gusts += 1
    incidents = story.watch(scene, 3700)
    assert len(incidents) == gusts
    assert not any(chain_of(incidents))


def test_an_hour_of_wind_without_a_pause(story: Story) -> None:
    """Nobody comes: it is cut only when it is too long."""
    incidents = story.watch(lasting(MOVES, 0, 3500), 3500)
    assert chain_of(incidents) == [False, True]


def test_what_comes_after_quiet_goes_on_from_nothing(story: Story) -> None:
    """Also if the incident before was cut."""
    length = int(LONGEST.total_seconds()) + 60
    scene = lasting(MOVES, 0, length)
    again = length + int(QUIET.total_seconds()) + 10
    scene |= lasting(MOVES, again, again + 5)
    incidents = story.watch(scene, again + 5)
    assert chain_of(incidents) == [False, True, False]


def test_a_zone_entered_in_the_middle(story: Story) -> None:
    """Nothing else begins then, but the incident is about the zone from now on."""
    story.tracker.zone_names = {"gate": "Gate", "bed": "Flower bed"}
    at_gate = replace(
        MOVES,
        motion=replace(MOVES.motion, zones=(ZoneMotion("gate", True, 0.2),)),
    )
    scene = lasting(MOVES, 0, 40) | lasting(at_gate, 20, 30)
    (incident,) = story.watch(scene, 40)
    assert incident.zones == ("Gate",)
    (moment,) = incident.moments
    assert (moment.type, moment.zone, moment.box) == (MomentType.ZONE, "Gate", BODY)


def test_moments_are_bounded(story: Story) -> None:
    """Visitors stay longest; of what matters as much the newest do, under the numbers that they had."""
    scene = lasting(MOVES, 0, 290)
    scene |= dict.fromkeys(range(100, 280, 4), VISITOR[Direction.IN])
    scene |= dict.fromkeys(range(1, 90, 12), PERSON)
    (incident,) = story.watch(scene, 290)
    assert len(incident.moments) == MOST_MOMENTS
    assert {one.type for one in incident.moments} == {MomentType.VISITOR_IN}
    numbers = [one.number for one in incident.moments]
    assert numbers == sorted(set(numbers))
    assert incident.moments[-1].at == START + timedelta(seconds=276)
