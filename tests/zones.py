"""A zone, as the settings of a camera hold it."""

from typing import Any


def zone(**changes: Any) -> dict[str, Any]:
    """Return a lawn of three corners, or what is changed of it."""
    return {
        "id": "abc",
        "name": "Lawn",
        "kind": "include",
        "points": [[0, 0], [0.5, 0], [0.5, 0.5]],
        **changes,
    }
