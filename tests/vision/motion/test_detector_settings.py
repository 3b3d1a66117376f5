"""Settings of the detector: how readily it sees, what is too small, and that a change forgets nothing."""

import pytest

from custom_components.argus.vision import PipelineSettings

from ..scenes import with_person
from ..watch import Watch
from .lighting import EMPTY


@pytest.mark.parametrize("contrast", [16, 24, 36, 60])
def test_more_sensitive_sees_no_less(contrast: float) -> None:
    found = []
    for sensitivity in (1, 20, 40, 50, 60, 80, 100):
        watch = Watch(sensitivity=sensitivity)
        watch.settle(frames=15)
        person = [with_person(EMPTY, 0.4 + 0.07 * i, contrast=contrast) for i in (0, 1)]
        found.append([watch.show(picture).detected for picture in person][1])

    assert found == sorted(found)
    assert found[-1]


def test_the_least_size_is_kept() -> None:
    for least, expected in ((0.0012, True), (0.05, False)):
        watch = Watch(min_object=least)
        watch.settle()
        watch.show(with_person(EMPTY, 0.4))
        assert watch.show(with_person(EMPTY, 0.47)).detected is expected


def test_the_old_parameters_are_understood() -> None:
    for threshold, area, expected in (
        (20, 300, True),
        (150, 300, False),
        (20, 20000, False),
    ):
        watch = Watch(motion_threshold=threshold, min_contour_area=area)
        watch.settle()
        watch.show(with_person(EMPTY, 0.4))
        assert watch.show(with_person(EMPTY, 0.47)).detected is expected


def test_settings_change_without_learning_anew() -> None:
    watch = Watch()
    watch.settle()
    watch.pipeline.configure(PipelineSettings(faces=False, sensitivity=70))

    assert watch.show(EMPTY).suppressed is None
    assert watch.show(with_person(EMPTY, 0.5)).detected
