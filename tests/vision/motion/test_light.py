"""Light that is switched on or off, everywhere or in a part of the scene, is not taken for motion."""

import numpy as np

from ..scenes import with_person
from ..watch import Watch
from .lighting import EMPTY, lit


def test_light_switched_on_is_not_motion_but_who_walks_is_still_seen() -> None:
    watch = Watch()
    watch.settle(lit(EMPTY, 0.5))
    assert not watch.show(EMPTY).detected
    assert not any(watch.show(EMPTY).detected for _ in range(5))
    watch.show(with_person(EMPTY, 0.3))
    watch.show(with_person(EMPTY, 0.36))

    assert watch.show(lit(with_person(EMPTY, 0.42), 0.5)).detected


def test_a_lamp_lights_a_part_of_the_scene() -> None:
    y, x = np.mgrid[0:360, 0:640]
    glow = np.exp(-((x - 200) ** 2 + (y - 150) ** 2) / (2 * 90**2))
    lamp = lit(EMPTY, (1 + 0.4 * glow)[..., None])
    watch = Watch()
    watch.settle()

    assert watch.show(lamp).suppressed == "light"
    assert not any(watch.show(lamp).detected for _ in range(4))
    assert watch.show(with_person(lamp, 0.31)).detected


def test_lights_out_is_no_night_vision() -> None:
    watch = Watch()
    watch.settle()

    assert watch.show(lit(EMPTY, 0.3)).suppressed == "light"
    assert watch.show(EMPTY).suppressed == "light"
