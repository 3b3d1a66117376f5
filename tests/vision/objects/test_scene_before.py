"""Where it looks as it did before somebody came, nobody is."""

import numpy as np

from custom_components.argus.vision import Box
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.objects.scene_before import SceneBefore

SPOT = Box(0.4, 0.2, 0.6, 0.8)


def frame(inside: int = 110, around: int = 110, width: int = 640) -> Frame:
    picture = np.full((360, width, 3), around, np.uint8)
    picture[72:288, round(0.4 * width) : round(0.6 * width)] = inside
    return Frame.open(picture)


def learnt(width: int = 640) -> SceneBefore:
    scene = SceneBefore()
    scene.learn(frame(width=width), 0.0)
    scene.learn(frame(width=width), 0.2)
    return scene


def test_contrast_is_the_difference_in_grey_levels() -> None:
    scene = learnt()

    assert scene.contrast(frame(150), SPOT) == 40
    assert scene.contrast(frame(), SPOT) == 0


def test_nothing_is_known_before_anything_was_learnt() -> None:
    scene = SceneBefore()
    scene.learn(frame(), 0.0)

    assert scene.contrast(frame(), SPOT) is None
    assert not scene.is_as_before(frame(), SPOT)
    assert not scene.shows_nobody(frame(), SPOT, 40.0)


def test_who_turns_up_right_after_was_in_the_picture_already() -> None:
    scene = learnt()
    scene.learn(frame(200), 10.0)
    scene.interrupt()

    assert scene.is_as_before(frame(), SPOT)
    assert not scene.is_as_before(frame(200), SPOT)


def test_the_place_is_learnt_anew() -> None:
    scene = learnt()
    scene.learn(frame(90, 90), 3.0)
    assert scene.contrast(frame(90, 90), SPOT) == 20
    scene.learn(frame(90, 90), 6.0)
    scene.learn(frame(90, 90), 6.2)

    assert scene.contrast(frame(90, 90), SPOT) == 0


def test_only_who_differed_clearly_is_plainly_gone() -> None:
    scene = learnt()

    assert scene.shows_nobody(frame(), SPOT, 40.0)
    assert not scene.shows_nobody(frame(), SPOT, 10.0)
    assert not scene.shows_nobody(frame(), SPOT, None)
    assert not scene.shows_nobody(frame(118), SPOT, 40.0)


def test_too_small_a_place_and_another_size_of_picture_do_not_tell() -> None:
    scene = learnt()

    assert scene.contrast(frame(), Box(0.4, 0.2, 0.402, 0.21)) is None
    assert scene.contrast(frame(width=320), SPOT) is None


def test_pictures_that_cannot_be_decoded_small_are_made_small() -> None:
    scene = learnt(width=4000)

    assert scene.contrast(frame(150, width=4000), Box(0.45, 0.3, 0.55, 0.7)) == 40
