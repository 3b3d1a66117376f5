"""Street photographs without anybody, and people of other ones who may come there."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from .detector import Image
from .left_out import people_in
from .scenes import Walker, fill, read

_EMPTY: Final = (
    "FudanPed00001",
    "FudanPed00005",
    "FudanPed00011",
    "FudanPed00013",
    "FudanPed00031",
    "FudanPed00039",
    "FudanPed00051",
    "FudanPed00053",
    "FudanPed00067",
    "FudanPed00069",
    "PennPed00041",
)
"""Photographs that show nobody when those who are labelled are painted over; in others there are more people than labels."""
_AROUND: Final = 15
"""What is painted over reaches so many pixels beyond what is labelled, by half on each side."""
_REACH: Final = 5.0


def empty_places(data: Path) -> dict[str, Image]:
    """Return street photographs without those who were labelled in them.

    A. Telea, "An image inpainting technique based on the fast marching method", Journal of Graphics Tools 9(1), 2004.

    Args:
        data: Folder of footage; holds people/pictures/*.jpg and people/masks/*.png.

    Returns:
        640x480 colour pictures by name; none where there are no photographs.
    """
    return {
        path.stem: fill(_painted_over(path, data / "people" / "masks"))
        for path in _pictures(data)
        if path.stem in _EMPTY
    }


def people_from_elsewhere(data: Path) -> list[Walker]:
    """Return whoever is whole and upright in the other photographs.

    Args:
        data: Folder of footage; holds people/pictures/*.jpg and people/masks/*.png.
    """
    return [
        one
        for path in _pictures(data)
        if path.stem not in _EMPTY
        for one in people_in(path, data / "people" / "masks")
    ]


def _pictures(data: Path) -> list[Path]:
    return sorted((data / "people" / "pictures").glob("*"))


def _painted_over(path: Path, masks: Path) -> Image:
    picture = read(path)
    mask = read(masks / f"{path.stem}.png", cv2.IMREAD_UNCHANGED)
    hole = cv2.dilate(
        (mask > 0).astype(np.uint8), np.ones((_AROUND, _AROUND), np.uint8)
    )
    return np.asarray(cv2.inpaint(picture, hole, _REACH, cv2.INPAINT_TELEA), np.uint8)
