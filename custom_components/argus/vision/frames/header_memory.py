"""The header of one camera's pictures: the same in each of them, so it is read once and a decoder is kept for it."""

from typing import Final

from .jpeg_header import JPEG_END
from .picture_format import MAX_BYTES, Encoded, Format, read_header
from .turbojpeg import Decoder

_MOST_BYTES: Final = 64 * 1024
"""Of a header that is remembered; those of cameras have less than one."""


class HeaderMemory:
    """Reads the headers of one camera's pictures and remembers the last one.

    What is read of a JPEG is all in the bytes before its data, so a picture that begins with the same bytes is of the same
    size and kind. Whether its data are whole is found out for each.
    """

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._start = b""
        self._size = 0, 0
        self._channels = 0
        self._decoders: list[Decoder] = []

    def read(self, data: bytes) -> Encoded:
        """Find out what a picture is, as `read_header` does.

        Args:
            data: The bytes of a file, or of a part of a stream that holds one picture.

        Raises:
            FrameError: It is none, cut off, or takes more to decode than a picture may.
        """
        start = self._start
        if (
            start
            and data.startswith(start)
            and data.endswith(JPEG_END, len(start))
            and len(data) <= MAX_BYTES
        ):
            return Encoded(
                Format.JPEG,
                *self._size,
                data,
                channels=self._channels,
                decoders=self._decoders,
            )
        picture = read_header(data)
        if 0 < picture.header <= _MOST_BYTES:
            self._start = picture.data[: picture.header]
            self._size = picture.width, picture.height
            self._channels = picture.channels
            self._decoders = []
        return picture
