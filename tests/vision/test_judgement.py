"""What changed is told from what matters."""

import numpy as np
import pytest

from custom_components.argus.vision.background import BUSY
from custom_components.argus.vision.judgement import Change, judge

from .scenes import grey_room

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
    )


@pytest.mark.parametrize(
    ("activity", "things"), [(None, 1), (BUSY - 1, 1), (BUSY + 1, 0)]
)
def test_what_moves_all_the_time_is_no_thing(
    activity: float | None, things: int
) -> None:
    verdict = judge(_change(activity), 40)

    assert len(verdict.things) == things
    assert all(blob.area == 144 for blob in verdict.things)
