"""People with a real face.

The face is Eileen Collins, photographed by NASA (public domain); scikit-image ships the
picture as ``skimage.data.astronaut``. Everything below the neck is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

import cv2
import numpy as np
import numpy.typing as npt
import skimage.data

from .scene import Frame, Plane, blend

type Colour = tuple[int, int, int]

# The head in the photograph, a little outside its outline, in pixels.
HEAD_OUTLINE = (
    (152, 84), (153, 66), (164, 47), (186, 29), (212, 15), (240, 12), (264, 20),
    (284, 36), (298, 58), (304, 86), (300, 110), (288, 127), (276, 137), (268, 143),
    (263, 158), (256, 172), (256, 192), (185, 192), (185, 172), (178, 152),
    (172, 136), (160, 118),
)  # fmt: skip
LEFT, TOP, RIGHT, BOTTOM = 146, 6, 310, 192
CROWN, CHIN, MIDDLE = 15, 178, 222
HEAD_HEIGHT = CHIN - CROWN

# Lengths of the body in heights of the head, measured from the crown down.
SHOULDER, ELBOW, WRIST = 1.4, 2.6, 3.55
HIP, KNEE, ANKLE = 3.5, 5.2, 6.85


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks.

    Attributes:
        top: Colour of the pullover, BGR.
        trousers: Colour of the trousers, BGR.
        hair: How bright the hair is against the photograph's, 0..1.2.
        mirrored: Whether the face is mirrored.
        build: Width of the body against the usual one.
    """

    top: Colour
    trousers: Colour
    hair: float = 1.0
    mirrored: bool = False
    build: float = 1.0


LOOKS = (
    Look(top=(96, 62, 34), trousers=(58, 48, 44), hair=1.0),
    Look(top=(52, 58, 148), trousers=(92, 72, 52), hair=0.5, mirrored=True, build=1.08),
    Look(top=(92, 124, 66), trousers=(40, 42, 48), hair=0.72, build=0.94),
    Look(top=(60, 150, 196), trousers=(104, 84, 70), hair=0.4, build=1.0),
    Look(top=(150, 132, 128), trousers=(52, 44, 40), hair=0.85, mirrored=True),
)


@dataclass(frozen=True, slots=True)
class Pose:
    """How somebody stands.

    Attributes:
        stride: Place in the cycle of two steps, 0..1.
        swing: How far legs and arms swing, 0 standing to 1 walking.
        tilt: Lean of the head, radians.
        sitting: 0 standing to 1 with the arms on a desk.
    """

    stride: float = 0.0
    swing: float = 0.0
    tilt: float = 0.0
    sitting: float = 0.0


