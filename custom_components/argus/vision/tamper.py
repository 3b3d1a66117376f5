"""Notices what is done to the camera itself."""

from dataclasses import dataclass
import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .frames.frame import Frame
from .observation import Tamper

_PICTURE_WIDTH: Final = 160
_COARSE_WIDTH: Final = 120
_MOST_KEPT: Final = 500 * 500
"""Pixels of a picture that is kept as it is. A stream comes decoded at full size: that would be most of what a camera's
state takes.
"""

_EVERY: Final = 3.9
"""Seconds between two looks, but for frozen pictures."""

_EVERY_IN_DOUBT: Final = 0.9

_WINDOW: Final = (15, 15)
_REFERENCE: Final = 120.0
_LEARNT_AFTER: Final = 10.0
_LEARNT_LOOKS: Final = 5
_LEAST_DETAIL: Final = 2.5
_LEAST_LOOKS: Final = 3

_HOLDS_FOR: Final = {
    Tamper.COVERED: 5.0,
    Tamper.BLINDED: 5.0,
    Tamper.DEFOCUSED: 15.0,
    Tamper.MOVED: 10.0,
}
_GONE_FOR: Final = 3.0
_NEW_VIEW_AFTER: Final = 300.0

_BRIGHT: Final = 235
_BLIND_SHARE: Final = 0.5
_COVERED_DETAIL: Final = 0.25
_EDGE_RANK: Final = 0.99
_HARDLY_ANY: Final = 0.1
_BLIND_DETAIL: Final = 0.5
_OTHER_VIEW: Final = 0.3
_DEFOCUSED: Final = 0.3
_DEFOCUSED_CONTRAST: Final = 0.5

_FROZEN_AFTER: Final = 60.0
_ALIVE_FRAMES: Final = 10
_STILL_FOR: Final = 15.0
_STILL_REPEATS: Final = 2


@dataclass(slots=True)
class _View:
    """What is known of a picture."""

    detail: MatLike
    """HxW float32, the picture without its coarse brightness."""
    strength: float
    """Root mean square of the detail in grey levels."""
    sharpness: float
    """The Laplacian at the strongest edges, in grey levels."""
    contrast: float
    """Standard deviation in grey levels."""
    brightness: float
    """Mean in grey levels."""
    bright: float
    """Share of pixels that are nearly white."""

    @classmethod
    def of(cls, grey: MatLike) -> _View:
        smooth = cv2.GaussianBlur(grey, (3, 3), 0)
        # A quarter of the pixels ranks the edges as well as all of them do.
        edges = np.abs(cv2.Laplacian(smooth, cv2.CV_16S)[::2, ::2]).ravel()
        # The strongest edges tell focus best: most of a picture is plain, and noise is all that is sharp there.
        # Counted: selection is many times slower where most of them are the same few numbers.
        upto = np.cumsum(np.bincount(edges))
        rank = int(_EDGE_RANK * edges.size)
        sharpness = float(np.searchsorted(upto, rank, side="right"))
        coarse = _halved(grey, _COARSE_WIDTH)
        mean, deviation = (float(value[0][0]) for value in cv2.meanStdDev(coarse))
        nearly_white = cv2.threshold(coarse, _BRIGHT, 255, cv2.THRESH_BINARY)[1]
        bright = cv2.countNonZero(nearly_white) / coarse.size
        surroundings = cv2.boxFilter(coarse, cv2.CV_32F, _WINDOW)
        detail = cv2.subtract(coarse, surroundings, dtype=cv2.CV_32F)
        strength = cv2.norm(detail) / math.sqrt(detail.size)
        return cls(detail, strength, sharpness, deviation, mean, bright)

    def likeness(self, other: _View) -> float:
        """Return the correlation of the details, -1..1, which light hardly alters."""
        scale = cv2.norm(self.detail) * cv2.norm(other.detail)
        return float(np.vdot(self.detail, other.detail)) / scale if scale else 0.0

    def follow(self, other: _View, rate: float) -> None:
        """Become more like another view."""
        cv2.accumulateWeighted(other.detail, self.detail, rate)
        self.strength += rate * (other.strength - self.strength)
        self.sharpness += rate * (other.sharpness - self.sharpness)
        self.contrast += rate * (other.contrast - self.contrast)
        self.brightness += rate * (other.brightness - self.brightness)
        self.bright += rate * (other.bright - self.bright)


