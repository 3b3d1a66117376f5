"""Somebody who crosses a line, and which way: what vision sees and the journal counts."""

from ..vision import Crossing, Direction

__all__ = ["Crossing", "Direction"]
