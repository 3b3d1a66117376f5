"""Tests of incidents while disk or journal fail: they are told all the same, and stored as soon as that works."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.incidents import write_buffer as backlog
from custom_components.argus.incidents.snapshot_files import SnapshotFiles
from custom_components.argus.journal import Journal, JournalError
from custom_components.argus.model.incident import IncidentChange
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import Show, camera_named, until
from ..pictures import room
from .house import DECISION, FACE, MOTION, stored


async def test_a_full_disk_of_pictures_is_told_and_survived(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    issue_registry: ir.IssueRegistry,
) -> None:
    """Incidents are stored and told without a picture, though the journal works, until there is room again."""
    full = OSError(28, "No space left on device")
    front, garden = (
        Show(hass, camera_named(calm, name)) for name in ("Front door", "Garden")
    )
    with patch.object(SnapshotFiles, "write", side_effect=full):
        await front(FACE)
    issue = issue_registry.async_get_issue("argus", "pictures_fail")
    assert issue is not None
    assert issue.translation_key == "pictures_fail"
    assert "No space" in issue.translation_placeholders["reason"]
    assert changes[0].incident.snapshot is None
    assert len(await stored(calm)) == 1
    await garden(FACE)
    assert issue_registry.async_get_issue("argus", "pictures_fail") is None
    assert changes[-1].incident.snapshot is not None


async def test_a_full_disk_of_the_journal_is_told_and_made_up_for(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    issue_registry: ir.IssueRegistry,
) -> None:
    """Incidents are told meanwhile, and stored with links, picture and decisions when there is room again."""
    front, garden = (
        Show(hass, camera_named(calm, name)) for name in ("Front door", "Garden")
    )
    with patch.object(Journal, "run", side_effect=JournalError("disk is full")):
        await front(FACE)
        await garden(MOTION)
        for change in changes:
            calm.incidents.async_add_decision(change.incident.id, DECISION)
        async_fire_time_changed(
            hass, dt_util.utcnow() + timedelta(seconds=backlog.TOGETHER + 1)
        )
        await hass.async_block_till_done()
    assert [change.phase for change in changes] == ["started", "started"]
    issue = issue_registry.async_get_issue("argus", "journal_fails")
    assert issue is not None
    assert issue.translation_placeholders == {"reason": "disk is full"}
    assert await stored(calm) == []
    async_fire_time_changed(
        hass, dt_util.utcnow() + timedelta(seconds=backlog.RETRY * 2)
    )
    await hass.async_block_till_done()
    assert issue_registry.async_get_issue("argus", "journal_fails") is None
    one, other = await stored(calm)
    assert (one.linked, other.linked) == ((other.id,), (one.id,))
    for incident in (one, other):
        assert incident.snapshot is not None
        assert incident.decisions == (DECISION,)


async def test_a_journal_that_hangs_holds_nobody_up(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Incidents of all cameras are told all the same, and stored when it answers."""
    monkeypatch.setattr(backlog, "PATIENCE", 0.2)
    run, answers = Journal.async_run, asyncio.Event()
    asked = 0

    async def hang(journal: Journal, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        await answers.wait()
        return await run(journal, *args)

    with patch.object(Journal, "async_run", hang):
        for name in ("Front door", "Garden"):
            camera = camera_named(calm, name)
            camera.async_take_sight(
                ObservedFrame(room(), FACE, dt_util.utcnow(), hass.loop.time())
            )
        await until(lambda: len(changes) == 2, seconds=3)
        for _ in range(3):
            async_fire_time_changed(
                hass, dt_util.utcnow() + timedelta(seconds=backlog.TOGETHER + 1)
            )
            await asyncio.sleep(0)
        assert asked == 1
        answers.set()
        await hass.async_block_till_done()
    await calm.incidents.async_close()
    assert [one.camera_name for one in await stored(calm)] == ["Garden", "Front door"]
