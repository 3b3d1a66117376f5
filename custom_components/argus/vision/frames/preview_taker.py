"""Sampling of preview frames from frames that were looked at anyhow."""

import math
from typing import Final

import cv2
import numpy as np

from ..observation import Observation
from .frame import Frame, Image
from .preview_frame import PreviewFrame

WIDTH: Final = 640
"""Pixels of a preview."""
BETWEEN: Final = 0.2
"""Seconds between two frames while something happens or frames come decoded …"""
BETWEEN_QUIET: Final = 0.5
"""… and otherwise, where nothing may ever come of them."""
LARGEST_KEPT: Final = 200_000
"""Bytes of a picture that is kept as it came while nothing happens: what is not encoded anew costs nothing."""

_QUALITY: Final = 80
_EARLY: Final = 0.02
"""Seconds that a frame may come before its time: clocks and cameras are not exact."""


class PreviewTaker:
    """Takes a frame now and then, as small as a preview needs it."""

    def __init__(self) -> None:
        """Start with nothing taken."""
        self._last = -math.inf

    def take(
        self,
        frame: Frame,
        picture: bytes | Image,
        observation: Observation,
        now: float,
    ) -> PreviewFrame | None:
        """Take a frame if it is time for one.

        Args:
            frame: The frame as the eyes were shown it.
            picture: The same as the camera gave it.
            observation: What they saw in it.
            now: When it was taken, in seconds.

        Returns:
            The frame, or None if there was one just before.

        Raises:
            FrameError: The picture is corrupt.
        """
        if now < self._last:
            self._last = -math.inf
        busy = observation.motion.detected or bool(observation.faces)
        cheap = isinstance(picture, np.ndarray)
        between = BETWEEN if busy or cheap else BETWEEN_QUIET
        if now - self._last < between - _EARLY:
            return None
        self._last = now
        if not busy and isinstance(picture, bytes) and len(picture) <= LARGEST_KEPT:
            kept = picture
        else:
            kept = encode_small(frame)
        return PreviewFrame(now, kept, observation.faces)


def encode_small(frame: Frame) -> bytes:
    """Return a frame as a JPEG at most `WIDTH` pixels wide.

    Raises:
        FrameError: The picture is corrupt.
        ValueError: It cannot be encoded.
    """
    return encode_preview_jpeg(narrowed(frame.colour(WIDTH), WIDTH))


def narrowed(picture: Image, width: int) -> Image:
    """Return a picture at most so many pixels wide, in its own proportions."""
    if picture.shape[1] <= width:
        return picture
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def encode_preview_jpeg(picture: Image) -> bytes:
    """Return a picture as a JPEG of the quality of a preview.

    Raises:
        ValueError: It cannot be encoded.
    """
    try:
        encoded, jpeg = cv2.imencode(
            ".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
        )
    except cv2.error as err:
        raise ValueError(f"the picture cannot be encoded as JPEG: {err.err}") from err
    if not encoded:
        raise ValueError("the picture cannot be encoded as JPEG")
    return jpeg.tobytes()


def decode_sized(picture: bytes, width: int, height: int) -> Image:
    """Return a picture of exactly that size in pixels, whatever shape it has.

    Returns:
        HxWx3 uint8 in the order blue, green, red.

    Raises:
        FrameError: The picture is corrupt.
    """
    image = Frame.open(picture).colour(width)
    sized = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(sized, np.uint8)
