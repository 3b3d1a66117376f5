"""A garden at night, as an infrared camera sees it: grey, noisy, with visitors."""

from math import pi, sin

import cv2
import numpy as np
import numpy.typing as npt

from .person import LOOKS, Person, Pose, capsule, fill
from .scene import HEIGHT, WIDTH, Frame, Plane, SensorNoise, blend, clouds, painted

FOX_EVERY, FOX_FIRST, FOX_TAKES = 53.0, 9.0, 7.0
PERSON_EVERY, PERSON_FIRST, PERSON_TAKES = 97.0, 30.0, 9.0
RAIN_EVERY, RAIN_LASTS = 301.0, 40.0
MOTH_EVERY, MOTH_TAKES = 23.0, 1.6
HORIZON = 300


class Garden:
    """Lawn, fence and bushes under an infrared lamp."""

    def __init__(self, seed: int) -> None:
        """Plant the garden.

        Args:
            seed: Decides textures and who comes by.
        """
        rng = np.random.default_rng((seed, 30))
        self._seed = seed
        self._ground = ground(rng)
        self._bush, self._bush_cover = bush(rng)
        self._noise = SensorNoise(seed, 6.0)
        self._person = Person(LOOKS[int(rng.integers(len(LOOKS)))], 118.0)

    def render(self, seconds: float) -> Frame:
        """Draw the garden as :class:`~.scene.Scene` describes."""
        frame = self._ground.copy()
        self._fox(frame, seconds)
        self._walker(frame, seconds)
        self._bushes(frame, seconds)
        self._rain(frame, seconds)
        self._moth(frame, seconds)
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        frame = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8)
        noisy = self._noise.add(frame, seconds)
        # The camera's own colours are off at night: noise is grey as well.
        grey = cv2.cvtColor(noisy, cv2.COLOR_BGR2GRAY)
        return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8)

    def _fox(self, frame: Frame, seconds: float) -> None:
        turn, moment = divmod(seconds - FOX_FIRST, FOX_EVERY)
        if turn < 0 or moment >= FOX_TAKES:
            return
        rng = np.random.default_rng((self._seed, 31, int(turn)))
        share = moment / FOX_TAKES
        leftwards = bool(rng.integers(2))
        sprite, cover = fox(moment, leftwards=leftwards)
        x = -240 + (WIDTH + 240) * (1 - share if leftwards else share)
        y = float(rng.uniform(430, 520)) + 5 * sin(2 * pi * moment * 2.4)
        blend(frame, sprite, cover, round(x), round(y))

    def _walker(self, frame: Frame, seconds: float) -> None:
        turn, moment = divmod(seconds - PERSON_FIRST, PERSON_EVERY)
        if turn < 0 or moment >= PERSON_TAKES:
            return
        share = moment / PERSON_TAKES
        if int(turn) % 2:
            share = 1 - share
        pose = Pose(stride=moment * 0.85, swing=0.8, tilt=0.02 * sin(moment * 2))
        x = -170 + (WIDTH + 340) * share
        self._person.draw(frame, x, 92.0, pose, 0.82)

    def _bushes(self, frame: Frame, seconds: float) -> None:
        """Let the wind move the bushes by a pixel or two."""
        sway = 1.3 * sin(2 * pi * seconds / 5.3) + 0.7 * sin(2 * pi * seconds / 2.1)
        move = np.array([[1, 0.006 * sway, 0], [0, 1, 0]], np.float32)
        size = (self._bush.shape[1], self._bush.shape[0])
        sprite = cv2.warpAffine(self._bush, move, size).astype(np.uint8)
        cover = cv2.warpAffine(self._bush_cover, move, size).astype(np.float32)
        blend(frame, sprite, cover, 940, 250)

    def _rain(self, frame: Frame, seconds: float) -> None:
        if seconds % RAIN_EVERY < RAIN_EVERY - RAIN_LASTS:
            return
        rng = np.random.default_rng((self._seed, 32, round(seconds * 1000)))
        layer = np.zeros_like(frame)
        for _ in range(140):
            x, y = int(rng.integers(WIDTH)), int(rng.integers(-40, HEIGHT))
            length = int(rng.integers(18, 46))
            end = (x - length // 6, y + length)
            cv2.line(layer, (x, y), end, (70, 70, 70), 1, cv2.LINE_AA)
        np.copyto(frame, cv2.add(frame, layer))

    def _moth(self, frame: Frame, seconds: float) -> None:
        turn, moment = divmod(seconds - 3.0, MOTH_EVERY)
        if turn < 0 or moment >= MOTH_TAKES:
            return
        rng = np.random.default_rng((self._seed, 33, int(turn)))
        x = rng.uniform(200, 900) + 300 * moment
        y = rng.uniform(60, 300) + 60 * sin(6 * moment)
        for trail in range(5):
            centre = (round(x - trail * 7), round(y + trail * 3))
            cv2.circle(frame, centre, 5 - trail, (225, 225, 225), -1, cv2.LINE_AA)


def ground(rng: np.random.Generator) -> Frame:
    """Paint lawn, fence and night sky.

    Args:
        rng: Source of the textures.

    Returns:
        The empty garden, 720 x 1280 x 3, grey.
    """
    picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    picture[:HORIZON] = painted(
        (26, 26, 26), clouds(rng, (HORIZON, WIDTH), 200, 4), 0.3
    )
    lawn = clouds(rng, (HEIGHT - HORIZON, WIDTH), 48, 6)
    grains = rng.normal(0, 1, lawn.shape).astype(np.float32)
    blades = cv2.GaussianBlur(grains, (0, 0), sigmaX=0.8, sigmaY=2.2)
    picture[HORIZON:] = painted((92, 92, 92), lawn + 1.5 * blades, 0.22)
    for left in range(0, WIDTH, 46):
        tone = float(rng.uniform(56, 78))
        plank = clouds(rng, (190, 42), 20, 4)
        picture[150:340, left : left + 42] = painted((tone,) * 3, plank, 0.2)[
            :, : min(42, WIDTH - left)
        ]
    picture[180:194] *= 0.7
    picture[300:314] *= 0.7
    # The infrared lamp is brightest in the middle.
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    distance = ((columns - 640) / 760) ** 2 + ((rows - 450) / 470) ** 2
    picture *= (0.34 + 0.85 * np.exp(-distance))[..., None]
    soft = cv2.GaussianBlur(picture, (0, 0), 1.0)
    return soft.clip(0, 255).astype(np.uint8)


def bush(rng: np.random.Generator) -> tuple[Frame, Plane]:
    """Paint a bush of many leaves.

    Args:
        rng: Where the leaves are.

    Returns:
        Colours and cover, 330 x 340.
    """
    colours = np.zeros((330, 340, 3), np.uint8)
    mask = np.zeros((330, 340), np.uint8)
    for _ in range(900):
        angle, radius = rng.uniform(0, 2 * pi), 140 * rng.uniform(0, 1) ** 0.6
        centre = (
            int(170 + radius * np.cos(angle)),
            int(180 + 0.95 * radius * np.sin(angle)),
        )
        axes = (int(rng.integers(5, 12)), int(rng.integers(3, 6)))
        tone = int(rng.integers(24, 96))
        turn = float(rng.uniform(0, 180))
        cv2.ellipse(colours, centre, axes, turn, 0, 360, (tone,) * 3, -1, cv2.LINE_AA)
        cv2.ellipse(mask, centre, axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
    return colours, (mask / np.float32(255)).astype(np.float32)


def fox(moment: float, *, leftwards: bool) -> tuple[Frame, Plane]:
    """Draw a trotting fox.

    Args:
        moment: Seconds, for the legs.
        leftwards: Which way it faces.

    Returns:
        Colours and cover, 150 x 240.
    """
    mask = np.zeros((150, 240), np.uint8)
    trot = 2 * pi * moment * 2.4
    for hip, phase in ((70, 0.0), (82, pi), (150, pi), (162, 0.0)):
        swing = 15 * sin(trot + phase)
        capsule(mask, (hip, 84), (hip + swing * 0.4, 108), 8, 5)
        capsule(mask, (hip + swing * 0.4, 108), (hip + swing, 134), 5, 4)
    capsule(mask, (66, 72), (166, 70), 23, 20)
    tail = 68 + 6 * sin(trot / 2)
    capsule(mask, (58, 68), (14, tail + 22), 9, 13)
    capsule(mask, (168, 62), (192, 50), 15, 16)
    capsule(mask, (194, 50), (220, 60), 14, 5)
    fill(mask, [(182, 40), (184, 16), (198, 36)])
    fill(mask, [(194, 38), (202, 16), (208, 42)])
    solid = (mask > 127).astype(np.uint8)
    depth = np.minimum(cv2.distanceTransform(solid, cv2.DIST_L2, 3) / 16, 1)
    tone = 150 + 60 * np.sqrt(depth)
    # Eyes shine in the infrared light.
    cv2.circle(tone, (200, 48), 3, 250, -1)
    colours = np.repeat(tone[..., None], 3, axis=2).clip(0, 255).astype(np.uint8)
    cover: npt.NDArray[np.float32] = (mask / np.float32(255)).astype(np.float32)
    if leftwards:
        colours, cover = colours[:, ::-1], cover[:, ::-1]
    return colours, cover
