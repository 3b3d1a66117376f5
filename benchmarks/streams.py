"""Frames as a camera sends them, at full size: what speed is measured on."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from .detector import Image, encode
from .scenes import Cutout, paste, photograph, render_walker

SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4K": (3840, 2160)}
"""Width and height in pixels by name."""

QUALITY = 80
DIFFERENT = 12
"""Grey levels by which a pixel differs where there is something else."""
SOMEBODY = 0.004
"""Share of the view that differs when somebody is in it, be it with a shoe."""

CROWD = 12
"""People of a crowd."""
CROWD_FPS = 5.0
"""Frames a second at which a crowd is watched."""
_LANES = (0.42, 0.6, 0.78, 0.96)
"""Where feet of a crowd are, share of the view's height; the lower, the nearer and the taller."""

PORTRAIT_FACE = (138.0, 62.0, 100.0, 124.0)
"""Left, top, width and height in pixels of the face in `portrait`."""


def detailed_scene(width: int, height: int) -> Image:
    """Return a picture as rich in detail as a sharp camera's: photographs side by side at their own resolution.

    Args:
        width: Pixels.
        height: Pixels.
    """
    names = "coffee", "rocket", "brick", "grass", "gravel"
    tiles = [photograph(name)[:400, :512] for name in names]
    scene = np.empty((height, width, 3), np.uint8)
    index = 0
    for y in range(0, height, 400):
        for x in range(0, width, 512):
            tile = tiles[index % len(tiles)]
            target = scene[y : y + 400, x : x + 512]
            target[:] = tile[: target.shape[0], : target.shape[1]]
            index += 1
        index += 1
    # A lens is softer than a photograph reduced in size.
    return np.asarray(cv2.GaussianBlur(scene, (0, 0), 1.0), np.uint8)


class Sensor:
    """Adds a sensor's noise and encodes."""

    def __init__(self, width: int, height: int, sigma: float = 1.5) -> None:
        """Draw the grain.

        Args:
            width: Pixels.
            height: Pixels.
            sigma: Standard deviation in grey levels.
        """
        self._rng = np.random.default_rng(5)
        grain = self._rng.normal(0, sigma, (height + 32, width + 32, 1))
        self._grain = np.repeat(grain.round(), 3, axis=2).astype(np.int16)

    def frame(self, image: Image) -> bytes:
        """Return the picture as JPEG, with another noise each time."""
        y, x = self._rng.integers(0, 32, 2)
        height, width = image.shape[:2]
        noisy = cv2.add(
            image, self._grain[y : y + height, x : x + width], dtype=cv2.CV_8U
        )
        return encode(np.asarray(noisy, np.uint8), QUALITY)


def walked_through(size: str, frames: int) -> list[bytes]:
    """Return frames of a detailed scene; in every other run of ten somebody walks through.

    Args:
        size: A key of `SIZES`.
        frames: How many.
    """
    walker = render_walker(4, height=240)
    return _staged(size, frames, walker.cutouts, 0.45)


def with_a_face(size: str, frames: int) -> list[bytes]:
    """Return frames of a detailed scene; in every other run of ten a person comes by who looks into the camera.

    Args:
        size: A key of `SIZES`.
        frames: How many.
    """
    return _staged(size, frames, (portrait(),), 0.7)


