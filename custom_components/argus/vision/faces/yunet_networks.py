"""Cache of networks that are laid out for the sizes of picture that come again and again."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
import threading
from typing import Final

import cv2
import numpy as np

_MOST: Final = 6
# Laying a network out costs as much as looking at so many pixels, so for a size that was not wanted lately one for a
# picture larger by less does as well.
_LARGER: Final = 96 * 96
_LATELY: Final = 32
# Larger pictures are rare, and a network for one of them takes megabytes.
_LARGEST: Final = 256 * 256

type Size = tuple[int, int]
"""Width and height in pixels."""


class Networks:
    """Lends networks, each to one thread at a time.

    OpenCV lays the layers of a network out for one size of picture. Doing that anew costs as much as looking at a small
    picture, so the networks for the commonest sizes are kept, and lent for pictures that are a little smaller too.
    """

    def __init__(self, load: Callable[[], cv2.FaceDetectorYN]) -> None:
        """Remember how to load one.

        Args:
            load: Called, outside of any lock, when all that would do are in use.
        """
        self._load = load
        self._idle: list[tuple[Size, cv2.FaceDetectorYN]] = []
        self._wanted: deque[Size] = deque(maxlen=_LATELY)
        self._lock = threading.Lock()

    def prepare(self, sizes: Iterable[Size]) -> None:
        """Load and lay out a network for each of these sizes, so that nobody has to wait for that later.

        Args:
            sizes: Widths and heights of pictures in pixels, of which no more than are kept are used.
        """
        for width, height in list(sizes)[:_MOST]:
            network = self._load()
            network.setInputSize((width, height))
            network.detect(np.zeros((height, width, 3), np.uint8))
            with self._lock:
                self._idle.append(((width, height), network))

    @contextmanager
    def borrow(self, size: Size) -> Iterator[cv2.FaceDetectorYN]:
        """Lend one for the length of a `with` block.

        Args:
            size: Width and height of the pictures it is for, in pixels.

        Yields:
            A network for that size or a little more, which nobody else uses meanwhile; pictures have to be padded to
            its `getInputSize`.
        """
        laid_out, network = self._take(size) or (size, self._load())
        if tuple(network.getInputSize()) != laid_out:
            network.setInputSize(laid_out)
        try:
            yield network
        finally:
            with self._lock:
                self._idle.append((laid_out, network))

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._idle)

    def _take(self, size: Size) -> tuple[Size, cv2.FaceDetectorYN] | None:
        """Return an idle network that serves a size, else, if there are enough, the one that was not used for longest."""
        width, height = size
        with self._lock:
            more = 0 if size in self._wanted else _LARGER
            self._wanted.append(size)
            most = width * height + more
            serving = [
                (kept[0] * kept[1], index)
                for index, (kept, _) in enumerate(self._idle)
                if kept[0] >= width and kept[1] >= height and kept[0] * kept[1] <= most
            ]
            if serving:
                return self._idle.pop(min(serving)[1])
            large = [
                index
                for index, (kept, _) in enumerate(self._idle)
                if kept[0] * kept[1] > _LARGEST
            ]
            if large:
                return size, self._idle.pop(large[0])[1]
            return (size, self._idle.pop(0)[1]) if len(self._idle) >= _MOST else None
