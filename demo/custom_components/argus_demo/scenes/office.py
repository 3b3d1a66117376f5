"""An office by day: somebody comes in, sits down, works a while and leaves."""

from math import pi, sin

import cv2
import numpy as np

from .person import LOOKS, Person, Pose
from .scene import (
    HEIGHT,
    WIDTH,
    Frame,
    Plane,
    SensorNoise,
    clouds,
    painted,
    smooth,
)

# Seconds from the start of a visit.
WALK_IN = 5.0
SIT_DOWN = 1.2
STAND_UP = 1.2
WALK_OUT = 4.5
CYCLE = 64.0
FIRST_VISIT = 6.0

DOOR_X, CHAIR_X = -180.0, 720.0
STANDING_Y, SITTING_Y = 96.0, 214.0
DESK_Y = 500


class Office:
    """Window on the right, shelf on the left, a desk in front."""

    def __init__(self, seed: int) -> None:
        """Furnish the office.

        Args:
            seed: Decides textures, who works here and for how long.
        """
        rng = np.random.default_rng((seed, 10))
        self._seed = seed
        self._room = room(rng)
        self._desk, self._desk_cover = desk(rng)
        self._noise = SensorNoise(seed, 1.6)
        self._people = [Person(look, 124.0) for look in LOOKS[:2]]

    def render(self, seconds: float) -> Frame:
        """Draw the office as :class:`~.scene.Scene` describes."""
        light = self.daylight(seconds)
        frame = (self._room * light).clip(0, 255).astype(np.uint8)
        visit, moment = divmod(seconds - FIRST_VISIT, CYCLE)
        if visit >= 0:
            self._work(frame, int(visit), moment, light)
        front = (self._desk * light).clip(0, 255)
        cover = self._desk_cover[..., None]
        frame[DESK_Y - 120 :] = (
            frame[DESK_Y - 120 :] * (1 - cover) + front * cover
        ).round()
        return self._noise.add(frame, seconds)

    def daylight(self, seconds: float) -> float:
        """Brightness of the room: clouds pass over minutes, not over seconds."""
        slow = sin(2 * pi * seconds / 417 + self._seed)
        return 1.0 + 0.10 * slow + 0.04 * sin(2 * pi * seconds / 97)

    def _work(self, frame: Frame, visit: int, moment: float, light: float) -> None:
        rng = np.random.default_rng((self._seed, 11, visit))
        person = self._people[int(rng.integers(len(self._people)))]
        stay = float(rng.uniform(20, 28))
        stand_up = WALK_IN + SIT_DOWN + stay
        walk_out = stand_up + STAND_UP
        if moment < WALK_IN:
            share = smooth(moment / WALK_IN)
            swing = 1.0 if share < 0.97 else 0.0
            sitting = 0.0
        elif moment < stand_up:
            share, swing = 1.0, 0.0
            sitting = smooth((moment - WALK_IN) / SIT_DOWN)
        elif moment < walk_out:
            share, swing = 1.0, 0.0
            sitting = 1 - smooth((moment - stand_up) / STAND_UP)
        elif moment < walk_out + WALK_OUT:
            share = 1 - smooth((moment - walk_out) / WALK_OUT)
            swing, sitting = 1.0, 0.0
        else:
            return
        pose = Pose(
            stride=moment * 0.9,
            swing=swing,
            tilt=0.04 * sin(moment * 0.7) + 0.02 * sin(moment * 1.9),
            sitting=sitting,
        )
        x = DOOR_X + (CHAIR_X - DOOR_X) * share + 2 * sin(moment * 0.5)
        y = STANDING_Y + (SITTING_Y - STANDING_Y) * sitting
        person.draw(frame, x, y, pose, light * 0.98)


