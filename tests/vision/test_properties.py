"""Whatever a camera sends, the pipeline answers or raises FrameError, and goes on seeing."""

import cv2
from hypothesis import example, given, settings, strategies as st
import numpy as np
from numpy.typing import NDArray
import pytest
from skimage.data import astronaut

from benchmarks.memory import state_bytes
from custom_components.argus.vision import (
    FaceDetector,
    FrameError,
    Line,
    Observation,
    Pipeline,
    PipelineSettings,
    Point,
    Zone,
    ZoneKind,
)
from custom_components.argus.vision.annotate import annotate
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.frames.jpeg import encode_file
from custom_components.argus.vision.frames.still_taker import StillTaker
from custom_components.argus.vision.frames.thumbnail import make_thumbnail

type Image = NDArray[np.uint8]

WIDTH, HEIGHT = 320, 240
STATE_LIMIT = 5_000_000
"""Bytes a pipeline may keep, whatever it was shown."""

SMALLEST = 16
"""No camera's picture has a shorter side; such a picture may be refused."""

EVERYTHING = PipelineSettings(
    face_detector=FaceDetector.HAAR,
    zones=(
        Zone("in", "in", (Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1))),
        Zone(
            "out",
            "out",
            (Point(0, 0), Point(0.05, 0), Point(0, 0.05)),
            ZoneKind.EXCLUDE,
        ),
    ),
    lines=(Line("door", "door", Point(0.5, 0), Point(0.5, 1)),),
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def _texture(seed: int, width: int, height: int) -> Image:
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(60, 190, (max(1, height // 12), max(1, width // 12), 3))
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(smooth + rng.normal(0, 3, smooth.shape), 0, 255).astype(np.uint8)


def _jpeg(image: Image, quality: int = 85) -> bytes:
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


SCENE = _texture(1, WIDTH, HEIGHT)
PERSON = _texture(2, 36, 100) // 3
GOOD = _jpeg(SCENE)


def _scene(seed: int, person_at: int | None = None) -> bytes:
    image = SCENE.copy()
    if person_at is not None:
        image[110:210, person_at : person_at + 36] = PERSON
    noise = np.random.default_rng(seed).normal(0, 1.5, image.shape)
    return _jpeg(np.clip(image + noise, 0, 255).astype(np.uint8))


EMPTY = [_scene(seed) for seed in range(8)]
WALK = [_scene(100 + step, 10 + 32 * step) for step in range(8)]


def _assert_sound(seen: Observation) -> None:
    assert seen.width > 0 and seen.height > 0
    assert 0.0 <= seen.motion.intensity <= 1.0
    boxes = [*seen.motion.boxes, *(face.box for face in seen.faces)]
    boxes += [track.box for track in seen.tracks]
    for box in boxes:
        assert -1e-6 <= box.x0 <= box.x1 <= 1 + 1e-6
        assert -1e-6 <= box.y0 <= box.y1 <= 1 + 1e-6


def _show(pipeline: Pipeline, picture: bytes | NDArray[np.generic], now: float) -> bool:
    """Process a picture; False when it was refused."""
    try:
        seen = pipeline.process(picture, now)
    except FrameError:
        return False
    _assert_sound(seen)
    return True


def _assert_still_sees(pipeline: Pipeline, now: float) -> None:
    """Show an empty scene until it is learnt, then somebody who walks through it."""
    for second in range(45):
        quiet = pipeline.process(EMPTY[second % len(EMPTY)], now + second)
    assert not quiet.motion.detected
    found = []
    for step, frame in enumerate(WALK):
        seen = pipeline.process(frame, now + 45 + step)
        left = (10 + 32 * step) / WIDTH
        found.append(
            any(
                box.x0 < left + 36 / WIDTH and box.x1 > left
                for box in seen.motion.boxes
            )
        )
    assert sum(found) >= 4
    assert state_bytes(pipeline) < STATE_LIMIT


@quick
@given(
    width=st.integers(1, 400),
    height=st.integers(1, 400),
    kind=st.sampled_from(
        ("colour", "grey", "constant", "jpeg", "grey jpeg", "png", "deep png")
    ),
    seed=st.integers(0, 9),
)
@example(width=1, height=1, kind="jpeg", seed=0)
@example(width=1, height=1, kind="grey", seed=0)
@example(width=1, height=1, kind="png", seed=0)
@example(width=16, height=16, kind="jpeg", seed=0)
@example(width=16, height=16, kind="png", seed=0)
@example(width=1, height=400, kind="colour", seed=0)
@example(width=399, height=1, kind="jpeg", seed=0)
def test_any_picture_of_any_size(width: int, height: int, kind: str, seed: int) -> None:
    pipeline = Pipeline(EVERYTHING)
    for now in range(3):
        image = _texture(seed + now, width, height)
        picture: bytes | NDArray[np.generic]
        match kind:
            case "grey":
                picture = np.ascontiguousarray(image[..., 0])
            case "constant":
                picture = np.full_like(image, 10 * seed)
            case "jpeg":
                picture = _jpeg(image)
            case "grey jpeg":
                picture = _jpeg(np.ascontiguousarray(image[..., 0]))
            case "png":
                picture = bytes(cv2.imencode(".png", image)[1])
            case "deep png":
                deep = image.astype(np.uint16) * 257
                picture = bytes(cv2.imencode(".png", deep)[1])
            case _:
                picture = image
        if min(width, height) < SMALLEST:
            _show(pipeline, picture, float(now))
            continue
        seen = pipeline.process(picture, float(now))
        assert (seen.width, seen.height) == (width, height)
        _assert_sound(seen)
    assert state_bytes(pipeline) < STATE_LIMIT


@pytest.mark.parametrize(
    ("width", "height"),
    [(7680, 4320), (4095, 2161), (7680, 16), (16, 4320)],
    ids=str,
)
def test_extreme_sizes(width: int, height: int) -> None:
    pipeline = Pipeline(EVERYTHING)
    grey = np.full((height, width), 90, np.uint8)
    grey[: height // 2, : width // 3] = 160
    frame = _jpeg(grey, quality=50)
    for now in range(2):
        seen = pipeline.process(frame, float(now))
        assert (seen.width, seen.height) == (width, height)
        _assert_sound(seen)
    del frame, grey
    assert state_bytes(pipeline) < STATE_LIMIT


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((20, 20), np.uint16),
        np.zeros((20, 20, 3), np.float32),
        np.zeros((20, 20, 3), bool),
        np.zeros((0, 20, 3), np.uint8),
        np.zeros((20, 20, 4), np.uint8),
        np.zeros((20,), np.uint8),
        np.zeros((2, 20, 20, 3), np.uint8),
        b"",
        b"\xff\xd8",
        b"\x89PNG\r\n\x1a\n",
        b"<html>login</html>",
    ],
    ids=lambda picture: (
        f"{picture.dtype}{picture.shape}"
        if isinstance(picture, np.ndarray)
        else repr(picture[:8])
    ),
)
def test_what_is_no_picture_is_refused(picture: bytes | NDArray[np.generic]) -> None:
    pipeline = Pipeline(EVERYTHING)
    with pytest.raises(FrameError, match=r"\w"):
        pipeline.process(picture, 0.0)


def test_refused_pictures_change_nothing() -> None:
    plain, disturbed = Pipeline(EVERYTHING), Pipeline(EVERYTHING)
    expected, got = [], []
    for now, frame in enumerate([*EMPTY, *WALK]):
        expected.append(plain.process(frame, float(now)))
        got.append(disturbed.process(frame, float(now)))
        assert not _show(disturbed, frame[: len(frame) // 2], now + 0.25)
        assert not _show(disturbed, b"no camera", now + 0.5)
    assert got == expected


def _damaged() -> st.SearchStrategy[bytes]:
    cut = st.integers(0, len(GOOD)).map(lambda end: GOOD[:end])
    headless = st.integers(0, len(GOOD)).map(lambda start: GOOD[start:])

    def flip(places: list[tuple[int, int]]) -> bytes:
        data = bytearray(GOOD)
        for place, bits in places:
            data[place] ^= bits
        return bytes(data)

    place = st.tuples(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
    header = st.tuples(st.integers(0, 700), st.integers(1, 255))
    flipped = st.lists(place, min_size=1, max_size=20).map(flip)
    flipped_header = st.lists(header, min_size=1, max_size=4).map(flip)
    hole = st.tuples(st.integers(2, len(GOOD) - 2), st.binary(max_size=40)).map(
        lambda hole: GOOD[: hole[0]] + hole[1] + GOOD[hole[0] + 20 :]
    )
    noise = st.binary(max_size=300)
    dressed = noise.map(lambda data: b"\xff\xd8" + data + b"\xff\xd9")
    return st.one_of(cut, headless, flipped, flipped_header, hole, noise, dressed)


@settings(quick, max_examples=60)
@given(pictures=st.lists(_damaged(), min_size=1, max_size=4))
def test_damaged_jpegs_only_raise_frame_error(pictures: list[bytes]) -> None:
    pipeline = Pipeline(EVERYTHING)
    for now, picture in enumerate(pictures):
        _show(pipeline, EMPTY[now], 2.0 * now)
        _show(pipeline, picture, 2.0 * now + 1)
    assert state_bytes(pipeline) < STATE_LIMIT


@settings(quick, max_examples=8)
@given(pictures=st.lists(_damaged(), min_size=1, max_size=6))
def test_sees_again_after_damaged_jpegs(pictures: list[bytes]) -> None:
    pipeline = Pipeline(EVERYTHING)
    for now, frame in enumerate(EMPTY):
        pipeline.process(frame, float(now))
    for now, picture in enumerate(pictures):
        _show(pipeline, picture, 10.0 + now)
    _assert_still_sees(pipeline, 20.0)


@settings(quick, max_examples=8)
@given(
    sizes=st.lists(
        st.tuples(st.integers(16, 900), st.integers(16, 900)), min_size=1, max_size=4
    )
)
@example(sizes=[(640, 480), (640, 480), (480, 640), (16, 16)])
def test_sees_again_after_changes_of_resolution(sizes: list[tuple[int, int]]) -> None:
    pipeline = Pipeline(EVERYTHING)
    now = 0.0
    for width, height in sizes:
        for seed in range(3):
            image = _texture(seed, width, height)
            seen = pipeline.process(_jpeg(image), now)
            assert (seen.width, seen.height) == (width, height)
            _assert_sound(seen)
            now += 1.0
    _assert_still_sees(pipeline, now)


def _with_face(left: int, top: int) -> Image:
    scene = _texture(3, 640, 360)
    face = cv2.cvtColor(astronaut()[:340, 60:400], cv2.COLOR_RGB2BGR)
    scene[top : top + 160, left : left + 160] = cv2.resize(
        face, (160, 160), interpolation=cv2.INTER_AREA
    )
    return scene


@settings(quick, max_examples=12)
@given(
    sizes=st.lists(
        st.one_of(
            st.tuples(st.integers(1, 3), st.integers(1, 3)),
            st.tuples(st.just(1), st.integers(1, 2000)),
            st.tuples(st.integers(1, 2000), st.just(1)),
            st.tuples(st.integers(1, 700), st.integers(1, 700)),
        ),
        min_size=1,
        max_size=6,
    ),
    left=st.sampled_from((0, 200, 480)),
    top=st.sampled_from((0, 100, 200)),
)
@example(sizes=[(1, 1)], left=480, top=200)
@example(sizes=[(1, 213), (640, 360), (213, 1)], left=480, top=0)
def test_any_size_while_a_face_is_followed(
    sizes: list[tuple[int, int]], left: int, top: int
) -> None:
    """Everything that is made of a frame is made of this one too, and the face is found again."""
    pipeline, taker, now = Pipeline(EVERYTHING), StillTaker(), 0.0
    whole = _with_face(left, top)
    shown = [(640, 360)] * 3
    for size in sizes:
        shown += [size, (640, 360)]
    faces = 0
    for number, size in enumerate(shown):
        picture = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
        frame = Frame.open(np.asarray(picture, np.uint8))
        if number % 2:
            frame = Frame.open(_jpeg(np.asarray(picture, np.uint8)))
        seen = pipeline.process(frame, now)
        _assert_sound(seen)
        faces = max(faces, len(seen.faces))
        taker.take(frame, seen, now)
        encode_file(make_thumbnail(frame))
        for face in seen.faces:
            encode_file(make_thumbnail(frame, subject=face.box))
        annotate(frame, seen, EVERYTHING)
        now += 1.0
    assert faces
    assert seen.faces


@settings(quick, max_examples=8)
@given(
    steps=st.lists(
        st.sampled_from((0.0, 1e-9, 0.1, 2.0, 3600.0, 1e7, -0.5, -30.0, -1e6)),
        min_size=4,
        max_size=12,
    )
)
@example(steps=[0.0] * 12)
@example(steps=[-10.0] * 8)
def test_sees_again_after_a_clock_gone_mad(steps: list[float]) -> None:
    pipeline = Pipeline(EVERYTHING)
    now = 1000.0
    for index, step in enumerate(steps):
        frames = WALK if index % 3 == 2 else EMPTY
        assert _show(pipeline, frames[index % len(frames)], now)
        now += step
    _assert_still_sees(pipeline, now)


@quick
@given(
    sensitivity=st.integers(1, 100),
    min_object=st.floats(0, 1),
    threshold=st.none() | st.floats(1, 255),
    contour=st.none() | st.floats(0, 307_200),
    min_face=st.floats(0, 1),
    corners=st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=6
    ),
    kind=st.sampled_from(ZoneKind),
)
def test_any_settings_work(
    sensitivity: int,
    min_object: float,
    threshold: float | None,
    contour: float | None,
    min_face: float,
    corners: list[tuple[float, float]],
    kind: ZoneKind,
) -> None:
    points = tuple(Point(x, y) for x, y in corners)
    pipeline = Pipeline(EVERYTHING)
    assert _show(pipeline, EMPTY[0], 0.0)
    pipeline.configure(
        PipelineSettings(
            sensitivity=sensitivity,
            min_object=min_object,
            motion_threshold=threshold,
            min_contour_area=contour,
            min_face=min_face,
            zones=(Zone("zone", "zone", points, kind, sensitivity),),
            lines=(Line("line", "line", points[0], points[1]),),
        )
    )
    for now, frame in enumerate((EMPTY[1], WALK[3], WALK[4]), 1):
        assert _show(pipeline, frame, float(now))


def test_memory_does_not_grow() -> None:
    pipeline = Pipeline(EVERYTHING)
    kept = []
    for now in range(160):
        frames = WALK if now // 8 % 2 else EMPTY
        pipeline.process(frames[now % 8], float(now))
        if now >= 40:
            kept.append(state_bytes(pipeline))
    # Trails and histories may breathe; pictures may not pile up.
    assert max(kept[60:]) <= 1.1 * max(kept[:60])
    assert max(kept) < STATE_LIMIT
