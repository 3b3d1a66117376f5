"""Bounded queue of what became of incidents at one camera, which keeps the newest change of each."""

from typing import Final

from ..model.incident import IncidentChange

MOST_WAITING: Final = 10
"""Incidents of a camera that wait for an alert whose receivers hang; what came long ago is not worth telling."""


class ChangeQueue:
    """Changes on their way to one alert: in at the end, out at the front, one of each incident.

    A change that comes while an older one of the same incident still waits takes its place in the queue: only the newest
    state counts. When more incidents wait than is worth telling, the oldest makes way.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._waiting: dict[str, IncidentChange] = {}
        """The newest change of each incident, by its id; a dict keeps the order in which they came."""

    def __len__(self) -> int:
        """Return how many incidents wait."""
        return len(self._waiting)

    def __contains__(self, incident_id: str) -> bool:
        """Return whether a change of an incident waits."""
        return incident_id in self._waiting

    def put_change(self, change: IncidentChange) -> IncidentChange | None:
        """Add a change at the end, or in the place of an older one; return one that had to make way, if any had."""
        self._waiting[change.incident.id] = change
        if len(self._waiting) <= MOST_WAITING:
            return None
        return self.take_change()

    def take_change(self) -> IncidentChange | None:
        """Return the change that is next and take it out; None if none waits."""
        if not self._waiting:
            return None
        return self._waiting.pop(next(iter(self._waiting)))
