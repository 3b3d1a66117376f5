"""Drawing: it shows what was seen, in any size, and never fails on a name."""

import cv2
from hypothesis import given, settings as budget, strategies as st
import numpy as np
import pytest

from custom_components.argus.vision.annotate import (
    ARROW,
    FACE,
    INCLUDE,
    LINE,
    MOTION,
    Colour,
    annotate,
    ascii_text,
)
from custom_components.argus.vision.frames.frame import Frame, FrameError, Image
from custom_components.argus.vision.geometry import Box, Line, Point, Zone, ZoneKind
from custom_components.argus.vision.observation import (
    Face,
    Motion,
    Observation,
    Track,
    TrackKind,
)
from custom_components.argus.vision.settings import PipelineSettings

EMPTY = Observation(640, 480)
PLAIN = PipelineSettings()


def grey(level: int = 128, width: int = 640, height: int = 480) -> Image:
    return np.full((height, width, 3), level, np.uint8)


def decoded(jpeg: bytes) -> Image:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def share_of(picture: Image, colour: Colour, tolerance: int = 60) -> float:
    """Share of the pixels that have a colour, as far as JPEG keeps it."""
    distance = np.abs(picture.astype(int) - np.array(colour)).max(axis=2)
    return float((distance < tolerance).mean())


def test_nothing_seen_leaves_the_picture() -> None:
    picture = decoded(annotate(grey(), EMPTY, PLAIN))
    assert picture.shape == (480, 640, 3)
    assert np.abs(picture.astype(int) - 128).max() <= 2


def test_array_is_not_written_into() -> None:
    frame = grey()
    annotate(frame, Observation(640, 480, Motion(True, 0.1, (Box(0, 0, 1, 1),))), PLAIN)
    assert (frame == 128).all()


@pytest.mark.parametrize("level", [0, 128, 255])
def test_boxes_read_on_any_background(level: int) -> None:
    seen = Observation(
        640,
        480,
        Motion(True, 0.1, (Box(0.1, 0.5, 0.3, 0.9),)),
        (Face(Box(0.6, 0.5, 0.7, 0.7), 0.9),),
    )
    picture = decoded(annotate(grey(level), seen, PLAIN))
    edge = picture[300, 58:71]
    contrast = np.abs(edge.astype(int) - level).max()
    assert contrast > 80
    assert share_of(picture[200:460, 40:220], MOTION) > 0.005
    assert share_of(picture[230:340, 370:460], FACE) > 0.01


@pytest.mark.parametrize(
    ("start", "end", "towards"),
    [
        (Point(0.1, 0.5), Point(0.9, 0.5), (0, 1)),
        (Point(0.9, 0.5), Point(0.1, 0.5), (0, -1)),
        (Point(0.5, 0.1), Point(0.5, 0.9), (-1, 0)),
        (Point(0.5, 0.9), Point(0.5, 0.1), (1, 0)),
    ],
)
def test_arrow_points_to_the_right_hand(
    start: Point, end: Point, towards: tuple[int, int]
) -> None:
    line = Line("door", "", start, end)
    picture = decoded(annotate(grey(), EMPTY, PipelineSettings(lines=(line,))))
    distance = np.abs(picture.astype(int) - np.array(ARROW)).max(axis=2)
    ys, xs = np.nonzero(distance < 60)
    assert len(xs) > 10
    offset = np.array([xs.mean() - 319.5, ys.mean() - 239.5])
    assert offset @ np.array(towards) > 8
    assert abs(offset @ np.array(towards[::-1])) < 3


def test_counts_are_written() -> None:
    line = Line("door", "Door", Point(0.1, 0.5), Point(0.9, 0.5))
    settings = PipelineSettings(lines=(line,))
    without = decoded(annotate(grey(), EMPTY, settings))
    counted = decoded(annotate(grey(), EMPTY, settings, {"door": (12, 9)}))
    other = decoded(annotate(grey(), EMPTY, settings, {"door": (13, 9)}))
    assert (without != counted).any()
    assert (other != counted).any()
    assert share_of(counted, LINE) > 0.004


