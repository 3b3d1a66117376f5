"""Tests of how incidents are told whatever journal, pictures and eyes do."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import threading
from typing import Any
from unittest.mock import patch

import cv2
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.incidents import (
    lane as incident_lane,
    picture_writer as incident_pictures,
    write_buffer as backlog,
)
from custom_components.argus.incidents.lane import QueuedChange
from custom_components.argus.incidents.snapshot_files import SnapshotFiles
from custom_components.argus.journal import Journal
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.decision import Verdict
from custom_components.argus.model.incident import IncidentChange, Phase
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..alerts.runtime import add_alert, decided, mailbox, settle
from ..conftest import Show, camera_named, until
from ..journal.incident_maker import incident
from ..pictures import mover, room, visitor
from .house import FACE, MOTION, QUIET, pictures, stored


@pytest.fixture
def told(calm: ArgusRuntime) -> list[IncidentChange]:
    """Return what is told of incidents."""
    changes: list[IncidentChange] = []
    calm.incidents.async_subscribe(changes.append)
    return changes


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Return what lets pictures of the front door be written; nobody waits for them."""
    monkeypatch.setattr(incident_lane, "PICTURE_PATIENCE", 0.0)
    write, go_on = SnapshotFiles.write, threading.Event()

    def wait(snapshots: SnapshotFiles, path: str, *args: Any) -> None:
        if "front_door" in path:
            go_on.wait(20)
        write(snapshots, path, *args)

    monkeypatch.setattr(SnapshotFiles, "write", wait)
    return go_on


def phases(told: list[IncidentChange]) -> list[str]:
    """Return what was told, in short."""
    return [str(change.phase) for change in told]


def see(runtime: ArgusRuntime, name: str, *, faces: bool = False) -> None:
    """Let a camera see motion or a face, just now."""
    camera = camera_named(runtime, name)
    now = camera.hass.loop.time()
    camera.async_take_sight(
        ObservedFrame(room(), FACE if faces else MOTION, dt_util.utcnow(), now)
    )


async def pictures_done(runtime: ArgusRuntime) -> None:
    """Wait until no picture is being made any more."""
    for _ in range(400):
        if not runtime.incidents._pictures._working:
            break
        # Not `until`: the test's clock may stand still.
        await settle()
    assert not runtime.incidents._pictures._working
    await runtime.hass.async_block_till_done()


@pytest.mark.parametrize(
    "failure",
    [
        cv2.error("imencode failed"),
        MemoryError(),
        RuntimeError("no thread"),
        OSError(28, "No space left on device"),
    ],
    ids=repr,
)
async def test_whatever_a_picture_raises_the_incident_is_told(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    told: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    issue_registry: ir.IssueRegistry,
    failure: Exception,
) -> None:
    """Start and end, told and stored, and the user is told why there is no picture."""
    show = Show(hass, camera_named(calm, "Front door"))
    with (
        patch.object(incident_pictures, "_encode_pictures", side_effect=failure),
        patch.object(SnapshotFiles, "can_be_written", return_value=False),
    ):
        await show(MOTION, frame=mover(100))
        freezer.tick(300)
        await show(QUIET, after=300)
        await pictures_done(calm)
    assert phases(told) == ["started", "ended"]
    (kept,) = await stored(calm)
    assert kept.end is not None
    assert kept.snapshot is None
    issue = issue_registry.async_get_issue("argus", "pictures_fail")
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["reason"]
    assert calm.incidents._open_incidents == {}


async def test_a_journal_that_raises_anything_keeps_nobody_from_hearing(
    hass: HomeAssistant, calm: ArgusRuntime, told: list[IncidentChange]
) -> None:
    """A fault of the program in the store is logged, and the incident stored the next time."""
    with patch.object(Journal, "async_run", side_effect=OverflowError("too large")):
        await Show(hass, camera_named(calm, "Front door"))(MOTION)
    await pictures_done(calm)
    assert phases(told) == ["started"]
    assert await calm.incidents.async_store()
    assert len(await stored(calm)) == 1


async def test_a_picture_that_takes_long_is_told_by_itself(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    told: list[IncidentChange],
    slow_disk: threading.Event,
) -> None:
    """The start is told without; when the picture is told of it is in the journal already."""
    await Show(hass, camera_named(calm, "Front door"))(MOTION, frame=mover(100))
    assert phases(told) == ["started"]
    assert told[0].incident.snapshot is None
    slow_disk.set()
    await until(lambda: len(told) == 2)
    assert told[1].phase is Phase.UPDATED
    path = told[1].incident.snapshot
    assert path is not None
    found = await calm.incidents.async_get(told[1].incident.id)
    assert found is not None
    assert found.snapshot == path


