"""Draws what the pipeline saw into the picture it saw it in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
import math
import unicodedata

import cv2
import numpy as np
import numpy.typing as npt

from .frames.frame import Frame, Image
from .geometry import Box, Line, ObjectKind, Point, Zone, ZoneKind
from .observation import DetectedObject, Face, Observation, Track
from .settings import PipelineSettings

type Colour = tuple[int, int, int]
"""Blue, green, red, 0..255 each."""

MOTION: Colour = (66, 190, 255)
FACE: Colour = (150, 230, 80)
LINE: Colour = (255, 255, 255)
ARROW: Colour = (130, 235, 90)
OBJECTS: dict[ObjectKind, Colour] = {
    ObjectKind.PERSON: (90, 210, 255),
    ObjectKind.VEHICLE: (255, 190, 90),
    ObjectKind.ANIMAL: (140, 160, 255),
}
INCLUDE: Colour = (255, 170, 60)
EXCLUDE: Colour = (90, 90, 235)
INK: Colour = (255, 255, 255)
SHADE: Colour = (24, 20, 16)
TRACKS: tuple[Colour, ...] = (
    (235, 130, 240),
    (240, 220, 70),
    (90, 150, 255),
    (120, 230, 230),
    (255, 150, 140),
    (190, 240, 140),
)
"""Neighbouring track numbers get different colours."""

ZONE_FILL = 0.16
LABEL_FILL = 0.68
QUALITY = 85

FONT = cv2.FONT_HERSHEY_SIMPLEX
SUBPIXEL = 4
"""Fractional bits of the coordinates handed to OpenCV."""
FAR = 8.0
"""Coordinates beyond this many pictures are cut: OpenCV counts in 32 bit."""

SPELLED = str.maketrans({
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d",
    "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "‘": "'", "’": "'", "‚": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-",
    "−": "-", "⁄": "/", "·": "-", "•": "-", "€": "EUR", "→": "->", "←": "<-",
})  # fmt: skip
"""What Unicode does not decompose into a letter and its accent."""


def ascii_text(text: str) -> str:
    """Spell a text with the characters OpenCV's built-in font has.

    Accents are dropped (é becomes e), ligatures spelled out; every run of
    letters without a Latin spelling becomes one question mark, symbols vanish.

    Args:
        text: Any Unicode text, a name given by the user.

    Returns:
        Printable ASCII on one line, maybe empty.
    """
    plain: list[str] = []
    unknown = False
    for char in unicodedata.normalize("NFKD", text).translate(SPELLED):
        if unicodedata.combining(char):
            continue
        if " " <= char <= "~":
            plain.append(char)
            unknown = False
        elif char.isspace():
            plain.append(" ")
            unknown = False
        elif unicodedata.category(char)[0] in "LN" and not unknown:
            plain.append("?")
            unknown = True
    return " ".join("".join(plain).split())


def annotate(
    frame: bytes | npt.NDArray[np.uint8] | Frame,
    observation: Observation,
    settings: PipelineSettings,
    counts: Mapping[str, tuple[int, int]] | None = None,
    max_width: int = 1280,
    name_of: Callable[[str], str] = str,
) -> bytes:
    """Draw zones, motion, tracks, objects, faces and counting lines into a frame.

    Args:
        frame: the bytes of a picture, an H×W×3 BGR array (left as it is) or an opened
            frame: the one that the observation tells about.
        observation: What the pipeline saw in it.
        settings: Zones and lines to draw.
        counts: How many went in and out, by line id; lines without an entry show
            their name alone.
        max_width: Wider pictures are scaled down to this width, pixels.
        name_of: Returns what an object with one of COCO's labels is called.

    Returns:
        A JPEG picture.

    Raises:
        FrameError: The frame cannot be decoded.
        ValueError: max_width is not positive.
    """
    if max_width < 1:
        raise ValueError(f"max_width must be positive, not {max_width}")
    canvas = Canvas(_picture(frame, max_width))
    for zone in settings.zones:
        _draw_zone(canvas, zone)
    for box in observation.motion.boxes:
        canvas.frame_box(box, MOTION)
    for track in observation.tracks:
        _draw_track(canvas, track)
    for detected in observation.objects:
        _draw_object(canvas, detected, name_of(detected.label))
    for face in observation.faces:
        _draw_face(canvas, face)
    for line in settings.lines:
        _draw_line(canvas, line, (counts or {}).get(line.id))
    _, jpeg = cv2.imencode(".jpg", canvas.picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return jpeg.tobytes()


def _picture(frame: bytes | npt.NDArray[np.uint8] | Frame, max_width: int) -> Image:
    """Return an own copy of the frame, at most max_width wide."""
    if not isinstance(frame, Frame):
        frame = Frame.open(frame)
    picture = frame.colour(max_width)
    height, width = picture.shape[:2]
    if width <= max_width:
        return picture.copy()
    size = (max_width, max(1, round(height * max_width / width)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(slots=True)
class Canvas:
    """A picture drawn on in normalised coordinates, strokes fitting its size.

    Every stroke lies on a wider dark one, so it reads on light and on dark.
    """

    picture: Image
    width: int = 0
    height: int = 0
    stroke: int = 1
    font: float = 0.4
    unit: float = 1.0
    """A length in pixels that grows with the picture, 1 at 480 lines."""

    def __post_init__(self) -> None:
        """Derive the widths of strokes and letters from the picture's size."""
        self.height, self.width = self.picture.shape[:2]
        self.unit = max(0.4, min(self.width, self.height) / 480)
        self.stroke = max(1, round(1.5 * self.unit))
        self.font = max(0.34, 0.45 * self.unit)

    def pixel(self, point: Point) -> tuple[float, float]:
        """Return the place of a point in pixels, far outside at most."""
        x, y = (
            min(max(value, -FAR), FAR) if math.isfinite(value) else 0.0
            for value in (point.x, point.y)
        )
        return x * self.width - 0.5, y * self.height - 0.5

    def polyline(
        self,
        corners: Sequence[tuple[float, float]],
        colour: Colour,
        *,
        closed: bool = False,
        stroke: int | None = None,
    ) -> None:
        """Draw a line through pixel positions."""
        if len(corners) < 2:
            return
        stroke = stroke or self.stroke
        fixed = _fixed(corners)
        for ink, thickness in ((SHADE, stroke + 2), (colour, stroke)):
            cv2.polylines(
                self.picture, [fixed], closed, ink, thickness, cv2.LINE_AA, SUBPIXEL
            )

    def fill(
        self, corners: Sequence[tuple[float, float]], colour: Colour, share: float
    ) -> None:
        """Tint a polygon given in pixels; share 0 leaves it, 1 covers it."""
        xs, ys = zip(*corners, strict=True)
        left, right = max(0, math.floor(min(xs))), min(self.width, math.ceil(max(xs)))
        top, bottom = max(0, math.floor(min(ys))), min(self.height, math.ceil(max(ys)))
        if left >= right or top >= bottom:
            return
        region = self.picture[top:bottom, left:right]
        tinted = region.copy()
        fixed = _fixed([(x - left, y - top) for x, y in corners])
        cv2.fillPoly(tinted, [fixed], colour, cv2.LINE_AA, SUBPIXEL)
        cv2.addWeighted(tinted, share, region, 1 - share, 0, dst=region)

    def frame_box(self, box: Box, colour: Colour) -> None:
        """Outline a box."""
        self.polyline(self._corners(box), colour, closed=True)

    def bracket_box(self, box: Box, colour: Colour) -> None:
        """Mark the four corners of a box."""
        corners = self._corners(box)
        (x0, y0), (x1, y1) = corners[0], corners[2]
        reach = max(2.0, min(x1 - x0, y1 - y0) * 0.3)
        for x, y in corners:
            inward_x = math.copysign(reach, (x0 + x1) / 2 - x)
            inward_y = math.copysign(reach, (y0 + y1) / 2 - y)
            self.polyline(
                [(x + inward_x, y), (x, y), (x, y + inward_y)],
                colour,
                stroke=self.stroke + 1,
            )

    def dot(self, place: tuple[float, float], colour: Colour) -> None:
        """Draw a filled spot at a pixel position."""
        scale = 1 << SUBPIXEL
        centre = (round(place[0] * scale), round(place[1] * scale))
        for ink, radius in (
            (SHADE, 2.0 * self.stroke + 1.5),
            (colour, 2.0 * self.stroke),
        ):
            cv2.circle(
                self.picture,
                centre,
                round(radius * scale),
                ink,
                cv2.FILLED,
                cv2.LINE_AA,
                SUBPIXEL,
            )

    def label(
        self,
        text: str,
        place: tuple[float, float],
        colour: Colour,
        side: tuple[float, float] = (1, -1),
    ) -> None:
        """Write a text on a dark plate with a coloured edge, kept in the picture.

        Args:
            text: What to write, any Unicode.
            place: What the plate stands at, in pixels.
            colour: Of the edge.
            side: Where the plate lies as seen from place, -1..1 to the right and
                downwards: (1, -1) has its lower left corner there, (0, 0) its middle.
        """
        text = ascii_text(text)
        if not text:
            return
        thickness = max(1, int(self.unit))
        (wide, high), base = cv2.getTextSize(text, FONT, self.font, thickness)
        pad = max(2, round(4 * self.unit))
        edge = max(2, round(3 * self.unit))
        plate_w, plate_h = wide + 2 * pad + edge, high + base + pad
        x = place[0] + (side[0] - 1) * plate_w / 2
        y = place[1] + (side[1] - 1) * plate_h / 2
        left = round(max(0.0, min(x, self.width - plate_w)))
        top = round(max(0.0, min(y, self.height - plate_h)))
        right, bottom = left + plate_w, top + plate_h
        self.fill(
            [(left, top), (right, top), (right, bottom), (left, bottom)],
            SHADE,
            LABEL_FILL,
        )
        cv2.rectangle(
            self.picture, (left, top), (left + edge - 1, bottom), colour, cv2.FILLED
        )
        cv2.putText(
            self.picture,
            text,
            (left + edge + pad, top + pad // 2 + high),
            FONT,
            self.font,
            INK,
            thickness,
            cv2.LINE_AA,
        )

    def above(self, box: Box) -> tuple[float, float]:
        """Return where the label of a box starts: on its upper edge."""
        x, y = self.pixel(Point(box.x0, box.y0))
        return x, y - self.stroke - 1

    def _corners(self, box: Box) -> list[tuple[float, float]]:
        x0, y0 = self.pixel(Point(box.x0, box.y0))
        x1, y1 = self.pixel(Point(box.x1, box.y1))
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def _fixed(corners: Sequence[tuple[float, float]]) -> npt.NDArray[np.int32]:
    """Return pixel positions as the fixed-point numbers OpenCV takes."""
    return np.asarray(np.rint(np.asarray(corners) * (1 << SUBPIXEL)), np.int32)


def _draw_zone(canvas: Canvas, zone: Zone) -> None:
    corners = [canvas.pixel(point) for point in zone.points]
    if len(corners) < 3:
        return
    colour = EXCLUDE if zone.kind is ZoneKind.EXCLUDE else INCLUDE
    canvas.fill(corners, colour, ZONE_FILL)
    canvas.polyline(corners, colour, closed=True)
    centre_x, centre_y = np.mean(corners, axis=0).tolist()
    canvas.label(zone.name, (centre_x, centre_y), colour, side=(0, 0))


def _draw_track(canvas: Canvas, track: Track) -> None:
    colour = TRACKS[track.id % len(TRACKS)]
    places = [canvas.pixel(point) for point in track.trail]
    canvas.polyline(places, colour)
    head = places[-1] if places else canvas.pixel(track.box.centre)
    canvas.dot(head, colour)
    beside = (head[0] + 4 * canvas.stroke, head[1] - 2 * canvas.stroke)
    canvas.label(f"#{track.id}", beside, colour)


def _draw_object(canvas: Canvas, detected: DetectedObject, name: str) -> None:
    colour = OBJECTS[detected.kind]
    canvas.frame_box(detected.box, colour)
    text = f"{name} {100 * detected.score:.0f}%"
    canvas.label(text, canvas.above(detected.box), colour)


def _draw_face(canvas: Canvas, face: Face) -> None:
    canvas.bracket_box(face.box, FACE)
    percent = f"{100 * face.score:.0f}%"
    canvas.label(percent, canvas.above(face.box), FACE)


def _draw_line(canvas: Canvas, line: Line, counts: tuple[int, int] | None) -> None:
    start, end = canvas.pixel(line.start), canvas.pixel(line.end)
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(along_x, along_y)
    canvas.polyline([start, end], LINE, stroke=canvas.stroke + 1)
    canvas.dot(start, LINE)
    canvas.dot(end, LINE)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    # The way in leads to the right hand; y grows downwards.
    in_x, in_y = (-along_y / length, along_x / length) if length else (0.0, 0.0)
    reach = min(36 * canvas.unit, max(length / 2, 12 * canvas.unit))
    tip = (middle[0] + in_x * reach, middle[1] + in_y * reach)
    if length:
        _draw_arrow(canvas, middle, tip)
    text = line.name
    if counts is not None:
        way_in, way_out = line.name_in or "in", line.name_out or "out"
        text = f"{line.name}: {way_in} {counts[0]}, {way_out} {counts[1]}"
    # Opposite to the arrow, clear of the line.
    away = 3 * canvas.stroke
    place = (middle[0] - in_x * away, middle[1] - in_y * away)
    canvas.label(text, place, ARROW, side=(-in_x, -in_y))


def _draw_arrow(
    canvas: Canvas, tail: tuple[float, float], tip: tuple[float, float]
) -> None:
    x, y = tip[0] - tail[0], tip[1] - tail[1]
    barb = 0.34
    barbs = [
        (tip[0] - barb * (x + side * y), tip[1] - barb * (y - side * x))
        for side in (-1, 1)
    ]
    canvas.polyline([tail, tip], ARROW)
    canvas.polyline([barbs[0], tip, barbs[1]], ARROW)
