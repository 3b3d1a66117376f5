"""Image stabilization: the picture of a camera that shook is shifted back to where it is one of the scene."""

from typing import Final

from .alignment import Aligner, Edges
from .comparison import Comparison

_EDGES_EVERY: Final = 30.0
"""Seconds after which the edges of a scene are looked up anew."""


class Stabilizer:
    """Keeps in mind where the edges of one camera's scene are."""

    def __init__(self) -> None:
        """Start with no scene."""
        self._aligner = Aligner()
        self._edges: Edges | None = None
        self._edges_at = 0.0

    def forget_scene(self) -> None:
        """Look the edges of another scene up in the next frame that differs from it."""
        self._edges = None

    def remove_shake(self, comparison: Comparison, clock: float) -> None:
        """Shift the picture of a camera that shook back to where it is one of the scene.

        Args:
            comparison: The frame beside the background; its picture and what of it is unchanged may be replaced.
            clock: When the frame was taken, in seconds of a clock that does not go back.
        """
        if not comparison.is_enough:
            return
        picture, scene = comparison.picture, comparison.scene
        if self._edges is None or clock - self._edges_at >= _EDGES_EVERY:
            self._edges = Edges(comparison.background.picture)
            self._edges_at = clock
        if not self._edges.is_shaken(picture, scene):
            return
        aligned = self._aligner.align(picture, scene)
        if aligned is None:
            return
        if not self._edges.is_shaken(aligned, scene):
            unchanged = comparison.limits.find_unchanged(aligned, scene)
        # Another light moves shadows, not the camera; a camera that shakes hard also blurs.
        elif self._edges.is_nearer(aligned, picture, scene):
            unchanged = comparison.limits.find_unchanged_nearby(aligned, scene)
        else:
            return
        comparison.picture, comparison.unchanged = aligned, unchanged
        comparison.count_changed()
