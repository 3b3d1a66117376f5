"""Shakes are told from movers and taken out."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.alignment import Aligner, Edges

from ..scenes import Image, grey_room


def _shifted(picture: Image, x: float, y: float) -> Image:
    height, width = picture.shape
    shift = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = cv2.warpAffine(
        picture, shift, (width, height), borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(moved, np.uint8)


@pytest.mark.parametrize(("x", "y"), [(3, 0), (0, 3), (-2, -3), (2, 2)])
def test_a_shake_changes_edges_all_over(x: float, y: float) -> None:
    scene = grey_room(240, 135)

    assert Edges(scene).is_shaken(_shifted(scene, x, y), scene)


def test_what_covers_a_third_of_the_edges_is_no_shake() -> None:
    scene = grey_room(240, 135)
    covered = scene.copy()
    covered[:, 60:150] = 255 - covered[:, 60:150]

    assert not Edges(scene).is_shaken(covered, scene)
    assert not Edges(scene).is_shaken(scene, scene)


@pytest.mark.parametrize("shape", [(1, 1), (2, 240), (240, 2), (3, 3)])
def test_tiny_pictures_have_no_edges(shape: tuple[int, int]) -> None:
    scene = np.zeros(shape, np.uint8)

    assert not Edges(scene).is_shaken(np.full(shape, 255, np.uint8), scene)


def test_the_aligned_picture_shows_the_reference_where_it_has_nothing() -> None:
    scene = grey_room(240, 135)
    shaken = scene.copy()
    shaken[4:] = scene[:-4]
    shaken[:4] = 255 - scene[:4]

    aligned = Aligner().align(shaken, scene)

    assert aligned is not None
    assert cv2.absdiff(aligned, scene)[:, 2:-2].max() <= 12


@pytest.mark.parametrize(("x", "y"), [(13, 0), (-11, 6), (0, -9)])
def test_a_hard_shake_is_taken_out(x: float, y: float) -> None:
    scene = grey_room(240, 135)
    shaken = _shifted(scene, x, y)

    aligned = Aligner().align(shaken, scene)

    assert aligned is not None
    assert not Edges(scene).is_shaken(aligned, scene)


def test_a_shake_that_also_blurs_is_told_from_another_light() -> None:
    scene = grey_room(240, 135)
    edges = Edges(scene)
    blurred = cv2.blur(_shifted(scene, 5, -3), (9, 1))
    back = _shifted(np.asarray(blurred, np.uint8), -5, 3)
    lit = np.asarray(255 - scene, np.uint8)

    assert edges.is_nearer(back, np.asarray(blurred, np.uint8), scene)
    assert not edges.is_nearer(_shifted(lit, 5, -3), lit, scene)