def room(rng: np.random.Generator) -> Plane:
    """Paint wall, window, shelf and floor.

    Args:
        rng: Source of the textures.

    Returns:
        The empty room at usual light, 720 x 1280 x 3, 0..255.
    """
    plaster = clouds(rng, (HEIGHT, WIDTH), 160, 6)
    picture = painted((176, 190, 196), plaster, 0.06)
    # The wall is lit from the window.
    picture *= np.linspace(0.78, 1.08, WIDTH, dtype=np.float32)[None, :, None]
    floor = painted((72, 92, 116), clouds(rng, (HEIGHT - 580, WIDTH), 64, 6), 0.16)
    picture[580:] = floor
    picture[568:580] = (150, 160, 166)

    # Window with sky and the roofs across the street.
    sky = np.linspace(0, 1, 300, dtype=np.float32)[:, None, None]
    view = np.array((236, 206, 176), np.float32) * (1 - sky) + 244 * sky
    view = np.repeat(view, 300, axis=1)
    view += 9 * clouds(rng, (300, 300), 80, 5)[..., None]
    for left in range(0, 300, 50):
        top = int(rng.integers(170, 240))
        shade = float(rng.uniform(90, 140))
        view[top:, left : left + 50] = (shade * 1.0, shade * 1.02, shade * 1.1)
        view[top + 14 : top + 26, left + 12 : left + 22] = 70
    picture[70:370, 930:1230] = view
    for box in ((918, 58, 1242, 382),):
        cv2.rectangle(picture, box[:2], box[2:], (226, 230, 232), 14)
    cv2.line(picture, (1080, 64), (1080, 376), (226, 230, 232), 10)

    # Shelf with books of all colours.
    picture[110:480, 70:400] = painted(
        (48, 76, 108), clouds(rng, (370, 330), 40, 5), 0.2
    )
    for row in range(3):
        top = 122 + row * 120
        picture[top : top + 108, 82:388] = (30, 38, 46)
        left = 86
        while left < 372:
            width = int(rng.integers(11, 26))
            height = int(rng.integers(66, 100))
            colour = rng.uniform(40, 190, 3)
            book = picture[
                top + 108 - height : top + 108, left : min(left + width, 388)
            ]
            book[:] = colour
            book[8:14] = colour * 0.6 + 90
            book[:, :2] *= 0.6
            left += width + int(rng.integers(0, 3))
    # A framed print between shelf and window.
    picture[130:300, 560:700] = (226, 232, 234)
    print_ = painted((120, 130, 90), clouds(rng, (146, 116), 40, 5), 0.5)
    picture[142:288, 572:688] = print_
    cv2.rectangle(picture, (560, 130), (700, 300), (40, 44, 50), 5)
    return cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float32)


def desk(rng: np.random.Generator) -> tuple[Plane, Plane]:
    """Paint what stands in front of the person: the desk and what is on it.

    Args:
        rng: Source of the wood's grain.

    Returns:
        Colours and cover of the lower part of the frame, from 120 rows above the desk's
        edge down.
    """
    rows = HEIGHT - DESK_Y + 120
    colours = np.zeros((rows, WIDTH, 3), np.float32)
    cover = np.zeros((rows, WIDTH), np.float32)
    squeezed = clouds(rng, (rows, WIDTH // 8), 24, 4)
    grain = cv2.resize(squeezed, (WIDTH, rows), interpolation=cv2.INTER_LINEAR)
    wood = painted((78, 118, 164), grain.astype(np.float32), 0.18)
    top = np.array([(330, 120), (1150, 120), (1260, rows), (220, rows)], np.int32)
    mask = np.zeros((rows, WIDTH), np.uint8)
    cv2.fillPoly(mask, [top], 255, cv2.LINE_AA)
    colours[mask > 0] = wood[mask > 0]
    colours[116:124, 330:1150] = (120, 156, 196)
    # A screen seen from behind, a mug and papers.
    cv2.rectangle(mask, (890, 12), (1110, 138), 255, -1)
    cv2.rectangle(colours, (890, 12), (1110, 138), (52, 50, 48), -1)
    cv2.rectangle(colours, (900, 22), (1100, 128), (66, 64, 60), -1)
    cv2.circle(colours, (1000, 74), 10, (120, 118, 114), -1, cv2.LINE_AA)
    cv2.rectangle(mask, (972, 138), (1028, 176), 255, -1)
    cv2.rectangle(colours, (972, 138), (1028, 176), (60, 58, 56), -1)
    cv2.rectangle(mask, (420, 92), (462, 150), 255, -1)
    cv2.rectangle(colours, (420, 92), (462, 150), (58, 70, 170), -1)
    cv2.ellipse(colours, (441, 92), (21, 6), 0, 0, 360, (30, 34, 60), -1, cv2.LINE_AA)
    sheet = np.array([(560, 170), (720, 164), (740, 236), (548, 244)], np.int32)
    cv2.fillPoly(colours, [sheet], (232, 236, 238), cv2.LINE_AA)
    for line in range(5):
        y = 180 + line * 11
        cv2.line(colours, (576, y), (700 - 14 * (line % 3), y), (120, 116, 112), 2)
    cover[:] = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), 0.8)
    return colours, cover
