"""Pictures are checked before they are decoded, and decoded no more than needed."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
import pytest

from custom_components.argus.vision.frame import Frame, FrameError

from .scenes import jpeg, png, room


@pytest.mark.parametrize(
    ("width", "wanted", "factor"),
    [
        (1920, 240, 8),
        (1280, 240, 4),
        (1921, 240, 8),
        (1912, 240, 4),
        (640, 240, 2),
        (400, 240, 1),
        (100, 240, 1),
    ],
)
def test_takes_the_smallest_decode_that_serves(
    width: int, wanted: int, factor: int
) -> None:
    frame = Frame.open(jpeg(room(width=width, height=96)))

    assert frame.grey(wanted).shape == (-(-96 // factor), -(-width // factor))
    assert frame.colour(wanted).shape == (-(-96 // factor), -(-width // factor), 3)


def test_every_decode_shows_the_same_picture() -> None:
    picture = room()
    frame = Frame.open(jpeg(picture, 95))
    for wanted in (80, 160, 320, 640):
        colour = frame.colour(wanted)
        expected = cv2.resize(
            picture, colour.shape[1::-1], interpolation=cv2.INTER_AREA
        )
        assert np.abs(colour.astype(int) - expected).mean() < 4


@pytest.mark.parametrize("size", [(640, 360), (1003, 701), (97, 65)])
@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("encode", [jpeg, png])
def test_a_small_picture_does_not_depend_on_what_was_decoded_before(
    size: tuple[int, int],
    colour: bool,
    encode: Callable[[NDArray[np.uint8]], bytes],
) -> None:
    width, height = size
    data = encode(room(width=width, height=height))
    for factor in (2, 4, 8):
        alone = Frame.open(data).grey(width // factor)
        for finer in (factor, factor // 2, 1):
            frame = Frame.open(data)
            frame.expect(width // finer, colour=colour)
            derived = frame.grey(width // factor)

            assert derived.shape == alone.shape
            difference = derived.astype(int) - alone
            assert np.abs(difference).mean() < 1
            assert np.abs(difference).max() <= 4


def test_what_is_expected_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decodes: list[int] = []
    decode = cv2.imdecode

    def counting(data: np.ndarray, flags: int) -> np.ndarray | None:
        decodes.append(flags)
        return decode(data, flags)

    monkeypatch.setattr(cv2, "imdecode", counting)
    frame = Frame.open(jpeg(room()))
    frame.expect(320, colour=True)
    frame.grey(80)
    frame.grey(160)
    frame.colour(320)

    assert len(decodes) == 1
    array = Frame.open(room())
    array.expect(320, colour=True)
    assert array.colour(320).shape == room().shape
    assert len(decodes) == 1


def test_decodes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decodes: list[int] = []
    decode = cv2.imdecode

    def counting(data: np.ndarray, flags: int) -> np.ndarray | None:
        decodes.append(flags)
        return decode(data, flags)

    monkeypatch.setattr(cv2, "imdecode", counting)
    frame = Frame.open(jpeg(room()))
    frame.grey(200)
    frame.grey(300)
    assert len(decodes) == 1
    frame.colour(640)
    frame.colour(100)
    frame.grey(640)
    assert len(decodes) == 2


def test_ignores_the_orientation() -> None:
    upright = jpeg(room(width=64, height=32))
    exif = (
        b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03"
        b"\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
    )
    segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif
    turned = upright[:2] + segment + upright[2:]

    assert Frame.open(turned).grey(64).shape == (32, 64)


def test_reads_arrays_as_they_are() -> None:
    picture = room(width=64, height=32)

    assert np.array_equal(Frame.open(picture).colour(1), picture)
    assert Frame.open(picture).grey(1).shape == (32, 64)
    assert Frame.open(picture[..., 0]).colour(1).shape == (32, 64, 3)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_takes_any_bytes(kind: type) -> None:
    frame = Frame.open(kind(jpeg(room(width=64, height=32))))

    assert (frame.width, frame.height) == (64, 32)


def test_reads_png_of_sixteen_bits() -> None:
    deep = room(width=64, height=32).astype(np.uint16) * 257
    frame = Frame.open(png(deep))

    assert (frame.width, frame.height) == (64, 32)
    assert frame.grey(64).dtype == np.uint8


def test_tells_grey_from_colour() -> None:
    picture = room()
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)

    assert Frame.open(jpeg(np.asarray(grey, np.uint8))).saturation() < 1
    assert Frame.open(jpeg(picture)).saturation() > 10


PICTURE = jpeg(room())
HUGE = bytearray(PICTURE)
_AT = HUGE.index(b"\xff\xc0")
HUGE[_AT + 5 : _AT + 9] = b"\xff\xff\xff\xff"


REFUSED: dict[str, tuple[object, str]] = {
    "nothing": (b"", "empty"),
    "a page": (b"<html>not found</html>", "neither"),
    "half": (PICTURE[: len(PICTURE) // 2], "cut off"),
    "the header": (PICTURE[:200], "cut off"),
    "the start": (PICTURE[:2], "cut off"),
    "an odd marker": (PICTURE[:2] + b"\x00" + PICTURE[2:], "damaged"),
    "half a png": (png(room())[:-100], "cut off"),
    "a png's start": (png(room())[:20], "header"),
    "too many pixels": (bytes(HUGE), "65535x65535"),
    "too many bytes": (b"\xff\xd8" + bytes(33 * 1024 * 1024), "bytes"),
    "floats": (np.zeros((4, 4), np.float32), "float32"),
    "sixteen bits": (np.zeros((4, 4), np.uint16), "uint16"),
    "four channels": (np.zeros((4, 4, 4), np.uint8), "shape"),
    "no rows": (np.zeros((0, 4, 3), np.uint8), "no pixels"),
    "a long row": (np.broadcast_to(np.uint8(0), (1, 64_000_001)), "64000001x1"),
    "a number": (7, "int"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refuses_what_it_cannot_use(what: str) -> None:
    picture, message = REFUSED[what]
    with pytest.raises(FrameError, match=message):
        Frame.open(picture)  # type: ignore[arg-type]


def test_refuses_a_corrupt_picture_when_it_is_decoded() -> None:
    damaged = bytearray(png(room()))
    damaged[40:-20] = bytes(len(damaged) - 60)

    with pytest.raises(FrameError, match="decoded"):
        Frame.open(bytes(damaged)).grey(240)
