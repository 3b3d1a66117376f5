"""What a browser shows, the eyes see; what is damaged or too much, they refuse and say so, and print nothing."""

from collections.abc import Callable, Iterator
from contextlib import suppress
import io
import struct
import sys
import zlib

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow, features
import pytest

from custom_components.argus.vision.frames import turbojpeg
from custom_components.argus.vision.frames.frame import Frame, FrameError
from custom_components.argus.vision.frames.jpeg import encode_file

from ..scenes import Image, jpeg, png, room

PICTURE = jpeg(room(), 90)


@pytest.fixture(autouse=True)
def silence(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Fail if anything is written to the process's own output, by C libraries too."""
    yield
    assert capfd.readouterr() == ("", "")


def saved(kind: str, picture: Image | None = None, **options: object) -> bytes:
    """Return a picture as Pillow saves it."""
    pixels = room() if picture is None else picture
    file = io.BytesIO()
    Pillow.fromarray(pixels[..., ::-1]).save(file, kind, **options)
    return file.getvalue()


def inks() -> bytes:
    """Return the picture as a JPEG of inks, as programs for print save it."""
    file = io.BytesIO()
    Pillow.fromarray(room()[..., ::-1]).convert("CMYK").save(file, "JPEG", quality=90)
    return file.getvalue()


def without_tables(data: bytes) -> bytes:
    """Return a JPEG without its Huffman tables, as the frames of Motion JPEG are."""
    kept, position = [data[:2]], 2
    while data[position + 1] != 0xDA:
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4])
        if data[position + 1] != 0xC4:
            kept.append(data[position:end])
        position = end
    return b"".join((*kept, data[position:]))


USABLE: dict[str, Callable[[], bytes]] = {
    "JPEG": lambda: PICTURE,
    "progressive": lambda: saved("JPEG", quality=90, progressive=True),
    "restart markers": lambda: saved("JPEG", quality=90, restart_marker_blocks=8),
    "inks": inks,
    "no Huffman tables": lambda: without_tables(PICTURE),
    "two pictures": lambda: saved("MPO", quality=90),
    "PNG": lambda: png(room()),
    "WebP": lambda: saved("WEBP", quality=90),
    "WebP, lossless": lambda: saved("WEBP", lossless=True),
    "GIF": lambda: saved("GIF"),
    "GIF that moves": lambda: saved(
        "GIF",
        save_all=True,
        append_images=[Pillow.new("RGB", (640, 360)), Pillow.new("RGB", (640, 360))],
    ),
    "AVIF": lambda: saved("AVIF", quality=80),
    "line ends before": lambda: b"\r\n\r\n" + PICTURE,
    "a part's head before": lambda: (
        b"--film\r\nContent-Type: image/jpeg\r\n\r\n" + PICTURE
    ),
    "a part's head before a PNG": lambda: (
        b"--film\r\nContent-Type: image/png\r\n\r\n" + png(room())
    ),
    "a boundary behind": lambda: PICTURE + b"\r\n--film--\r\n",
    "zeros behind": lambda: PICTURE + bytes(4096),
    "no end mark": lambda: PICTURE[:-2],
    "half an end mark": lambda: PICTURE[:-1],
    "stray bytes before the first segment": lambda: PICTURE[:2] + b"\x00" + PICTURE[2:],
    "stray bytes between segments": lambda: (
        PICTURE[:20] + b"\x00\x17\xff" + PICTURE[20:]
    ),
    "fill bytes between segments": lambda: PICTURE[:20] + b"\xff" * 99 + PICTURE[20:],
    "a few bytes before the end mark": lambda: PICTURE[:-2] + b"\x12\x34\xff\xd9",
    "zeros before the end mark": lambda: PICTURE[:-2] + bytes(999) + b"\xff\xd9",
    "a colour profile": lambda: saved("PNG", icc_profile=b"no profile at all"),
}


