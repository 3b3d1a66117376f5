"""What changed is told from what matters."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.background import BUSY
from custom_components.argus.vision.motion.blob_classification import (
    Change,
    classify_blobs,
)
from custom_components.argus.vision.motion.out_of_focus import Focus

from ..scenes import grey_room

SCENE = grey_room(240, 135)


def _change(activity: float | None) -> Change:
    where = np.zeros(SCENE.shape, np.uint8)
    where[40:52, 100:112] = 255
    lively = None
    if activity is not None:
        lively = np.full(SCENE.shape, activity, np.float32)
    return Change(
        picture=np.where(where > 0, 255 - SCENE, SCENE),
        scene=SCENE,
        where=where,
        moved=where,
        activity=lively,
        known=None,
        before=None,
        everywhere=False,
        quick=False,
        threshold=np.full(SCENE.shape, 12, np.uint8),
        focus=Focus(),
        clock=0.0,
    )


@pytest.mark.parametrize(
    ("activity", "things"), [(None, 1), (BUSY - 1, 1), (BUSY + 1, 0)]
)
def test_what_moves_all_the_time_is_no_thing(
    activity: float | None, things: int
) -> None:
    classes = classify_blobs(_change(activity), 40)

    assert len(classes.moving) == things
    assert all(blob.area == 144 for blob in classes.moving)


def test_leaves_that_sway_by_a_few_pixels_are_no_thing() -> None:
    scene = np.random.default_rng(1).integers(40, 200, (45, 80)).astype(np.uint8)
    scene = np.asarray(cv2.resize(scene, (240, 135)), np.uint8)
    where = np.zeros(scene.shape, np.uint8)
    where[60:68, 100:110] = 255
    swayed = scene.copy()
    swayed[60:68, 100:110] = scene[62:70, 102:112]
    change = replace(
        _change(None), scene=scene, picture=swayed, where=where, moved=where
    )
    assert not classify_blobs(change, 40).moving

    thing = replace(change, picture=np.where(where > 0, np.uint8(255), scene))
    assert len(classify_blobs(thing, 40).moving) == 1
