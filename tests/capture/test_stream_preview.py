"""Tests of the small pictures that are taken of a stream beside the frames that are looked at."""

from itertools import pairwise

import av
import pytest

from custom_components.argus.capture import stream_preview
from custom_components.argus.capture.stream_preview import (
    BETWEEN,
    WIDEST,
    StreamPreviews,
)
from custom_components.argus.vision.frames.frame import Frame

from ..streams import FPS, numbered


def frame(number: int = 0) -> av.VideoFrame:
    """Return a decoded frame of a stream."""
    return av.VideoFrame.from_ndarray(numbered(number), "bgr24")


def play(previews: StreamPreviews, seconds: float, start: float = 100.0) -> None:
    """Offer all frames of a while."""
    for number in range(int(seconds * FPS)):
        previews.offer(frame(number), start + number / FPS)


def test_some_frames_a_second_are_taken_whoever_looks_how_often() -> None:
    previews = StreamPreviews()
    previews.is_on = True
    play(previews, 10)
    taken = previews.drain()
    assert len(taken) == 10 / BETWEEN
    assert [one.seconds for one in taken] == sorted({one.seconds for one in taken})
    assert all(
        later.seconds - one.seconds == pytest.approx(BETWEEN)
        for one, later in pairwise(taken)
    )
    assert {Frame.open(one.picture).width for one in taken} == {160}
    assert previews.drain() == ()


def test_large_frames_are_made_small() -> None:
    previews = StreamPreviews()
    previews.is_on = True
    previews.offer(av.VideoFrame(2560, 1440, "yuv420p"), 1)
    (taken,) = previews.drain()
    small = Frame.open(taken.picture)
    assert (small.width, small.height) == (WIDEST, 360)


def test_nothing_is_taken_where_no_previews_are_kept() -> None:
    previews = StreamPreviews()
    play(previews, 2)
    assert previews.drain() == ()


def test_what_nobody_takes_gives_way_to_what_is_newer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However long a busy machine looks at a frame, the bytes that wait stay few."""
    previews = StreamPreviews()
    previews.is_on = True
    play(previews, 1)
    size = len(previews.drain()[-1].picture)
    monkeypatch.setattr(stream_preview, "MOST_BYTES", 6 * size)
    play(previews, 60, start=200)
    taken = previews.drain()
    assert sum(len(one.picture) for one in taken) <= 6 * size
    assert taken[-1].seconds == pytest.approx(260 - BETWEEN)
    assert len(taken) >= 3
    # What was let go is not counted any more.
    play(previews, 0.5, start=300)
    assert len(previews.drain()) == 3


def test_a_frame_that_cannot_be_converted_is_left_out() -> None:
    """The stream goes on, and the next frame is taken."""
    previews = StreamPreviews()
    previews.is_on = True
    previews.offer(Unusable(), 1)  # type: ignore[arg-type]
    previews.offer(frame(), 2)
    assert [one.seconds for one in previews.drain()] == [2]


class Unusable:
    """A frame in a format that FFmpeg cannot convert."""

    width = height = 100

    def reformat(self, **_wanted: object) -> object:
        """Refuse."""
        raise ValueError("unknown format")