@pytest.fixture
def small_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let OpenCV lack what the wheel for Home Assistant OS and Container lacks, and WebP."""
    decode = cv2.imdecode

    def imdecode(data: npt.NDArray[np.uint8], flags: int) -> Image | None:
        start = data[:12].tobytes()
        lacks = start.startswith(b"GIF8") or b"ftypavi" in start or b"WEBP" in start
        return None if lacks else decode(data, flags)

    monkeypatch.setattr(cv2, "imdecode", imdecode)
    monkeypatch.setattr(
        cv2, "haveImageWriter", lambda name: name not in {".gif", ".avif", ".webp"}
    )


@pytest.mark.parametrize("library", [True, False], ids=["libjpeg-turbo", "OpenCV"])
@pytest.mark.parametrize("what", USABLE)
def test_sees_what_a_browser_shows(
    what: str, library: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not library:
        if "before the end mark" in what:
            pytest.skip("OpenCV prints what it thinks of them")
        monkeypatch.setattr(turbojpeg, "_load_library", lambda: None)
    data = USABLE[what]()
    frame = Frame.open(data)
    assert (frame.width, frame.height) == (640, 360)
    assert np.abs(frame.colour(640).astype(int) - room()).mean() < 3
    assert np.abs(frame.grey(80).astype(int) - Frame.open(PICTURE).grey(80)).mean() < 3
    stored = encode_file(data)
    assert stored.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF", b"GIF8", data[:12]))
    assert stored.endswith(b"\xff\xd9") or not stored.startswith(b"\xff\xd8")
    assert Frame.open(stored).grey(640).shape == (360, 640)


def see_through(format_: str) -> bytes:
    """Return a picture that is transparent on its left, over its first colour or none."""
    picture = Pillow.fromarray(room()[..., ::-1]).convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 320, 360))
    file = io.BytesIO()
    picture.save(file, format_, background=1)
    return file.getvalue()


OTHER_DECODER: dict[str, Callable[[], bytes]] = {
    **{
        what: make
        for what, make in USABLE.items()
        if what.startswith(("GIF", "AVIF", "WebP"))
    },
    "WebP that moves": lambda: saved(
        "WEBP", save_all=True, append_images=[Pillow.new("RGB", (640, 360))]
    ),
    "AVIF that moves": lambda: saved(
        "AVIF", save_all=True, append_images=[Pillow.new("RGB", (640, 360))]
    ),
    "grey GIF": lambda: saved("GIF", np.tile(room()[..., :1], 3)),
    "grey AVIF": lambda: saved("AVIF", np.tile(room()[..., :1], 3)),
    "transparent GIF": lambda: see_through("GIF"),
    "transparent WebP": lambda: see_through("WEBP"),
    "transparent AVIF": lambda: see_through("AVIF"),
}


@pytest.mark.skipif(
    not cv2.haveImageWriter(".gif"), reason="this OpenCV is the one that lacks it"
)
@pytest.mark.parametrize("what", OTHER_DECODER)
def test_sees_the_same_without_opencvs_decoder(
    what: str, request: pytest.FixtureRequest
) -> None:
    data = OTHER_DECODER[what]()
    official = Frame.open(data)
    colour, grey = official.colour(640), official.grey(80)
    request.getfixturevalue("small_build")
    other = Frame.open(data)
    assert np.array_equal(other.colour(640), colour)
    assert np.array_equal(other.grey(80), grey)
    assert np.array_equal(Frame.open(data).grey(80), grey)


def test_says_when_nothing_here_decodes_a_picture(
    small_build: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    avif, gif = saved("AVIF"), saved("GIF")
    monkeypatch.setattr(features, "check", lambda feature: False)
    with pytest.raises(FrameError, match="neither OpenCV nor Pillow reads AVIF here"):
        Frame.open(avif).grey(80)
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(FrameError, match="neither OpenCV nor Pillow reads GIF here"):
        Frame.open(gif).grey(80)


def test_pillow_decodes_no_more_than_the_header_says(
    small_build: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sizes in front are what was checked; the data may be of a larger picture."""
    avif = saved("AVIF")
    small = avif.replace(struct.pack(">II", 640, 360), struct.pack(">II", 64, 36))
    monkeypatch.setattr(Pillow.Image, "load", None)
    with pytest.raises(FrameError, match="decoded"):
        Frame.open(small).grey(80)


