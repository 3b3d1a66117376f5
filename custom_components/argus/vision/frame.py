"""One picture of a camera, decoded no more than somebody asks for.

A JPEG can be decoded at a half, a quarter or an eighth of its size for little more than the cost of reading its
entropy coded data, and without colour for less. A `Frame` takes the smallest decode that serves the caller and keeps
it for the next one who asks.
"""

import struct
from typing import Final, Self, cast

import cv2
import numpy as np
import numpy.typing as npt

type Image = npt.NDArray[np.uint8]
"""HxW (grey) or HxWx3 (blue, green, red), 0..255."""

_BYTES: Final = bytes | bytearray | memoryview

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_PIXELS: Final = 64_000_000

_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"IEND"
_JPEG_START: Final = b"\xff\xd8"
_JPEG_END: Final = b"\xff\xd9"
# SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC), ITU T.81 table B.1.
_JPEG_FRAME_HEADERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_START_OF_SCAN: Final = 0xDA
_JPEG_SEGMENT: Final = struct.Struct(">BBH")
_JPEG_SIZE: Final = struct.Struct(">HH")
_JPEG_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})

_GREY_FLAGS: Final = {
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    1: cv2.IMREAD_GRAYSCALE,
}
_COLOUR_FLAGS: Final = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}


class FrameError(Exception):
    """The picture cannot be used; the message says why."""


class Frame:
    """One picture, decoded on demand.

    The orientation in a picture's EXIF data is ignored, so that zones and lines stay where the user drew them.
    Not safe to share between threads while it decodes.
    """

    __slots__ = ("_array", "_colours", "_data", "_greys", "height", "width")

    def __init__(
        self, width: int, height: int, data: bytes | None, array: Image | None
    ) -> None:
        """Keep a checked picture; use `Frame.open`.

        Args:
            width: Width of the whole picture in pixels.
            height: Height of the whole picture in pixels.
            data: The encoded picture, if it is one.
            array: The decoded picture, if it already is.
        """
        self.width = width
        self.height = height
        self._data = data
        self._array = array
        self._greys: dict[int, Image] = {}
        self._colours: dict[int, Image] = {}

    @classmethod
    def open(
        cls, picture: bytes | bytearray | memoryview | npt.NDArray[np.generic]
    ) -> Self:
        """Check a picture without decoding it.

        Args:
            picture: The bytes of a JPEG or PNG file of at most 32 MiB and 64 megapixels, or an array of type uint8 and
                shape HxWx3 (blue, green, red) or HxW (grey). An array is not copied.

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
        data = bytes(picture)
        if not data:
            raise FrameError("the picture is empty")
        if len(data) > MAX_BYTES:
            raise FrameError(
                f"the picture has {len(data)} bytes, more than {MAX_BYTES}"
            )
        if data.startswith(_JPEG_START):
            width, height = _jpeg_size(data)
        elif data.startswith(_PNG_SIGNATURE):
            width, height = _png_size(data)
        else:
            raise FrameError("the picture is neither JPEG nor PNG")
        _check_size(width, height)
        return cls(width, height, data, None)

    @classmethod
    def _from_array(cls, array: npt.NDArray[np.generic]) -> Self:
        if array.dtype != np.uint8:
            raise FrameError(f"an array has to be of type uint8, not {array.dtype}")
        if array.ndim != 2 and not (array.ndim == 3 and array.shape[2] == 3):
            raise FrameError(
                f"an array has to have the shape HxW or HxWx3, not {array.shape}"
            )
        height, width = array.shape[:2]
        _check_size(width, height)
        return cls(width, height, None, array.astype(np.uint8, copy=False))

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
        if self._array is not None:
            return self._grey_array(self._array)
        factor = self._factor(min_width)
        ready = self._greys.get(factor)
        if ready is None:
            finer = _at_least_as_fine(self._greys, factor)
            if finer is None:
                finer = _at_least_as_fine(self._colours, factor)
                if finer is not None:
                    finer = finer[0], _to_grey(finer[1])
            if finer is None:
                finer = self._decode(_GREY_FLAGS, factor)
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
        if self._array is not None:
            return self._colour_array(self._array)
        factor = self._factor(min_width)
        ready = _at_least_as_fine(self._colours, factor)
        if ready is None:
            finer = self._decode(_COLOUR_FLAGS, factor)
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
        if self._array is not None:
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
        if self._array is not None:
            if self._array.ndim == 2:
                return 0.0
            step = max(1, self.width // 160)
            small = self._array[::step, ::step]
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

    def _decode(self, flags: dict[int, int], factor: int) -> tuple[int, Image]:
        """Decode at a factor, or at full size where the format offers no other, and return at which."""
        data = self._data or b""
        if not data.startswith(_JPEG_START):
            factor = 1
        try:
            image = cv2.imdecode(
                np.frombuffer(data, np.uint8),
                flags[factor] | cv2.IMREAD_IGNORE_ORIENTATION,
            )
        except cv2.error as err:
            raise FrameError(f"the picture cannot be decoded: {err.err}") from err
        if image is None:
            raise FrameError("the picture cannot be decoded")
        return factor, cast("Image", image)

    def _grey_array(self, array: Image) -> Image:
        if array.ndim == 2:
            return array
        if 1 not in self._greys:
            self._greys[1] = _to_grey(array)
        return self._greys[1]

    def _colour_array(self, array: Image) -> Image:
        if array.ndim == 3:
            return array
        if 1 not in self._colours:
            colour = cv2.cvtColor(array, cv2.COLOR_GRAY2BGR)
            self._colours[1] = colour.astype(np.uint8, copy=False)
        return self._colours[1]


def _to_grey(colour: Image) -> Image:
    return cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


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


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise FrameError(f"the picture has no pixels ({width}x{height})")
    if width * height > MAX_PIXELS:
        raise FrameError(
            f"the picture has {width}x{height} pixels, more than {MAX_PIXELS}"
        )


def _png_size(data: bytes) -> tuple[int, int]:
    """Read width and height from a PNG's first chunk (PNG specification, 11.2.1).

    Raises:
        FrameError: The header is damaged or the end is missing.
    """
    if len(data) < 33 or data[8:16] != b"\x00\x00\x00\rIHDR":
        raise FrameError("the PNG has no header")
    if _PNG_END not in data[-64:]:
        raise FrameError("the PNG is cut off")
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Read width and height from a JPEG's frame header (ITU T.81, B.2.2).

    Raises:
        FrameError: There is no frame header, or the end is missing.
    """
    position = 2
    while position + 9 <= len(data):
        mark, marker, length = _JPEG_SEGMENT.unpack_from(data, position)
        if mark != 0xFF:
            raise FrameError("the JPEG's header is damaged")
        if marker == 0xFF:  # fill byte
            position += 1
            continue
        if marker in _JPEG_STANDALONE:
            position += 2
            continue
        if length < 2:
            raise FrameError("the JPEG's header is damaged")
        if marker in _JPEG_FRAME_HEADERS:
            # Inside picture data FF is always followed by 00 or a restart marker, so only a whole picture has this.
            # What lies in between is left to the decoder.
            if data.rfind(_JPEG_END, position) < 0:
                break
            height, width = _JPEG_SIZE.unpack_from(data, position + 5)
            return width, height
        if marker == _JPEG_START_OF_SCAN:
            raise FrameError("the JPEG's header is damaged")
        position += 2 + length
    raise FrameError("the JPEG is cut off")
