"""Who came as one and is two, and who is but in pieces."""

import pytest

from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.tracking.split import (
    are_alike,
    are_separate,
    split_in_line,
    split_side_by_side,
)

BODY = Box(0.4, 0.4, 0.48, 0.7)


@pytest.mark.parametrize(
    ("other", "parted"),
    [
        (Box(0.49, 0.4, 0.57, 0.7), True),
        (Box(0.47, 0.4, 0.55, 0.7), False),
        (Box(0.4, 0.8, 0.48, 1.0), True),
        (Box(0.4, 0.72, 0.48, 0.9), False),
    ],
    ids=["beside", "touching", "far below", "as near as legs"],
)
def test_apart(other: Box, parted: bool) -> None:
    assert are_separate(BODY, other) is are_separate(other, BODY) is parted


def test_alike() -> None:
    assert are_alike(BODY, Box(0.0, 0.0, 0.07, 0.25))
    assert not are_alike(BODY, Box(0.0, 0.0, 0.04, 0.1))


def test_head_over_legs_is_one() -> None:
    head, legs = Box(0.4, 0.4, 0.48, 0.5), Box(0.41, 0.52, 0.49, 0.7)
    assert split_side_by_side([head, legs], 0.3) == []


def test_two_people_one_of_them_in_pieces() -> None:
    other = Box(0.5, 0.42, 0.58, 0.72)
    head, legs = Box(0.4, 0.4, 0.48, 0.5), Box(0.4, 0.53, 0.48, 0.7)
    assert split_side_by_side([other, legs, head], 0.32) == [BODY, other]


def test_an_arm_beside_is_nobody() -> None:
    assert split_side_by_side([BODY, Box(0.5, 0.45, 0.53, 0.55)], 0.3) == []


def test_two_cars_in_a_lane_are_two() -> None:
    ahead, behind = Box(0.56, 0.38, 0.75, 0.59), Box(0.67, 0.17, 0.8, 0.32)
    speck = Box(0.7, 0.05, 0.72, 0.08)
    assert split_in_line([ahead, speck, behind]) == [behind, ahead]


@pytest.mark.parametrize(
    "parts",
    [
        [Box(0.54, 0.0, 0.65, 0.24), Box(0.57, 0.53, 0.68, 0.93)],
        [Box(0.4, 0.4, 0.48, 0.54), Box(0.4, 0.57, 0.48, 0.7)],
        [Box(0.4, 0.3, 0.46, 0.37), Box(0.4, 0.42, 0.48, 0.7)],
    ],
    ids=["a coat like the wall", "halves", "a head"],
)
def test_parts_of_one_body_are_not_in_line(parts: list[Box]) -> None:
    assert split_in_line(parts) == []
