"""Tests of incidents in the running house."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.const import CONF_BLUR_FACES, CONF_DB_URL, CONF_SNAPSHOTS
from custom_components.argus.incidents import write_buffer as backlog
from custom_components.argus.incidents.snapshot_files import SnapshotFiles
from custom_components.argus.journal import Journal, JournalError, decisions
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.decision import Decision, Verdict
from custom_components.argus.model.incident import Incident, IncidentChange, Phase
from custom_components.argus.model.picture_type import picture_extension, picture_type
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Box, Face, Motion, Observation
from custom_components.argus.vision.faces.haar import HaarBackend
from custom_components.argus.vision.frames.frame import Frame
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import Show, camera_entity, camera_named, until
from ..pictures import as_png, mover, room, visitor

DECISION = Decision(
    datetime(2026, 11, 20, 12, tzinfo=UTC), "night", "Night watch", Verdict.SENT
)
QUIET = Observation(640, 360)
MOTION = Observation(640, 360, motion=Motion(detected=True, intensity=0.1))
FACE = Observation(
    640,
    360,
    motion=Motion(detected=True, intensity=0.1),
    faces=(Face(Box(0.4, 0.2, 0.5, 0.4), 0.9),),
)


@pytest.fixture
def changes(calm: ArgusRuntime) -> list[IncidentChange]:
    """Return what is told of incidents."""
    told: list[IncidentChange] = []
    calm.incidents.async_subscribe(told.append)
    return told


def pictures(folder: Path) -> int:
    """Return how many pictures and thumbnails there are."""
    return len(list(folder.rglob("*.jpg")))


async def stored(runtime: ArgusRuntime) -> list[Incident]:
    """Return all incidents in the journal."""
    return await runtime.incidents.async_find(IncidentQuery(trace=True))


def configure(
    hass: HomeAssistant, entry: MockConfigEntry, title: str, **settings: object
) -> None:
    """Change the settings of a camera."""
    for subentry in list(entry.subentries.values()):
        if subentry.title == title:
            hass.config_entries.async_update_subentry(
                entry, subentry, data={**subentry.data, **settings}
            )


async def test_an_incident_from_start_to_end(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """It begins with motion, gets the face's picture, ends when it is quiet, and is in the journal."""
    camera = camera_named(calm, "Front door")
    show = Show(hass, camera)
    await show(MOTION, frame=mover(100))
    event = hass.states.get(camera_entity(hass, camera, "event", "activity"))
    assert event.attributes["incident"] == changes[0].incident.id
    first = changes[0].incident.snapshot
    assert first is not None
    assert "_motion_" in first
    assert (tmp_path / "media" / first).read_bytes() == mover(100)
    freezer.tick(1)
    await show(FACE, after=1, frame=visitor())
    freezer.tick(300)
    await show(QUIET, after=300)
    assert [change.phase for change in changes] == ["started", "updated", "ended"]
    last = changes[-1].incident
    assert last.snapshot is not None
    assert "_face_" in last.snapshot
    assert (tmp_path / "media" / last.snapshot).read_bytes() == visitor()
    assert not (tmp_path / "media" / first).exists()
    assert calm.incidents.snapshots.thumbnail(last.id).read_bytes()[:2] == b"\xff\xd8"
    (kept,) = await stored(calm)
    assert kept.types == ("motion", "face")
    assert kept.snapshot == last.snapshot
    assert kept.end is not None
    assert [step.what for step in kept.trace] == ["motion", "face"]


