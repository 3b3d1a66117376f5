"""What moves is seen, from the second frame on, and what stays becomes the scene."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision import Box, Motion, Point, Zone, ZoneMotion

from ..scenes import room, with_person
from ..watch import Watch
from .lighting import EMPTY


def test_the_first_frame_is_for_learning() -> None:
    motion = Watch().show(EMPTY)

    assert not motion.detected
    assert motion.suppressed == "learning"


@pytest.mark.parametrize("fps", [0.5, 1, 2, 5, 10])
def test_sees_a_walker_at_every_frame_rate(fps: float) -> None:
    watch = Watch(fps)
    watch.settle(frames=max(14, int(6 * fps)))
    found = []
    for index in range(max(3, int(4 * fps))):
        x = 0.15 + 0.1 * index / fps
        motion = watch.show(with_person(EMPTY, x))
        found.append(
            any(
                box.overlap(Box(x - 0.04, 0.38, x + 0.04, 0.76)) > 0.3
                for box in motion.boxes
            )
        )
    quiet = [watch.show(EMPTY).detected for _ in range(max(6, int(6 * fps)))]

    assert np.mean(found) >= 0.8
    assert not any(quiet[-max(3, int(3 * fps)) :])


def test_intensity_is_the_share_that_moves() -> None:
    watch = Watch()
    watch.settle()
    motion = watch.show(with_person(EMPTY, 0.5, tall=0.4))

    body = 0.4 * 0.4 * 0.35 * 0.6 * 360 / 640
    assert motion.intensity == pytest.approx(body, rel=0.5)


def test_zones_are_told_while_nothing_is_known() -> None:
    """A zone that is not told of is not held on either."""
    whole = (Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1))
    watch = Watch(zones=(Zone("all", "all", whole),))
    still = (ZoneMotion("all", False, 0.0),)

    assert watch.show(EMPTY) == Motion(suppressed="learning", zones=still)
    watch.settle()
    elsewhere = np.asarray(255 - room(7), np.uint8)
    assert watch.show(elsewhere) == Motion(suppressed="camera_moved", zones=still)


def test_who_stops_is_seen_again_when_walking_on() -> None:
    watch = Watch()
    watch.settle()
    for step in range(4):
        watch.show(with_person(EMPTY, 0.2 + 0.06 * step))
    for _ in range(15):
        last = watch.show(with_person(EMPTY, 0.4))
    assert not last.detected

    assert watch.show(with_person(EMPTY, 0.48)).detected


def test_what_is_left_behind_becomes_background() -> None:
    watch = Watch()
    watch.settle()
    parcel = EMPTY.copy()
    parcel[250:300, 300:380] = 255 - parcel[250:300, 300:380]
    for _ in range(30):
        watch.show(parcel)

    watch.show(EMPTY)
    assert not any(watch.show(EMPTY).detected for _ in range(6))


def test_a_new_size_starts_anew_and_a_clock_going_back_does_not() -> None:
    watch = Watch()
    watch.settle()
    square = np.ascontiguousarray(EMPTY[:, :360])
    assert watch.show(square).suppressed == "learning"
    watch.settle(square)
    watch.now -= 1000

    assert watch.show(square).suppressed is None
    assert watch.show(with_person(square, 0.5)).detected


def test_the_same_scene_in_another_resolution_goes_on() -> None:
    watch = Watch()
    watch.settle()
    larger = cv2.resize(EMPTY, (1280, 720), interpolation=cv2.INTER_CUBIC)

    motion = watch.show(np.asarray(larger, np.uint8))
    assert not motion.detected
    assert motion.suppressed is None


def test_boxes_lie_in_the_picture() -> None:
    watch = Watch()
    watch.settle()
    for x in (0.0, 0.5, 1.0):
        for box in watch.show(with_person(EMPTY, x)).boxes:
            assert 0 <= box.x0 < box.x1 <= 1
            assert 0 <= box.y0 < box.y1 <= 1
            assert isinstance(box.centre, Point)


@pytest.mark.parametrize("fps", [1, 5])
def test_who_walks_in_front_of_something_just_put_there_is_seen(fps: float) -> None:
    watch = Watch(fps)
    watch.settle(frames=20 * int(fps))
    van = EMPTY.copy()
    van[100:320, 150:520] = (
        np.random.default_rng(1)
        .integers(0, 255, (11, 10, 3))
        .repeat(20, 0)
        .repeat(37, 1)
    )
    for _ in range(4 * int(fps)):
        watch.show(van)
    found = [
        watch.show(with_person(van, 0.35 + 0.08 * index / fps)).detected
        for index in range(4 * int(fps))
    ]

    assert np.mean(found) >= 0.7
