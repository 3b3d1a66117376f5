"""Searches for the change that silences false alarms and keeps every other incident."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..vision import Box, PipelineSettings
from .candidates import candidates
from .change import Change
from .kind import AlarmKind

ENOUGH: Final = 3
"""False alarms of a kind that are reason enough to propose something."""

type Rerun = Callable[[str, PipelineSettings], Awaitable[Sequence[Box]]]
"""Looks at the replay of an incident with other settings; returns where it would still alarm."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change, and what speaks for it."""

    change: Change
    silenced: int
    """False alarms that would not have been."""
    seen: int
    """Other incidents that would still have been."""


async def async_evidence(
    rerun: Rerun, settings: PipelineSettings, incidents: Sequence[str]
) -> dict[str, Sequence[Box]]:
    """Return which incidents still alarm with the present settings, and where."""
    found: dict[str, Sequence[Box]] = {}
    for incident in incidents:
        if boxes := await rerun(incident, settings):
            found[incident] = boxes
    return found


async def async_propose(
    rerun: Rerun,
    kind: AlarmKind,
    settings: PipelineSettings,
    evidence: Mapping[str, Sequence[Box]],
    others: Sequence[str],
) -> Proposal | None:
    """Return the first change that silences all false alarms and nothing else, or None if none does.

    Args:
        rerun: Looks at a replay again.
        kind: What the false alarms were about.
        settings: The present settings.
        evidence: False alarms that still alarm, and where.
        others: Incidents of the same kind that were not false alarms and still alarm.

    """
    places = [box for boxes in evidence.values() for box in boxes]
    for change in candidates(kind, settings, places):
        tried = change.tried(settings)
        if await _async_any_alarms(rerun, tried, evidence, alarms=True):
            continue
        if not await _async_any_alarms(rerun, tried, others, alarms=False):
            return Proposal(change, len(evidence), len(others))
    return None


async def _async_any_alarms(
    rerun: Rerun,
    settings: PipelineSettings,
    incidents: Mapping[str, Sequence[Box]] | Sequence[str],
    *,
    alarms: bool,
) -> bool:
    """Return whether any of some incidents alarms, or does not; those after it are not looked at."""
    for incident in incidents:
        if bool(await rerun(incident, settings)) is alarms:
            return True
    return False
