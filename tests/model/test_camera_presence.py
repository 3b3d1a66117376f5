"""How long somebody is present at a camera, and when they were last seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.argus.model.activity import (
    LAST_SEEN_PERIOD,
    LAST_SEEN_QUIET,
    ActivityTracker,
    ActivityType,
    CameraState,
)
from custom_components.argus.vision import (
    Tamper,
)

from .test_activity import FACE, NOON, SETTINGS, STILL, Camera, moving, seeing


def test_presence_lasts_until_the_timeout() -> None:
    camera = Camera()
    assert camera.look(seeing(2), 0) == (ActivityType.FACE,)
    assert camera.view().present
    assert camera.view().faces == 2
    assert camera.tracker.presence_ends == NOON + timedelta(seconds=60)
    camera.look(STILL, 59.9)
    assert camera.view().present
    camera.look(STILL, 60)
    assert not camera.view().present
    assert camera.view().last_seen == NOON


def test_presence_ends_without_frames() -> None:
    camera = Camera()
    camera.look(seeing(), 0)
    camera.tracker.check_presence(NOON + timedelta(seconds=59))
    assert camera.view().present
    camera.tracker.check_presence(NOON + timedelta(seconds=60))
    assert not camera.view().present


def test_a_face_is_told_again_only_after_it_was_gone() -> None:
    camera = Camera()
    assert camera.look(seeing(), 0) == (ActivityType.FACE,)
    assert camera.look(seeing(3), 1) == ()
    camera.look(STILL, 2)
    assert camera.look(seeing(), 3) == (ActivityType.FACE,)


def test_last_seen_is_not_told_with_every_frame() -> None:
    camera = Camera()
    period = LAST_SEEN_PERIOD.total_seconds()
    for seconds in range(int(period)):
        camera.look(seeing(), seconds)
    assert camera.view().last_seen == NOON
    camera.look(seeing(), period)
    assert camera.view().last_seen == NOON + LAST_SEEN_PERIOD
    camera.look(seeing(), period + 3)
    # Exact as soon as nobody was in view for a while: who turns their face away and back is no news.
    quiet = LAST_SEEN_QUIET.total_seconds()
    camera.look(STILL, period + 2 + quiet)
    assert camera.view().last_seen == NOON + LAST_SEEN_PERIOD
    camera.look(STILL, period + 3 + quiet)
    assert camera.view().last_seen == NOON + LAST_SEEN_PERIOD + timedelta(seconds=3)


@given(st.lists(st.tuples(st.floats(0.1, 40), st.booleans()), max_size=40))
def test_last_seen_is_never_older_than_a_period(
    frames: Sequence[tuple[float, bool]],
) -> None:
    camera = Camera()
    now, seen = 0.0, None
    for gap, face in frames:
        now += gap
        camera.look(seeing() if face else STILL, now)
        if face:
            seen = NOON + timedelta(seconds=now)
        told = camera.view().last_seen
        assert (told is None) == (seen is None)
        if told is not None and seen is not None:
            assert timedelta(0) <= seen - told < LAST_SEEN_PERIOD
            quiet = NOON + timedelta(seconds=now) - seen >= LAST_SEEN_QUIET
            assert told == seen or not quiet
        assert camera.view().present == (
            seen is not None
            and NOON + timedelta(seconds=now) < seen + timedelta(seconds=60)
        )


def test_a_clock_set_back_ends_presence_in_time() -> None:
    camera = Camera()
    camera.look(seeing(), 0, wall=7200)
    camera.look(STILL, 1, wall=0)
    assert camera.view().present
    assert camera.view().last_seen == NOON
    camera.look(STILL, 61, wall=60)
    assert not camera.view().present


@pytest.mark.parametrize(("ago", "present"), [(59, True), (60, False), (-30, True)])
def test_presence_survives_a_restart(ago: int, present: bool) -> None:
    tracker = ActivityTracker(SETTINGS)
    tracker.remember(NOON - timedelta(seconds=ago), NOON)
    assert tracker.state.present is present
    assert tracker.state.last_seen == NOON - timedelta(seconds=max(ago, 0))


def test_rest_forgets_the_view_but_not_presence() -> None:
    camera = Camera()
    camera.look(replace(moving(0.3, "z1"), faces=(FACE,), tamper=Tamper.COVERED), 0)
    before = camera.view()
    camera.tracker.rest()
    assert camera.view() == CameraState(
        present=True, last_seen=before.last_seen, tallies=before.tallies
    )
    # Without motion the hold does not bring the old motion back.
    camera.look(STILL, 0.1)
    assert not camera.view().motion
    assert camera.view().zones == ()
    assert camera.look(moving(), 0.2) == (ActivityType.MOTION,)
