"""Tests of a house whose journal another Home Assistant uses."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents import write_buffer as backlog
from custom_components.argus.journal import (
    BEAT,
    Journal,
    JournalTakenError,
    incidents,
    pages,
    store,
)
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.incident import IncidentChange
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import Show, camera_named, set_up_calm, until
from ..incidents.house import MOTION
from .incident_maker import incident

THEIRS = incident(1)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Journal]:
    """Return the journal of another Home Assistant in the same file, with an incident long ago."""
    journal = Journal(tmp_path / "argus" / "argus.db")
    journal.open("another home assistant")
    journal.run(partial(incidents.save, incident=THEIRS))
    yield journal
    journal.close()


@pytest.fixture
async def second(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other: Journal,
    monkeypatch: pytest.MonkeyPatch,
) -> ArgusRuntime:
    """Return a house that comes second."""
    monkeypatch.setattr(store, "OPEN_AGAIN", 0.0)
    runtime = await set_up_calm(hass, entry)
    await until(lambda: runtime.overview.data.running == 2)
    return runtime


def issue(hass: HomeAssistant) -> str | None:
    """Return what the user is told of the journal."""
    found = ir.async_get(hass).async_get_issue(DOMAIN, "journal_fails")
    return None if found is None else found.translation_key


def listed(journal: Journal) -> list[str]:
    """Return the ids of a journal's incidents."""
    found = journal.read(partial(pages.find, query=IncidentQuery()))
    return [one.id for one in found]


async def test_it_watches_and_tells_but_stores_and_forgets_nothing(
    hass: HomeAssistant, second: ArgusRuntime, other: Journal
) -> None:
    """Nothing comes into the journal of the other one, and nothing goes."""
    assert issue(hass) == "journal_taken"
    told: list[IncidentChange] = []
    second.incidents.async_subscribe(told.append)
    await Show(hass, camera_named(second, "Front door"))(MOTION)
    assert [change.phase for change in told] == ["started"]
    await second._upkeep.async_purge()
    with pytest.raises(JournalTakenError):
        await second.incidents.async_delete([THEIRS.id])
    with pytest.raises(JournalTakenError):
        await second.incidents.edits.async_set_favourite(THEIRS.id, True)
    assert listed(other) == [THEIRS.id]
    assert issue(hass) == "journal_taken"


async def test_it_goes_on_when_the_other_one_ends(
    hass: HomeAssistant, second: ArgusRuntime, other: Journal
) -> None:
    """The user need do nothing more; what happened meanwhile is stored, and the repair is gone."""
    told: list[IncidentChange] = []
    second.incidents.async_subscribe(told.append)
    await Show(hass, camera_named(second, "Front door"))(MOTION)
    other.close()
    assert issue(hass) == "journal_taken"
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=BEAT + 1))
    await until(lambda: issue(hass) is None)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=backlog.RETRY))
    await hass.async_block_till_done()
    assert listed(second.journal) == [told[0].incident.id, THEIRS.id]


async def test_one_that_is_robbed_is_told(
    hass: HomeAssistant, calm: ArgusRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a copy of it is started: the next beat tells the user, though nothing happens."""
    monkeypatch.setattr(store, "OPEN_AGAIN", 0.0)
    assert issue(hass) is None
    assert calm.journal.path is not None
    copy = Journal(calm.journal.path)
    assert calm.journal._ownership is not None
    await copy.async_open(calm.journal._ownership._instance)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=BEAT + 1))
    await until(lambda: issue(hass) == "journal_taken")
    await copy.async_close()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=2 * BEAT + 2))
    await until(lambda: issue(hass) is None)
