"""State of one incident as an alert followed it so far."""

from dataclasses import dataclass
from typing import Final

from ..model.decision import Opinion, Verdict
from ..model.incident import Incident

RETRY: Final = 30.0
"""Seconds until an alert of which nothing could be carried out is tried again, while the incident lasts."""


@dataclass(slots=True)
class IncidentState:
    """How an alert dealt so far with one incident."""

    incident: Incident
    """As it was looked at last."""
    said: Verdict | None = None
    """What was decided about it last."""
    failed_at: float | None = None
    """When, by the loop's clock, nothing could be carried out."""
    is_owed: bool = False
    """Whether somebody in it is still to be told of, as nobody could be reached."""
    is_over: bool = False
    fits: bool = False
    """Whether it is one that the alert is for, as far as the incident itself tells."""

    opinion: Opinion | None = None
    """What an AI answered about it; None if none was asked, or somebody came since."""
    are_words_asked: bool = False
    """Whether an AI was asked to describe it."""
    are_words_coming: bool = False
    """Whether it still has to answer: the end waits for that, so that both are one update."""

    def may_try(self, now: float) -> bool:
        """Return whether it is time to try, by the loop's clock."""
        return self.failed_at is None or now - self.failed_at >= RETRY
