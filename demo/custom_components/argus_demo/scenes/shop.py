"""A shop's entrance: people come in from the door on the left and leave again."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sin

import cv2
import numpy as np

from .person import LOOKS, Person, Pose
from .scene import HEIGHT, WIDTH, Frame, SensorNoise, clouds, painted, shade

# A visitor every so many seconds; longer pauses leave the picture still.
SLOT = 16.0
FIRST = 4.0
HEADS = (112.0, 104.0, 120.0, 108.0, 100.0)
# Directions in four slots, 1 in and -1 out: nobody leaves who has not come, and in the end
# the shop is empty. Where a slot has two, they meet in the door.
BLOCKS: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((1,), (1,), (-1,), (-1,)),
    ((1,), (-1,), (1,), (-1,)),
    ((1,), (-1, 1), (1, -1), (-1,)),
)
DOOR_X = 250


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who walks through the picture.

    Attributes:
        start: Second at which they enter the picture.
        duration: Seconds they need to cross it.
        direction: 1 into the shop (to the right), -1 out of it.
        who: Index of the person.
        lane: How near to the camera they walk, 0..1.
    """

    start: float
    duration: float
    direction: int
    who: int
    lane: float


class ShopDoor:
    """Glass door on the left, shelves behind, seen from the counter."""

    def __init__(self, seed: int) -> None:
        """Open the shop.

        Args:
            seed: Decides textures and who comes when.
        """
        rng = np.random.default_rng((seed, 20))
        self._seed = seed
        self._shop = shop(rng)
        self._noise = SensorNoise(seed, 2.0)
        self._people = [
            Person(look, head) for look, head in zip(LOOKS, HEADS, strict=True)
        ]

    def visitors(self, until: float) -> Iterator[Visitor]:
        """List who walks through the picture, in the order of their coming.

        Args:
            until: Only those who set out before this second.

        Yields:
            The visitors.
        """
        slot = 0
        while FIRST + slot * SLOT < until:
            yield from self._slot(slot)
            slot += 1

    def _slot(self, slot: int) -> Iterator[Visitor]:
        choice = np.random.default_rng((self._seed, 21, slot // 4))
        block = BLOCKS[int(choice.integers(len(BLOCKS)))]
        rng = np.random.default_rng((self._seed, 22, slot))
        start = FIRST + slot * SLOT + (float(rng.uniform(0, 2)) if slot else 0.0)
        duration = float(rng.uniform(5.5, 7.5))
        who = int(rng.integers(len(LOOKS)))
        lane = float(rng.uniform(0, 1))
        for nth, direction in enumerate(block[slot % 4]):
            yield Visitor(
                start=start + 0.8 * nth,
                duration=duration * (1 + 0.1 * nth),
                direction=direction,
                who=(who + nth) % len(LOOKS),
                lane=1 - lane if nth else lane,
            )

    def render(self, seconds: float) -> Frame:
        """Draw the entrance as :class:`~.scene.Scene` describes."""
        frame = self._shop.copy()
        here = [
            visitor
            for slot in self._slots_near(seconds)
            for visitor in self._slot(slot)
            if 0 <= seconds - visitor.start < visitor.duration
        ]
        for visitor in sorted(here, key=lambda visitor: visitor.lane):
            self._walk(frame, visitor, seconds - visitor.start)
        return self._noise.add(frame, seconds)

    def _slots_near(self, seconds: float) -> range:
        now = int((seconds - FIRST) // SLOT)
        return range(max(now - 1, 0), now + 1)

    def _walk(self, frame: Frame, visitor: Visitor, moment: float) -> None:
        share = moment / visitor.duration
        if visitor.direction < 0:
            share = 1 - share
        person = self._people[visitor.who]
        x = -170 + (WIDTH + 340) * share
        y = 56 + 58 * visitor.lane + (120 - HEADS[visitor.who]) * 1.2
        shade(frame, x, y + HEADS[visitor.who] * 6.2, 120, 26)
        pose = Pose(
            stride=moment * 0.95,
            swing=0.9,
            tilt=0.03 * sin(2 * pi * moment * 0.95),
        )
        # Behind the glass the light comes from the street.
        person.draw(frame, x, y, pose, 1.0)


def shop(rng: np.random.Generator) -> Frame:
    """Paint the shop without people.

    Args:
        rng: Source of the textures and the goods.

    Returns:
        The picture, 720 x 1280 x 3, BGR.
    """
    picture = painted((196, 204, 208), clouds(rng, (HEIGHT, WIDTH), 200, 6), 0.05)
    tiles = painted((150, 158, 166), clouds(rng, (HEIGHT - 560, WIDTH), 90, 6), 0.12)
    picture[560:] = tiles
    for x in range(-400, WIDTH + 400, 150):
        cv2.line(
            picture, (x, 560), (int(640 + (x - 640) * 1.5), HEIGHT), (118, 124, 130), 2
        )
    for y in (592, 640, 700):
        cv2.line(picture, (0, y), (WIDTH, y), (118, 124, 130), 2)

    # The door: a bright street behind glass, blurred as the focus is inside.
    street = painted((214, 208, 198), clouds(rng, (500, 360), 120, 5), 0.18)
    for left in range(0, 360, 60):
        top = int(rng.integers(60, 240))
        tone = rng.uniform(100, 180)
        street[top:360, left : left + 60] = (tone, tone * 1.02, tone * 1.06)
    street[360:] *= 0.72
    picture[60:560, 70:430] = cv2.GaussianBlur(street, (0, 0), 5)
    for left in (62, DOOR_X - 8, 422):
        picture[46:566, left : left + 16] = (70, 72, 74)
    picture[46:62, 62:438] = (70, 72, 74)
    picture[300:330, DOOR_X + 14 : DOOR_X + 24] = (196, 200, 204)

    # Shelves with goods.
    for top in (90, 230, 370):
        picture[top : top + 130, 560:1220] = painted(
            (96, 112, 124), clouds(rng, (130, 660), 60, 5), 0.12
        )
        left = 570
        while left < 1190:
            width = int(rng.integers(22, 60))
            height = int(rng.integers(50, 108))
            colour = rng.uniform(50, 220, 3)
            goods = picture[
                top + 118 - height : top + 118, left : min(left + width, 1212)
            ]
            goods[:] = colour
            goods[height // 3 : height // 2] = 255 - colour * 0.4
            goods[:, :3] *= 0.6
            goods[:, -3:] *= 0.7
            left += width + int(rng.integers(2, 8))
        picture[top + 118 : top + 130, 552:1228] = (66, 88, 112)
    for x in (552, 884, 1220):
        picture[80:566, x : x + 10] = (58, 76, 98)
    picture *= np.linspace(1.04, 0.9, WIDTH, dtype=np.float32)[None, :, None]
    soft = cv2.GaussianBlur(picture, (0, 0), 0.9)
    return soft.clip(0, 255).astype(np.uint8)
