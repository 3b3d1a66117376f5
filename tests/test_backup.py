"""Tests of backups of the running house."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
import shutil
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from sqlalchemy.orm import Session

from custom_components.argus import backup
from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.picture_file import async_picture_file
from custom_components.argus.journal import Journal, JournalError, tally
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .conftest import camera_named
from .journals import NOON, PICTURE, remember, remember_both

PAGES = "PRAGMA wal_autocheckpoint"


async def count(runtime: ArgusRuntime) -> int:
    """Count a visitor; return how many there are."""
    now = dt_util.now()

    def work(session: Session) -> int:
        tally.count(session, "shop", [Crossing("door", Direction.IN, 1)], now)
        return tally.read(session, "shop", ["door"], now.date())["door"].total_in

    return await runtime.journal.async_run(work)


def checkpoint(session: Session) -> int:
    """Return after how many pages the log goes into the file, 0 for never."""
    return int(session.connection().exec_driver_sql(PAGES).scalar_one())


def restored(source: Path, folder: Path) -> int:
    """Copy a journal as a backup does and return what the copy counted."""
    folder.mkdir()
    for suffix in ("", "-wal"):
        copy = source.with_name(source.name + suffix)
        (folder / copy.name).write_bytes(copy.read_bytes())
    journal = Journal(folder / source.name)
    journal.open()
    assert journal.set_aside is None
    today = dt_util.now().date()
    work = partial(tally.read, camera="shop", lines=["door"], today=today)
    total = journal.run(work)["door"].total_in
    journal.close()
    return total


async def test_a_backup_holds_everything_and_counting_goes_on(
    hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path
) -> None:
    """A copy made during a backup opens, with what was counted before it and meanwhile."""
    await count(calm)
    await backup.async_pre_backup(hass)
    assert await count(calm) == 2
    assert calm.journal.path is not None
    assert restored(calm.journal.path, tmp_path / "copy") == 2
    assert await calm.journal.async_run(checkpoint) == 0
    await backup.async_post_backup(hass)
    assert await count(calm) == 3
    assert await calm.journal.async_run(checkpoint) > 0


async def test_a_backup_that_nobody_ends(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    """After a while the journal goes on as usual, and a late end is none the worse."""
    await backup.async_pre_backup(hass)
    await backup.async_pre_backup(hass)
    later = dt_util.utcnow() + timedelta(seconds=backup.LONGEST + 1)
    async_fire_time_changed(hass, later)
    await hass.async_block_till_done()
    assert await calm.journal.async_run(checkpoint) > 0
    await backup.async_post_backup(hass)


async def test_an_end_without_a_beginning(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    """Home Assistant ends backups that it could not begin."""
    await backup.async_post_backup(hass)
    assert await count(calm) == 1


async def test_a_journal_that_fails_does_not_stop_the_backup(
    hass: HomeAssistant, calm: ArgusRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    """The rest of Home Assistant is backed up all the same; the log says what is missing."""
    with (
        patch.object(Journal, "async_begin_backup", side_effect=JournalError("broken")),
        patch.object(Journal, "async_end_backup", side_effect=JournalError("broken")),
    ):
        await backup.async_pre_backup(hass)
        await backup.async_post_backup(hass)
    assert caplog.text.count("broken") == 2
    assert await count(calm) == 1


async def test_a_restored_house_shows_what_happened(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Everything is lost but the backup: incidents, marks and pictures are there again, and it goes on."""
    door, garden = await remember_both(calm)
    assert await calm.incidents.edits.async_set_favourite(door.id, True)
    await backup.async_pre_backup(hass)

    def save() -> None:
        for folder in ("argus", "media"):
            shutil.copytree(tmp_path / folder, tmp_path / "backup" / folder)

    await hass.async_add_executor_job(save)
    await backup.async_post_backup(hass)
    lost = await remember(calm, camera_named(calm, "Garden"), NOON + timedelta(hours=9))
    assert await hass.config_entries.async_unload(entry.entry_id)

    def restore() -> None:
        for folder in ("argus", "media"):
            shutil.rmtree(tmp_path / folder)
            shutil.copytree(tmp_path / "backup" / folder, tmp_path / folder)

    await hass.async_add_executor_job(restore)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    assert ir.async_get(hass).async_get_issue(DOMAIN, "journal_fails") is None
    found = await runtime.incidents.async_find(IncidentQuery(trace=True))
    assert found == [garden, replace(door, favourite=True)]
    for one in found:
        picture = await async_picture_file(hass, runtime.incidents.snapshots, one)
        assert picture is not None
        assert await hass.async_add_executor_job(picture.path.read_bytes) == PICTURE
    assert await runtime.incidents.async_get(lost.id) is None
    assert await count(runtime) == 1
