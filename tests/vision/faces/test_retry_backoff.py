"""How long what shows no face is left alone."""

import numpy as np
import pytest

from custom_components.argus.vision.faces.retry_backoff import RetryBackoff
from custom_components.argus.vision.geometry import Box

PLACE = Box(0.4, 0.2, 0.6, 0.7)


def looks(fps: float, seconds: float) -> list[float]:
    """Search a place in vain whenever it does not wait, and return when."""
    backoff = RetryBackoff()
    taken = []
    for now in np.arange(0, seconds, 1 / fps).tolist():
        if not backoff.is_waiting(PLACE, now):
            backoff.note_search(PLACE, now)
            taken.append(now)
    return taken


def test_who_comes_is_searched_in_two_frames_running() -> None:
    for fps in (0.5, 1, 2, 5, 10):
        assert looks(fps, 2 / fps + 0.01)[:2] == [0.0, 1 / fps]


@pytest.mark.parametrize(
    ("fps", "longest"), [(0.5, 2.0), (1, 1.0), (2, 0.75), (5, 0.6), (10, 0.6)]
)
def test_the_wait_grows_up_to_a_bound(fps: float, longest: float) -> None:
    waits = np.diff(looks(fps, 60))

    assert waits.max() <= 0.6 + 1 / fps
    assert waits[-10:].mean() == pytest.approx(longest, rel=0.1)


def test_who_walks_on_does_not_wait() -> None:
    backoff = RetryBackoff()
    for index in range(12):
        now = 0.2 * index
        x = 0.1 + 0.06 * index
        region = Box(x, 0.2, x + 0.07, 0.7)
        assert not backoff.is_waiting(region, now)
        backoff.note_search(region, now)


def test_who_has_grown_does_not_wait() -> None:
    backoff = RetryBackoff()
    for index in range(5):
        backoff.note_search(PLACE, 0.2 * index)
    assert backoff.is_waiting(PLACE, 1.0)

    assert not backoff.is_waiting(Box(0.3, 0.1, 0.7, 0.9), 1.0)


def test_who_was_still_for_a_while_does_not_wait() -> None:
    backoff = RetryBackoff()
    for index in range(5):
        backoff.note_search(PLACE, 0.2 * index)
    assert backoff.is_waiting(PLACE, 1.0)

    assert not backoff.is_waiting(PLACE, 2.0)
    backoff.note_search(PLACE, 2.0)
    assert not backoff.is_waiting(PLACE, 2.2)


def test_where_a_face_is_nothing_was_in_vain() -> None:
    backoff = RetryBackoff()
    for index in range(5):
        backoff.note_search(PLACE, 0.2 * index)

    backoff.forget_place(PLACE)

    assert not backoff.is_waiting(PLACE, 1.0)
