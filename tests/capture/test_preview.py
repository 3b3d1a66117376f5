"""Tests of the frames that are kept around an incident for its moving preview."""

from itertools import pairwise

from hypothesis import given, settings, strategies as st

from custom_components.argus.capture.preview import (
    AFTER,
    BEFORE,
    MOST_BYTES,
    MOST_FRAMES,
    RING_BYTES,
    PreviewRecorder,
)
from custom_components.argus.vision import PreviewFrame


def frame(seconds: float, size: int = 10) -> PreviewFrame:
    return PreviewFrame(seconds, bytes(size))


def seconds(frames: tuple[PreviewFrame, ...]) -> list[float]:
    return [one.seconds for one in frames]


def test_it_begins_before_the_incident_and_ends_after_it() -> None:
    recorder = PreviewRecorder()
    assert recorder.frames(10) == ()
    for second in range(100):
        if second == 50:
            recorder.begin(50)
        recorder.offer([frame(second)])
    assert seconds(recorder.frames(10)) == list(range(-int(BEFORE), 11 + int(AFTER)))


def test_the_next_incident_begins_with_what_was_before() -> None:
    """Also with frames that belonged to the last one, and with no older ones."""
    recorder = PreviewRecorder()
    recorder.begin(0)
    recorder.offer(frame(second) for second in range(20))
    recorder.end()
    assert recorder.frames(100) == ()
    recorder.offer([frame(20)])
    recorder.begin(21)
    recorder.offer([frame(21)])
    assert seconds(recorder.frames(0)) == [-4, -3, -2, -1, 0]
    recorder.clear()
    recorder.begin(22)
    assert recorder.frames(0) == ()


def test_a_pause_leaves_nothing_old() -> None:
    """A camera that was away shows nothing of long ago."""
    recorder = PreviewRecorder()
    recorder.offer([frame(0), frame(1)])
    recorder.begin(60)
    recorder.offer([frame(60)])
    assert seconds(recorder.frames(0)) == [0]


def test_a_clock_that_is_set_back() -> None:
    recorder = PreviewRecorder()
    recorder.offer([frame(1000), frame(1001)])
    recorder.offer([frame(3)])
    recorder.begin(4)
    recorder.offer([frame(4)])
    assert seconds(recorder.frames(0)) == [-1, 0]


def test_however_long_it_lasts_all_of_it_is_shown() -> None:
    """Few frames, spread evenly, from before the beginning to the end."""
    recorder = PreviewRecorder()
    for second in range(-10, 1800):
        if second == 0:
            recorder.begin(0)
        recorder.offer([frame(second)])
    kept = seconds(recorder.frames(1799))
    assert MOST_FRAMES / 3 < len(kept) <= MOST_FRAMES
    assert kept[0] == -4
    assert kept[-1] > 1799 - 40
    gaps = [after - before for before, after in pairwise(kept)]
    assert max(gaps) <= 40


def test_large_pictures_are_fewer() -> None:
    recorder = PreviewRecorder()
    for second in range(-10, 100):
        if second == 0:
            recorder.begin(0)
        recorder.offer([frame(second, 200_000)])
    kept = recorder.frames(100)
    assert 5 <= len(kept) <= MOST_BYTES / 200_000
    assert kept[-1].seconds > 80


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 100),
            st.integers(0, 2 * MOST_BYTES),
            st.sampled_from(["offer", "begin", "end"]),
        ),
        max_size=60,
    )
)
def test_memory_is_bounded(
    steps: list[tuple[float, int, str]],
) -> None:
    """Whatever a camera gives and whatever its clock does; but for one frame, which is bounded itself."""
    recorder = PreviewRecorder()
    for now, size, step in steps:
        if step == "begin":
            recorder.begin(now)
        elif step == "end":
            recorder.end()
        else:
            recorder.offer([frame(now, size)])
        recent = [len(one.picture) for one in recorder._recent]
        kept = [len(one.picture) for one in recorder._frames]
        assert sum(recent) == recorder._recent_bytes <= RING_BYTES
        assert sum(kept) == recorder._bytes
        assert len(kept) <= MOST_FRAMES
        assert len(kept) <= 1 or sum(kept) <= MOST_BYTES
