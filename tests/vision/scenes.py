"""Rendered scenes and people for the tests of the eyes: the same on every machine."""

import cv2
import numpy as np
from numpy.typing import NDArray

type Image = NDArray[np.uint8]

WIDTH, HEIGHT = 640, 360


def room(seed: int = 1, width: int = WIDTH, height: int = HEIGHT) -> Image:
    """Draw a wall with frames and shelves over a floor, soft as a camera sees it."""
    rng = np.random.default_rng(seed)
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2] = rng.integers(140, 180, 3)
    picture[height // 2 :] = rng.integers(90, 120, 3)
    for _ in range(40):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        size = rng.integers((width // 40, height // 24), (width // 10, height // 6))
        corner = x + int(size[0]), y + int(size[1])
        colour = [int(c) for c in rng.integers(50, 210, 3)]
        cv2.rectangle(picture, (x, y), corner, colour, -1)
    return np.asarray(cv2.GaussianBlur(picture, (5, 5), 0), np.uint8)


def grey_room(width: int, height: int, seed: int = 1) -> Image:
    """Draw the room at a working size, in grey."""
    grey = cv2.cvtColor(room(seed), cv2.COLOR_BGR2GRAY)
    size = (width, height)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def with_person(
    picture: Image, x: float, y: float = 0.55, tall: float = 0.35, contrast: float = 70
) -> Image:
    """Draw an upright person with a striped shirt; x and y are their middle in shares of the picture."""
    height, width = picture.shape[:2]
    result = picture.copy()
    figure = np.zeros((height, width), np.uint8)
    h, w = tall * height, tall * height * 0.35
    centre = x * width, y * height
    body = (int(w / 2), int(h * 0.38))
    cv2.ellipse(
        figure, (int(centre[0]), int(centre[1] + h * 0.1)), body, 0, 0, 360, [255], -1
    )
    head = (int(centre[0]), int(centre[1] - h * 0.38))
    cv2.circle(figure, head, max(1, int(h * 0.1)), [255], -1)
    left, top, wide, high = cv2.boundingRect(figure)
    place = np.s_[top : top + high, left : left + wide]
    rows = np.arange(top, top + high)
    stripes = contrast * (0.7 + 0.3 * np.sign(np.sin(rows / h * 40)))
    behind = picture[place]
    change = np.where(behind.mean(axis=2) > 125, -1, 1) * stripes[:, None]
    altered = np.clip(behind + change[..., None], 0, 255).astype(np.uint8)
    np.copyto(result[place], altered, where=figure[place][..., None] > 0)
    return result


_GRAIN = np.repeat(
    np.random.default_rng(0).normal(0, 1, (512, 1024, 1)).astype(np.float32), 3, axis=2
)


def seen(
    picture: NDArray[np.generic], rng: np.random.Generator, noise: float = 2
) -> bytes:
    """Return what a camera sends of it: a JPEG with a sensor's noise."""
    height, width = picture.shape[:2]
    y, x = rng.integers(0, 128, 2)
    grain = np.float32(rng.choice((-noise, noise))) * _GRAIN[y : y + 384, x : x + 768]
    colours = 1 if picture.ndim == 2 else picture.shape[2]
    noisy = np.empty((height, width, colours), np.float32)
    for top in range(0, height, 384):
        for left in range(0, width, 768):
            place = np.s_[top : top + 384, left : left + 768]
            part = noisy[place]
            tall, wide = part.shape[:2]
            np.add(
                picture.reshape(noisy.shape)[place],
                grain[:tall, :wide, :colours],
                out=part,
            )
    np.clip(noisy, 0, 255, out=noisy)
    return jpeg(noisy.astype(np.uint8))


def jpeg(picture: Image, quality: int = 85) -> bytes:
    """Encode a picture."""
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def png(picture: NDArray[np.generic]) -> bytes:
    """Encode a picture without loss."""
    return bytes(cv2.imencode(".png", np.asarray(picture))[1])
