"""State of one notification: the linked incidents it tells of, when it rang, and how often it was updated."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ..model.decision import Verdict
from ..model.incident import Incident, IncidentChange, Phase
from .incident_state import IncidentState

MOST_UPDATES: Final = 3
"""Times that a notification is updated without a sound; the last of them is kept for the end."""
RING_GAP: Final = 30.0
"""Seconds between two times that one notification rings, however short the pause of the alert is."""

type Worded = tuple[str, str, bool, str | None]
"""Title and text as they were told, whether with a picture, and with which film."""


@dataclass(slots=True)
class NotificationState:
    """How an alert dealt so far with one notification.

    Incidents of several cameras that belong together share one.
    """

    tag: str
    """Names it at whoever shows it: what has the same takes its place."""
    incidents: dict[str, IncidentState] = field(default_factory=dict)
    """By the incident's id, in the order in which they came."""
    rung_at: datetime | None = None
    """When it rang last, UTC; None if it was not sent."""
    worded: Worded | None = None
    """What it says by now."""
    worth: tuple[object, ...] = ()
    """What was worth telling when it was told."""
    updates: int = 0
    goes_on_from: Incident | None = None
    """The incident before, if this one only goes on from it and the alert took note of that one; what was there then is
    nothing new."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever decides about one of its incidents: of two cameras, one rings and the other joins."""

    def take(self, change: IncidentChange) -> tuple[Incident | None, IncidentState]:
        """Take in a change; return the incident as it was before, if it was known, and what is known of it now."""
        incident = change.incident
        state = self.incidents.get(incident.id)
        before = state.incident if state is not None else None
        if state is None:
            state = self.incidents[incident.id] = IncidentState(incident)
        state.incident = incident
        # A change that brings the picture may have taken the place of the end.
        state.is_over |= change.phase is Phase.ENDED or incident.end is not None
        return before, state

    @property
    def is_over(self) -> bool:
        """Whether all incidents that it tells of are over."""
        return all(state.is_over for state in self.incidents.values() if state.fits)

    @property
    def is_known(self) -> bool:
        """Whether the alert told of its last incident, or rested from another: that it goes on is no news."""
        return (
            self.rung_at is not None
            or self.goes_on_from is not None
            or any(state.said is Verdict.COOLDOWN for state in self.incidents.values())
        )

    def told(self) -> tuple[Incident, ...]:
        """Return the incidents that it tells of, in the order in which they came."""
        return tuple(state.incident for state in self.incidents.values() if state.fits)

    def may_ring(self, now: datetime) -> bool:
        """Return whether it rang long enough ago to ring again at a moment in UTC."""
        # A clock that was set back must not keep it silent.
        return (
            self.rung_at is None
            or self.rung_at > now
            or (now - self.rung_at).total_seconds() >= RING_GAP
        )

    def may_update(self) -> bool:
        """Return whether it may be updated: the last time only when everything is over."""
        return self.updates < (MOST_UPDATES if self.is_over else MOST_UPDATES - 1)
