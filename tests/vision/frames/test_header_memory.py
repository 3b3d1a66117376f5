"""Whoever reads the headers of one camera's pictures reads the same of each as one who has seen none before."""

from collections.abc import Callable
import ctypes

import numpy as np
import pytest

from custom_components.argus.vision.frames import header_memory, turbojpeg
from custom_components.argus.vision.frames.frame import Frame, FrameError
from custom_components.argus.vision.frames.header_memory import HeaderMemory
from custom_components.argus.vision.frames.picture_format import Encoded, read_header

from ..scenes import Image, jpeg, room
from .test_usable_pictures import DAMAGED, PICTURE, USABLE


def walked(step: int) -> bytes:
    """Return a frame of one camera, each with other data behind the same header."""
    picture = room()
    picture[100:260, 40 * step : 40 * step + 60] = (20, 30, 40 * step % 255)
    return jpeg(picture, 90)


def looked_at(data: bytes, read: Callable[[bytes], Encoded]) -> tuple[object, ...]:
    """Return what is known of a picture and what it shows, or why it cannot be used."""
    try:
        frame = Frame.open(data, read)
        grey: Image = frame.grey(80)
        return frame.width, frame.height, grey.tobytes(), frame.colour(80).tobytes()
    except FrameError as err:
        return type(err), str(err)


@pytest.fixture
def headers(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Collect what is read from its beginning."""
    read: list[bytes] = []

    def note(data: bytes) -> Encoded:
        read.append(data)
        return read_header(data)

    monkeypatch.setattr(header_memory, "read_header", note)
    return read


@pytest.fixture
def decoders(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Collect the decoders that are set up."""
    made: list[object] = []

    class Counted(turbojpeg.Decoder):
        def __init__(self, library: ctypes.CDLL) -> None:
            super().__init__(library)
            made.append(library)

    monkeypatch.setattr(turbojpeg, "Decoder", Counted)
    return made


def test_one_header_serves_all_frames(headers: list[bytes]) -> None:
    memory = HeaderMemory()
    frames = [walked(step) for step in range(6)]
    assert len(set(frames)) == 6
    for frame in frames:
        assert looked_at(frame, memory.read) == looked_at(frame, read_header)
    assert headers == frames[:1]


@pytest.mark.skipif(
    turbojpeg._load_library() is None, reason="libjpeg-turbo is not here"
)
def test_one_decoder_serves_all_frames(decoders: list[object]) -> None:
    memory = HeaderMemory()
    memory.read(walked(0))
    for step in range(6):
        frame = Frame.open(walked(step), memory.read)
        assert frame.grey(80).shape == (45, 80)
        assert frame.colour(80).shape == (45, 80, 3)
    assert len(decoders) == 1
    with pytest.raises(FrameError, match="damaged"):
        Frame.open(walked(0)[:-40] + b"\xff\xd9", memory.read).grey(80)
    # What broke off in the middle of a picture is not used again.
    Frame.open(walked(1), memory.read).grey(80)
    assert len(decoders) == 2


@pytest.mark.parametrize("what", [*USABLE, *DAMAGED])
def test_whatever_comes_between_two_frames(
    what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    other = (USABLE | DAMAGED)[what]()
    memory = HeaderMemory()
    for data in (PICTURE, other, PICTURE, other, other, walked(3)):
        assert looked_at(data, memory.read) == looked_at(data, read_header)
    capfd.readouterr()


@pytest.mark.parametrize("kept", [1, 300, 700, 5000, -500, -2, -1])
def test_a_frame_that_was_cut_off_is_told_from_a_whole_one(kept: int) -> None:
    memory = HeaderMemory()
    memory.read(PICTURE)
    cut = PICTURE[:kept]
    assert looked_at(cut, memory.read) == looked_at(cut, read_header)
    ended = cut + b"\xff\xd9"
    assert looked_at(ended, memory.read) == looked_at(ended, read_header)


def test_a_header_alone_is_no_picture() -> None:
    """Though its last bytes may be those of an end mark."""
    memory = HeaderMemory()
    length = memory.read(PICTURE).header
    assert 0 < length < len(PICTURE)
    header = PICTURE[: length - 2] + b"\xff\xd9"
    whole = header + PICTURE[length:]
    memory = HeaderMemory()
    memory.read(whole)
    assert looked_at(header, memory.read) == looked_at(header, read_header)


@pytest.mark.parametrize("at", range(2, 700, 29))
def test_no_other_header_is_taken_for_it(at: int) -> None:
    memory = HeaderMemory()
    memory.read(PICTURE)
    other = bytearray(PICTURE)
    other[at] ^= 0x5A
    assert looked_at(bytes(other), memory.read) == looked_at(bytes(other), read_header)


def test_another_size_is_read_anew(headers: list[bytes]) -> None:
    memory = HeaderMemory()
    small = jpeg(room(width=320, height=180), 90)
    sizes = [
        (encoded.width, encoded.height)
        for encoded in map(memory.read, (PICTURE, small, small, PICTURE))
    ]
    assert sizes == [(640, 360), (320, 180), (320, 180), (640, 360)]
    assert headers == [PICTURE, small, PICTURE]


def test_too_many_bytes_are_refused_behind_a_known_header() -> None:
    memory = HeaderMemory()
    memory.read(PICTURE)
    with pytest.raises(FrameError, match="bytes"):
        memory.read(PICTURE[:-2] + bytes(33 * 1024 * 1024) + b"\xff\xd9")


def test_a_large_header_is_not_kept(headers: list[bytes]) -> None:
    memory = HeaderMemory()
    comment = b"\xff\xfe" + (65_535).to_bytes(2) + bytes(65_533)
    large = PICTURE[:2] + comment + PICTURE[2:]
    for _ in range(2):
        assert np.array_equal(
            Frame.open(large, memory.read).grey(80), Frame.open(PICTURE).grey(80)
        )
    assert headers == [large, large]
