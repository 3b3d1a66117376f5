"""Choice of the moving regions that are searched for a face in a frame.

Most who move carry no face that can be seen, and searching them costs the same in every frame. So each is searched when
there is a reason: it looks different from when it was searched last, it has come to where nothing was searched lately,
or it was searched in vain and has waited long enough.
"""

from collections.abc import Iterable, Sequence
import math
from typing import Final

from ..frames.frame import Frame
from ..geometry import Box
from .backend import FaceBackend
from .budget import SIZE_TOLERANCE, Budget
from .change_gate import ChangeGate
from .regions import Look, RecencyGrid, covers, merge_boxes, tile_region
from .retry_backoff import RetryBackoff
from .tracks import FaceTrack

# Newcomers beside a known face are expected to be at least half as large.
_JOINING: Final = 2.0
# Where a face that counts is being followed, others are looked for this often, in seconds.
_NEWCOMERS: Final = 4.0
# While somebody is followed, other places where something moves are searched afresh after this long: who walks leaves
# traces of motion behind. In seconds.
_AFRESH: Final = 1.5
# What moves and looks the same as when it was searched is searched this seldom: a detector may overlook once what it
# finds another time. In seconds.
_CALM: Final = 3.0
# Only a part of a region is searched when no more than this share of it looks different.
_MUCH_LESS: Final = 0.6
# Whoever carries a face has their body below it: so far to the sides and down, in widths and heights of the face.
_BODY_BESIDE: Final = 2.0
_BODY_BELOW: Final = 7.0
_BODY_WIDTH: Final = 0.8
# Or it may be somebody smaller before them, after so many seconds.
_BODY_AGAIN: Final = 2.0
# The legs of somebody seen in parts: at most so far below the head's region in its heights, so far aside in both widths,
# and so many times as wide.
_GAP: Final = 0.6
_ASIDE: Final = 0.25
_WIDER: Final = 1.3
# Frames that follow each other within so many seconds show a face almost where it was.
_CLOSE_FRAMES: Final = 0.4


