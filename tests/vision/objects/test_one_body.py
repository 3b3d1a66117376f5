"""Parts of one body that are followed as several: one person, who is told once."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from custom_components.argus.vision import (
    Box,
    DetectedObject,
    ObjectKind,
    PipelineSettings,
    Point,
    Track,
    TrackKind,
)
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.objects import detector_choice
from custom_components.argus.vision.objects.followed import Followed
from custom_components.argus.vision.objects.followed_objects import FollowedObjects
from custom_components.argus.vision.objects.object_backend import LabelledBox
from custom_components.argus.vision.objects.object_finder import ObjectFinder
from custom_components.argus.vision.objects.one_body import (
    find_bodies,
    may_be_one_body,
    tell_once,
)

from ..scenes import Image

BODY = Box(0.4, 0.2, 0.55, 0.8)
HEAD, LEGS = Box(0.42, 0.2, 0.52, 0.35), Box(0.4, 0.5, 0.55, 0.8)
SIDE = 360


class WholeBodies:
    """Sees a person in every red spot of its own."""

    name = "spots"

    def __init__(self, model: Path) -> None:
        """Take any file for a model."""

    def detect(self, picture: Image, side: int) -> tuple[LabelledBox, ...]:
        """Return the people in a picture."""
        red = (picture[..., 2] > 180) & (picture[..., 1] < 90)
        height, width = red.shape
        _, _, stats, _ = cv2.connectedComponentsWithStats(red.astype(np.uint8))
        return tuple(
            LabelledBox(
                ObjectKind.PERSON,
                "person",
                Box(x / width, y / height, (x + w) / width, (y + h) / height),
                0.8,
            )
            for x, y, w, h, _ in stats[1:].tolist()
        )


class Eye:
    """A finder that sees red people, and its clock; a look takes 20 ms of it."""

    def __init__(self) -> None:
        """Start with an empty place that was seen for a while."""
        spent: Iterator[float] = (0.02 * step for step in range(10**6))
        settings = PipelineSettings(object_model=Path("any"))
        self.finder = ObjectFinder(settings, lambda: next(spent))
        self.now = 0.0
        for _ in range(10):
            self.show(())

    def show(
        self,
        people: tuple[Box, ...],
        *tracks: tuple[int, Box],
        strays: tuple[Box, ...] = (),
    ) -> tuple[DetectedObject, ...]:
        """Show the next frame."""
        self.now += 0.2
        picture = np.full((SIDE, SIDE, 3), 110, np.uint8)
        for box in people:
            rows = slice(round(box.y0 * SIDE), round(box.y1 * SIDE))
            picture[rows, round(box.x0 * SIDE) : round(box.x1 * SIDE)] = (30, 30, 230)
        followed = [
            Track(number, TrackKind.OBJECT, box, (Point(box.centre.x, box.y1),))
            for number, box in tracks
        ]
        return self.finder.find(Frame.open(picture), followed, strays, self.now)


@pytest.fixture
def eye(monkeypatch: pytest.MonkeyPatch) -> Eye:
    monkeypatch.setattr(detector_choice, "YoloxBackend", WholeBodies)
    return Eye()


def moved(box: Box, right: float) -> Box:
    return Box(box.x0 + right, box.y0, box.x1 + right, box.y1)


def person(box: Box, score: float = 0.8) -> LabelledBox:
    return LabelledBox(ObjectKind.PERSON, "person", box, score)


def told(box: Box, number: int | None) -> DetectedObject:
    return DetectedObject(ObjectKind.PERSON, "person", box, 0.8, number)


# Boxes


def test_a_head_over_legs_may_be_one_body() -> None:
    assert may_be_one_body(HEAD, LEGS)
    assert may_be_one_body(LEGS, HEAD)


def test_people_side_by_side_or_far_apart_are_not_one_body() -> None:
    assert not may_be_one_body(BODY, moved(BODY, 0.1))
    assert not may_be_one_body(Box(0.4, 0, 0.5, 0.1), Box(0.4, 0.5, 0.5, 0.6))


def test_whom_one_person_covers_are_parts_of_them() -> None:
    ((whole, parts),) = find_bodies([HEAD, LEGS], [[], [person(BODY)]])

    assert whole.box == BODY
    assert parts == [0, 1]


def test_who_was_found_besides_is_somebody_else() -> None:
    assert not find_bodies([HEAD, LEGS], [[person(HEAD)], [person(LEGS)]])
    dog = LabelledBox(ObjectKind.ANIMAL, "dog", LEGS, 0.8)
    assert not find_bodies([HEAD, LEGS], [[person(BODY)], [dog]])


def test_who_is_hardly_seen_joins_nobody() -> None:
    assert not find_bodies([HEAD, LEGS], [[], [person(BODY, 0.3)]])


def test_of_two_that_are_one_the_first_is_told() -> None:
    here, beside = told(BODY, 1), told(moved(BODY, 0.2), 2)

    assert tell_once([here, told(moved(BODY, 0.02), None), beside]) == (here, beside)


# Who is followed


def test_a_head_and_legs_are_one_person(eye: Eye) -> None:
    (found,) = eye.show((BODY,), (1, HEAD), (2, LEGS))

    assert found.box.overlap(BODY) > 0.8
    assert eye.finder.looks == 1
    assert [eye.finder.kind_of(number) for number in (1, 2)] == 2 * [ObjectKind.PERSON]
    assert [eye.finder.count_in(n, ObjectKind.PERSON) for n in (1, 2)] == [0, 1]


def test_legs_that_come_into_view_later_are_no_second_person(eye: Eye) -> None:
    eye.show((BODY,), (1, HEAD))
    for step in range(10):
        way = 0.02 * step
        found = eye.show(
            (moved(BODY, way),), (1, moved(HEAD, way)), (2, moved(LEGS, way))
        )
        assert len(found) == 1


def test_two_one_above_the_other_are_two(eye: Eye) -> None:
    eye.show((HEAD, LEGS), (1, HEAD), (2, LEGS))
    found = eye.show((HEAD, LEGS), (1, HEAD), (2, LEGS))

    assert {each.track_id for each in found} == {1, 2}


def test_who_stands_before_two_others_is_compared_with_each_but_once() -> None:
    everybody = FollowedObjects()
    inner = Followed(LEGS)
    inner.evidence.add(LEGS, [person(LEGS)])
    for track_id, box in enumerate((BODY, moved(BODY, 0.02)), start=1):
        one = Followed(box)
        one.evidence.add(box, [person(box)])
        everybody.add(track_id, one)
    everybody.add(3, inner)
    due = []
    for now in (1.0, 2.0, 3.0):
        inner.due = 60.0
        everybody.compare_overlapping(now)
        due.append(inner.due)

    assert due == [1.0, 60.0, 60.0]


def test_who_parts_is_somebody_again(eye: Eye) -> None:
    behind = Box(0.42, 0.2, 0.52, 0.5)
    eye.show((BODY,), (1, BODY), (2, behind))
    aside = moved(behind, 0.2)
    eye.show((BODY, aside), (1, BODY), (2, aside))
    found = eye.show((BODY, aside), (1, BODY), (2, aside))

    assert {each.track_id for each in found} == {1, 2}


def test_a_part_that_is_lost_leaves_nobody_behind(eye: Eye) -> None:
    eye.show((BODY,), (1, HEAD), (2, LEGS))
    ahead = moved(BODY, 0.2)

    assert [each.track_id for each in eye.show((ahead,), (2, ahead))] == [2]


def test_somebody_goes_on_as_the_part_that_is_still_followed(eye: Eye) -> None:
    eye.show((BODY,), (1, HEAD), (2, LEGS))

    assert [each.track_id for each in eye.show((BODY,), (1, HEAD))] == [1]


def test_who_left_is_not_told_where_a_part_was_seen_last(eye: Eye) -> None:
    eye.show((BODY,), (1, HEAD), (2, LEGS))
    eye.show((moved(BODY, 0.1),), (1, HEAD), (2, moved(LEGS, 0.1)))

    assert eye.show((), (1, HEAD)) == ()


# Who was found and is not followed yet


def test_who_was_found_and_walks_on_is_one(eye: Eye) -> None:
    assert len(eye.show((BODY,), strays=(BODY,))) == 1
    ahead = moved(BODY, 0.16)
    (found,) = eye.show((ahead,), (7, ahead), strays=(BODY,))

    assert found.track_id == 7


def test_who_is_found_again_further_on_is_one(eye: Eye) -> None:
    eye.show((BODY,), strays=(BODY,))
    ahead = moved(BODY, 0.2)
    (found,) = eye.show((ahead,), strays=(BODY, ahead))

    assert found.box.overlap(ahead) > 0.8


def test_of_two_who_were_found_the_one_who_stands_stays(eye: Eye) -> None:
    other = moved(BODY, 0.3)
    both = Box(0.4, 0.2, 0.85, 0.8)
    assert len(eye.show((BODY, other), strays=(both,))) == 2
    back = moved(BODY, -0.16)
    found = eye.show((back, other), (7, back), strays=(both,))

    assert {each.track_id for each in found} == {7, None}


def test_the_head_of_somebody_who_is_followed_is_not_found_besides(eye: Eye) -> None:
    eye.show((LEGS,), (1, LEGS))
    found = eye.show((HEAD, LEGS), (1, LEGS), strays=(HEAD,))

    assert [each.track_id for each in found] == [1]
