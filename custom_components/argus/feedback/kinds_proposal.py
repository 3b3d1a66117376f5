"""Searches for kinds that may be all that is motion, without looking at pictures again: what was recognised is recorded."""

from collections.abc import Iterable

from ..model.incident import Incident
from ..vision import PipelineSettings
from .candidates import kinds_candidates
from .proposal import ENOUGH, Proposal
from .recognition import Recognition


def propose_kinds(
    recognition: Recognition,
    settings: PipelineSettings,
    marked: Iterable[Incident],
    others: Iterable[Incident],
) -> Proposal | None:
    """Return the change after which no false alarm is told any more and everything else is, or None if there is none.

    Only incidents count of which it is known what was in them. There have to be enough of both: a detector that has
    hardly recognised anybody yet may miss them at night.

    Args:
        recognition: Since when it is known what was in incidents.
        settings: The present settings.
        marked: False alarms by motion that still alarm.
        others: Incidents with motion that were not false alarms.

    """
    false = [one for one in marked if recognition.knows(one)]
    real = [one for one in others if recognition.knows(one)]
    if min(len(false), len(real)) < ENOUGH:
        return None
    for change in kinds_candidates(
        settings, {kind for one in real for kind in one.kinds}
    ):
        tried = change.tried(settings)
        if not any(recognition.may_be_told(one, tried) for one in false) and all(
            recognition.may_be_told(one, tried) for one in real
        ):
            return Proposal(change, len(false), len(real))
    return None
