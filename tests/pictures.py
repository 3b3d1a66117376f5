"""Pictures for the tests of the Home Assistant side, as a camera would send them."""

from functools import cache

import cv2
import numpy as np
from skimage import data

WIDTH, HEIGHT = 640, 360


@cache
def _scene() -> np.ndarray:
    """Return a still room: soft light, a few things with edges, a little texture."""
    rng = np.random.default_rng(7)
    ramp = np.linspace(90, 150, WIDTH, dtype=np.float32)
    scene = np.repeat(ramp[None, :, None], HEIGHT, axis=0).repeat(3, axis=2)
    scene += rng.normal(0, 2.0, scene.shape).astype(np.float32)
    scene = np.clip(scene, 0, 255).astype(np.uint8)
    cv2.rectangle(scene, (60, 200), (200, 340), (70, 90, 120), -1)
    cv2.rectangle(scene, (430, 60), (560, 200), (180, 170, 150), -1)
    return scene


def _jpeg(picture: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


def room() -> bytes:
    """Return the empty room."""
    return _jpeg(_scene())


def mover(x: int) -> bytes:
    """Return the room with something dark and tall standing x pixels from the left."""
    picture = _scene().copy()
    cv2.ellipse(picture, (x, 220), (34, 110), 0, 0, 360, (30, 30, 40), -1)
    cv2.circle(picture, (x, 95), 26, (60, 70, 90), -1)
    return _jpeg(picture)


def visitor(x: int = 320) -> bytes:
    """Return the room with a person whose face is seen, x pixels from the left."""
    picture = _scene().copy()
    portrait: np.ndarray = data.astronaut()  # type: ignore[no-untyped-call]
    astronaut = cv2.cvtColor(portrait[:340, 60:400], cv2.COLOR_RGB2BGR)
    height, width = astronaut.shape[:2]
    left = min(max(x - width // 2, 0), WIDTH - width)
    picture[HEIGHT - height :, left : left + width] = astronaut
    return _jpeg(picture)


def as_png(picture: bytes) -> bytes:
    """Return a picture as a PNG file."""
    decoded = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return cv2.imencode(".png", decoded)[1].tobytes()
