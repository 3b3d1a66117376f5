"""Tests of moving previews: what is encoded is decoded again."""

from collections.abc import Iterator
from fractions import Fraction
import gc
from io import BytesIO
from itertools import pairwise
import sys

import av
import cv2
import numpy as np
from PIL import Image
import pytest

from custom_components.argus.incidents import preview_encoder
from custom_components.argus.incidents.preview_encoder import (
    LONGEST,
    MOST_BYTES,
    PreviewError,
    encode_preview,
)
from custom_components.argus.vision import (
    Box,
    Face,
    FaceDetector,
    PipelineSettings,
    PreviewFrame,
)
from custom_components.argus.vision.faces.haar import HaarBackend

from ..pictures import mover, visitor


def jpeg(picture: np.ndarray, quality: int = 85) -> bytes:
    encoded, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert encoded
    return data.tobytes()


def walk(seconds: int) -> list[PreviewFrame]:
    """Return somebody who walks through a room, a frame a second from 4 s before."""
    return [
        PreviewFrame(float(second), mover(20 + 5 * (second % 90)))
        for second in range(-4, seconds)
    ]


def decoded(data: bytes) -> tuple[list[float], list[np.ndarray]]:
    """Return when each picture of an MP4 is shown, and the pictures."""
    with av.open(BytesIO(data)) as container:
        (stream,) = container.streams.video
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        pictures = [
            (frame.time, frame.to_ndarray(format="bgr24"))
            for frame in container.decode(stream)
        ]
    return [time for time, _ in pictures], [picture for _, picture in pictures]


def boxes(data: bytes) -> Iterator[str]:
    """Yield the names of the boxes of an MP4, in their order."""
    place = 0
    while place < len(data):
        size = int.from_bytes(data[place : place + 4])
        yield data[place + 4 : place + 8].decode()
        place += size


def test_a_film_plays_what_happened_at_its_own_pace() -> None:
    """A frame a second for ten seconds: the picture of each is in view for a second."""
    preview = encode_preview(walk(6), None)
    assert preview.suffix == ".mp4"
    assert len(preview.data) <= MOST_BYTES
    times, pictures = decoded(preview.data)
    assert times == sorted(times)
    assert times[-1] == pytest.approx(9.4, abs=0.11)
    assert pictures[0].shape == (360, 640, 3)
    for second in (0, 3, 8):
        shown = pictures[times.index(next(t for t in times if t >= second + 0.4))]
        given = cv2.imdecode(
            np.frombuffer(mover(20 + 5 * ((second - 4) % 90)), np.uint8),
            cv2.IMREAD_COLOR,
        )
        given = cv2.resize(given, (640, 360), interpolation=cv2.INTER_AREA)
        assert np.mean(cv2.absdiff(shown, given)) < 6


def test_no_encoder_waits_for_the_garbage_collector() -> None:
    """Each has 25 MB, and few objects are made by which the collector could notice."""

    def encoders() -> int:
        return sum(
            isinstance(one, av.VideoCodecContext) and one.is_encoder and one.is_open
            for one in gc.get_objects()
        )

    before = encoders()
    gc.disable()
    try:
        encode_preview(walk(6), None)
        assert encoders() == before
    finally:
        gc.enable()


def test_its_index_comes_first() -> None:
    """A phone plays it while it loads."""
    names = list(boxes(encode_preview(walk(2), None).data))
    assert names.index("moov") < names.index("mdat")


def test_what_lasted_long_is_sped_up() -> None:
    times, _ = decoded(encode_preview(walk(120), None).data)
    assert times[-1] < LONGEST
    assert times[-1] > LONGEST - 1


def test_the_worst_picture_still_fits() -> None:
    """Noise at full size in every frame: no encoder makes less of it."""
    noise = np.random.default_rng(1)
    frames = [
        PreviewFrame(
            float(second), jpeg(noise.integers(0, 256, (720, 1280, 3), np.uint8))
        )
        for second in range(30)
    ]
    preview = encode_preview(frames, None)
    assert preview.suffix == ".mp4"
    assert len(preview.data) <= MOST_BYTES
    assert decoded(preview.data)[1]


@pytest.mark.parametrize("size", [(1, 1), (33, 77), (301, 199), (2000, 100)])
def test_any_shape_is_encoded(size: tuple[int, int]) -> None:
    """H.264 takes no odd sides."""
    width, height = size
    frames = [
        PreviewFrame(
            float(second), jpeg(np.full((height, width, 3), 40 * second, np.uint8))
        )
        for second in range(3)
    ]
    _, pictures = decoded(encode_preview(frames, None).data)
    assert all(side % 2 == 0 for side in pictures[0].shape[:2])


