"""Conversion of decoded video frames into pictures as vision takes them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av import VideoFrame
    import numpy as np
    import numpy.typing as npt


class ConversionError(Exception):
    """The frame cannot be converted."""


def to_bgr(frame: VideoFrame, largest: int) -> npt.NDArray[np.uint8]:
    """Convert a decoded frame; blocks, so call it off the event loop.

    Args:
        frame: in any pixel format.
        largest: pixels of an edge; larger frames are made smaller.

    Returns:
        An H x W x 3 BGR array of uint8, neither edge longer than that.

    Raises:
        ConversionError: the frame cannot be converted.

    """
    import numpy as np

    scale = min(1.0, largest / max(frame.width, frame.height))
    try:
        smaller = frame.reformat(
            width=max(round(frame.width * scale), 1),
            height=max(round(frame.height * scale), 1),
            format="bgr24",
            interpolation="AREA",
            threads=1,
        )
        return np.ascontiguousarray(smaller.to_ndarray(), dtype=np.uint8)
    except (OSError, ValueError) as err:
        raise ConversionError("the frame cannot be converted") from err
