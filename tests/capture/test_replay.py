"""Tests of what is kept around the start of an incident."""

from io import BytesIO
import random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.argus.capture.replay import (
    AFTER,
    BEFORE,
    MOST_BYTES,
    MOST_CLOSE_UPS,
    ReplayError,
    ReplayRecorder,
    pack,
    unpack,
)
from custom_components.argus.vision import CloseUp, Still

FACE = CloseUp(b"a face", 0.25)


def still(seconds: float, close_up: CloseUp | None = None) -> Still:
    return Still(seconds, f"grey at {seconds:g}".encode(), close_up)


def seconds(stills: tuple[Still, ...]) -> list[float]:
    return [one.seconds for one in stills]


def test_a_few_before_and_a_few_after() -> None:
    recorder = ReplayRecorder()
    assert recorder.replay() == ()
    for second in range(100):
        if second == 50:
            recorder.begin(50)
        recorder.offer(still(second))
    kept = recorder.replay()
    assert seconds(kept) == list(range(-BEFORE, AFTER))
    assert kept[0].grey == b"grey at 46"
    recorder.begin(100)
    recorder.offer(still(100))
    assert seconds(recorder.replay()) == [-4, -3, -2, -1, 0]
    recorder.clear()
    assert recorder.replay() == ()
    recorder.begin(101)
    assert recorder.replay() == ()


def test_a_fast_camera_shows_the_scene_before_too() -> None:
    """A second apart, not the last two seconds; the newest is always there."""
    recorder = ReplayRecorder()
    for tenth in range(0, 101, 5):
        recorder.offer(still(tenth / 10))
    recorder.begin(10.1)
    before = seconds(recorder.replay())
    assert len(before) == BEFORE
    assert before[0] < -2.5
    assert before[-1] == pytest.approx(-0.1)


def test_faces_that_come_late() -> None:
    """Their pictures are kept however long the incident lasts already, and not too many of them."""
    recorder = ReplayRecorder()
    recorder.begin(0)
    for second in range(60):
        recorder.offer(still(second, FACE if second >= 40 else None))
    kept = recorder.replay()
    assert seconds(kept) == [*range(AFTER), 40, 41, 42, 43]
    assert sum(one.close_up is not None for one in kept) == MOST_CLOSE_UPS
    recorder.begin(60)
    assert all(one.close_up is None for one in recorder.replay())


STILLS = st.lists(
    st.builds(
        Still,
        st.integers(-9999, 99999).map(lambda hundredths: hundredths / 100),
        st.binary(max_size=50),
        st.none()
        | st.builds(
            CloseUp,
            st.binary(max_size=50),
            st.integers(1, 10_000).map(lambda share: share / 10_000),
        ),
    ),
    max_size=BEFORE + AFTER,
    unique_by=lambda one: one.seconds,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(STILLS)
def test_packed_and_unpacked(stills: list[Still]) -> None:
    stills.sort(key=lambda one: one.seconds)
    assert list(unpack(pack(stills))) == stills


def test_named_by_seconds() -> None:
    packed = pack([still(-1.5), still(0, FACE), still(0.001)])
    with ZipFile(BytesIO(packed)) as file:
        names = file.namelist()
    assert names == ["-1.50.jpg", "+0.00.jpg", "+0.00_face_0.2500.jpg"]


def test_bounded() -> None:
    """Close-ups give way; without them it can still be looked at."""
    large = b"x" * (MOST_BYTES // 3)
    packed = pack(
        [Still(second, b"g" * 1000, CloseUp(large, 1)) for second in range(4)]
    )
    assert len(packed) < MOST_BYTES + 5000
    kept = unpack(packed)
    assert [one.close_up is not None for one in kept] == [True, True, False, False]
    assert len(kept) == 4


@pytest.mark.parametrize(
    ("names", "how", "size"),
    [
        (["../../x.jpg"], ZIP_STORED, 1),
        (["/etc/passwd"], ZIP_STORED, 1),
        (["+nan.jpg"], ZIP_STORED, 1),
        (["+0.00_face_nan.jpg"], ZIP_STORED, 1),
        (["+0.00.jpg"], ZIP_DEFLATED, 50_000_000),
        (["+0.00.jpg"], ZIP_STORED, MOST_BYTES + 1),
        ([f"+{n}.00.jpg" for n in range(100)], ZIP_STORED, 1),
    ],
)
def test_hostile_files(names: list[str], how: int, size: int) -> None:
    """Nothing is unpacked that Argus would not have packed."""
    packed = BytesIO()
    with ZipFile(packed, "w", how) as file:
        for name in names:
            file.writestr(name, b"\0" * size)
    with pytest.raises(ReplayError):
        unpack(packed.getvalue())


def test_damaged_files() -> None:
    """Any damage is told or harmless: no other error, and no picture that was not there."""
    whole = pack([still(-1), still(0, FACE), still(1)])
    for cut in (b"", b"no zip", whole[: len(whole) // 2]):
        with pytest.raises(ReplayError):
            unpack(cut)
    rng = random.Random(0)
    for _ in range(2000):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 3)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            kept = unpack(bytes(damaged))
        except ReplayError:
            continue
        assert {one.grey for one in kept} <= {b"grey at -1", b"grey at 0", b"grey at 1"}
