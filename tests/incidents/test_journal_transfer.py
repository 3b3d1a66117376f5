"""Tests of a journal that moves to another database, or is set aside, while Argus runs."""

from datetime import timedelta
import os
from pathlib import Path
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.const import CONF_DB_URL, CONF_TRANSFERS, DOMAIN
from custom_components.argus.incidents.journal_transfer import AGAIN
from custom_components.argus.incidents.snapshot_files import ORPHAN_AGE
from custom_components.argus.journal import JournalError
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.journal.transfer import Transfer
from custom_components.argus.model.incident import Incident, IncidentChange
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..conftest import Show, camera_named, until
from ..forms import open_options, submit_options
from ..journals import remember
from ..test_repairs import fix
from .house import MOTION, stored

HOUR = timedelta(hours=1)


async def remember_old(runtime: ArgusRuntime) -> tuple[Incident, Path]:
    """Store an incident of yesterday; return it and its picture, which is old enough to be taken for a stray."""
    camera = camera_named(runtime, "Front door")
    made = await remember(runtime, camera, dt_util.utcnow() - 24 * HOUR)
    assert made.snapshot is not None
    picture = runtime.incidents.snapshots.absolute(made.snapshot)
    old = picture.stat().st_mtime - ORPHAN_AGE - 3600
    os.utime(picture, (old, old))
    return made, picture


async def listed(runtime: ArgusRuntime) -> list[str]:
    """Return the ids of what is in the journal."""
    return [one.id for one in await runtime.incidents.async_find(IncidentQuery())]


async def move(
    hass: HomeAssistant, entry: MockConfigEntry, to: Path, *, take_along: bool
) -> None:
    """Choose another database in the options."""
    form = await open_options(hass, entry)
    await submit_options(hass, form, db_url=f"sqlite:///{to}", take_along=take_along)


async def test_incidents_go_along(
    hass: HomeAssistant, entry: MockConfigEntry, calm: ArgusRuntime, tmp_path: Path
) -> None:
    """With their pictures, which are kept as before."""
    made, picture = await remember_old(calm)
    await move(hass, entry, tmp_path / "other.db", take_along=True)
    await until(lambda: entry.options[CONF_TRANSFERS] == [])
    assert calm.journal.path == tmp_path / "other.db"
    assert await calm.incidents.async_get(made.id) == made
    await calm.incidents.async_purge()
    assert picture.exists()
    assert (tmp_path / "argus" / "argus.db").exists()
    await calm.incidents.async_delete([made.id])
    assert not picture.exists()


async def test_what_stays_behind_keeps_its_pictures(
    hass: HomeAssistant, entry: MockConfigEntry, calm: ArgusRuntime, tmp_path: Path
) -> None:
    """Until the user wants them to go; back in the old database they are known again."""
    made, picture = await remember_old(calm)
    await move(hass, entry, tmp_path / "other.db", take_along=False)
    await hass.async_block_till_done()
    assert await listed(calm) == []
    await calm.incidents.async_purge()
    assert picture.exists()
    form = await open_options(hass, entry)
    await submit_options(hass, form, db_url=None, take_along=False)
    await hass.async_block_till_done()
    assert await calm.incidents.async_get(made.id) == made
    await calm.incidents.async_purge()
    assert picture.exists()


async def test_a_journal_that_is_set_aside_keeps_its_pictures(
    hass: HomeAssistant, entry: MockConfigEntry, calm: ArgusRuntime
) -> None:
    """The action deletes them when it is told to, and only those that are old enough."""
    _, picture = await remember_old(calm)
    path = calm.journal.path
    assert path is not None
    assert await hass.config_entries.async_unload(entry.entry_id)
    path.write_bytes(b"no database" * 1000)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    assert runtime.journal.set_aside is not None
    await runtime.incidents.async_purge()
    for days, unknown in ((0, False), (7, True)):
        await hass.services.async_call(
            DOMAIN,
            "purge",
            {"keep_days": days, "unknown_pictures": unknown},
            blocking=True,
        )
        assert picture.exists()
    await hass.services.async_call(
        DOMAIN, "purge", {"keep_days": 0, "unknown_pictures": True}, blocking=True
    )
    assert not picture.exists()


