"""Classification of foreground blobs: moving things, changed light, parked things, and what moves all the time."""

from dataclasses import dataclass, field
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .background import BUSY
from .blobs import Blob, clean_foreground, find_blobs
from .glow import fades_out, find_things_in_glow
from .out_of_focus import Focus, is_out_of_focus
from .shadow import is_cast_shadow
from .stopped import is_outlined
from .swaying import shows_scene
from .texture import judge_lighting

_MOVED_SHARE: Final = 0.08
_LIGHT_FROM: Final = 0.006
_SAME_PLACE: Final = 0.2
_SAME_THING: Final = 0.5
_LINE_ASPECT: Final = 3.0
_LINE_ASPECT_AT_EDGE: Final = 6.0
"""Least widths in heights of a line of text, and of one that reaches the edge of the picture."""
_LINE_HEIGHT: Final = 0.12
_TEXT_MARGIN: Final = 0.12
"""Shares of the picture's height: of a line of text at most, and of the margins at top and bottom that hold it."""

_SMALL: Final = 3.0
"""Times the least area below which a thing has to differ from all that is around it."""

_SQUARE: Final = np.ones((3, 3), np.uint8)


@dataclass(slots=True)
class Change:
    """Where a frame differs from the scene, and what it is to be judged by; all are of the same size."""

    picture: MatLike
    """HxW uint8, the frame."""
    scene: MatLike
    """HxW uint8, what it would be if nothing had changed."""
    where: MatLike
    """HxW uint8, 255 where they differ."""
    moved: MatLike
    """HxW uint8, 255 where the frame differs from one of a moment ago."""
    activity: MatLike | None
    """HxW float32, share of the last minute in which something was there, 0..255; None where it is nowhere much."""
    known: MatLike | None
    """HxW uint8, 255 where something moved in the frame before; None where nothing did."""
    before: MatLike | None
    """HxW uint8, 255 where the frame before differed from the scene; None where nowhere."""
    everywhere: bool
    """Whether so much changed at once that a thing has to be seen twice."""
    quick: bool
    """Whether the frame before was so lately that who walks has hardly left their place."""
    threshold: MatLike
    """HxW uint8, by how much it has to differ where the scene is not used to changes."""
    focus: Focus
    """The camera's."""
    clock: float
    """When the frame was taken, in seconds of a clock that does not go back."""
    _extents: list[Blob] | None = field(default=None, init=False)

    def is_light(self, blob: Blob) -> bool:
        """Return whether a thing fades into a scene whose lines are sharp, as light does."""
        return (
            fades_out(blob, self.picture, self.scene)
            and self._shows_lines()
            and fades_out(self._extent_of(blob), self.picture, self.scene)
        )

    def _extent_of(self, blob: Blob) -> Blob:
        """Return all of a thing, also where the scene is used to changes: who was there in the beginning is half known."""
        if self._extents is None:
            change = cv2.absdiff(self.picture, self.scene)
            same = cv2.compare(change, self.threshold, cv2.CMP_LE)
            self._extents = find_blobs(clean_foreground(same), 1)
        return max(self._extents, key=blob.overlap, default=blob)

    def is_near_lens(self, blob: Blob) -> bool:
        """Return whether a thing is bright and out of focus before a scene whose lines are sharp."""
        return is_out_of_focus(blob, self.picture, self.scene) and self._shows_lines()

    def _shows_lines(self) -> bool:
        return self.focus.is_sharp(self.scene, self.clock)


@dataclass(slots=True)
class BlobClasses:
    """What the changes are."""

    moving: list[Blob] = field(default_factory=list)
    """What moves."""
    sudden: list[Blob] = field(default_factory=list)
    """Things that were nowhere near a moment ago, in quick frames: people come from somewhere, light does not. Not
    among `moving`.
    """
    lit: list[Blob] = field(default_factory=list)
    """Places that most of all got other light. What is in one of them cannot be told from a shadow's edge yet."""
    light: MatLike | None = None
    """HxW uint8, 255 where only the light changed; None where nowhere."""

    def add_light(self, blob: Blob, lit: MatLike, change: Change) -> None:
        """Note a place that got other light.

        Args:
            blob: The place.
            lit: As large as its mask, 255 where only the light changed.
            change: The changes.
        """
        if self.light is None:
            self.light = np.zeros(change.where.shape, np.uint8)
        part = blob.cut(self.light)
        cv2.bitwise_or(part, lit, part)
        self.lit.append(blob)

    def add_blob(self, blob: Blob, change: Change) -> None:
        """Put a thing where it belongs."""
        before = change.before
        if change.quick and (before is None or blob.share_of(before) < _SAME_PLACE):
            self.sudden.append(blob)
        else:
            self.moving.append(blob)


def classify_blobs(change: Change, least: float) -> BlobClasses:
    """Judge each connected change.

    Args:
        change: The changes.
        least: Smallest area of a thing in pixels.
    """
    classes = BlobClasses()
    for blob in find_blobs(change.where, least):
        if blob.share_of(change.moved) < _MOVED_SHARE:
            _classify_resting(blob, change, least, classes)
        elif not _is_scenery(blob, change, least):
            _classify_moved(blob, change, least, classes)
    return classes


