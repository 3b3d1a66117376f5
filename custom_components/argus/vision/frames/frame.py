"""A frame, decoded no further than somebody asks for.

A JPEG can be decoded at a half, a quarter or an eighth of its size for little more than the cost of reading its
entropy coded data, and without colour for less. A `Frame` takes the smallest decode that serves the caller and keeps
it for the next one who asks.
"""

from collections.abc import Callable
from typing import Final, Self

import cv2
import numpy as np
import numpy.typing as npt

from .frame_error import FrameError
from .picture_decoder import decode, to_grey
from .picture_format import Encoded, check_size, read_header

__all__ = ["Frame", "FrameError", "Image"]

type Image = npt.NDArray[np.uint8]
"""HxW (grey) or HxWx3 (blue, green, red), 0..255."""

_BYTES: Final = bytes | bytearray | memoryview


class Frame:
    """One picture, decoded on demand.

    The orientation in a picture's EXIF data is ignored, so that zones and lines stay where the user drew them.
    Not safe to share between threads while it decodes.
    """

    __slots__ = ("_colours", "_greys", "_source", "_whole", "height", "width")

    def __init__(self, source: Encoded | Image) -> None:
        """Keep a checked picture; use `Frame.open`.

        Args:
            source: The picture, encoded or decoded.
        """
        if isinstance(source, Encoded):
            self.width, self.height = source.width, source.height
        else:
            self.height, self.width = source.shape[:2]
        self._source = source
        self._greys: dict[int, Image] = {}
        self._colours: dict[int, Image] = {}
        self._whole: dict[bool, Image] = {}
        """What was decoded at full size though less was asked for, in grey and in colour."""

    @classmethod
    def open(
        cls,
        picture: bytes | bytearray | memoryview | npt.NDArray[np.generic],
        read: Callable[[bytes], Encoded] = read_header,
    ) -> Self:
        """Check a picture without decoding it.

        Args:
            picture: The bytes of a JPEG, PNG, WebP, GIF (its first picture counts) or AVIF file of at most 32 MiB, or an
                array of type uint8 and shape HxWx3 (blue, green, red) or HxW (grey), which is not copied. It may have as
                many pixels as four pictures in 4K, or half or a quarter as many where they take more to decode.
            read: Reads the header; who gets a camera's frames one after the other hands in its `HeaderMemory.read`.

        Returns:
            The frame, not yet decoded.

        Raises:
            FrameError: It is neither, too large, empty or cut off.
        """
        if isinstance(picture, np.ndarray):
            return cls._from_array(picture)
        if not isinstance(picture, _BYTES):
            raise FrameError(
                f"a frame is bytes or an array, not {type(picture).__name__}"
            )
        encoded = read(bytes(picture))
        frame = cls(encoded)
        if not encoded.complete:
            # Only the decoder knows whether more than the end mark is missing.
            try:
                frame.grey(1)
            except FrameError as err:
                raise FrameError("the JPEG is cut off") from err
        return frame

    @classmethod
    def _from_array(cls, array: npt.NDArray[np.generic]) -> Self:
        if array.dtype != np.uint8:
            raise FrameError(f"an array has to be of type uint8, not {array.dtype}")
        if array.ndim != 2 and not (array.ndim == 3 and array.shape[2] == 3):
            raise FrameError(
                f"an array has to have the shape HxW or HxWx3, not {array.shape}"
            )
        height, width = array.shape[:2]
        check_size(width, height)
        return cls(array.astype(np.uint8, copy=False))

    def grey(self, min_width: int) -> Image:
        """Return the picture in grey, no larger than needed.

        Args:
            min_width: Least width of the result in pixels.

        Returns:
            HxW uint8, 0..255: the smallest decode at least `min_width` wide, or the whole picture if that is narrower.
            It looks the same whatever was decoded before. Shared with later callers: do not write into it.

        Raises:
            FrameError: The picture is corrupt.
        """
        if isinstance(self._source, np.ndarray):
            return self._grey_array(self._source)
        factor = self._factor(min_width)
        ready = self._greys.get(factor)
        if ready is None:
            finer = _at_least_as_fine(self._greys, factor)
            if finer is None:
                finer = _at_least_as_fine(self._colours, factor)
                if finer is not None:
                    finer = finer[0], to_grey(finer[1])
            if finer is None:
                finer = self._decode(self._source, factor, colour=False)
            ready = self._greys[factor] = _coarser(*finer, factor)
        return ready

    def colour(self, min_width: int) -> Image:
        """Return the picture in colour, no larger than needed.

        Args:
            min_width: Least width of the result in pixels.

        Returns:
            HxWx3 uint8 in the order blue, green, red, 0..255; otherwise as `grey`.

        Raises:
            FrameError: The picture is corrupt.
        """
        if isinstance(self._source, np.ndarray):
            return self._colour_array(self._source)
        factor = self._factor(min_width)
        ready = _at_least_as_fine(self._colours, factor)
        if ready is None:
            finer = self._decode(self._source, factor, colour=True)
            ready = factor, _coarser(*finer, factor)
            self._colours[factor] = ready[1]
        return ready[1]

    def expect(self, min_width: int, *, colour: bool) -> None:
        """Decode what will be asked for later, so that everybody who asks for less meanwhile is served from it.

        Nearly all of the cost of a JPEG is in reading its data, which this does once instead of once for each size.

        Args:
            min_width: Least width in pixels that will be asked for.
            colour: Whether it will be asked for in colour.

        Raises:
            FrameError: The picture is corrupt.
        """
        if isinstance(self._source, np.ndarray):
            return
        if colour:
            self.colour(min_width)
        else:
            self.grey(min_width)

    def saturation(self) -> float:
        """Return how colourful the picture is: 0 for pure grey (infrared) to 255.

        The mean over the picture of the largest minus the smallest of the three colours, on a decode of an eighth.

        Raises:
            FrameError: The picture is corrupt.
        """
        if isinstance(self._source, np.ndarray):
            if self._source.ndim == 2:
                return 0.0
            step = max(1, self.width // 160)
            small = self._source[::step, ::step]
        else:
            small = self.colour(1)
        blue, green, red = cv2.split(small)
        most = cv2.max(cv2.max(blue, green), red)
        least = cv2.min(cv2.min(blue, green), red)
        return float(cv2.mean(cv2.subtract(most, least))[0])

    def _factor(self, min_width: int) -> int:
        for factor in (8, 4, 2):
            # libjpeg rounds the size of a reduced picture up.
            if -(-self.width // factor) >= min_width:
                return factor
        return 1

    def _decode(
        self, source: Encoded, factor: int, *, colour: bool
    ) -> tuple[int, Image]:
        """Decode at a factor, or at full size where the format offers no other, and return at which."""
        if colour in self._whole:
            return 1, self._whole[colour]
        decoded, image = decode(source, factor, colour=colour)
        if decoded < factor:
            self._whole[colour] = image
        return decoded, image

    def _grey_array(self, array: Image) -> Image:
        if array.ndim == 2:
            return array
        if 1 not in self._greys:
            self._greys[1] = to_grey(array)
        return self._greys[1]

    def _colour_array(self, array: Image) -> Image:
        if array.ndim == 3:
            return array
        if 1 not in self._colours:
            colour = cv2.cvtColor(array, cv2.COLOR_GRAY2BGR)
            self._colours[1] = colour.astype(np.uint8, copy=False)
        return self._colours[1]


def _at_least_as_fine(
    decoded: dict[int, Image], factor: int
) -> tuple[int, Image] | None:
    if not decoded:
        return None
    fitting = [ready for ready in decoded if ready <= factor]
    return (max(fitting), decoded[max(fitting)]) if fitting else None


def _coarser(ready: int, image: Image, factor: int) -> Image:
    """Return what a decode at a factor would be, from a finer one: it is the mean of its blocks.

    OpenCV halves a picture many times faster than it divides it by anything else.
    """
    while ready < factor:
        height, width = image.shape[:2]
        if width % 2 or height % 2:
            image = cv2.copyMakeBorder(
                image, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE
            ).astype(np.uint8, copy=False)
        half = -(-width // 2), -(-height // 2)
        image = cv2.resize(image, half, interpolation=cv2.INTER_AREA).astype(
            np.uint8, copy=False
        )
        ready *= 2
    return image
