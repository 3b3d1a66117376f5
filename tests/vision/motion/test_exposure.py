"""A change of exposure is measured, whatever moves meanwhile."""

import numpy as np
import pytest

from custom_components.argus.vision.motion.exposure import estimate_exposure, median

from ..scenes import grey_room

SCENE = grey_room(240, 135)


@pytest.mark.parametrize("gain", [0.7, 0.9, 1.0, 1.2])
@pytest.mark.parametrize("offset", [-10.0, 0.0, 12.0])
def test_gain_and_offset_are_found_in_spite_of_a_mover(
    gain: float, offset: float
) -> None:
    frame = np.clip(np.rint(SCENE * gain + offset), 0, 255).astype(np.uint8)
    frame[30:120, 80:130] = 255 - frame[30:120, 80:130]

    exposure = estimate_exposure(frame, SCENE)

    expected = SCENE[::3, ::3] * gain + offset
    told = SCENE[::3, ::3] * exposure.gain + exposure.offset
    # What clips and what moves does not agree with the rest, and is not asked.
    assert np.abs(told - expected).mean() < 2.5
    shown = exposure.apply(SCENE).astype(np.int16)
    assert np.percentile(np.abs(shown - frame), 70) <= 4


def test_nothing_changed_is_neutral() -> None:
    assert estimate_exposure(SCENE, SCENE).is_neutral


@pytest.mark.parametrize("size", [1, 2, 3, 10, 901])
def test_median(size: int) -> None:
    values = np.random.default_rng(size).integers(-510, 511, size).astype(np.int16)

    assert median(values) == sorted(values.tolist())[size // 2]