class MoverSelection:
    """Whose turn it is, of those that move."""

    def __init__(self) -> None:
        """Start with nobody having been searched."""
        self._backoff = RetryBackoff()
        self.scanned = RecencyGrid()
        """When somebody new would have been found where."""
        self._finely = RecencyGrid()
        self._glanced = RecencyGrid()
        self._parted = RecencyGrid()
        self._calm: set[Box] = set()
        self._bodies_searched = -math.inf

    def select_looks(
        self,
        frame: Frame,
        heads: list[Box],
        tracks: Sequence[FaceTrack],
        gate: ChangeGate,
        backend: FaceBackend,
        budget: Budget,
        *,
        fine: float,
        step: float,
        now: float,
    ) -> list[Look]:
        """Return where heads may have come: faces to follow first, then what was searched least lately.

        Args:
            frame: The frame.
            heads: Where the heads of those that move may be.
            tracks: The faces in view.
            gate: What the view looked like where it was searched.
            backend: The detector.
            budget: What one look may cost.
            fine: Scale at which the smallest wanted face is found.
            step: Time since the last frame in seconds.
            now: Time in seconds.

        Raises:
            FrameError: The picture is corrupt.
        """
        area = frame.width * frame.height
        followed = [track for track in tracks if track.confirmed and not track.misses]
        looks: list[tuple[bool, float, float, Look]] = []
        regions = merge_boxes(heads)
        self._calm.clear()
        for whole in regions:
            region = whole
            known = [
                math.sqrt(track.box.area * area)
                for track in followed
                if covers(region, track.box)
            ]
            recent = self.scanned.share_since(region, now - _NEWCOMERS) > 0.5
            if known and recent and step < _CLOSE_FRAMES:
                continue
            if not known:
                if self._is_body(region, regions, followed, now):
                    continue
                different = gate.changed_part(region)
                if different is None:
                    self._backoff.forget_place(region)
                    if now - self.scanned.mean(region) < _CALM:
                        self._calm.add(whole)
                        continue
                    different = region
                if self._backoff.is_waiting(different, now) or (
                    followed and self._just_searched(different, now)
                ):
                    continue
                if different.area < _MUCH_LESS * region.area:
                    region = different
            pixels = max(1.0, region.area * area)
            scale = min(fine, math.sqrt(budget.region / pixels))
            thorough = not (known and recent)
            look = Look(region, scale, thorough=thorough, known=not thorough)
            if known:
                # Whoever joins somebody is not much farther away.
                wanted = _JOINING * backend.smallest if thorough else budget.follow
                scale = min(scale, wanted / max(1.0, min(known)))
                look = Look(region, scale, thorough=thorough, known=not thorough)
            elif scale < SIZE_TOLERANCE * fine and not any(
                covers(region, track.box) for track in tracks
            ):
                look = self._search_part(frame, look, fine, budget, now)
            # What was not searched for long is all the same: whoever is nearest first.
            last = max(self.scanned.mean(region), now - _NEWCOMERS)
            looks.append((thorough, last, -region.area, look))
        return [look for *_, look in sorted(looks, key=lambda entry: entry[:3])]

    def note_searched(
        self,
        look: Look,
        faces: Iterable[Box],
        *,
        finely: bool,
        now: float,
    ) -> None:
        """Note that a look was taken that would have found somebody new.

        Args:
            look: Where.
            faces: All faces that were found.
            finely: Whether the smallest wanted face would have been found.
            now: Time in seconds.
        """
        self.scanned.mark([look.region], now)
        if finely:
            self._finely.mark([look.region], now)
        self._backoff.note_search(look.region, now)
        for face in faces:
            self._backoff.forget_place(face)

    def expects_search(self, heads: Sequence[Box], step: float, now: float) -> bool:
        """Return whether any of those that move will be searched in the next frame, if all stays as it is.

        Args:
            heads: Where the heads of those that move may be.
            step: Time between frames in seconds.
            now: Time in seconds.
        """
        return any(
            region not in self._calm
            and not self._backoff.is_waiting(region, now + step)
            for region in merge_boxes(heads)
        )

    def _search_part(
        self, frame: Frame, whole: Look, fine: float, budget: Budget, now: float
    ) -> Look:
        """Return what to search of a region too large to be searched finely: all of it coarsely and parts, in turn."""
        glanced = self._glanced.latest(whole.region)
        if glanced <= max(self._parted.latest(whole.region), now - _NEWCOMERS):
            self._glanced.mark([whole.region], now)
            return whole
        self._parted.mark([whole.region], now)
        parts = tile_region(
            whole.region, frame.width, frame.height, fine, budget.region
        )
        return min(parts, key=lambda part: self._finely.mean(part.region))

    def _is_body(
        self,
        region: Box,
        regions: Sequence[Box],
        followed: Sequence[FaceTrack],
        now: float,
    ) -> bool:
        """Whether a region is but the body below a head; now and then it may be somebody before it."""
        middle = region.centre
        body = any(
            abs(middle.x - track.box.centre.x) < _BODY_BESIDE * track.box.width
            and track.box.y1 < middle.y
            and region.width > _BODY_WIDTH * track.box.width
            and region.y1 < track.box.y1 + _BODY_BELOW * track.box.height
            for track in followed
        ) or any(_hangs_below(region, other) for other in regions)
        if not body:
            return False
        if now - self._bodies_searched < _BODY_AGAIN:
            return True
        self._bodies_searched = now
        return False

    def _just_searched(self, region: Box, now: float) -> bool:
        return self.scanned.share_since(region, now - _AFRESH) > 0.5


def _hangs_below(region: Box, other: Box) -> bool:
    """Whether a region is as likely as not the legs to another's head."""
    return (
        other.y0 < region.y0 < other.y1 + _GAP * other.height
        and region.y1 > other.y1
        and abs(region.centre.x - other.centre.x)
        < _ASIDE * (region.width + other.width)
        and region.width < _WIDER * other.width
    )
