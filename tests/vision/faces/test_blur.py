"""Faces made unrecognisable."""

import numpy as np

from custom_components.argus.vision.faces.blur import blur_faces
from custom_components.argus.vision.faces.haar import HaarBackend
from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Face

from ..portraits import grey, photograph

FACE = Face(Box(0.33, 0.12, 0.55, 0.36), 0.9)


def test_no_face_is_found_any_more() -> None:
    image = photograph("astronaut")
    haar = HaarBackend()
    assert haar.detect(grey(image))

    blurred = blur_faces(image, [FACE])

    assert haar.detect(grey(blurred)) == ()


def test_few_colours_are_left_of_a_face_and_its_margin() -> None:
    blurred = blur_faces(photograph("astronaut"), [FACE])

    inside = blurred[int(0.06 * 512) : int(0.42 * 512), int(0.28 * 512) : 312]
    assert len(np.unique(inside.reshape(-1, 3), axis=0)) <= 36


def test_nothing_else_changes_and_the_original_stays() -> None:
    image = photograph("astronaut")
    kept = image.copy()

    blurred = blur_faces(image, [FACE])

    assert np.array_equal(image, kept)
    assert np.array_equal(blurred[300:], image[300:])
    assert np.array_equal(blurred[:, 380:], image[:, 380:])


def test_without_faces_it_is_a_copy() -> None:
    image = photograph("astronaut")

    blurred = blur_faces(image, [])

    assert blurred is not image
    assert np.array_equal(blurred, image)


def test_faces_at_the_edge_in_the_corner_and_without_size() -> None:
    image = photograph("astronaut")[:40, :30]
    faces = [
        Face(Box(0, 0, 0.1, 0.1), 1),
        Face(Box(0.95, 0.95, 1, 1), 1),
        Face(Box(0.5, 0.5, 0.5, 0.5), 1),
    ]

    blurred = blur_faces(image, faces)

    assert blurred.shape == image.shape
    assert not np.array_equal(blurred, image)


def test_a_grey_picture_stays_grey() -> None:
    image = grey(photograph("astronaut"))

    blurred = blur_faces(image, [FACE])

    assert blurred.shape == image.shape
    assert not np.array_equal(blurred, image)
