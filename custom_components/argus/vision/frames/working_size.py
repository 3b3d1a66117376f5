"""How small a frame is looked at for motion, and how fine it has to be decoded for that."""

from typing import Final

WORKING_WIDTH: Final = 240
"""An eighth of a 1080p picture's longer side, so that the cheapest decode serves the commonest camera."""

LEAST_DECODE: Final = 2 / 3
"""Share of the working width at which a decode is fine enough: what is enlarged by so little needs less smoothing."""