async def test_what_is_left_of_forgotten_incidents_goes(calm: ArgusRuntime) -> None:
    """As after a crash between journal and files; a picture that its incident lost is given back."""
    made, picture = await remember_old(calm)
    with patch.object(type(calm.incidents.snapshots), "delete"):
        await calm.incidents.async_delete([made.id])
    assert picture.exists()
    await calm.incidents.async_purge()
    assert not picture.exists()
    kept, picture = await remember_old(calm)
    away = picture.rename(picture.with_suffix(".away"))
    await calm.incidents.async_purge()
    lost = await calm.incidents.async_get(kept.id)
    assert lost is not None
    assert lost.snapshot is None
    away.rename(picture)
    await calm.incidents.async_purge()
    assert await calm.incidents.async_get(kept.id) == kept


async def test_a_transfer_goes_on_after_a_failure_and_a_restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    calm: ArgusRuntime,
    tmp_path: Path,
    issue_registry: ir.IssueRegistry,
) -> None:
    """It is told while it is so."""
    made, _ = await remember_old(calm)
    with patch.object(Transfer, "_connect_source", side_effect=JournalError("away")):
        await move(hass, entry, tmp_path / "other.db", take_along=True)
        await until(
            lambda: issue_registry.async_get_issue(DOMAIN, "journal_transfer_fails")
        )
        assert await hass.config_entries.async_reload(entry.entry_id)
        await until(
            lambda: issue_registry.async_get_issue(DOMAIN, "journal_transfer_fails")
        )
    assert len(entry.options[CONF_TRANSFERS]) == 1
    async_fire_time_changed(hass, dt_util.utcnow() + AGAIN + timedelta(seconds=1))
    await until(lambda: entry.options[CONF_TRANSFERS] == [])
    runtime: ArgusRuntime = entry.runtime_data
    assert await listed(runtime) == [made.id]
    assert issue_registry.async_get_issue(DOMAIN, "journal_transfer_fails") is None


async def test_a_transfer_can_be_given_up(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    calm: ArgusRuntime,
    tmp_path: Path,
    issue_registry: ir.IssueRegistry,
    hass_client: ClientSessionGenerator,
) -> None:
    assert await async_setup_component(hass, "repairs", {})
    with patch.object(Transfer, "_connect_source", side_effect=JournalError("away")):
        await move(hass, entry, tmp_path / "other.db", take_along=True)
        await until(
            lambda: issue_registry.async_get_issue(DOMAIN, "journal_transfer_fails")
        )
        done = await fix(hass_client, "journal_transfer_fails")
        await hass.async_block_till_done()
    assert done["type"] == "create_entry"
    assert entry.options[CONF_TRANSFERS] == []
    assert issue_registry.async_get_issue(DOMAIN, "journal_transfer_fails") is None


async def test_a_database_that_is_not_for_journals_is_refused_when_it_runs(
    hass: HomeAssistant, entry: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    """As options of an earlier version may name it; watching goes on."""
    hass.config_entries.async_update_entry(entry, options={CONF_DB_URL: "sqlite://"})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    issue = issue_registry.async_get_issue(DOMAIN, "journal_fails")
    assert issue is not None
    assert issue.translation_key == "journal_refused"
    hass.config_entries.async_update_entry(entry, options={CONF_DB_URL: None})
    await hass.async_block_till_done()
    assert issue_registry.async_get_issue(DOMAIN, "journal_fails") is None


async def test_the_journal_moves_with_the_option(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    tmp_path: Path,
) -> None:
    """Another address is taken at once; one that fails is told without its password, and the way back works."""
    await Show(hass, camera_named(calm, "Front door"))(MOTION)
    entry = calm._entry
    issues = ir.async_get(hass)
    for url, works in (
        (f"sqlite:///{tmp_path}/other.db", True),
        ("nonsense://argus:hunter2@nowhere/argus", False),
        (None, True),
    ):
        options = {} if url is None else {CONF_DB_URL: url}
        hass.config_entries.async_update_entry(entry, options=options)
        await hass.async_block_till_done()
        issue = issues.async_get_issue("argus", "journal_fails")
        assert (issue is None) is works
        assert "hunter2" not in str(issue)
        assert "hunter2" not in repr(calm.settings)
    assert (tmp_path / "other.db").exists()
    assert len(await stored(calm)) == 1
