"""Descriptions by an AI, stored with the incident that they are of."""

from collections.abc import Mapping
from typing import Any, Final

from ..model.description import Description
from .moments import milliseconds, moment

LONGEST_DESCRIPTION: Final = 1_000
"""Characters kept of a description."""
LONGEST_ENTITY: Final = 255
"""Characters kept of whose words it is."""


def as_stored(description: Description) -> dict[str, Any]:
    """Return a description as the database keeps it."""
    return {
        "text": description.text[:LONGEST_DESCRIPTION],
        "entity_id": description.entity_id[:LONGEST_ENTITY],
        "at": milliseconds(description.at),
    }


def from_stored(stored: Mapping[str, Any] | None) -> Description | None:
    """Return a description as it was given, None if there is none."""
    if not stored:
        return None
    return Description(stored["text"], stored["entity_id"], moment(stored["at"]))


def newer(
    ours: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """Return the newer of two stored descriptions of one incident."""
    if ours and theirs:
        return max(ours, theirs, key=lambda one: one["at"])
    return ours or theirs
