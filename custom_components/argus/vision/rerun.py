"""Detection run again on stills, to know what other settings would have made of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from .faces.finder import FaceFinder
from .frames.frame import Frame
from .frames.still import Still
from .geometry import Box
from .observation import Motion
from .pipeline import Pipeline
from .settings import PipelineSettings

FEWEST_BEFORE: Final = 2
"""Stills from before something began without which nobody can know what the scene looked like."""

_ACQUAINTANCE: Final = 16
"""Looks at what was before, a second apart, until the scene counts as known: the camera had known it for long."""
_EVERYWHERE: Final = Motion(detected=True, boxes=(Box(0.0, 0.0, 1.0, 1.0),))


def rerun_motion(
    stills: Sequence[Still], settings: PipelineSettings
) -> tuple[Box, ...]:
    """Look for motion again, of whatever kind.

    Args:
        stills: Oldest first; those before second 0 show what was there before something began.
        settings: What to look with.

    Returns:
        Where something moved from second 0 on; nothing if nothing did, or if there are too few stills to tell.

    Raises:
        FrameError: A still is corrupt.
    """
    before = [still for still in stills if still.seconds < 0]
    if len(before) < FEWEST_BEFORE:
        return ()
    # On small grey pictures nobody is recognised, and what counts by its kind alone would never have happened.
    eyes = Pipeline(replace(settings, faces=False, objects=False, lines=()))
    # What began may show in the last one already.
    known = before[: max(FEWEST_BEFORE, len(before) - 1)]
    forth_and_back = [*known, *known[-2:0:-1]]
    for look in range(_ACQUAINTANCE):
        still = forth_and_back[look % len(forth_and_back)]
        eyes.process(still.grey, stills[0].seconds - _ACQUAINTANCE + look)
    boxes: list[Box] = []
    for still in stills:
        seen = eyes.process(still.grey, still.seconds)
        if still.seconds >= 0:
            boxes += seen.motion.boxes
    return tuple(boxes)


def rerun_faces(stills: Sequence[Still], settings: PipelineSettings) -> tuple[Box, ...]:
    """Look for faces again, in the close-ups of those that there were.

    Args:
        stills: Oldest first.
        settings: What to look with.

    Returns:
        The faces that were found, in shares of the close-ups; nothing if there were none.

    Raises:
        FrameError: A still is corrupt.
    """
    if not settings.faces:
        return ()
    finder: FaceFinder | None = None
    boxes: list[Box] = []
    for still in stills:
        if still.close_up is None:
            continue
        # What is a small face in the frame is a large one in the close-up.
        # Zones are places of the whole frame.
        least = settings.min_face / still.close_up.side
        scaled = replace(settings, min_face=least, zones=())
        if finder is None:
            finder = FaceFinder(scaled)
        finder.configure(scaled)
        # That something moved there is taken for granted: it was enough of a reason to look when it happened.
        frame = Frame.open(still.close_up.picture)
        found = finder.find(frame, _EVERYWHERE, still.seconds)
        boxes += (face.box for face in found)
    return tuple(boxes)