async def test_one_camera_holds_no_other_up(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    told: list[IncidentChange],
    slow_disk: threading.Event,
) -> None:
    """While the pictures of one cannot be written, another's come with what is told."""
    see(calm, "Front door")
    await until(lambda: told)
    # As long as it takes: the garden's disk is quick.
    with patch.object(incident_lane, "PICTURE_PATIENCE", 20):
        see(calm, "Garden")
        await until(lambda: len(told) == 2)
    assert told[1].incident.camera_name == "Garden"
    assert told[1].incident.snapshot is not None
    slow_disk.set()
    await pictures_done(calm)


async def test_busy_eyes_hold_nothing_up(
    hass: HomeAssistant, calm: ArgusRuntime, told: list[IncidentChange]
) -> None:
    """While all threads look at frames, an incident is stored and told, and its picture made."""
    go_on = threading.Event()
    busy = [
        asyncio.ensure_future(calm.workers.async_run(go_on.wait, 20))
        for _ in range(4 * calm.workers.threads)
    ]
    try:
        see(calm, "Front door")
        await until(lambda: told)
        assert told[0].incident.snapshot is not None
        assert len(await stored(calm)) == 1
        assert not any(task.done() for task in busy)
    finally:
        go_on.set()
        await asyncio.gather(*busy)


