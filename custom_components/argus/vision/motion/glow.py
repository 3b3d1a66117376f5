"""Detection of light that fades at its edge: pools of light that sweep by, edges of clouds, a television's shine.

Whoever is in the picture ends at a line, and the scene begins behind it. Light goes on, less and less.
"""

from dataclasses import replace
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .blobs import Blob, find_blobs
from .swaying import correlate_inside

_MARGIN: Final = 5
"""Pixels around a change in which it may go on."""

_BORDER: Final = 2
"""Pixels of the picture's border, at which everything ends."""

_SMOOTHING: Final = 1.0
"""Standard deviation in pixels by which noise is taken out."""

_DARK: Final = 8.0
_NOTHING: Final = 0.02
"""Grey levels added before a ratio is taken, as a camera's black is not quite without light; and a logarithm of one that is
no change.
"""

_FAINTEST: Final = 10.0
_FAINT_LIGHT: Final = 15.0
_FAINT_SHADE: Final = 21.0
"""Least mean change in grey levels, and the one of a place that gets brighter and of one that gets darker below which it is
faint: who is smeared by a camera that denoises fades as well, but faintly.
"""

_ONE_WAY: Final = 0.9
"""Least share of the change that is brighter, or darker."""

_SPREADS: Final = 0.1
"""Share of its change that is left around it, on the mean, below which it certainly ends at a line: most people do, so that
nothing else has to be worked out for them.
"""

_FADES: Final = 0.8
_GOES_ON: Final = 0.4
_FADES_FAINTLY: Final = 0.6
_GOES_ON_FAINTLY: Final = 0.6
"""Steepness along the outline below which light fades, 0 for none to 1 for a line; how much of the change inside the outline
is still there outside of it; and both for a faint change.
"""

_WIDE: Final = 31
"""Pixels of the surroundings whose median tells how much light falls on a place; who is there covers less than half."""

_STEPS: Final = 64.0
_MIDDLE: Final = 96.0
"""Steps of a logarithm of light in eight bits, and which of them is no change."""

_LIT_SHARE: Final = 0.35
_LEAST_CHANGE: Final = 10.0
"""How far a thing in a glow differs from the lit scene: a share of what the light changes, and grey levels on top."""

_BURNT: Final = 249
"""Grey level from which on nothing can be told from light."""

_SAME_PATTERN: Final = 0.5
"""Correlation with the scene from which on it is only lit."""

_SQUARE: Final = np.ones((3, 3), np.uint8)
_NEAR: Final = np.ones((5, 5), np.uint8)
_AROUND: Final = np.ones((7, 7), np.uint8)
_LOGARITHMS: Final = np.log(np.arange(256, dtype=np.float32) + _DARK)
_GAINS: Final = np.exp((np.arange(256, dtype=np.float32) - _MIDDLE) / _STEPS)


def fades_out(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a change fades into the scene all around, as light does.

    Args:
        blob: The change.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
    """
    new, old = blob.cut(picture), blob.cut(scene)
    change = cv2.norm(new, old, cv2.NORM_L1, blob.mask) / blob.area
    brighter = cv2.mean(new, blob.mask)[0] - cv2.mean(old, blob.mask)[0]
    if change < _FAINTEST or abs(brighter) < _ONE_WAY * change:
        return False
    window, mask = blob.surround(_MARGIN, scene.shape)
    around = cv2.subtract(cv2.dilate(mask, _AROUND), mask)
    new, old = picture[window], scene[window]
    if cv2.mean(cv2.absdiff(new, old), around)[0] < _SPREADS * change:
        return False
    is_faint = change < (_FAINT_LIGHT if brighter > 0 else _FAINT_SHADE)
    ratio = cv2.subtract(cv2.LUT(new, _LOGARITHMS), cv2.LUT(old, _LOGARITHMS))
    ratio = np.abs(cv2.GaussianBlur(ratio, (0, 0), _SMOOTHING))
    outside = cv2.mean(ratio, around)[0]
    inside = cv2.mean(ratio, cv2.subtract(mask, cv2.erode(mask, _NEAR)))[0]
    if outside <= (_GOES_ON_FAINTLY if is_faint else _GOES_ON) * inside:
        return False
    outline = _outline_of(mask, window, scene)
    if not cv2.hasNonZero(outline):
        return False
    lowest, highest = cv2.erode(ratio, _NEAR), cv2.dilate(ratio, _NEAR)
    steepness = 1 - cv2.mean(lowest / (highest + _NOTHING), outline)[0]
    return steepness < (_FADES_FAINTLY if is_faint else _FADES)


def find_things_in_glow(
    blob: Blob, picture: MatLike, scene: MatLike, least: float
) -> list[Blob]:
    """Return what differs from the scene as a glow lights it, and ends at a line.

    Args:
        blob: The glow.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
        least: Smallest area in pixels.
    """
    window, mask = blob.surround(_MARGIN, scene.shape)
    new, old = picture[window], scene[window]
    ratio = cv2.subtract(cv2.LUT(new, _LOGARITHMS), cv2.LUT(old, _LOGARITHMS))
    steps = cv2.convertScaleAbs(ratio, alpha=_STEPS, beta=_MIDDLE)
    light = cv2.medianBlur(steps, _WIDE)
    lit = cv2.convertScaleAbs((old + _DARK) * cv2.LUT(light, _GAINS) - _DARK)
    limit = cv2.convertScaleAbs(
        cv2.absdiff(lit, old), alpha=_LIT_SHARE, beta=_LEAST_CHANGE
    )
    differs = cv2.compare(cv2.absdiff(new, lit), limit, cv2.CMP_GT)
    differs = cv2.bitwise_and(differs, mask)
    differs = cv2.bitwise_and(differs, cv2.inRange(new, 0, _BURNT - 1))
    differs = cv2.morphologyEx(differs, cv2.MORPH_OPEN, _SQUARE)
    differs = cv2.morphologyEx(differs, cv2.MORPH_CLOSE, _NEAR)
    relit = scene.copy()
    relit[window] = lit
    rows, columns = window
    things = [
        replace(found, x=found.x + columns.start, y=found.y + rows.start)
        for found in find_blobs(differs, least)
    ]
    return [
        thing
        for thing in things
        if correlate_inside(thing, picture, scene) < _SAME_PATTERN
        and not fades_out(thing, picture, relit)
    ]


def _outline_of(mask: MatLike, window: tuple[slice, slice], scene: MatLike) -> MatLike:
    """Return a change's outline, but for where the picture's border cuts it off: there it ends, whatever it is."""
    height, width = scene.shape
    rows, columns = window
    outline = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, _SQUARE)
    if columns.start == 0:
        outline[:, :_BORDER] = 0
    if rows.start == 0:
        outline[:_BORDER] = 0
    if columns.stop == width:
        outline[:, -_BORDER:] = 0
    if rows.stop == height:
        outline[-_BORDER:] = 0
    return outline
