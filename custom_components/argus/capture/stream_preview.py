"""Small pictures of a stream for moving previews, taken beside the frames that are looked at."""

from collections import deque
import logging
import math
from threading import Lock
from typing import TYPE_CHECKING, Final

from ..vision import PreviewFrame
from .video_frame import ConversionError, to_bgr

if TYPE_CHECKING:
    from av import VideoFrame

_LOGGER = logging.getLogger(__name__)

BETWEEN: Final = 0.2
"""Seconds between two of them."""
WIDEST: Final = 640
"""Pixels of their longer edge."""
MOST_BYTES: Final = 1_500_000
"""Of those that nobody took yet; older ones give way."""
_EARLY: Final = 0.02
"""Seconds that one may come before its time: cameras are not exact."""


class StreamPreviews:
    """Takes a small picture of a stream now and then, and keeps the newest until whoever looks at frames takes them.

    The stream's own thread takes them from frames that it decoded anyhow; no frame waits for anything.
    """

    def __init__(self) -> None:
        """Take none."""
        self.is_on = False
        """Whether any are to be taken."""
        self._last = -math.inf
        self._lock = Lock()
        self._taken: deque[PreviewFrame] = deque()
        self._bytes = 0
        self._failed = False

    def is_due(self, now: float) -> bool:
        """Return whether it is time to take one, by the monotonic clock in seconds."""
        return self.is_on and now - self._last >= BETWEEN - _EARLY

    def offer(self, frame: VideoFrame, now: float) -> None:
        """Take a picture of a frame if it is time; run in the stream's thread.

        Args:
            frame: as it was decoded.
            now: when, by the monotonic clock in seconds.

        """
        if not self.is_due(now):
            return
        from ..vision.frames.preview_taker import encode_preview_jpeg

        self._last = now
        try:
            picture = encode_preview_jpeg(to_bgr(frame, WIDEST))
        except (ConversionError, ValueError) as err:
            # What is looked at comes all the same.
            if not self._failed:
                _LOGGER.debug("A stream's frame is left out of previews: %s", err)
            self._failed = True
            return
        with self._lock:
            self._taken.append(PreviewFrame(now, picture))
            self._bytes += len(picture)
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._taken.popleft().picture)

    def drain(self) -> tuple[PreviewFrame, ...]:
        """Return those that were taken since this was last asked, the oldest first."""
        with self._lock:
            taken = tuple(self._taken)
            self._taken.clear()
            self._bytes = 0
        return taken