def _classify_resting(
    blob: Blob, change: Change, least: float, classes: BlobClasses
) -> None:
    """Find what moves before something parked or a ghost, and who has stopped."""
    inside = cv2.bitwise_and(blob.cut(change.moved), blob.mask)
    for thing in _find_movers_before(blob, inside, change, least):
        classes.add_blob(thing, change)
    if change.is_light(blob):
        _add_light_at_rest(blob, change, least, classes)
    elif _has_stopped(blob, change):
        classes.moving.append(blob)


def _add_light_at_rest(
    blob: Blob, change: Change, least: float, classes: BlobClasses
) -> None:
    """Note a light that fades and stays, but for who is in it."""
    things = np.zeros(change.where.shape, np.uint8)
    for thing in find_things_in_glow(blob, change.picture, change.scene, least):
        part = thing.cut(things)
        cv2.bitwise_or(part, thing.mask, part)
    hidden = cv2.bitwise_or(blob.cut(things), blob.cut(change.moved))
    classes.add_light(blob, cv2.subtract(blob.mask, hidden), change)


def _is_scenery(blob: Blob, change: Change, least: float) -> bool:
    """Return whether it is a part of the scene that moves to and fro."""
    return _is_busy(blob, change.activity) or (
        blob.area < _SMALL * least and shows_scene(blob, change.picture, change.scene)
    )


def _classify_moved(
    blob: Blob, change: Change, least: float, classes: BlobClasses
) -> None:
    """Tell a thing that moves from what is none; what was one a moment ago still is, unless it turns out to fade."""
    is_none = _is_glow if _is_known(blob, change) else _is_no_thing
    if is_none(blob, change, least, classes):
        return
    doubtful = change.everywhere or _is_line_of_text(blob, change.where.shape)
    classes.add_blob(blob.doubted() if doubtful else blob, change)


def _is_no_thing(
    blob: Blob, change: Change, least: float, classes: BlobClasses
) -> bool:
    """Return whether it is a shadow, another light or too near to be seen sharply; what moves in a light is put where it belongs."""
    if is_cast_shadow(blob, change.picture, change.scene):
        # Not learnt: it moves on, and would leave a ghost.
        return True
    if blob.area > _LIGHT_FROM * change.where.size:
        box = blob.x, blob.y, blob.width, blob.height
        place = judge_lighting(box, blob.mask, change.picture, change.scene)
        if place.is_light:
            classes.add_light(blob, place.lit, change)
            for thing in _find_movers_before(blob, place.other, change, least):
                classes.add_blob(thing, change)
            return True
        if place.is_unclear:
            if not _is_glow(blob, change, least, classes):
                classes.sudden.append(blob)
            return True
    return change.is_near_lens(blob) or _is_glow(blob, change, least, classes)


def _is_glow(blob: Blob, change: Change, least: float, classes: BlobClasses) -> bool:
    """Return whether it is light that fades; what is in that is put where it belongs."""
    if not change.is_light(blob):
        return False
    for thing in find_things_in_glow(blob, change.picture, change.scene, least):
        classes.add_blob(thing, change)
    return True


def _is_line_of_text(blob: Blob, shape: tuple[int, ...]) -> bool:
    """Return whether it may be a text burnt into the picture, which comes, goes and inverts at once."""
    height = shape[0]
    margin = _TEXT_MARGIN * height
    bottom = blob.y + blob.height
    at_margin = bottom <= margin or blob.y >= height - margin
    # Who comes into view begins as flat, but cut by the picture's edge.
    cut = blob.y == 0 or bottom == height
    aspect = _LINE_ASPECT_AT_EDGE if cut else _LINE_ASPECT
    return (
        at_margin
        and blob.width >= aspect * blob.height
        and blob.height < _LINE_HEIGHT * height
    )


def _is_busy(blob: Blob, activity: MatLike | None) -> bool:
    """Return whether things move there all the time: branches, screens, fans."""
    if activity is None:
        return False
    return cv2.mean(blob.cut(activity), blob.mask)[0] > BUSY


def _has_stopped(blob: Blob, change: Change) -> bool:
    """Return whether it is somebody who moved a moment ago and now stands still, until the scene takes them in."""
    if not _is_known(blob, change) or _is_busy(blob, change.activity):
        return False
    if not is_outlined(blob, change.picture, change.scene):
        return False
    box = blob.x, blob.y, blob.width, blob.height
    place = judge_lighting(box, blob.mask, change.picture, change.scene)
    return not (place.is_light or place.is_unclear)


def _is_known(blob: Blob, change: Change) -> bool:
    """Return whether most of it was a thing a moment ago, which no light turns it into."""
    return change.known is not None and blob.share_of(change.known) > _SAME_THING


def _find_movers_before(
    place: Blob, inside: MatLike, change: Change, least: float
) -> list[Blob]:
    """Return the things that move in front of a place that changed, but does not move itself.

    Args:
        place: A lit place, something parked, a ghost.
        inside: As large as its mask, 255 where something may be in front of it.
        change: The changes.
        least: Smallest area in pixels.
    """
    if cv2.countNonZero(inside) < least:
        return []
    inside = cv2.morphologyEx(inside, cv2.MORPH_OPEN, _SQUARE)
    things = [blob.doubted(place.x, place.y) for blob in find_blobs(inside, least)]
    movers = [thing for thing in things if thing.share_of(change.moved) >= _MOVED_SHARE]
    sharp = [thing for thing in movers if not change.is_light(thing)]
    if len(sharp) == len(movers):
        return sharp
    return sharp + [
        thing
        for thing in find_things_in_glow(place, change.picture, change.scene, least)
        if thing.share_of(change.moved) >= _MOVED_SHARE
    ]
