"""Interface of face detectors, and how the loaded ones are shared."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import threading
from typing import Protocol

from ..frames.frame import Image
from ..observation import Face


class FaceBackendError(Exception):
    """A face detector cannot be used; the message says why."""


class FaceBackend(Protocol):
    """Finds faces in a picture of any size."""

    @property
    def name(self) -> str:
        """What diagnostics call it."""

    @property
    def colour(self) -> bool:
        """Whether `detect` finds more in a colour picture; if not, it wants a grey one."""

    @property
    def smallest(self) -> int:
        """Side of the smallest face it finds reliably, in pixels of the picture it is given."""

    @property
    def stride(self) -> int:
        """A picture costs as much as if its sides were the next multiples of this, in pixels."""

    @property
    def sure(self) -> float:
        """Score from which a face needs no second look, 0..1."""

    @property
    def accept(self) -> float:
        """Least score of a face that nobody knew of, 0..1."""

    def detect(self, image: Image, *, known: bool = False) -> tuple[Face, ...]:
        """Find the faces in a picture.

        Args:
            image: HxW grey, or HxWx3 (blue, green, red) if the backend likes colour; uint8. Scale it so that the
                smallest face of interest is `smallest` pixels wide.
            known: Whether a face was here a moment ago. Then a glimpse is enough, and scores may be below `accept`.

        Returns:
            The faces in coordinates of this picture (0..1), no two on the same place.
        """


class Shared[T]:
    """Lends things that are dear to load and must not be used by two threads at once.

    There are never more of them than threads that needed one at the same moment, however many cameras there are.
    """

    def __init__(self, load: Callable[[], T]) -> None:
        """Remember how to load one.

        Args:
            load: Called, outside of any lock, when all that are loaded are in use.
        """
        self._load = load
        self._idle: list[T] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self) -> Iterator[T]:
        """Lend one for the length of a `with` block.

        Yields:
            A loaded thing that nobody else uses meanwhile.
        """
        with self._lock:
            thing = self._idle.pop() if self._idle else None
        if thing is None:
            thing = self._load()
        try:
            yield thing
        finally:
            with self._lock:
                self._idle.append(thing)