async def test_what_hangs_holds_nobody_longer_than_a_moment(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    told: list[IncidentChange],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Changes that come meanwhile make neither tasks nor a queue: the latest state is told, and start and end."""
    monkeypatch.setattr(backlog, "PATIENCE", 0.3)
    run, answers = Journal.async_run, asyncio.Event()

    async def hang(journal: Journal, *args: Any) -> Any:
        await answers.wait()
        return await run(journal, *args)

    lane, camera = calm.incidents._lane, camera_named(calm, "Front door")
    with patch.object(Journal, "async_run", hang):
        before = len(asyncio.all_tasks())
        see(calm, "Front door")
        for _ in range(50):
            await asyncio.sleep(0)
            see(calm, "Front door", faces=True)
            assert sum(map(len, lane._waiting.values())) <= 2
            assert len(asyncio.all_tasks()) <= before + 4
        camera._view.incidents.async_end_current()
        await calm.incidents.async_settle(camera)
        answers.set()
        await until(lambda: not calm.incidents._backlog._incidents)
    first, *between, last = phases(told)
    assert (first, last) == ("started", "ended")
    assert set(between) <= {"updated"}
    assert told[len(between) + 1].incident.types == ("motion", "face")
    await pictures_done(calm)
    (kept,) = await stored(calm)
    assert kept.types == ("motion", "face")


async def test_counting_and_heat_wait_in_one_task(
    hass: HomeAssistant, calm: ArgusRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slow the journal is, and whatever one of them raises, the next is done."""
    camera = camera_named(calm, "Front door")
    done: list[int] = []
    go_on = asyncio.Event()

    async def work(number: int) -> None:
        await go_on.wait()
        if number == 3:
            raise ValueError("no")
        done.append(number)

    for number in range(20):
        camera._view._jobs.async_add(lambda number=number: work(number))
    assert len(camera._view._jobs) == 20
    assert len(camera._view._jobs._tasks) == 1
    go_on.set()
    await hass.async_block_till_done()
    assert done == [number for number in range(20) if number != 3]
    assert not camera._view._jobs


async def test_cameras_that_come_together_share_a_transaction(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    """Whoever comes while others are stored waits for the next one, and no longer."""
    waiting, asked = calm.incidents._backlog, 0
    run, answers = Journal.async_run, asyncio.Event()

    async def count(journal: Journal, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        await answers.wait()
        return await run(journal, *args)

    async def save(number: int) -> bool:
        waiting.async_save(incident(number, camera=f"camera{number}"))
        return await waiting.async_store_in_time(hass.loop.time())

    with patch.object(Journal, "async_run", count):
        first = hass.async_create_task(save(0))
        await until(lambda: asked == 1)
        others = [hass.async_create_task(save(number)) for number in range(1, 9)]
        await asyncio.sleep(0)
        answers.set()
        assert await first
        assert all(await asyncio.gather(*others))
    assert asked == 2
    assert len(await calm.incidents.async_find(IncidentQuery())) == 9


async def test_a_picture_after_the_end_sends_no_alert_again(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    told: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    slow_disk: threading.Event,
) -> None:
    """The alert was sent at the start; the picture is shown to who was told, and nobody is told twice."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, cooldown=0)
    camera = camera_named(calm, "Front door")
    show = Show(hass, camera)
    with patch.object(
        alert._decider,
        "_async_decide_again",
        wraps=alert._decider._async_decide_again,
    ) as again:
        await show(MOTION, frame=mover(100))
        freezer.tick(300)
        await show(QUIET, after=300)
        await decided(alert, Verdict.SENT)
        slow_disk.set()
        await pictures_done(calm)
        await settle()
        # The one from the start, and the best one in its place.
        assert phases(told) == ["started", "ended", "updated", "updated"]
        assert told[-1].incident.end is not None
        assert told[-1].incident.snapshot is not None
        await decided(alert, Verdict.SENT)
        assert len(mails) == 1
        # It was decided anew, with the picture, and found nothing to ring for.
        assert again.await_args.args[1].incident.snapshot is not None
    assert calm.incidents._open_incidents == {}


async def test_deleted_while_its_picture_is_made(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    told: list[IncidentChange],
    slow_disk: threading.Event,
    tmp_path: Path,
) -> None:
    """Nothing is left of it."""
    await Show(hass, camera_named(calm, "Front door"))(MOTION, frame=mover(100))
    await calm.incidents.async_delete([told[0].incident.id])
    slow_disk.set()
    await pictures_done(calm)
    assert phases(told) == ["started"]
    assert pictures(tmp_path) == 0
    assert await stored(calm) == []


async def test_pictures_that_cannot_keep_up_are_left_out(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    told: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    slow_disk: threading.Event,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No more frames wait than memory holds: the oldest incidents go without, the newest has its picture."""
    show = Show(hass, camera_named(calm, "Front door"))
    most = incident_pictures.MOST_WAITING
    for _ in range(most + 2):
        await show(MOTION, frame=mover(100))
        freezer.tick(300)
        await show(QUIET, after=300)
    waiting = calm.incidents._pictures._waiting
    assert sum(map(len, waiting.values())) == most
    assert "pictures are written too slowly" in caplog.text
    slow_disk.set()
    await pictures_done(calm)
    newest, *_, oldest = await stored(calm)
    assert newest.snapshot is not None
    assert oldest.snapshot is not None, "it was under way"
    assert calm.incidents._open_incidents == {}


async def test_the_newest_picture_of_an_incident_is_made(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    told: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    slow_disk: threading.Event,
    tmp_path: Path,
) -> None:
    """Those between the one under way and the last one are left out, and the last one stays alone."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOTION, frame=mover(100))
    freezer.tick(1)
    await show(FACE, after=1, frame=visitor())
    freezer.tick(timedelta(seconds=300))
    await show(QUIET, after=300)
    slow_disk.set()
    await pictures_done(calm)
    assert told[-1].incident.snapshot is not None
    (kept,) = await stored(calm)
    assert kept.snapshot == told[-1].incident.snapshot
    assert kept.snapshot is not None
    assert (tmp_path / "media" / kept.snapshot).read_bytes() == visitor()
    assert pictures(tmp_path / "media") == 1


ONE = incident(1, lasts=True)
LATER = replace(ONE, types=(*ONE.types, ActivityType.TAMPERED))


@pytest.mark.parametrize(
    ("waits", "newer", "told_as"),
    [
        (Phase.STARTED, Phase.UPDATED, Phase.STARTED),
        (Phase.UPDATED, Phase.UPDATED, Phase.UPDATED),
        (Phase.UPDATED, Phase.ENDED, Phase.ENDED),
        (Phase.ENDED, Phase.UPDATED, Phase.ENDED),
        (Phase.STARTED, Phase.ENDED, None),
        (Phase.ENDED, Phase.STARTED, None),
    ],
)
def test_the_latest_state_wins(
    waits: Phase, newer: Phase, told_as: Phase | None
) -> None:
    """But both that it began and that it ended are told."""
    step = QueuedChange(waits, ONE, 1.0, urgent=True)
    assert step.take_up(QueuedChange(newer, LATER, 2.0)) is (told_as is not None)
    if told_as is not None:
        assert step == QueuedChange(told_as, LATER, 1.0, urgent=True)
    assert not step.take_up(QueuedChange(Phase.UPDATED, incident(2), 2.0))