def crowd(size: str, frames: int, settled: int) -> list[bytes]:
    """Return frames of a detailed scene, `CROWD_FPS` a second: first it is empty, then twelve people walk to and fro in it.

    Args:
        size: A key of `SIZES`.
        frames: How many.
        settled: How many of them are empty.
    """
    width, height = SIZES[size]
    scene, sensor = detailed_scene(width, height), Sensor(width, height)
    rng = np.random.default_rng(9)
    people = [render_walker(seed, height=240) for seed in range(CROWD)]
    starts, paces = rng.uniform(0, 1, CROWD), rng.uniform(0.06, 0.14, CROWD)
    result = []
    for index in range(frames):
        image = scene
        if index >= settled:
            image = scene.copy()
            seconds = (index - settled) / CROWD_FPS
            # Those who are far away first: the others are in front of them.
            for number, walker in enumerate(people):
                feet = _LANES[number * len(_LANES) // CROWD]
                way = (starts[number] + paces[number] * seconds) % 2
                x = width * (0.05 + 0.9 * min(way, 2 - way))
                paste(
                    image,
                    walker.at(seconds + number / 5),
                    x,
                    height * feet,
                    height * 0.3 * feet,
                )
        result.append(sensor.frame(image))
    return result


def empty(size: str, frames: int) -> list[bytes]:
    """Return frames of a detailed scene without anybody.

    Args:
        size: A key of `SIZES`.
        frames: How many.
    """
    width, height = SIZES[size]
    scene, sensor = detailed_scene(width, height), Sensor(width, height)
    return [sensor.frame(scene) for _ in range(frames)]


def footage(path: Path, size: str, frames: int) -> list[bytes]:
    """Return frames of a video, one a second of it, scaled to a camera's size.

    Args:
        path: Video file.
        size: A key of `SIZES`.
        frames: How many at most.
    """
    return _shown(_film(path, 1.0)[:frames], size)


def half_busy(path: Path, size: str, frames: int) -> tuple[list[bytes], list[bool]]:
    """Return frames of a video, one a second of it, in which somebody is visible half of the time.

    Each time the view is empty it stays so for as long as the visit that follows: the frames that it takes are other
    moments of the film's own empty stretches. No frame with somebody is left out or moved.

    Args:
        path: Video file.
        size: A key of `SIZES`.
        frames: How many at most.

    Returns:
        JPEG files, and whether somebody is visible in each: in all of them if the film is never empty.
    """
    film = _film(path, 0.5)
    visible = _visible(film)
    # Every other picture is a frame; those between are more of what an empty view looks like.
    spare = [index for index in range(len(film)) if not visible[index]]
    order: list[int] = []
    visit: list[int] = []
    turn = 0
    empty = 0
    for index in [*range(0, len(film), 2), -1]:
        if index >= 0 and visible[index]:
            visit.append(index)
            continue
        if visit:
            for _ in range(len(visit) - empty if spare else 0):
                order.append(spare[turn % len(spare)])
                turn += 1
            order += visit
            visit, empty = [], 0
        if index >= 0:
            order.append(index)
            empty += 1
    order = order[:frames]
    shown = _shown([film[index] for index in order], size)
    return shown, [visible[index] for index in order]


def _film(path: Path, seconds: float) -> list[Image]:
    """Return pictures of a video, so many seconds apart."""
    video = cv2.VideoCapture(str(path))
    step = max(1, round(seconds * video.get(cv2.CAP_PROP_FPS)))
    kept = []
    number = 0
    while video.grab():
        if number % step == 0:
            kept.append(np.asarray(video.retrieve()[1], np.uint8))
        number += 1
    video.release()
    return kept


def _shown(pictures: list[Image], size: str) -> list[bytes]:
    sensor = Sensor(*SIZES[size])
    return [
        sensor.frame(
            np.asarray(
                cv2.resize(picture, SIZES[size], interpolation=cv2.INTER_CUBIC),
                np.uint8,
            )
        )
        for picture in pictures
    ]


def _visible(film: list[Image]) -> list[bool]:
    """Tell for each picture whether somebody is in view.

    Empty is the view that comes back: what looks the same in far apart moments of a film of a fixed camera.
    """
    small = [
        cv2.GaussianBlur(
            cv2.resize(
                cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY),
                (192, 108),
                interpolation=cv2.INTER_AREA,
            ),
            (5, 5),
            0,
        )
        for picture in film
    ]
    alike = np.array(
        [
            [float((cv2.absdiff(a, b) > DIFFERENT).mean()) < SOMEBODY for b in small]
            for a in small
        ]
    )
    index = np.arange(len(film))
    far = np.abs(index[:, None] - index[None, :]) > len(film) / 5
    again = (alike & far).sum(axis=1)
    usual = int(again.argmax())
    if again[usual] < len(film) / 10:
        return [True] * len(film)
    return [not same for same in alike[usual].tolist()]


def somebody_visible(index: int) -> bool:
    """Tell whether a staged frame shows the person."""
    return index // 10 % 2 == 1


def _staged(
    size: str, frames: int, cutouts: tuple[Cutout, ...], tall: float
) -> list[bytes]:
    width, height = SIZES[size]
    scene, sensor = detailed_scene(width, height), Sensor(width, height)
    result = []
    for index in range(frames):
        image = scene
        if somebody_visible(index):
            image = scene.copy()
            x = width * (0.1 + 0.08 * (index % 10))
            cutout = cutouts[index % len(cutouts)]
            paste(image, cutout, x, height * 0.95, height * tall)
        result.append(sensor.frame(image))
    return result


def portrait() -> Cutout:
    """Cut the astronaut out of her portrait, NASA's public-domain picture in scikit-image.

    Returns:
        Head and shoulders; her face is at `PORTRAIT_FACE`.
    """
    picture = photograph("astronaut")[:420, 40:420]
    shape: NDArray[np.uint8] = np.zeros(picture.shape[:2], np.uint8)
    cv2.ellipse(shape, (185, 120), (85, 115), 0, 0, 360, [255], -1)
    cv2.ellipse(shape, (190, 420), (185, 210), 0, 0, 360, [255], -1)
    alpha = cv2.GaussianBlur(shape, (9, 9), 0).astype(np.float32) / 255
    return Cutout(picture, np.asarray(alpha, np.float32))
