"""Motion of some kinds only."""

import pytest

from custom_components.argus.vision import (
    Box,
    DetectedObject,
    Motion,
    ObjectKind,
    Point,
    Zone,
    ZoneMotion,
)
from custom_components.argus.vision.motion_of_kinds import motion_of_kinds
from custom_components.argus.vision.polygon import contains

PERSON, VEHICLE, ANIMAL = ObjectKind
LEFT, RIGHT = Box(0.1, 0.2, 0.3, 0.8), Box(0.6, 0.2, 0.8, 0.8)
PEOPLE = frozenset({PERSON})


def thing(kind: ObjectKind, box: Box = LEFT, track: int | None = 1) -> DetectedObject:
    return DetectedObject(kind, kind.value, box, 0.8, track)


def zone(name: str, x0: float, x1: float, *kinds: ObjectKind) -> Zone:
    corners = ((x0, 0), (x1, 0), (x1, 1), (x0, 1))
    return Zone(
        name, name, tuple(Point(*each) for each in corners), kinds=frozenset(kinds)
    )


BOTH = Motion(True, 0.1, (LEFT, RIGHT))


def test_whatever_moves_is_told_unless_kinds_are_wanted() -> None:
    assert motion_of_kinds(BOTH, (), None, ()) is BOTH


@pytest.mark.parametrize(
    "objects", [(), (thing(ANIMAL),), (thing(PERSON, Box(0.4, 0.8, 0.5, 0.9)),)]
)
def test_what_is_of_no_wanted_kind_is_no_motion(
    objects: tuple[DetectedObject, ...],
) -> None:
    told = motion_of_kinds(BOTH, objects, PEOPLE, ())

    assert not told.detected
    assert told.intensity == 0
    assert told.boxes == ()
    assert told.suppressed == "kind"


def test_only_the_boxes_of_the_wanted_are_told() -> None:
    told = motion_of_kinds(BOTH, (thing(PERSON), thing(ANIMAL, RIGHT, 2)), PEOPLE, ())

    assert told.detected
    assert told.boxes == (LEFT,)


def test_who_stays_without_moving_is_no_motion() -> None:
    assert not motion_of_kinds(BOTH, (thing(PERSON, track=None),), PEOPLE, ()).detected


def test_a_zone_may_want_what_others_do_not() -> None:
    zones = (zone("gate", 0, 0.5, VEHICLE), zone("garden", 0.5, 1))
    in_both = Motion(
        True,
        0.1,
        (LEFT, RIGHT),
        zones=(ZoneMotion("gate", True, 0.1), ZoneMotion("garden", True, 0.1)),
    )
    told = motion_of_kinds(in_both, (thing(PERSON),), None, zones)
    assert [each.detected for each in told.zones] == [False, True]
    assert told.detected

    told = motion_of_kinds(in_both, (thing(VEHICLE),), None, zones)
    assert [each.detected for each in told.zones] == [True, True]


def test_nothing_is_told_when_the_only_zone_wants_another_kind() -> None:
    gate = (zone("gate", 0, 0.5, VEHICLE),)
    moved = Motion(True, 0.1, (LEFT,), zones=(ZoneMotion("gate", True, 0.1),))

    assert not motion_of_kinds(moved, (thing(PERSON),), None, gate).detected
    assert motion_of_kinds(moved, (thing(VEHICLE),), None, gate).detected
    # One that is elsewhere is not in it.
    assert not motion_of_kinds(moved, (thing(VEHICLE, RIGHT),), None, gate).detected


@pytest.mark.parametrize(
    ("x", "y", "inside"),
    [(0.5, 0.5, True), (0.05, 0.5, False), (0.5, 0.95, False), (0.3, 0.85, False)],
)
def test_a_place_inside_of_a_polygon(x: float, y: float, inside: bool) -> None:
    notched = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.5, 0.6), (0.1, 0.9))
    corners = tuple(Point(*each) for each in notched)

    assert contains(corners, Point(x, y)) is inside
