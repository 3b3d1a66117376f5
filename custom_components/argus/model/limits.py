"""Limits on the length of input; ranges of numbers that the user sets are in `ranges`."""

from typing import Final

MOST_ZONES: Final = 50
"""Of a camera."""
MOST_LINES: Final = 50
"""Of a camera."""
MOST_CORNERS: Final = 100
"""Of a zone."""
LONGEST_NAME: Final = 100
"""Characters of what the user calls something."""
LONGEST_ID: Final = 300
"""Characters of what names a camera, an entity, a device or an incident."""
LONGEST_MOMENT: Final = 64
"""Characters of a date, a time, a duration or hours of the day."""
LONGEST_PATH: Final = 4096
"""Characters of a file's path, or of the address of a medium."""
LONGEST_SEARCH: Final = 300
"""Characters of what is looked for."""
LONGEST_REASON: Final = 300
"""Characters of an answer that says why something cannot be used."""
MOST_NAMED: Final = 500
"""Things that are named at once: entities, devices, areas, incidents."""
