"""A turned camera is told from somebody who fills the picture."""

import cv2
import numpy as np
import pytest

from ..scenes import Image, room, with_person
from ..watch import Watch
from .lighting import EMPTY, lit


def _with_visitor_before_lens(picture: Image, tall: float, x: float) -> Image:
    """Show somebody so near that they hide most of the picture, and the exposure that the camera takes for that."""
    near = picture.copy()
    height, width = near.shape[:2]
    figure: Image = np.zeros((height, width), np.uint8)
    middle = (int(x * width), int(height * (1.05 - tall / 2)))
    axes = (int(0.45 * tall * height), int(0.55 * tall * height))
    cv2.ellipse(figure, middle, axes, 0, 0, 360, [255], -1)
    ys, xs = np.mgrid[0:height, 0:width]
    cloth = 30 + 30 * ((xs - middle[0]) // 23 % 2) + 25 * ((ys - middle[1]) // 31 % 2)
    np.copyto(near, cloth[..., None].astype(np.uint8), where=figure[..., None] > 0)
    return lit(near, (picture.mean() / near.mean()) ** 0.7)


@pytest.mark.parametrize("fps", [1, 5])
def test_who_comes_near_and_fills_the_picture_is_seen(fps: int) -> None:
    watch = Watch(fps)
    watch.settle(frames=12 * fps)
    came = []
    for step in range(3 * fps):
        way = step / (3 * fps)
        came.append(
            watch.show(_with_visitor_before_lens(EMPTY, 0.5 + 1.1 * way, 0.2 + way / 3))
        )
    # At the lens now, half a step from one frame to the next.
    near = [
        watch.show(_with_visitor_before_lens(EMPTY, 1.7, 0.42 + 0.12 * (step % 2)))
        for step in range(3 * fps)
    ]

    assert not any(motion.suppressed == "camera_moved" for motion in came + near)
    assert np.mean([motion.detected for motion in came[1:] + near]) >= 0.8


@pytest.mark.parametrize("fps", [1, 5])
def test_a_camera_that_is_turned_while_somebody_large_is_in_view_is_noticed(
    fps: int,
) -> None:
    watch = Watch(fps)
    watch.settle(frames=12 * fps)
    for step in range(2 * fps):
        watch.show(with_person(EMPTY, 0.3 + 0.1 * step / fps, tall=1.15))
    elsewhere = np.asarray(255 - room(7), np.uint8)
    seen = [watch.show(elsewhere) for _ in range(3 * fps)]

    assert any(motion.suppressed == "camera_moved" for motion in seen)
    assert not any(motion.detected for motion in seen[-fps:])
