"""A face and the body that it belongs to are one visitor."""

import numpy as np
import pytest

from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Face, TrackKind

from .walkers import face_of, follow, merge, numbers, person, walking


def test_face_and_body_are_one_visitor() -> None:
    told = follow([([box], [face_of(box)]) for box in walking()])
    assert len(numbers(told)) == 1
    track = told[-1][0]
    assert track.kind is TrackKind.OBJECT
    assert track.face is not None
    assert track.face.overlap(face_of(person(0.9, 0.7)).box) > 0.4


@pytest.mark.parametrize("first", ["face", "body"])
def test_face_and_body_found_one_after_the_other(first: str) -> None:
    frames: list[tuple[list[Box], list[Face]]] = []
    for index, box in enumerate(walking()):
        alone = index < 8
        frames.append(
            (
                [] if alone and first == "face" else [box],
                [] if alone and first == "body" else [face_of(box)],
            )
        )
    told = follow(frames)
    assert len(numbers(told)) == 1
    assert told[5][0].kind is (TrackKind.FACE if first == "face" else TrackKind.OBJECT)
    assert told[-1][0].kind is TrackKind.OBJECT
    assert told[-1][0].face is not None


def test_face_without_any_motion_is_followed() -> None:
    told = follow([([], [face_of(box)]) for box in walking()])
    assert len(numbers(told)) == 1
    assert told[-1][0].kind is TrackKind.FACE
    assert told[-1][0].trail[-1].y == pytest.approx(told[-1][0].box.centre.y)


def test_face_seen_now_and_then_moves_with_the_body() -> None:
    frames = [
        ([box], [face_of(box)] if index % 4 == 0 else [])
        for index, box in enumerate(walking())
    ]
    told = follow(frames)
    assert len(numbers(told)) == 1
    face = told[-2][0].face
    assert face is not None
    assert face.centre.x == pytest.approx(told[-2][0].box.centre.x, abs=0.02)


def test_face_turned_away_is_forgotten() -> None:
    frames = [
        ([box], [face_of(box)] if index < 6 else [])
        for index, box in enumerate(walking(frames=30))
    ]
    told = follow(frames)
    assert told[6][0].face is not None
    assert told[-1][0].face is None


def test_two_faces_on_one_moving_object_are_two_visitors() -> None:
    frames = []
    for x in np.linspace(0.2, 0.8, 20):
        left, right = person(x, 0.7), person(x + 0.07, 0.7)
        frames.append((merge(left, right), [face_of(left), face_of(right)]))
    assert all(len(tracks) == 2 for tracks in follow(frames)[3:])


def test_the_same_face_detected_twice_is_one() -> None:
    frames: list[tuple[list[Box], list[Face]]] = []
    for box in walking():
        face = face_of(box)
        twin = Face(
            Box(face.box.x0 + 0.004, face.box.y0, face.box.x1 + 0.004, face.box.y1), 0.6
        )
        frames.append(([], [twin, face]))
    assert all(len(tracks) <= 1 for tracks in follow(frames))
