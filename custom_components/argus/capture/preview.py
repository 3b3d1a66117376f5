"""Ring buffer of the frames just before an incident, and a thinned-out record of those while it lasts."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from ..vision import PreviewFrame

BEFORE: Final = 4.0
"""Seconds of a preview from before an incident began."""
AFTER: Final = 2.0
"""Seconds of a preview from after something moved last."""
RING_BYTES: Final = 1_500_000
"""Of the frames of a camera from before an incident; older ones give way."""
MOST_BYTES: Final = 4_000_000
"""Of the frames of an incident; they are thinned out when there are more."""
MOST_FRAMES: Final = 160
"""Of an incident."""
_SLACK: Final = 0.9
"""Share of the distance of two frames that is kept to: no clock is exact."""


@dataclass(slots=True)
class PreviewRecorder:
    """Keeps the last frames of one camera, and those of the incident that lasts.

    However long an incident lasts, its frames are spread over all of it: when they are too many every other one goes,
    and from then on only half as many are taken.
    """

    _recent: deque[PreviewFrame] = field(default_factory=deque)
    _recent_bytes: int = 0
    _start: float | None = None
    _frames: list[PreviewFrame] = field(default_factory=list)
    _bytes: int = 0
    _apart: float = 0.0
    """Seconds between two frames of the incident, at the least."""

    def begin(self, now: float) -> None:
        """Begin the preview of an incident at a moment of the frames' clock, with what was before."""
        self._start = now
        self._frames = [one for one in self._recent if now - one.seconds <= BEFORE]
        self._bytes = sum(len(one.picture) for one in self._frames)
        self._apart = 0.0

    def offer(self, frames: Iterable[PreviewFrame]) -> None:
        """Take frames, the oldest first, as far as they belong to what is kept."""
        for frame in frames:
            if self._start is not None:
                self._add_to_incident(frame)
            self._add_to_recent(frame)

    def frames(self, lasted: float) -> tuple[PreviewFrame, ...]:
        """Return the frames of the last incident, in seconds from its start.

        Args:
            lasted: seconds from its start until something moved last.

        """
        start = self._start
        if start is None:
            return ()
        return tuple(
            replace(frame, seconds=frame.seconds - start)
            for frame in self._frames
            if frame.seconds - start <= lasted + AFTER
        )

    def end(self) -> None:
        """Take no more frames for the last incident, and let go of those there are."""
        self._start = None
        self._frames = []
        self._bytes = 0

    def clear(self) -> None:
        """Forget all frames, for example because the user wants none to be kept."""
        self.end()
        self._recent.clear()
        self._recent_bytes = 0

    def _add_to_incident(self, frame: PreviewFrame) -> None:
        last = self._frames[-1].seconds if self._frames else None
        if last is not None and 0 <= frame.seconds - last < _SLACK * self._apart:
            return
        self._frames.append(frame)
        self._bytes += len(frame.picture)
        while len(self._frames) > 1 and (
            len(self._frames) > MOST_FRAMES or self._bytes > MOST_BYTES
        ):
            self._thin_out()

    def _thin_out(self) -> None:
        """Let every other frame go, the first and the newest never."""
        frames = self._frames
        kept = frames[::2] if len(frames) % 2 else [*frames[:-1:2], frames[-1]]
        if len(kept) == len(frames):
            kept = frames[-1:]
        span = kept[-1].seconds - kept[0].seconds
        self._apart = max(2 * self._apart, span / max(1, len(kept) - 1))
        self._frames = kept
        self._bytes = sum(len(one.picture) for one in kept)

    def _add_to_recent(self, frame: PreviewFrame) -> None:
        recent = self._recent
        if recent and frame.seconds < recent[-1].seconds:
            # The clock was set back.
            recent.clear()
            self._recent_bytes = 0
        recent.append(frame)
        self._recent_bytes += len(frame.picture)
        while recent and (
            self._recent_bytes > RING_BYTES
            or frame.seconds - recent[0].seconds > BEFORE
        ):
            self._recent_bytes -= len(recent.popleft().picture)
