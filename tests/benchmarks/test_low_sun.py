"""Hard shadows as a camera shows them."""

import numpy as np
from numpy.typing import NDArray
import pytest

from benchmarks.disturbances import Moment
from benchmarks.low_sun import LowSun, SunBehind

SIZE = (480, 640)


def _left(sun: LowSun, grey: float = 150) -> NDArray[np.float32]:
    """Return which share of each pixel's greys is left on the mean of when a shadow of nobody in view is seen most."""
    plain = np.full((*SIZE, 3), grey, np.float32)
    shown = [
        sun.alter(plain.copy(), Moment(second / 2, 20)) / plain for second in range(36)
    ]
    return np.asarray(min(shown, key=np.mean), np.float32)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", [LowSun, SunBehind])
def test_a_shadow_is_blue_and_even_but_for_its_edge(
    kind: type[LowSun], seed: int
) -> None:
    left = _left(kind(np.random.default_rng(seed), 640, 480))
    core = left.mean(axis=2) < 0.68
    assert core.sum() > 200

    blue, green, red = left[core].mean(axis=0)
    assert 0.35 < red < green < blue < 0.75
    # Noise, and two grounds of which one gets up to 1.35 times as much of the sky.
    assert np.log(left[core]).std(axis=0).max() < 0.16
    assert ((left.mean(axis=2) > 0.7) & (left.mean(axis=2) < 0.97)).any()


@pytest.mark.parametrize("seed", range(4))
def test_shadows_lie_when_the_sun_is_beside_and_stand_when_it_is_behind(
    seed: int,
) -> None:
    for kind, lying in (LowSun, True), (SunBehind, False):
        left = _left(kind(np.random.default_rng(seed), 640, 480)).mean(axis=2)
        ys, xs = np.nonzero(left < 0.8)
        assert (np.ptp(xs) > 1.5 * np.ptp(ys)) == lying
