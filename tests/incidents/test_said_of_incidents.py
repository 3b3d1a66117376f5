"""Tests of what alerts decide and people say about an incident: it stays with it."""

from dataclasses import replace
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory

from custom_components.argus.incidents import write_buffer as backlog
from custom_components.argus.journal import decisions
from custom_components.argus.model.decision import Verdict
from custom_components.argus.model.incident import IncidentChange, Phase
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..conftest import Show, camera_named
from .house import DECISION, MOTION, QUIET, stored


async def test_no_more_decisions_wait_than_memory_holds(
    hass: HomeAssistant, calm: ArgusRuntime, changes: list[IncidentChange]
) -> None:
    """The oldest of too many are lost."""
    await Show(hass, camera_named(calm, "Front door"))(MOTION)
    await calm.incidents.async_close()
    waiting = [
        replace(DECISION, detail=str(number)) for number in range(backlog.MOST + 1)
    ]
    with patch.object(decisions, "MOST_DECISIONS", len(waiting)):
        for decision in waiting:
            calm.incidents.async_add_decision(changes[0].incident.id, decision)
        await calm.incidents.async_close()
    (kept,) = await stored(calm)
    assert kept.decisions == tuple(waiting[1:])


async def test_what_alerts_and_people_say_stays_with_it(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
) -> None:
    """While it lasts and afterwards; decisions are told to nobody, and marks with the next change only."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOTION)
    lasting = changes[0].incident.id
    late = replace(DECISION, verdict=Verdict.COOLDOWN, detail="60 s")
    calm.incidents.async_add_decision(lasting, DECISION)
    marked = await calm.incidents.edits.async_set_false_alarm(lasting, True)
    assert marked is not None
    assert marked.false_alarm
    assert await calm.incidents.edits.async_set_favourite(lasting, True)
    assert len(changes) == 1
    freezer.tick(300)
    await show(QUIET, after=300)
    assert changes[-1].phase is Phase.ENDED
    assert changes[-1].incident.false_alarm
    assert changes[-1].incident.favourite
    calm.incidents.async_add_decision(lasting, late)
    await calm.incidents.async_close()
    (kept,) = await stored(calm)
    assert kept.decisions == (DECISION, late)
    assert (kept.favourite, kept.false_alarm) == (True, True)
    unmarked = await calm.incidents.edits.async_set_false_alarm(lasting, False)
    assert unmarked == replace(kept, false_alarm=False)
    assert await calm.incidents.edits.async_set_false_alarm("01GONE", True) is None


async def test_decisions_about_a_deleted_incident_are_dropped(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    issue_registry: ir.IssueRegistry,
) -> None:
    """Those that waited and those that come late, without a word."""
    front, garden = (
        Show(hass, camera_named(calm, name)) for name in ("Front door", "Garden")
    )
    await front(MOTION)
    await garden(MOTION)
    gone, kept = (change.incident.id for change in changes)
    for incident in (gone, kept):
        calm.incidents.async_add_decision(incident, DECISION)
    await calm.incidents.async_delete([gone])
    calm.incidents.async_add_decision(gone, DECISION)
    await calm.incidents.async_close()
    (left,) = await stored(calm)
    assert (left.id, left.decisions) == (kept, (DECISION,))
    assert issue_registry.async_get_issue("argus", "journal_fails") is None
