"""Persons, vehicles and animals among what is tracked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from custom_components.argus.vision import (
    Box,
    DetectedObject,
    Face,
    ObjectDetector,
    ObjectKind,
    Pipeline,
    PipelineSettings,
    Point,
    Track,
    TrackKind,
)
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.objects.object_finder import (
    ObjectFinder,
    with_kinds,
)

from ..scenes import Image, room, seen as jpeg_of

RED, BLUE, GREEN, GREY = (30, 30, 230), (230, 30, 30), (30, 230, 30), (90, 90, 90)
SPOT = Box(0.4, 0.3, 0.6, 0.7)


def scene(*things: tuple[Box, tuple[int, int, int]], grey: int = 110) -> Image:
    """Draw things into a grey place."""
    picture = np.full((360, 360, 3), grey, np.uint8)
    for box, colour in things:
        rows = slice(round(box.y0 * 360), round(box.y1 * 360))
        picture[rows, round(box.x0 * 360) : round(box.x1 * 360)] = colour
    return picture


def track(number: int = 1, box: Box = SPOT) -> Track:
    return Track(number, TrackKind.OBJECT, box, (Point(box.centre.x, box.y1),))


class Eye:
    """A finder and its clock; a look takes 20 ms of it."""

    def __init__(self, model: Path | None, **settings: object) -> None:
        """Start with nothing seen."""
        self.settings = PipelineSettings(object_model=model, **settings)  # type: ignore[arg-type]
        self._spent: Iterator[float] = (0.02 * step for step in range(10**6))
        self.finder = ObjectFinder(self.settings, lambda: next(self._spent))
        self.now = 0.0

    def show(
        self,
        picture: Image,
        *tracks: Track,
        step: float = 0.2,
        strays: tuple[Box, ...] = (),
        faces: tuple[Face, ...] = (),
    ) -> tuple[DetectedObject, ...]:
        """Show the next frame."""
        self.now += step
        return self.finder.find(Frame.open(picture), tracks, strays, self.now, faces)

    def wait(
        self, picture: Image, *tracks: Track, seconds: float
    ) -> tuple[DetectedObject, ...]:
        """Show the same for a while."""
        found: tuple[DetectedObject, ...] = ()
        for _ in range(round(seconds / 0.2)):
            found = self.show(picture, *tracks)
        return found


@pytest.fixture
def eye(colour_model: Path) -> Eye:
    return Eye(colour_model)


@pytest.mark.parametrize(
    ("colour", "kind", "label"),
    [
        (RED, ObjectKind.PERSON, "person"),
        (BLUE, ObjectKind.VEHICLE, "car"),
        (GREEN, ObjectKind.ANIMAL, "dog"),
    ],
)
def test_a_new_track_is_looked_at_at_once(
    eye: Eye, colour: tuple[int, int, int], kind: ObjectKind, label: str
) -> None:
    (found,) = eye.show(scene((SPOT, colour)), track(7))

    assert (found.kind, found.label, found.track_id) == (kind, label, 7)
    assert 0.5 < found.score <= 1
    assert found.box.overlap(SPOT) > 0.2
    assert with_kinds([track(7)], eye.finder)[0].object is kind
    assert eye.finder.looks == 1


def test_what_is_known_is_looked_at_more_and_more_rarely(eye: Eye) -> None:
    picture = scene((SPOT, RED))
    eye.wait(picture, track(), seconds=10)
    early = eye.finder.looks
    eye.wait(picture, track(), seconds=120)

    assert 2 <= early <= 4
    assert eye.finder.looks <= early + 6


def test_what_is_nothing_is_given_up_step_by_step(eye: Eye) -> None:
    assert eye.wait(scene((SPOT, GREY)), track(), seconds=10) == ()
    assert eye.finder.kind_of(1) is None
    assert eye.finder.count_in(1, ObjectKind.PERSON) == 0
    early = eye.finder.looks
    eye.wait(scene((SPOT, GREY)), track(), seconds=60)

    assert 3 <= early <= 7
    assert eye.finder.looks <= early + 4


def test_nothing_is_spent_on_an_empty_scene(eye: Eye) -> None:
    assert eye.wait(scene(), seconds=60) == ()
    assert eye.finder.looks == 0


def test_two_in_one_box_are_two(eye: Eye) -> None:
    wide = Box(0.2, 0.15, 1.0, 0.85)
    left, right = Box(0.2, 0.15, 0.4, 0.85), Box(0.8, 0.15, 1.0, 0.85)
    found = eye.show(scene((left, RED), (right, RED)), track(3, wide))

    assert [each.track_id for each in found] == [3, 3]
    assert eye.finder.count_in(3, ObjectKind.PERSON) == 2


def test_each_of_several_gets_its_own_label(eye: Eye) -> None:
    left, right = Box(0.1, 0.3, 0.3, 0.6), Box(0.7, 0.3, 0.9, 0.6)
    picture = scene((left, RED), (right, BLUE))
    eye.wait(picture, track(1, left), track(2, right), seconds=1)

    assert eye.finder.kind_of(1) is ObjectKind.PERSON
    assert eye.finder.kind_of(2) is ObjectKind.VEHICLE


def test_who_stands_still_is_still_there(eye: Eye) -> None:
    picture = scene((SPOT, RED))
    eye.show(picture, track(4))
    before = eye.finder.looks
    found = eye.wait(picture, seconds=120)

    assert [(each.kind, each.track_id) for each in found] == [(ObjectKind.PERSON, 4)]
    assert eye.finder.looks - before <= 10


def test_who_left_is_gone_after_two_looks(eye: Eye) -> None:
    eye.show(scene((SPOT, RED)), track())
    before = eye.finder.looks

    assert eye.wait(scene(), seconds=3) == ()
    assert eye.finder.looks - before <= 3


def test_who_was_at_the_edge_has_left(eye: Eye) -> None:
    edge = Box(0.0, 0.3, 0.15, 0.7)
    eye.show(scene((edge, RED)), track(1, edge))

    assert eye.show(scene()) == ()


def test_who_left_needs_no_look_where_it_looks_as_before_they_came(eye: Eye) -> None:
    eye.wait(scene(grey=200), seconds=2)
    eye.show(scene((SPOT, RED), grey=200), track())
    before = eye.finder.looks

    assert eye.wait(scene(grey=200), seconds=1.4) == ()
    assert eye.finder.looks == before


def test_who_just_comes_is_not_taken_for_a_part_of_the_empty_place(eye: Eye) -> None:
    # Nobody follows them yet in the first frame, the only one there was before.
    picture = scene((SPOT, RED))
    eye.show(picture)
    eye.show(picture, track(4))
    eye.wait(scene(), seconds=0.4)
    found = eye.wait(picture, seconds=3)

    assert [(each.kind, each.track_id) for each in found] == [(ObjectKind.PERSON, 4)]


def test_who_is_nearly_as_bright_as_the_wall_is_looked_for(eye: Eye) -> None:
    dull = (180, 180, 200)
    eye.wait(scene(grey=200), seconds=2)
    eye.show(scene((SPOT, RED), grey=200), track(4))
    eye.show(scene((SPOT, dull), grey=200))
    before = eye.finder.looks
    eye.wait(scene((SPOT, dull), grey=200), seconds=3)

    assert eye.finder.looks > before


def test_a_parked_car_is_part_of_the_scene(eye: Eye) -> None:
    picture = scene((SPOT, BLUE))
    eye.show(picture, track())

    assert eye.show(picture) == ()


def test_who_stood_and_walks_on_is_known_already(eye: Eye) -> None:
    picture = scene((SPOT, RED))
    eye.show(picture, track(4))
    eye.wait(picture, seconds=20)
    (found,) = eye.show(picture, track(5))

    assert found.track_id == 5
    assert eye.finder.kind_of(5) is ObjectKind.PERSON


def test_somebody_whom_nobody_follows_is_found_where_something_appeared(
    eye: Eye,
) -> None:
    picture = scene((SPOT, RED))
    eye.show(picture, strays=(SPOT,))
    (found,) = eye.show(picture)

    assert (found.kind, found.track_id) == (ObjectKind.PERSON, None)


def test_where_nothing_differs_from_the_empty_place_nobody_looks(eye: Eye) -> None:
    eye.wait(scene(), seconds=2)
    eye.show(scene(), strays=(SPOT,))

    assert eye.finder.looks == 0


def test_a_hole_that_somebody_left_in_the_background_is_not_looked_at(
    eye: Eye,
) -> None:
    eye.wait(scene(grey=200), seconds=2)
    eye.wait(scene(grey=200), track(3), seconds=2)
    assert eye.finder.looks == 0

    found = eye.wait(scene((SPOT, RED), grey=200), track(3), seconds=2)
    assert [each.track_id for each in found] == [3]


FACE = Face(Box(0.45, 0.32, 0.55, 0.42), 0.8)


def with_face(face: Face, box: Box = SPOT) -> Track:
    return replace(track(6, box), face=face.box)


def test_who_shows_a_face_is_a_person_without_a_look(eye: Eye) -> None:
    picture = scene((SPOT, GREY))
    for _ in range(60):
        (found,) = eye.show(picture, with_face(FACE), faces=(FACE,))

    assert (found.kind, found.label, found.track_id) == (ObjectKind.PERSON, "person", 6)
    assert found.box == SPOT
    assert 0.5 < found.score <= 1
    assert eye.finder.looks == 0


def test_what_a_face_said_is_looked_at_when_it_is_gone(eye: Eye) -> None:
    picture = scene((SPOT, BLUE))
    eye.show(picture, with_face(FACE), faces=(FACE,))
    eye.wait(picture, track(6), seconds=60)

    assert eye.finder.looks > 0
    assert eye.finder.kind_of(6) is ObjectKind.VEHICLE


def test_in_a_wide_box_a_face_is_not_all_there_is(eye: Eye) -> None:
    wide = Box(0.2, 0.2, 0.8, 0.8)
    found = eye.show(scene((wide, BLUE)), with_face(FACE, wide), faces=(FACE,))

    assert {each.kind for each in found} == {ObjectKind.VEHICLE}


def test_a_face_that_never_stirred_may_be_a_posters(eye: Eye) -> None:
    poster = replace(FACE, is_unmoved=True)

    assert eye.show(scene((SPOT, GREY)), with_face(poster), faces=(poster,)) == ()
    assert eye.finder.looks == 1


def test_a_face_that_nothing_moving_carries_is_looked_at(eye: Eye) -> None:
    alone = replace(track(6, FACE.box), kind=TrackKind.FACE)

    assert eye.show(scene(), alone, faces=(FACE,)) == ()
    assert eye.finder.looks == 1


def test_faces_tell_nobody_where_persons_are_not_wanted(colour_model: Path) -> None:
    eye = Eye(colour_model, object_kinds=frozenset({ObjectKind.ANIMAL}))

    assert eye.show(scene((SPOT, GREY)), with_face(FACE), faces=(FACE,)) == ()


def test_who_shows_a_face_where_something_appeared_is_not_looked_at(eye: Eye) -> None:
    eye.show(scene((SPOT, RED)), strays=(SPOT,), faces=(FACE,))

    assert eye.finder.looks == 0


def test_a_speck_beside_somebody_has_to_last(eye: Eye) -> None:
    shoe = Box(0.6, 0.62, 0.65, 0.7)
    picture = scene((SPOT, RED), (shoe, BLUE))
    eye.show(picture, track(1))
    known = eye.finder.looks
    eye.wait(picture, track(1), track(2, shoe), seconds=1)
    assert eye.finder.looks == known
    eye.wait(picture, track(1), track(2, shoe), seconds=2)
    assert eye.finder.looks > known


def test_another_one_beside_somebody_is_looked_at_at_once(eye: Eye) -> None:
    dog = Box(0.62, 0.5, 0.8, 0.7)
    picture = scene((SPOT, RED), (dog, GREEN))
    eye.show(picture, track(1))
    eye.show(picture, track(1), track(2, dog))

    assert eye.finder.kind_of(2) is ObjectKind.ANIMAL


def test_only_what_is_wanted_is_looked_for(colour_model: Path) -> None:
    eye = Eye(colour_model, object_kinds=frozenset({ObjectKind.PERSON}))

    assert eye.wait(scene((SPOT, GREEN)), track(), seconds=3) == ()


@pytest.mark.parametrize(
    "settings", [{"objects": False}, {"object_detector": ObjectDetector.OFF}]
)
def test_off(colour_model: Path, settings: dict[str, object]) -> None:
    eye = Eye(colour_model, **settings)

    assert eye.show(scene((SPOT, RED)), track()) == ()
    assert eye.finder.looks == 0
    assert eye.finder.backend is eye.finder.problem is None


def test_without_a_model_nothing_is_told_apart(tmp_path: Path) -> None:
    assert Eye(None).finder.problem is None
    assert Eye(None, object_detector=ObjectDetector.NANO).finder.problem
    missing = Eye(tmp_path / "missing.onnx")
    assert missing.finder.problem is not None
    assert missing.show(scene((SPOT, RED)), track()) == ()


def test_a_model_that_comes_later_is_taken(colour_model: Path) -> None:
    eye = Eye(None)
    eye.finder.configure(PipelineSettings(object_model=colour_model))

    assert eye.finder.backend == "yolox"
    assert len(eye.show(scene((SPOT, RED)), track())) == 1


def test_a_clock_that_goes_back_does_no_harm(eye: Eye) -> None:
    picture = scene((SPOT, RED))
    eye.show(picture, track())
    eye.now -= 1000

    assert len(eye.show(picture, track())) == 1


def test_the_pipeline_tells_what_walks_by(colour_model: Path) -> None:
    pipeline = Pipeline(PipelineSettings(faces=False, object_model=colour_model))
    rng = np.random.default_rng(1)
    kinds = []
    for second in range(24):
        picture = room() // 3 + 70
        if second >= 14:
            left = 40 + 45 * (second - 14)
            picture[120:280, left : left + 80] = RED
        kinds.append(pipeline.process(jpeg_of(picture, rng), float(second)))

    assert not any(seen.objects for seen in kinds[:14])
    last = kinds[-1]
    assert {each.kind for each in last.objects} == {ObjectKind.PERSON}
    assert {each.track_id for each in last.objects} == {last.tracks[0].id}
    assert [one.object for one in last.tracks] == [ObjectKind.PERSON]


@pytest.mark.parametrize(("fps", "still"), [(5, 14), (5, 40), (1, 300)])
def test_who_stands_still_is_known_until_they_leave_and_no_longer(
    colour_model: Path, fps: int, still: int
) -> None:
    pipeline = Pipeline(PipelineSettings(faces=False, object_model=colour_model))
    rng = np.random.default_rng(1)
    empty = room() // 3 + 70
    standing: list[bytes] = []
    seen: dict[float, bool] = {}
    for index in range(-14, (20 + still) * fps):
        seconds = index / fps
        picture = empty.copy()
        away = max(4 - seconds, seconds - 4 - still, 0)
        left = round(260 - 85 * away)
        if seconds >= 0 and left > -80:
            picture[120:280, max(0, left) : left + 80] = RED
        if 4 <= seconds <= 4 + still:
            if len(standing) < 8:
                standing.append(jpeg_of(picture, rng))
            frame = standing[index % len(standing)]
        else:
            frame = jpeg_of(picture, rng)
        objects = pipeline.process(frame, seconds).objects
        seen[seconds] = any(each.kind is ObjectKind.PERSON for each in objects)

    assert all(known for when, known in seen.items() if 4 <= when <= 4 + still)
    assert not any(known for when, known in seen.items() if when >= 11 + still)
    assert not any(known for when, known in seen.items() if when < 0)
