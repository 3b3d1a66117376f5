"""Faces by Haar cascades."""

import concurrent.futures

import numpy as np
import pytest

from custom_components.argus.vision.faces.backend import Shared
from custom_components.argus.vision.faces.haar import HaarBackend, suppress_doubles
from custom_components.argus.vision.frames.frame import Image
from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Face

from ..portraits import ASTRONAUT_FACE, grey, photograph, resized


def astronaut(side: int = 512) -> Image:
    return resized(grey(photograph("astronaut")), side, side)


@pytest.fixture(scope="module")
def haar() -> HaarBackend:
    return HaarBackend()


@pytest.mark.parametrize("side", [512, 256, 160])
def test_finds_a_face_at_any_size(haar: HaarBackend, side: int) -> None:
    faces = haar.detect(astronaut(side))

    assert len(faces) == 1
    assert faces[0].box.overlap(ASTRONAUT_FACE) > 0.5
    assert faces[0].score >= haar.sure


@pytest.mark.parametrize("side", [100, 108, 116])
def test_finds_a_face_a_bit_smaller_than_it_finds_reliably(
    haar: HaarBackend, side: int
) -> None:
    (face,) = haar.detect(astronaut(side))

    assert face.box.overlap(ASTRONAUT_FACE) > 0.4
    assert face.box.width * side < haar.smallest
    assert haar.detect(astronaut(60)) == ()


@pytest.mark.parametrize("side", [88, 90, 92])
def test_a_single_window_is_enough_for_a_face_that_stands_a_closer_look(
    haar: HaarBackend, side: int
) -> None:
    (face,) = haar.detect(astronaut(side))

    assert face.box.overlap(ASTRONAUT_FACE) > 0.4
    assert haar.accept <= face.score
    assert haar.detect(astronaut(side), known=True) == ()


def test_a_mirrored_and_darkened_face_is_still_one(haar: HaarBackend) -> None:
    image = (astronaut(300)[:, ::-1] * 0.4).astype(np.uint8)

    (face,) = haar.detect(np.ascontiguousarray(image))

    mirrored = Box(
        1 - ASTRONAUT_FACE.x1,
        ASTRONAUT_FACE.y0,
        1 - ASTRONAUT_FACE.x0,
        ASTRONAUT_FACE.y1,
    )
    assert face.box.overlap(mirrored) > 0.5


@pytest.mark.parametrize(
    "name",
    ["brick", "gravel", "grass", "coffee", "page", "text", "moon", "coins", "cat"],
)
def test_sees_no_face_where_there_is_none(haar: HaarBackend, name: str) -> None:
    assert haar.detect(grey(photograph(name))) == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (16, 16), (24, 24), (23, 400)])
def test_takes_any_shape(haar: HaarBackend, shape: tuple[int, int]) -> None:
    assert haar.detect(np.full(shape, 128, np.uint8)) == ()


def test_boxes_stay_inside_of_the_picture(haar: HaarBackend) -> None:
    close = np.ascontiguousarray(astronaut()[62:185, 165:285])

    for face in haar.detect(close):
        assert 0 <= face.box.x0 < face.box.x1 <= 1
        assert 0 <= face.box.y0 < face.box.y1 <= 1


def test_two_threads_may_look_at_once(haar: HaarBackend) -> None:
    image = astronaut(200)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(haar.detect, [image] * 8))

    assert all(result == results[0] for result in results)
    assert len(results[0]) == 1


def test_things_are_shared_and_loaded_no_more_often_than_needed() -> None:
    loads: list[object] = []

    def load() -> object:
        loads.append(object())
        return loads[-1]

    shared = Shared(load)
    with shared.borrow() as first:
        pass
    with shared.borrow() as again, shared.borrow() as other:
        assert again is first
        assert other is not first
    assert len(loads) == 2


def test_keeps_the_surest_of_faces_on_one_place() -> None:
    big = Face(Box(0.1, 0.1, 0.5, 0.5), 0.7)
    inside = Face(Box(0.22, 0.2, 0.4, 0.4), 0.9)
    shifted = Face(Box(0.15, 0.1, 0.55, 0.5), 0.8)
    elsewhere = Face(Box(0.6, 0.1, 0.9, 0.4), 0.6)

    assert suppress_doubles([big, inside, shifted, elsewhere]) == (inside, elsewhere)


def test_a_mouth_in_a_face_is_no_second_face() -> None:
    face = Face(Box(0.2, 0.1, 0.6, 0.7), 0.96)
    mouth = Face(Box(0.32, 0.5, 0.5, 0.71), 0.7)
    beside = Face(Box(0.5, 0.5, 0.7, 0.8), 0.7)

    assert suppress_doubles([mouth, face]) == (face,)
    assert suppress_doubles([beside, face]) == (face, beside)