async def test_changes_are_stored_while_it_lasts(
    hass: HomeAssistant, calm: ArgusRuntime, changes: list[IncidentChange]
) -> None:
    """A crash in the middle of a long incident loses seconds, not the incident; the next start ends it."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOTION)
    await show(FACE, after=1)
    assert changes[-1].phase is Phase.UPDATED
    async_fire_time_changed(
        hass, dt_util.utcnow() + timedelta(seconds=backlog.TOGETHER + 1)
    )
    await hass.async_block_till_done()
    (kept,) = await stored(calm)
    assert kept.types == ("motion", "face")
    assert kept.end is None
    # As a crash leaves it: nothing was ended, and nobody knows that it lasts.
    calm.incidents._open_incidents.clear()
    await calm.incidents.async_open()
    (ended,) = await stored(calm)
    assert ended.end is not None
    assert ended.end >= ended.start


async def test_neighbours_are_linked_both_ways(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
) -> None:
    """Within seconds at two cameras: each knows the other, until the end and in the journal; later ones do not."""
    front, garden = (
        Show(hass, camera_named(calm, name)) for name in ("Front door", "Garden")
    )
    await front(MOTION)
    freezer.tick(4)
    await garden(MOTION, after=4)
    freezer.tick(1)
    await front(FACE, after=5)
    freezer.tick(300)
    await front(QUIET, after=300)
    await garden(QUIET, after=300)
    freezer.tick(60)
    await garden(MOTION, after=60)
    one, other, alone = (
        change.incident for change in changes if change.phase is Phase.STARTED
    )
    assert one.linked == ()
    assert other.linked == (one.id,)
    assert alone.linked == ()
    ended = {c.incident.id: c.incident for c in changes if c.phase is Phase.ENDED}
    assert ended[one.id].linked == (other.id,)
    assert ended[other.id].linked == (one.id,)
    kept = {incident.id: incident.linked for incident in await stored(calm)}
    assert kept == {one.id: (other.id,), other.id: (one.id,), alone.id: ()}


@pytest.mark.parametrize("blurred", [False, True])
async def test_faces_are_blurred_by_option(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    blurred: bool,
    tmp_path: Path,
) -> None:
    """Picture and thumbnail with the face pixelated, if the user wants it."""
    configure(hass, calm._entry, "Front door", **{CONF_BLUR_FACES: blurred})
    await hass.async_block_till_done()
    await Show(hass, camera_named(calm, "Front door"))(FACE, frame=visitor())
    path = changes[0].incident.snapshot
    assert path is not None
    assert ((tmp_path / "media" / path).read_bytes() != visitor()) is blurred


async def test_a_face_that_is_not_confirmed_is_blurred_too(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    tmp_path: Path,
) -> None:
    """Motion begins the incident before the face counts: the picture shows it all the same."""
    configure(hass, calm._entry, "Front door", **{CONF_BLUR_FACES: True})
    await hass.async_block_till_done()
    await Show(hass, camera_named(calm, "Front door"))(MOTION, frame=visitor())
    path = changes[0].incident.snapshot
    assert path is not None
    kept = [
        tmp_path / "media" / path,
        calm.incidents.snapshots.thumbnail(changes[0].incident.id),
    ]
    haar = HaarBackend()
    assert haar.detect(Frame.open(visitor()).grey(640))
    for file in kept:
        picture = Frame.open(file.read_bytes())
        assert haar.detect(picture.grey(picture.width)) == ()


async def test_pictures_are_kept_as_what_their_names_say(
    hass: HomeAssistant, calm: ArgusRuntime, changes: list[IncidentChange]
) -> None:
    """Whatever a camera gives, a file named like a JPEG is one: phones and mail programs go by that."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOTION, frame=as_png(visitor()))
    incident = changes[0].incident
    assert incident.snapshot is not None
    path = calm.incidents.snapshots.absolute(incident.snapshot)
    kept = await hass.async_add_executor_job(path.read_bytes)
    assert path.suffix == picture_extension(picture_type(kept)) == ".jpg"
    assert Frame.open(kept).width == Frame.open(visitor()).width


async def test_no_pictures_by_option(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    tmp_path: Path,
) -> None:
    """The incident is kept without one."""
    configure(hass, calm._entry, "Front door", **{CONF_SNAPSHOTS: False})
    await hass.async_block_till_done()
    await Show(hass, camera_named(calm, "Front door"))(MOTION)
    assert changes[0].incident.snapshot is None
    assert len(await stored(calm)) == 1
    assert pictures(tmp_path) == 0


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


async def test_deleting_one_that_lasts(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """It does not come back with its next change, and leaves no picture."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOTION)
    await calm.incidents.async_delete([changes[0].incident.id])
    freezer.tick(1)
    await show(FACE, after=1)
    freezer.tick(300)
    await show(QUIET, after=300)
    assert await stored(calm) == []
    assert pictures(tmp_path) == 0


async def test_pictures_and_journal_are_brought_in_step_hourly(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    tmp_path: Path,
) -> None:
    """A picture deleted by hand is forgotten; while the whole folder is away nothing is."""
    await Show(hass, camera_named(calm, "Front door"))(MOTION)
    path = changes[0].incident.snapshot
    assert path is not None
    folder = tmp_path / "media" / "argus"
    folder.rename(tmp_path / "unplugged")
    await calm.incidents.async_purge()
    assert (await stored(calm))[0].snapshot == path
    (tmp_path / "unplugged").rename(folder)
    (tmp_path / "media" / path).unlink()
    await calm._upkeep.async_purge()
    assert (await stored(calm))[0].snapshot is None


async def test_old_incidents_go_favourites_stay(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """After the days that the user set, with their pictures."""
    front, garden = (
        Show(hass, camera_named(calm, name)) for name in ("Front door", "Garden")
    )
    for show in (front, garden):
        await show(MOTION)
    freezer.tick(300)
    for show in (front, garden):
        await show(QUIET, after=300)
    favourite = changes[0].incident.id
    assert await calm.incidents.edits.async_set_favourite(favourite, True)
    assert not await calm.incidents.edits.async_set_favourite("01GONE", True)
    freezer.tick(timedelta(days=calm.settings.retention_days + 1))
    await calm.incidents.async_purge()
    assert [incident.id for incident in await stored(calm)] == [favourite]
    assert pictures(tmp_path / "media") == 1
    assert pictures(tmp_path / "argus") == 1


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


async def test_a_listener_that_fails_stops_nobody(
    hass: HomeAssistant, calm: ArgusRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are told."""
    told: list[IncidentChange] = []

    def fail(_change: IncidentChange) -> None:
        raise ValueError("no")

    calm.incidents.async_subscribe(fail)
    calm.incidents.async_subscribe(told.append)
    await Show(hass, camera_named(calm, "Front door"))(MOTION)
    assert len(told) == 1
    assert "could not take what it was told" in caplog.text