def test_zone_is_tinted_inside_only() -> None:
    corners = (Point(0.2, 0.2), Point(0.8, 0.2), Point(0.8, 0.8), Point(0.2, 0.8))
    zone = Zone("z", "", corners)
    picture = decoded(annotate(grey(), EMPTY, PipelineSettings(zones=(zone,))))
    inside, outside = picture[240, 200].astype(int), picture[40, 40].astype(int)
    assert np.abs(outside - 128).max() <= 2
    assert inside[0] > 128 + 10  # blue, as the outline
    assert np.abs(inside - 128).max() < 40  # still seen through
    assert share_of(picture, INCLUDE) > 0.002


def test_trail_is_drawn() -> None:
    trail = tuple(Point(0.1 + 0.1 * i, 0.5) for i in range(8))
    track = Track(3, TrackKind.OBJECT, Box(0.75, 0.4, 0.85, 0.6), trail)
    picture = decoded(annotate(grey(), Observation(640, 480, tracks=(track,)), PLAIN))
    along = picture[240, 70:500].astype(int)
    assert (np.abs(along - 128).max(axis=1) > 30).mean() > 0.95


def test_wide_pictures_are_scaled_down() -> None:
    assert decoded(annotate(grey(width=1920, height=1080), EMPTY, PLAIN)).shape == (
        720,
        1280,
        3,
    )
    _, jpeg = cv2.imencode(".jpg", grey(width=1920, height=1080))
    for frame in (jpeg.tobytes(), Frame.open(jpeg.tobytes())):
        picture = decoded(annotate(frame, EMPTY, PLAIN, max_width=500))
        assert picture.shape == (281, 500, 3)
    with pytest.raises(ValueError, match="max_width"):
        annotate(grey(), EMPTY, PLAIN, max_width=0)


def test_broken_bytes_are_refused() -> None:
    with pytest.raises(FrameError):
        annotate(b"no picture", EMPTY, PLAIN)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Entrée côté cour", "Entree cote cour"),
        ("Straße nach Łódź", "Strasse nach Lodz"),
        ("Cœur – «été»", 'Coeur - "ete"'),
        ("ﬁne\nline\t2", "fine line 2"),
        ("Łazienka ½", "Lazienka 1/2"),
        ("大門 1", "? 1"),
        ("🚪", ""),
        ("", ""),
    ],
)
def test_names_are_spelled_in_ascii(name: str, written: str) -> None:
    assert ascii_text(name) == written


@given(st.text())
def test_every_text_becomes_printable(text: str) -> None:
    assert all(" " <= char <= "~" for char in ascii_text(text))


anywhere = st.floats(allow_nan=True, allow_infinity=True)
points = st.builds(Point, anywhere, anywhere)
boxes = st.builds(Box, anywhere, anywhere, anywhere, anywhere)


@budget(max_examples=60, deadline=None)
@given(
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    box=boxes,
    name=st.text(max_size=20),
    corners=st.lists(points, max_size=5),
    ends=st.tuples(points, points),
    kind=st.sampled_from(ZoneKind),
)
def test_any_size_and_any_place_can_be_drawn(
    size: tuple[int, int],
    box: Box,
    name: str,
    corners: list[Point],
    ends: tuple[Point, Point],
    kind: ZoneKind,
) -> None:
    width, height = size
    seen = Observation(
        width,
        height,
        Motion(True, 1.0, (box,)),
        (Face(box, 0.5),),
        (Track(1, TrackKind.FACE, box, tuple(corners)),),
    )
    settings = PipelineSettings(
        zones=(Zone("z", name, tuple(corners), kind),),
        lines=(Line("l", name, *ends),),
    )
    picture = decoded(
        annotate(grey(width=width, height=height), seen, settings, {"l": (1, 2)})
    )
    assert picture.shape == (height, width, 3)
