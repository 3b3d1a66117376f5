"""Decisions of alerts, stored with the incident they are about."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from ..model.decision import Decision, Delivery, Opinion, Verdict
from .models import IncidentRow
from .moments import milliseconds, moment

MOST_DECISIONS: Final = 50
"""Kept of one incident; what told somebody stays longest."""
MOST_DELIVERIES: Final = 20
"""Kept of one decision."""
LONGEST_TEXT: Final = 300
"""Characters kept of each text of a decision."""


def add(session: Session, incident: str, decision: Decision) -> None:
    """Remember what was decided about an incident; one that is gone is passed over."""
    row = session.get(IncidentRow, incident)
    if row is not None:
        row.decisions = _drop_oldest([*row.decisions, _decision_as_stored(decision)])


def as_stored(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Return decisions as the database keeps them, no more than it may hold of one incident."""
    return _drop_oldest([_decision_as_stored(decision) for decision in decisions])


def united(
    ours: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the stored decisions of two journals about one incident, each once, the oldest first."""
    found: list[dict[str, Any]] = []
    for one in (*theirs, *ours):
        if one not in found:
            found.append(dict(one))
    return _drop_oldest(sorted(found, key=lambda one: one["at"]))


def from_stored(stored: Iterable[Mapping[str, Any]]) -> tuple[Decision, ...]:
    """Return decisions as they were taken."""
    return tuple(
        Decision(
            moment(one["at"]),
            one["alert"],
            one["alert_name"],
            Verdict(one["verdict"]),
            one["detail"],
            tuple(Delivery(**delivery) for delivery in one["deliveries"]),
            # Older decisions have none.
            Opinion(**opinion) if (opinion := one.get("opinion")) else None,
        )
        for one in stored
    )


def _drop_oldest(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what may be kept: the oldest that told nobody go first."""
    kept = list(stored)
    while len(kept) > MOST_DECISIONS:
        told_nobody = (
            place for place, one in enumerate(kept) if one["verdict"] != Verdict.SENT
        )
        del kept[next(told_nobody, 0)]
    return kept


def _decision_as_stored(decision: Decision) -> dict[str, Any]:
    stored = _without_opinion(decision)
    if (opinion := decision.opinion) is not None:
        stored["opinion"] = {
            "question": opinion.question[:LONGEST_TEXT],
            "entity_id": opinion.entity_id[:LONGEST_TEXT],
            "seconds": opinion.seconds,
            "yes": opinion.yes,
            "error": opinion.error and opinion.error[:LONGEST_TEXT],
        }
    return stored


def _without_opinion(decision: Decision) -> dict[str, Any]:
    return {
        "at": milliseconds(decision.at),
        "alert": decision.alert[:LONGEST_TEXT],
        "alert_name": decision.alert_name[:LONGEST_TEXT],
        "verdict": str(decision.verdict),
        "detail": decision.detail[:LONGEST_TEXT],
        "deliveries": [
            {
                "channel": delivery.channel[:LONGEST_TEXT],
                "target": delivery.target[:LONGEST_TEXT],
                "error": delivery.error and delivery.error[:LONGEST_TEXT],
            }
            for delivery in decision.deliveries[:MOST_DELIVERIES]
        ],
    }
