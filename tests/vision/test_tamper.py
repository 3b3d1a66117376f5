"""What is done to the camera is noticed after seconds, and nothing else is taken for it."""

from collections.abc import Iterable
from itertools import cycle, islice

import cv2
import numpy as np
import pytest

from custom_components.argus.vision import Tamper
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.tamper import TamperWatch

from .scenes import Image, jpeg, room, seen, with_person

SCENE = room()


class Camera:
    """A camera that is watched once a second."""

    def __init__(self) -> None:
        """Start with nothing learnt."""
        self._rng = np.random.default_rng(1)
        self._watch = TamperWatch()
        self._now = 0.0

    def show(
        self, picture: Image, seconds: int, step: float = 1.0
    ) -> list[Tamper | None]:
        """Show a picture for some time, with a sensor's noise."""
        frames = [seen(picture, self._rng) for _ in range(5)]
        count = int(seconds / step)
        return self.send(islice(cycle(frames), count), step)

    def send(self, frames: Iterable[bytes], step: float = 1.0) -> list[Tamper | None]:
        """Show encoded frames."""
        found = []
        for frame in frames:
            self._now += step
            found.append(self._watch.update(Frame.open(frame), self._now))
        return found


def _cloth() -> Image:
    folds = np.random.default_rng(1).normal(0, 300, (360, 640, 1))
    return (
        np.clip(cv2.GaussianBlur(folds, (0, 0), 30)[..., None] + 60, 0, 255)
        .repeat(3, 2)
        .astype(np.uint8)
    )


def _gain(gain: float, offset: float = 0) -> Image:
    return np.clip(SCENE * gain + offset, 0, 255).astype(np.uint8)


TAMPERED = [
    (np.full_like(SCENE, 5), Tamper.COVERED),
    (_cloth(), Tamper.COVERED),
    (_gain(0.1, 235), Tamper.BLINDED),
    (np.asarray(cv2.GaussianBlur(SCENE, (0, 0), 10), np.uint8), Tamper.DEFOCUSED),
    (np.ascontiguousarray(np.roll(SCENE, 150, axis=1)), Tamper.MOVED),
]


@pytest.mark.parametrize("step", [0.2, 1.0, 5.0])
@pytest.mark.parametrize(("picture", "expected"), TAMPERED)
def test_is_noticed_and_taken_back(
    picture: Image, expected: Tamper, step: float
) -> None:
    camera = Camera()
    assert set(camera.show(SCENE, 60, step)) == {None}
    during = camera.show(picture, 40, step)

    assert during[0] is None
    assert during[-1] is expected
    assert set(during) == {None, expected}
    assert camera.show(SCENE, 20, step)[-1] is None


@pytest.mark.parametrize("picture", [picture for picture, _ in TAMPERED])
def test_a_moment_is_not_enough(picture: Image) -> None:
    camera = Camera()
    camera.show(SCENE, 30)

    assert set(camera.show(picture, 3)) == {None}
    assert set(camera.show(SCENE, 10)) == {None}


@pytest.mark.parametrize(
    "picture",
    [
        _gain(0.5),
        _gain(0.12),
        _gain(1.6),
        _gain(0.7, 40),
        with_person(SCENE, 0.5, tall=0.95, contrast=110),
        np.asarray(
            cv2.cvtColor(cv2.cvtColor(SCENE, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR),
            np.uint8,
        ),
    ],
    ids=["half", "dark", "bright", "hazy", "close", "grey"],
)
def test_light_and_people_are_no_tampering(picture: Image) -> None:
    camera = Camera()
    camera.show(SCENE, 30)

    assert set(camera.show(picture, 40)) == {None}


def test_a_new_view_is_accepted_after_minutes() -> None:
    camera = Camera()
    camera.show(SCENE, 30)
    turned = np.ascontiguousarray(np.roll(SCENE, 150, axis=1))
    found = camera.show(turned, 600, 3.0)

    assert Tamper.MOVED in found
    assert found[-1] is None


def test_a_plain_wall_cannot_be_judged() -> None:
    camera = Camera()
    camera.show(np.full_like(SCENE, 120), 30)

    assert set(camera.show(np.full_like(SCENE, 10), 30)) == {None}


def test_frozen_after_a_minute_of_the_same_frame() -> None:
    camera = Camera()
    camera.show(SCENE, 30)
    frozen = camera.send([jpeg(SCENE)] * 90)

    assert set(frozen[:59]) == {None}
    assert frozen[-1] is Tamper.FROZEN
    assert camera.show(SCENE, 2)[-1] is None


def test_a_camera_that_never_changed_is_not_frozen() -> None:
    assert set(Camera().send([jpeg(SCENE)] * 200)) == {None}


def test_a_still_that_is_renewed_now_and_then_is_not_frozen() -> None:
    """A doorbell's last picture, a weather map: every two minutes another one."""
    camera = Camera()
    seen = []
    for minute in range(14):
        seen += camera.send(
            [jpeg(np.asarray(SCENE // 16 * 16 + minute, np.uint8))] * 120
        )

    assert set(seen) == {None}


def test_a_camera_that_was_frozen_is_watched_again() -> None:
    camera = Camera()
    camera.show(SCENE, 30)
    assert camera.send([jpeg(SCENE)] * 90)[-1] is Tamper.FROZEN
    assert camera.show(SCENE, 20)[-1] is None
    assert camera.send([jpeg(SCENE)] * 90)[-1] is Tamper.FROZEN
