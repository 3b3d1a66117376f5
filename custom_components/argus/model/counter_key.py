"""Key under which the crossings of a line are counted: its id, and for vehicles another than for visitors.

What a line counts can be changed, and the line can be deleted. What it counted before stays what it was, because the
journal keeps it under a key that says so.
"""

from typing import Final

from ..vision import Line

OF_VEHICLES: Final = ":vehicles"
"""What the key of a counter of vehicles ends with; no id of a line does."""


def counter_key(line_id: str, *, of_vehicles: bool) -> str:
    """Return the key of a line's counter of visitors, or of its counter of vehicles."""
    return f"{line_id}{OF_VEHICLES}" if of_vehicles else line_id


def current_key(line: Line) -> str:
    """Return the key of the counter that a line adds to as it is set now."""
    return counter_key(line.id, of_vehicles=not line.is_for_visitors)