@cache
def photograph() -> tuple[Frame, Plane]:
    """Cut the head out of the photograph.

    Returns:
        The head (BGR) and how much of each pixel belongs to it (0..1).
    """
    astronaut: Callable[[], Frame] = skimage.data.astronaut
    picture = cv2.cvtColor(astronaut(), cv2.COLOR_RGB2BGR)
    inside = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.array(HEAD_OUTLINE, np.int32)], 255)
    core = cv2.erode(inside, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (19, 19)))
    rim = cv2.dilate(inside, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    labels = np.where(
        core > 0, cv2.GC_FGD, np.where(rim > 0, cv2.GC_PR_FGD, cv2.GC_BGD)
    ).astype(np.uint8)
    # GrabCut (Rother et al., 2004) finds the hair's edge against the studio's wall.
    cv2.setRNGSeed(1)
    cv2.grabCut(
        picture,
        labels,
        (0, 0, 0, 0),
        np.zeros((1, 65)),
        np.zeros((1, 65)),
        4,
        cv2.GC_INIT_WITH_MASK,
    )
    head = ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)).astype(np.uint8)
    # Below the ears the neck is kept whole: collar and shadow would confuse the cut.
    head[160:] = inside[160:] // 255
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(head)
    head = (pieces == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    head = cv2.erode(head, np.ones((3, 3), np.uint8))
    cover = cv2.GaussianBlur(head.astype(np.float32), (0, 0), 1.1)
    cut = np.s_[TOP:BOTTOM, LEFT:RIGHT]
    return picture[cut].astype(np.uint8), cover[cut].astype(np.float32)


class Person:
    """Somebody of one look at one size; draws itself in any pose."""

    def __init__(self, look: Look, head: float) -> None:
        """Dress somebody.

        Args:
            look: Colours and build.
            head: Height of the head from crown to chin in pixels of the frame.
        """
        self._look = look
        self._unit = head
        scale = head / HEAD_HEIGHT
        face, cover = photograph()
        face = dyed(face, look.hair)
        middle = MIDDLE - LEFT
        if look.mirrored:
            face, cover = face[:, ::-1], cover[:, ::-1]
            middle = RIGHT - MIDDLE
        self._middle = middle * scale
        size = (round(face.shape[1] * scale), round(face.shape[0] * scale))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        self._face = cv2.resize(np.ascontiguousarray(face), size, interpolation=way)
        self._cover = cv2.resize(np.ascontiguousarray(cover), size, interpolation=way)
        self._crown = (CROWN - TOP) * scale
        rng = np.random.default_rng(7)
        cloth = rng.normal(0, 1, (int(head * 8), int(head * 4))).astype(np.float32)
        self._cloth = 1 + 0.05 * cv2.GaussianBlur(cloth, (0, 0), 1.2) * 2.4

    def draw(self, frame: Frame, x: float, y: float, pose: Pose, light: float) -> None:
        """Draw the person into a frame, in place.

        Args:
            frame: Picture, H x W x 3.
            x: Middle of the body, pixels.
            y: Crown of the head, pixels.
            pose: How they stand.
            light: Brightness of the place against the photograph's.
        """
        unit = self._unit
        width, height = int(unit * 4), int(unit * 7.6)
        margin = int(unit * 0.3)
        bob = 0.03 * unit * pose.swing * abs(sin(2 * pi * pose.stride))
        body = np.zeros((height, width, 3), np.uint8)
        cover = np.zeros((height, width), np.float32)
        self._legs(body, cover, pose)
        self._arm(body, cover, pose, side=-1)
        self._head(body, cover, pose)
        self._torso(body, cover)
        self._arm(body, cover, pose, side=1)
        lit = body * (light * self._cloth[:height, :width])[..., None]
        head_rows = int(unit * 1.12)
        lit[:head_rows] = body[:head_rows] * light
        blend(
            frame,
            lit.clip(0, 255).astype(np.uint8),
            cover,
            round(x - width / 2),
            round(y + bob - margin),
        )

    def _point(self, across: float, down: float) -> tuple[float, float]:
        """Place on the body's canvas; across and down in heights of the head."""
        unit = self._unit
        return 2 * unit + across * unit * self._look.build, (down + 0.3) * unit

    def _head(self, body: Frame, cover: Plane, pose: Pose) -> None:
        left, top = 2 * self._unit - self._middle, 0.3 * self._unit - self._crown
        rows, columns = cover.shape
        pivot = self._middle, self._face.shape[0]
        turn = cv2.getRotationMatrix2D(pivot, pose.tilt * 180 / pi, 1.0)
        turn = turn + np.array([[0, 0, left], [0, 0, top]])
        face = cv2.warpAffine(self._face, turn, (columns, rows))
        share = cv2.warpAffine(self._cover, turn, (columns, rows))
        blend(body, face.astype(np.uint8), share.astype(np.float32), 0, 0)
        np.maximum(cover, share, out=cover)

    def _torso(self, body: Frame, cover: Plane) -> None:
        outline = [
            (-0.21, 1.0), (-0.34, 1.12), (-0.62, 1.22), (-0.78, 1.38), (-0.76, 1.8),
            (-0.64, 2.4), (-0.58, 2.9), (-0.63, 3.55), (-0.4, 3.62), (0.4, 3.62),
            (0.63, 3.55), (0.58, 2.9), (0.64, 2.4), (0.76, 1.8), (0.78, 1.38),
            (0.62, 1.22), (0.34, 1.12), (0.21, 1.0), (0.12, 1.06), (0.0, 1.09),
            (-0.12, 1.06),
        ]  # fmt: skip
        points = [self._point(*point) for point in outline]
        mask = np.zeros(cover.shape, np.uint8)
        fill(mask, points)
        self._paint(body, cover, mask, self._look.top, round_over=0.5)

    def _arm(self, body: Frame, cover: Plane, pose: Pose, side: int) -> None:
        swing = 0.42 * pose.swing * sin(2 * pi * pose.stride) * side
        shoulder = (side * 0.64, SHOULDER)
        elbow = (side * 0.8 + 0.3 * swing, ELBOW - 0.06 * abs(swing))
        wrist = (side * 0.76 + swing, WRIST - 0.3 * abs(swing))
        if pose.sitting:
            desk = (side * 0.3, 3.0)
            share = pose.sitting
            wrist = (
                wrist[0] + (desk[0] - wrist[0]) * share,
                wrist[1] + (desk[1] - wrist[1]) * share,
            )
        chain = [self._point(*point) for point in (shoulder, elbow, wrist)]
        hand = np.zeros(cover.shape, np.uint8)
        (x0, y0), (x1, y1) = chain[1], chain[2]
        beyond = (x1 + 0.2 * (x1 - x0), y1 + 0.2 * (y1 - y0))
        capsule(hand, chain[2], beyond, 0.12 * self._unit, 0.1 * self._unit)
        self._paint(body, cover, hand, (128, 152, 204), round_over=0.12)
        mask = np.zeros(cover.shape, np.uint8)
        capsule(mask, chain[0], chain[1], 0.19 * self._unit, 0.16 * self._unit)
        capsule(mask, chain[1], chain[2], 0.16 * self._unit, 0.12 * self._unit)
        self._paint(body, cover, mask, self._look.top, round_over=0.16)

    def _legs(self, body: Frame, cover: Plane, pose: Pose) -> None:
        for side in (-1, 1):
            phase = 2 * pi * pose.stride + (pi if side > 0 else 0)
            swing = 0.5 * pose.swing * sin(phase)
            lift = 0.22 * pose.swing * max(0.0, cos(phase))
            hip = (side * 0.31, HIP)
            knee = (side * 0.31 + 0.6 * swing, KNEE - lift)
            ankle = (side * 0.3 + 1.1 * swing - 0.5 * lift, ANKLE - lift)
            chain = [self._point(*point) for point in (hip, knee, ankle)]
            shoe = np.zeros(cover.shape, np.uint8)
            toe = (chain[2][0] + 0.16 * self._unit, chain[2][1] + 0.04 * self._unit)
            capsule(shoe, chain[2], toe, 0.15 * self._unit, 0.12 * self._unit)
            self._paint(body, cover, shoe, (36, 36, 42), round_over=0.1)
            mask = np.zeros(cover.shape, np.uint8)
            capsule(mask, chain[0], chain[1], 0.31 * self._unit, 0.22 * self._unit)
            capsule(mask, chain[1], chain[2], 0.22 * self._unit, 0.15 * self._unit)
            self._paint(body, cover, mask, self._look.trousers, round_over=0.22)

    def _paint(
        self,
        body: Frame,
        cover: Plane,
        mask: npt.NDArray[np.uint8],
        colour: Colour,
        round_over: float,
    ) -> None:
        """Fill a mask with a colour that darkens towards its edges."""
        x, y, width, height = cv2.boundingRect(mask)
        part = np.s_[y : y + height, x : x + width]
        inner = cv2.copyMakeBorder(mask[part], 1, 1, 1, 1, cv2.BORDER_CONSTANT)
        solid = (inner > 127).astype(np.uint8)
        depth = cv2.distanceTransform(solid, cv2.DIST_L2, 3)[1:-1, 1:-1]
        volume = np.minimum(depth / (round_over * self._unit), 1.0)
        volume = cv2.GaussianBlur(volume.astype(np.float32), (0, 0), 1.5)
        base = np.array(colour, np.float32)
        lit = base * (0.55 + 0.5 * np.sqrt(volume))[..., None]
        share = (mask[part] / np.float32(255)).astype(np.float32)
        blend(body, lit.clip(0, 255).astype(np.uint8), share, x, y)
        np.maximum(cover[part], share, out=cover[part])


def dyed(face: Frame, brightness: float) -> Frame:
    """Change the brightness of the hair.

    Args:
        face: The head as :func:`photograph` cuts it.
        brightness: Factor, 1 leaves the hair as it is.

    Returns:
        A new picture of the same shape.
    """
    skin = np.zeros(face.shape[:2], np.uint8)
    middle = (MIDDLE + 4 - LEFT, 122 - TOP)
    cv2.ellipse(skin, middle, (45, 62), 0, 0, 360, 255, -1)
    skin[: 78 - TOP] = 0
    soft = cv2.GaussianBlur(skin.astype(np.float32) / 255, (0, 0), 4)[..., None]
    factor = soft + (1 - soft) * brightness
    return (face * factor).round().clip(0, 255).astype(np.uint8)


def fill(mask: npt.NDArray[np.uint8], points: list[tuple[float, float]]) -> None:
    """Fill a polygon with soft edges, in place; points in pixels."""
    corners = (np.array(points) * 16).round().astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, shift=4)


def capsule(
    mask: npt.NDArray[np.uint8],
    start: tuple[float, float],
    end: tuple[float, float],
    start_radius: float,
    end_radius: float,
) -> None:
    """Fill a limb, thicker at one end, in place; everything in pixels."""
    for (x, y), radius in ((start, start_radius), (end, end_radius)):
        centre = (round(x * 16), round(y * 16))
        cv2.circle(mask, centre, round(radius * 16), 255, -1, cv2.LINE_AA, shift=4)
    along = np.array(end) - np.array(start)
    length = float(np.hypot(*along))
    if length < 1:
        return
    across = np.array([-along[1], along[0]]) / length
    a, b = np.array(start), np.array(end)
    quad = np.array(
        [
            a + across * start_radius,
            b + across * end_radius,
            b - across * end_radius,
            a - across * start_radius,
        ]
    )
    fill(mask, [(float(x), float(y)) for x, y in quad])