def test_a_camera_that_changes_its_resolution() -> None:
    frames = walk(4)
    frames.append(PreviewFrame(5.0, jpeg(np.full((300, 200, 3), 200, np.uint8))))
    _, pictures = decoded(encode_preview(frames, None).data)
    assert pictures[-1].shape == (360, 640, 3)
    assert np.mean(pictures[-1]) == pytest.approx(200, abs=5)


def test_damaged_frames_are_left_out() -> None:
    frames = walk(4)
    frames.insert(3, PreviewFrame(-1.5, b"<html>no picture</html>"))
    frames.insert(5, PreviewFrame(0.5, mover(10)[:200]))
    assert len(decoded(encode_preview(frames, None).data)[1]) > 50


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [PreviewFrame(0.0, mover(10))],
        [PreviewFrame(0.0, mover(10)), PreviewFrame(1.0, b"none")],
        # Two of one moment are one.
        [PreviewFrame(0.0, mover(10)), PreviewFrame(0.0, mover(20))],
    ],
)
def test_one_picture_is_no_film(frames: list[PreviewFrame]) -> None:
    with pytest.raises(PreviewError, match="too few frames"):
        encode_preview(frames, None)


def test_faces_are_hidden() -> None:
    """Those that were seen and those that nobody saw: nobody is to be recognised in any frame."""
    settings = PipelineSettings(face_detector=FaceDetector.HAAR)
    frames = [PreviewFrame(float(second), visitor(320)) for second in range(3)]
    shown = decoded(encode_preview(frames, None).data)[1]
    hidden = decoded(encode_preview(frames, settings).data)[1]

    backend = HaarBackend()
    assert backend.detect(cv2.cvtColor(shown[5], cv2.COLOR_BGR2GRAY))
    for picture in hidden:
        assert not backend.detect(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))


def test_a_face_that_was_seen_is_hidden_though_no_detector_finds_it() -> None:
    """The eyes follow faces that turn away."""
    settings = PipelineSettings(face_detector=FaceDetector.HAAR)
    noise = np.random.default_rng(1).integers(0, 256, (360, 640, 3), np.uint8)
    face = Face(Box(0.25, 0.25, 0.5, 0.75), 0.9)
    frames = [PreviewFrame(float(s), jpeg(noise), (face,)) for s in range(3)]
    _, (picture, *_) = decoded(encode_preview(frames, settings).data)
    inside, outside = picture[100:260, 170:310], picture[:80, :150]
    edges = [
        np.mean(np.abs(np.diff(part.astype(int), axis=1))) for part in (inside, outside)
    ]
    assert edges[0] < 0.5 * edges[1]


@pytest.mark.parametrize("missing", ["encoder", "av"])
def test_without_an_encoder_it_is_an_animated_picture(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows the same, begins again at its end, and fits as well."""
    if missing == "encoder":
        monkeypatch.setattr(preview_encoder, "_ENCODERS", ("no_such_encoder",))
    else:
        monkeypatch.setitem(sys.modules, "av", None)
    preview = encode_preview(walk(6), None)
    assert preview.suffix == ".webp"
    assert len(preview.data) <= MOST_BYTES
    with Image.open(BytesIO(preview.data)) as picture:
        assert picture.format == "WEBP"
        assert picture.n_frames >= 8
        assert picture.info["loop"] == 0
        lasts = 0
        for number in range(picture.n_frames):
            picture.seek(number)
            picture.load()
            lasts += picture.info["duration"]
    assert lasts / 1000 == pytest.approx(9.5, abs=0.5)


def test_an_encoder_that_does_not_open_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Hardware encoders are listed whether their device is there or not."""
    monkeypatch.setattr(preview_encoder, "_ENCODERS", ("h264_v4l2m2m", "libx264"))
    assert encode_preview(walk(3), None).suffix == ".mp4"


def test_a_film_keeps_its_frame_rate() -> None:
    """Streams give several frames a second; each is shown."""
    frames = [PreviewFrame(i / 5, mover(20 + 4 * i)) for i in range(50)]
    with av.open(BytesIO(encode_preview(frames, None).data)) as container:
        (stream,) = container.streams.video
        assert stream.average_rate == Fraction(10)
        shown = [frame.to_ndarray(format="gray") for frame in container.decode(stream)]
    changes = sum(
        np.mean(cv2.absdiff(one, other)) > 0.2 for one, other in pairwise(shown)
    )
    assert changes >= 45
