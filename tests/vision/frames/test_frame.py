"""Pictures are decoded no more than needed, and look the same whoever asks for them."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
import pytest

from custom_components.argus.vision.frames.frame import Frame, Image
from custom_components.argus.vision.frames.picture_decoder import decode
from custom_components.argus.vision.frames.picture_format import Encoded

from ..scenes import jpeg, png, room


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


@pytest.fixture
def decodes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return at which factors pictures were decoded."""
    factors: list[int] = []

    def counting(picture: Encoded, factor: int, *, colour: bool) -> tuple[int, Image]:
        factors.append(factor)
        return decode(picture, factor, colour=colour)

    monkeypatch.setattr("custom_components.argus.vision.frames.frame.decode", counting)
    return factors


def test_what_is_expected_is_read_once(decodes: list[int]) -> None:
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


def test_decodes_once(decodes: list[int]) -> None:
    frame = Frame.open(jpeg(room()))
    frame.grey(200)
    frame.grey(300)
    assert len(decodes) == 1
    frame.colour(640)
    frame.colour(100)
    frame.grey(640)
    assert len(decodes) == 2


def test_decodes_once_what_has_no_smaller_sizes(decodes: list[int]) -> None:
    frame = Frame.open(png(room()))
    assert frame.colour(80).shape == (45, 80, 3)
    assert frame.colour(320).shape == (180, 320, 3)
    assert frame.colour(640).shape == (360, 640, 3)
    assert len(decodes) == 1


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
