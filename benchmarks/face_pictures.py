"""Pictures with labelled faces and pictures without any: what the accuracy of face detectors is measured on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from custom_components.argus.vision import Box

from .detector import Image
from .scenes import photograph, read, render_room, render_yard

EMPTY: Final = (
    "brick",
    "cat",
    "chelsea",
    "coffee",
    "grass",
    "gravel",
    "hubble_deep_field",
    "immunohistochemistry",
    "moon",
    "page",
    "retina",
    "rocket",
    "stereo_motorcycle",
    "text",
)
"""Photographs in scikit-image without a human face."""

_IMAGE: Final = re.compile(
    r"<image\s+file='(?P<file>[^']+)'[^>]*>(?P<content>.*?)</image>", re.DOTALL
)
_BOX: Final = re.compile(r"<box\s[^>]*>")
_NUMBER: Final = re.compile(r"(\w+)='(-?[\d.]+)'")

_PORTRAIT: Final = (slice(0, 300), slice(70, 380))
_FACE_IN_PORTRAIT: Final = (108.0, 62.0, 100.0, 124.0)
"""Left, top, width and height in pixels of the cut."""
_SIDE: Final = 450


@dataclass(frozen=True, slots=True)
class Labelled:
    """A picture and where its faces are."""

    name: str
    image: Image
    faces: tuple[Box, ...] = ()


def photographs(data: Path | None) -> list[Labelled]:
    """Return the labelled photographs of a folder `faces` with dlib's XML files.

    Args:
        data: Folder of footage, or None.
    """
    folder = data / "faces" if data is not None else None
    if folder is None or not folder.is_dir():
        return []
    pictures = []
    for listing in sorted(folder.glob("*.xml")):
        for entry in _IMAGE.finditer(listing.read_text(encoding="latin-1")):
            name = entry["file"]
            image = read(folder / name)
            height, width = image.shape[:2]
            faces = []
            for tag in _BOX.findall(entry["content"]):
                values = {key: float(value) for key, value in _NUMBER.findall(tag)}
                left, top = values["left"] / width, values["top"] / height
                faces.append(
                    Box(
                        left,
                        top,
                        left + values["width"] / width,
                        top + values["height"] / height,
                    )
                )
            pictures.append(Labelled(name, image, tuple(faces)))
    return pictures


def empty_pictures(seed: int) -> list[Labelled]:
    """Return places without a face: photographs, their parts, mirrored and blurred, and rendered rooms.

    Args:
        seed: Another seed, other parts.
    """
    rng = np.random.default_rng(seed)
    pictures = [
        Labelled(f"room {index}", render_room(seed * 100 + index)) for index in range(8)
    ]
    pictures += [
        Labelled(f"yard {index}", render_yard(seed * 100 + index)) for index in range(6)
    ]
    for name in EMPTY:
        whole = photograph(name)
        pictures.append(Labelled(name, _fit(whole)))
        for index in range(3):
            height, width = whole.shape[:2]
            side = int(min(height, width) * rng.uniform(0.4, 0.8))
            y = int(rng.integers(0, height - side))
            x = int(rng.integers(0, width - side))
            part = whole[y : y + side, x : x + side]
            if rng.random() < 0.5:
                part = np.ascontiguousarray(part[:, ::-1])
            pictures.append(Labelled(f"{name} {index}", _disturbed(_fit(part), rng)))
    return pictures


def pasted_faces(seed: int, count: int) -> Iterator[Labelled]:
    """Yield places in which one to three portraits hang, in other light, size, sharpness and noise each time.

    One person's face is a weak test of a detector's reach, but a strict one of size, light and noise.

    Args:
        seed: Another seed, other pictures.
        count: How many.
    """
    rng = np.random.default_rng(seed)
    places = [
        picture.image for picture in empty_pictures(seed) if " " not in picture.name
    ]
    portrait = photograph("astronaut")[_PORTRAIT]
    for number in range(count):
        image = places[int(rng.integers(len(places)))].copy()
        height, width = image.shape[:2]
        faces: list[Box] = []
        taken: list[Box] = []
        for _ in range(int(rng.integers(1, 4))):
            scale = float(np.exp(rng.uniform(np.log(28), np.log(110)))) / 100
            hung = _hang(image, portrait, scale, taken, rng)
            if hung is not None:
                faces.append(hung)
        yield Labelled(
            f"pasted {number} {width}x{height}", _disturbed(image, rng), tuple(faces)
        )


def _hang(
    image: Image,
    portrait: Image,
    scale: float,
    taken: list[Box],
    rng: np.random.Generator,
) -> Box | None:
    """Paste a portrait where there is room, in place, and return where its face is."""
    height, width = image.shape[:2]
    size = round(portrait.shape[1] * scale), round(portrait.shape[0] * scale)
    if size[0] >= width or size[1] >= height:
        return None
    x = int(rng.integers(0, width - size[0]))
    y = int(rng.integers(0, height - size[1]))
    place = Box(x / width, y / height, (x + size[0]) / width, (y + size[1]) / height)
    if any(place.overlap(other) > 0 for other in taken):
        return None
    taken.append(place)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = np.asarray(cv2.resize(portrait, size, interpolation=how), np.uint8)
    left, top, face_width, face_height = (value * scale for value in _FACE_IN_PORTRAIT)
    if rng.random() < 0.5:
        scaled = np.ascontiguousarray(scaled[:, ::-1])
        left = size[0] - left - face_width
    image[y : y + size[1], x : x + size[0]] = scaled
    return Box(
        (x + left) / width,
        (y + top) / height,
        (x + left + face_width) / width,
        (y + top + face_height) / height,
    )


def _fit(image: Image) -> Image:
    scale = _SIDE / max(image.shape[:2])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(image, None, fx=scale, fy=scale, interpolation=how), np.uint8
    )


def _disturbed(image: Image, rng: np.random.Generator) -> Image:
    """Change light, sharpness and noise as cameras do."""
    result: NDArray[np.floating] = image.astype(np.float32)
    result = 255 * (result / 255) ** rng.uniform(0.7, 1.5) * rng.uniform(0.5, 1.1)
    if rng.random() < 0.5:
        result = cv2.GaussianBlur(result, (0, 0), rng.uniform(0.4, 1.0)).astype(
            np.float32
        )
    grain = rng.standard_normal(result.shape, np.float32)
    result = result + np.float32(rng.uniform(0, 8)) * grain
    clipped = np.clip(result, 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 95))]
    packed = cv2.imencode(".jpg", clipped, quality)[1]
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    if unpacked is None:
        raise ValueError("OpenCV cannot read its own JPEG")
    return np.asarray(unpacked, np.uint8)
