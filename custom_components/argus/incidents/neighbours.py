"""Incidents at several cameras that belong together: those that begin within seconds of each other."""

from datetime import timedelta
from typing import Final

from ..model.incident import Incident

WITHIN: Final = timedelta(seconds=5)
"""Between the starts of incidents at two cameras that belong together."""


class Neighbours:
    """Knows which incidents began lately."""

    def __init__(self) -> None:
        """Begin without any."""
        self._recent: list[Incident] = []

    def take(self, incident: Incident) -> list[Incident]:
        """Take in an incident that begins; return those at other cameras that it belongs together with."""
        self._recent = [
            other
            for other in self._recent
            if abs(incident.start - other.start) <= WITHIN
        ]
        # A camera that is lost has to do with others that are, but not with what those see.
        found = [
            other
            for other in self._recent
            if other.camera != incident.camera and other.is_loss is incident.is_loss
        ]
        self._recent.append(incident)
        return found