def holed(data: bytes) -> bytes:
    """Return a picture that lost bytes in its middle."""
    return data[: len(data) // 2] + data[len(data) // 2 + 500 :]


def renumbered(data: bytes) -> bytes:
    """Return a picture that lost what is between two restart markers."""
    first, second = data.index(b"\xff\xd2"), data.index(b"\xff\xd3")
    return data[:first] + data[second:]


def with_thumbnail(data: bytes) -> bytes:
    """Return a picture with another in its EXIF data, which has an end mark of its own."""
    body = b"Exif\0\0" + jpeg(room(width=64, height=36))
    return data[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body + data[2:]


DAMAGED: dict[str, Callable[[], bytes]] = {
    "half": lambda: PICTURE[: len(PICTURE) // 2],
    "half with an end mark": lambda: PICTURE[: len(PICTURE) // 2] + b"\xff\xd9",
    "nearly whole": lambda: PICTURE[:-40] + b"\xff\xd9",
    "bytes lost": lambda: holed(PICTURE),
    "bytes lost between restart markers": lambda: renumbered(
        saved("JPEG", quality=90, restart_marker_blocks=8)
    ),
    "half behind a thumbnail": lambda: with_thumbnail(PICTURE)[
        : len(PICTURE) * 6 // 10
    ],
    "inks, half": lambda: holed(inks()),
    "half a PNG": lambda: png(room())[:-100],
    "a PNG with a hole": lambda: holed(png(room())),
    "half a WebP": lambda: holed(saved("WEBP")),
    "half a GIF": lambda: saved("GIF")[:9000],
    "half an AVIF": lambda: holed(saved("AVIF")),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_knows_damaged_pictures(what: str) -> None:
    with pytest.raises(FrameError, match=r"damaged|cut off|decoded"):
        Frame.open(DAMAGED[what]()).grey(80)


@pytest.mark.parametrize(
    "what", [what for what in DAMAGED if what.endswith(("WebP", "GIF", "AVIF"))]
)
def test_knows_damaged_pictures_without_opencvs_decoder(
    what: str, small_build: None
) -> None:
    with pytest.raises(FrameError, match=r"damaged|cut off|decoded"):
        Frame.open(DAMAGED[what]()).grey(80)


@pytest.mark.parametrize("kind", ["GIF", "AVIF", "WEBP"])
def test_a_damaged_picture_is_a_frame_error_or_none_for_pillow_too(
    kind: str, small_build: None
) -> None:
    """Whatever its parsers raise."""
    whole = saved(kind)
    for at in range(0, 300, 3):
        data = bytearray(whole)
        data[at] ^= 0x5A
        with suppress(FrameError):
            assert Frame.open(bytes(data)).grey(80).size > 0


@pytest.mark.parametrize("what", ["half", "half with an end mark", "bytes lost"])
def test_knows_damaged_pictures_without_the_library(
    what: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """OpenCV gives such pictures, and prints."""
    monkeypatch.setattr(turbojpeg, "_load_library", lambda: None)
    with pytest.raises(FrameError, match=r"damaged|cut off"):
        Frame.open(DAMAGED[what]()).grey(80)
    capfd.readouterr()


def test_takes_grey_corners_for_what_they_are(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without the library missing data show as this grey, which a picture may have of its own."""
    monkeypatch.setattr(turbojpeg, "_load_library", lambda: None)
    picture = np.full((64, 64, 3), 128, np.uint8)
    assert np.array_equal(Frame.open(jpeg(picture)).colour(64), picture)
    capfd.readouterr()


@pytest.mark.parametrize("at", range(0, 700, 7))
def test_a_damaged_header_is_a_frame_error_or_none(at: int) -> None:
    data = bytearray(PICTURE)
    data[at] ^= 0x5A
    with suppress(FrameError):
        assert Frame.open(bytes(data)).grey(80).size > 0


def header_of_png(width: int, height: int, depth: int, interlaced: bool) -> bytes:
    """Return a PNG that says how large it is, and holds nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body))
            + kind
            + body
            + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, interlaced)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def resized(data: bytes, frame_header: bytes, width: int, height: int) -> bytes:
    """Return a JPEG that says that it is of another size."""
    changed, at = bytearray(data), data.index(frame_header)
    changed[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(changed)


def progressive() -> bytes:
    return saved("JPEG", quality=90, progressive=True)


def many_scans() -> bytes:
    """Return a progressive JPEG whose last scan comes a hundred times."""
    data = progressive()
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 100 + b"\xff\xd9"


def gif_with_a_frame_beyond_its_screen() -> bytes:
    data = bytearray(saved("GIF"))
    data[6:10] = struct.pack("<HH", 16, 16)
    return bytes(data)


TOO_MUCH: dict[str, tuple[Callable[[], object], str]] = {
    "a JPEG": (lambda: resized(PICTURE, b"\xff\xc0", 7680, 4321), "7680x4321"),
    "a progressive JPEG": (
        lambda: resized(progressive(), b"\xff\xc2", 7680, 2161),
        "7680x2161.*progressive",
    ),
    "many scans": (
        lambda: resized(many_scans(), b"\xff\xc2", 1920, 1080),
        "1920x1080.*in 11. scans",
    ),
    "a PNG": (lambda: header_of_png(7681, 4320, 8, False), "7681x4320"),
    "a deep PNG": (lambda: header_of_png(7680, 2161, 16, False), "16 bits"),
    "an interlaced PNG": (lambda: header_of_png(7680, 2161, 8, True), "interlaced"),
    "a deep, interlaced PNG": (
        lambda: header_of_png(3840, 2161, 16, True),
        "16 bits.*interlaced",
    ),
    "a WebP": (
        lambda: (
            b"RIFF\x64\0\0\0WEBPVP8X"
            + struct.pack("<II", 10, 0)
            + b"\xff\x3f\x00\xff\x3f\x00"
            + bytes(90)
        ),
        "16384x16384.*WebP",
    ),
    "a GIF": (
        lambda: (
            b"GIF89a"
            + struct.pack("<HHBBB", 8000, 8000, 0, 0, 0)
            + b",\0\0\0\0"
            + struct.pack("<HHB", 8000, 8000, 0)
            + bytes(9)
        ),
        "8000x8000.*GIF",
    ),
    "an AVIF": (
        lambda: saved("AVIF").replace(
            struct.pack(">II", 640, 360), struct.pack(">II", 8000, 8000)
        ),
        "8000x8000.*AVIF",
    ),
    "a long row": (
        lambda: np.broadcast_to(np.uint8(0), (1, 64_000_001)),
        "64000001x1",
    ),
    "a tall column": (lambda: header_of_png(1, 65_501, 8, False), "1x65501"),
    "too many bytes": (lambda: b"\xff\xd8" + bytes(33 * 1024 * 1024), "bytes"),
    "a 64 megapixel array": (lambda: np.zeros((8000, 8000), np.uint8), "8000x8000"),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_refuses_what_is_too_much_before_it_is_decoded(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cv2, "imdecode", None)
    picture, message = TOO_MUCH[what]
    with pytest.raises(FrameError, match=message):
        Frame.open(picture())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        resized(PICTURE, b"\xff\xc0", 7680, 4320),
        header_of_png(7680, 4320, 8, False),
        header_of_png(7680, 2160, 16, False),
    ],
    ids=["JPEG", "PNG", "deep PNG"],
)
def test_four_pictures_in_4k_are_not_too_much(data: bytes) -> None:
    assert Frame.open(data).width == 7680


NONE: dict[str, tuple[object, str]] = {
    "nothing": (b"", "empty"),
    "a page": (b"<html>not found</html>", "neither"),
    "a film": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(99), "neither"),
    "the header": (PICTURE[:200], "cut off"),
    "the start": (PICTURE[:2], "cut off"),
    "fill bytes": (b"\xff\xd8" + b"\xff" * 1_000_000, "cut off"),
    "markers": (b"\xff\xd8" + b"\0\xff\xd0" * 1_000_000, "damaged"),
    "no picture": (b"\xff\xd8\xff\xd9\0\0\0\0", "damaged"),
    "a png's start": (png(room())[:20], "header"),
    "a GIF's start": (b"GIF89a\0", "cut off"),
    "an endless GIF": (b"GIF89a" + bytes(7) + b"!\xff\xff" * 9, "no picture"),
    "a GIF larger than itself": (gif_with_a_frame_beyond_its_screen(), "damaged"),
    "a WebP's start": (b"RIFF\x10\0\0\0WEBP", "cut off"),
    "floats": (np.zeros((4, 4), np.float32), "float32"),
    "sixteen bits": (np.zeros((4, 4), np.uint16), "uint16"),
    "four channels": (np.zeros((4, 4, 4), np.uint8), "shape"),
    "no rows": (np.zeros((0, 4, 3), np.uint8), "no pixels"),
    "a number": (7, "int"),
}


@pytest.mark.parametrize("what", NONE)
def test_refuses_what_is_no_picture(what: str) -> None:
    picture, message = NONE[what]
    with pytest.raises(FrameError, match=message):
        Frame.open(picture)  # type: ignore[arg-type]
