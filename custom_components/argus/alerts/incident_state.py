"""What an alert knows of the incident that lasts at a camera."""

from dataclasses import dataclass
from typing import Final

from ..model.decision import Verdict
from ..model.incident import Incident

RETRY: Final = 30.0
"""Seconds until an alert of which nothing could be carried out is tried again, while the incident lasts."""


@dataclass(slots=True)
class IncidentState:
    """How an alert dealt so far with one incident."""

    incident: str
    """Its id."""
    told: Incident | None = None
    """The incident as it was told last; None if the alert was not sent for it."""
    said: Verdict | None = None
    """What was decided about it last."""
    failed_at: float | None = None
    """When, by the loop's clock, nothing could be carried out."""

    def may_try(self, now: float) -> bool:
        """Return whether it is time to try, by the loop's clock."""
        return self.failed_at is None or now - self.failed_at >= RETRY

    def is_new(self, incident: Incident) -> bool:
        """Return whether there is something that is worth telling and was not told yet."""
        told = self.told
        if told is None or _worth(told) != _worth(incident):
            return True
        # A better picture is no news, but one at last is.
        return told.snapshot is None and incident.snapshot is not None


def _worth(incident: Incident) -> tuple[object, ...]:
    return (
        incident.types,
        incident.faces,
        incident.zones,
        incident.visitors_in,
        incident.visitors_out,
    )
