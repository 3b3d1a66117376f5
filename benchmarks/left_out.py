"""Places and people nobody tuned on: street photographs, and those who are cut out of other ones."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from .detector import Image
from .robustness import Clip, make_clip
from .scenes import Cutout, Walker, fill, read

_EVERY: Final = 3
"""One photograph of so many is a place; people come from the others."""
_TALL: Final = 150
"""Pixels that somebody has who is cut out."""
_STRIDE: Final = 8
_SWING: Final = 0.03
"""Moments of a stride, and by how much of the height it shears a person."""
_SEED: Final = 90_000
_SMALL: Final = (0.15, 0.26)
_PLAIN: Final = 22.0
"""Heights of people far away, shares of the picture's height, and grey levels by which they differ from what is behind them."""


def left_out_clips(data: Path, fps: float, count: int, seed: int = 1) -> list[Clip]:
    """Plan clips whose places, walkers and seeds are in no other set.

    Args:
        data: Folder of footage; holds people/pictures/*.jpg and people/masks/*.png.
        fps: Frames a second.
        count: How many; each in another place as long as there are any.
        seed: Same seed, same clips.

    Returns:
        The clips; none where there are no photographs.
    """
    places, people = _places_and_people(data, 0, count)
    return [
        make_clip(place, people, fps, _SEED + 1000 * seed + index)
        for index, place in enumerate(places)
    ]


def small_people_clips(data: Path, fps: float, count: int, seed: int = 1) -> list[Clip]:
    """Plan clips of people far away before parked cars and facades, plain to see, but not the plainest.

    Args:
        data: Folder of footage; holds people/pictures/*.jpg and people/masks/*.png.
        fps: Frames a second.
        count: How many; each in another place than those of any other set.
        seed: Same seed, same clips.

    Returns:
        The clips; none where there are no photographs.
    """
    places, people = _places_and_people(data, 2, count)
    return [
        make_clip(
            place,
            people,
            fps,
            _SEED + 1000 * seed + 100 + index,
            heights=_SMALL,
            plain=_PLAIN,
        )
        for index, place in enumerate(places)
    ]


def left_out_scenes(data: Path, count: int) -> tuple[list[Image], list[Walker]]:
    """Return places and people of `left_out_clips`.

    Args:
        data: Folder of footage; holds people/pictures/*.jpg and people/masks/*.png.
        count: How many places.

    Returns:
        Both; none where there are no photographs.
    """
    return _places_and_people(data, 0, count)


def _places_and_people(
    data: Path, first: int, count: int
) -> tuple[list[Image], list[Walker]]:
    """Take one photograph in three for a place, from the first on, and people from those that follow each."""
    pictures = sorted((data / "people" / "pictures").glob("*"))
    places = pictures[first::_EVERY]
    people = [
        one
        for path in pictures[(first + 1) % _EVERY :: _EVERY]
        for one in people_in(path, data / "people" / "masks")
    ]
    if not people:
        return [], []
    chosen = [places[index * len(places) // count] for index in range(count)]
    return [fill(read(path)) for path in chosen], people


def people_in(path: Path, masks: Path) -> list[Walker]:
    """Cut out whoever is whole and upright in a photograph."""
    found = sorted(masks.glob(f"{path.stem}*"))
    if not found:
        return []
    picture, mask = read(path), read(found[0], cv2.IMREAD_UNCHANGED)
    height, width = mask.shape[:2]
    people = []
    for number in np.unique(mask)[1:]:
        own = np.where(mask == number, 255, 0).astype(np.uint8)
        x, y, wide, high = cv2.boundingRect(own)
        whole = x > 1 and y > 1 and x + wide < width - 1 and y + high < height - 1
        if not whole or high < _TALL or not 1.7 < high / wide < 4:
            continue
        window = np.s_[y - 2 : y + high + 2, x - 2 : x + wide + 2]
        people.append(_let_walk(picture[window].copy(), own[window].copy()))
    return people


def _let_walk(colours: Image, mask: Image) -> Walker:
    """Let somebody who stands swing while they walk."""
    height, width = mask.shape
    cutouts = []
    for moment in range(_STRIDE):
        swing = _SWING * np.sin(2 * np.pi * moment / _STRIDE)
        shear = np.array([[1, swing, -swing * height / 2], [0, 1, 0]], np.float32)
        sheared, own = (
            cv2.warpAffine(image, shear, (width, height), borderMode=border)
            for image, border in (
                (colours, cv2.BORDER_REPLICATE),
                (mask, cv2.BORDER_CONSTANT),
            )
        )
        alpha = cv2.GaussianBlur(own, (3, 3), 0).astype(np.float32) / 255
        cutouts.append(
            Cutout(np.asarray(sheared, np.uint8), np.asarray(alpha, np.float32))
        )
    return Walker(tuple(cutouts), float(_STRIDE))