class TamperWatch:
    """Compares the view with what it has been for the last minutes.

    A finding has to hold for seconds before it is reported, and to be gone for seconds before it is taken back. A
    camera that looks elsewhere for five minutes has a new view. Nothing is said in the first ten seconds, nor of a view
    without any detail, such as a plain wall.

    A room that gets dark keeps some of its detail, a covered camera does not; if a room gets so dark that nothing at all
    is left, the two cannot be told apart.

    Frozen is a camera whose frames used to differ and have been identical for a minute. One that never sent two
    different frames in a row is not frozen: it may send on change only. Nor is one whose picture stands for a quarter of a
    minute between changes, such as a still that is renewed now and then.
    """

    def __init__(self) -> None:
        """Start with nothing learnt."""
        self._reference: _View | None = None
        self._looks = 0
        self._learnt = 0.0
        self._last: float | None = None
        self._clock = 0.0
        self._looked_at = -math.inf
        self._suspect: Tamper | None = None
        self._suspect_since = 0.0
        self._suspect_looks = 0
        self._reported: Tamper | None = None
        self._reported_at = 0.0
        self._picture: MatLike | None = None
        self._same_since = 0.0
        self._different = 0
        self._repeats = 0

    def update(self, frame: Frame, now: float) -> Tamper | None:
        """Look at a frame.

        Args:
            frame: The frame.
            now: When it was taken, in seconds.

        Returns:
            What is done to the camera, if anything.

        Raises:
            FrameError: The picture cannot be used.
        """
        grey: MatLike = frame.grey(_PICTURE_WIDTH)
        if self._last is not None:
            self._clock += max(0.0, now - self._last)
        self._last = now
        if self._is_frozen(grey):
            return Tamper.FROZEN
        calm = self._suspect is None and self._reported is None
        if self._clock - self._looked_at >= (_EVERY if calm else _EVERY_IN_DOUBT):
            self._look(_View.of(_halved(grey, _PICTURE_WIDTH)))
        return self._reported

    def _is_frozen(self, grey: MatLike) -> bool:
        points = grey
        if grey.size > _MOST_KEPT:
            step = grey.shape[1] // _PICTURE_WIDTH
            points = grey[:: max(1, step), :: max(1, step)].copy()
        before, self._picture = self._picture, points
        # One row with noise in it is enough to tell most pictures apart.
        middle = points.shape[0] // 2
        same = (
            before is not None
            and before.shape == points.shape
            and before[middle].tobytes() == points[middle].tobytes()
            and np.array_equal(before, points)
        )
        if same:
            self._repeats += 1
        else:
            stood = self._clock - self._same_since
            if self._repeats >= _STILL_REPEATS and stood > _STILL_FOR:
                self._different = 0
            self._repeats = 0
            self._same_since = self._clock
            self._different = min(self._different + 1, _ALIVE_FRAMES)
        return (
            self._different >= _ALIVE_FRAMES
            and self._clock - self._same_since >= _FROZEN_AFTER
        )

    def _look(self, view: _View) -> None:
        passed = min(self._clock - self._looked_at, _LEARNT_AFTER)
        self._looked_at = self._clock
        reference = self._reference
        if reference is None or reference.detail.shape != view.detail.shape:
            self._reference = view
            self._looks, self._learnt = 1, self._clock
            self._suspect = self._reported = None
            return
        suspect = self._judge(view, reference)
        self._debounce(suspect)
        if suspect is None:
            self._looks += 1
            rate = max(-math.expm1(-passed / _REFERENCE), 1 / self._looks)
            reference.follow(view, rate)
        elif (
            self._reported is Tamper.MOVED
            and self._clock - self._reported_at >= _NEW_VIEW_AFTER
        ):
            self._reference = None

    def _judge(self, view: _View, reference: _View) -> Tamper | None:
        if (
            self._clock - self._learnt < _LEARNT_AFTER
            or self._looks < _LEARNT_LOOKS
            or reference.strength < _LEAST_DETAIL
        ):
            return None
        detail = view.strength / reference.strength
        likeness = view.likeness(reference)
        if view.bright - reference.bright > _BLIND_SHARE and detail < _BLIND_DETAIL:
            return Tamper.BLINDED
        if likeness < _OTHER_VIEW:
            return Tamper.COVERED if detail < _COVERED_DETAIL else Tamper.MOVED
        if detail < _HARDLY_ANY and view.brightness > 0.3 * reference.brightness:
            return Tamper.COVERED
        # A lens that loses focus blurs edges but keeps light and dark where they are; the dark takes both.
        contrast = view.contrast / max(reference.contrast, 1.0)
        sharpness = view.sharpness / max(reference.sharpness, 1.0)
        if sharpness < _DEFOCUSED * contrast and contrast > _DEFOCUSED_CONTRAST:
            return Tamper.DEFOCUSED
        return None

    def _debounce(self, suspect: Tamper | None) -> None:
        if suspect is not self._suspect:
            self._suspect = suspect
            self._suspect_since = self._clock
            self._suspect_looks = 0
        self._suspect_looks += 1
        held = self._clock - self._suspect_since
        if suspect is None:
            if held >= _GONE_FOR:
                self._reported = None
        elif held >= _HOLDS_FOR[suspect] and self._suspect_looks >= _LEAST_LOOKS:
            if self._reported is not suspect:
                self._reported = suspect
                self._reported_at = self._clock


def _halved(grey: MatLike, least: int) -> MatLike:
    """Return a picture less than twice as wide as asked for: streams come at full size.

    OpenCV halves an even picture many times faster than it divides one by anything else.

    Args:
        grey: HxW uint8.
        least: Width in pixels that is kept.
    """
    while grey.shape[1] >= 2 * least and grey.shape[0] >= 2:
        height, width = grey.shape[0] // 2, grey.shape[1] // 2
        even = grey[: 2 * height, : 2 * width]
        grey = cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA)
    return grey
