"""Networks that are laid out for the sizes of picture that come again and again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import threading
from typing import Final

import cv2

_MOST: Final = 6
# Larger pictures are rare, and a network for one of them takes megabytes.
_LARGEST: Final = 256 * 256

type Size = tuple[int, int]
"""Width and height in pixels."""


class Networks:
    """Lends networks, each to one thread at a time.

    OpenCV lays the layers of a network out for one size of picture. Doing that anew costs as much as looking at a small
    picture, so the networks for the commonest sizes are kept.
    """

    def __init__(self, load: Callable[[], cv2.FaceDetectorYN]) -> None:
        """Remember how to load one.

        Args:
            load: Called, outside of any lock, when all that would do are in use.
        """
        self._load = load
        self._idle: list[tuple[Size, cv2.FaceDetectorYN]] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self, size: Size) -> Iterator[cv2.FaceDetectorYN]:
        """Lend one for the length of a `with` block.

        Args:
            size: Width and height of the pictures it is for, in pixels.

        Yields:
            A network for that size which nobody else uses meanwhile.
        """
        network = self._take(size) or self._load()
        if tuple(network.getInputSize()) != size:
            network.setInputSize(size)
        try:
            yield network
        finally:
            with self._lock:
                self._idle.append((size, network))

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._idle)

    def _take(self, size: Size) -> cv2.FaceDetectorYN | None:
        """Return an idle network of a size, else, if there are enough, the one that was not used for longest."""
        with self._lock:
            for index in reversed(range(len(self._idle))):
                if self._idle[index][0] == size:
                    return self._idle.pop(index)[1]
            large = [
                index
                for index, (kept, _) in enumerate(self._idle)
                if kept[0] * kept[1] > _LARGEST
            ]
            if large:
                return self._idle.pop(large[0])[1]
            return self._idle.pop(0)[1] if len(self._idle) >= _MOST else None
