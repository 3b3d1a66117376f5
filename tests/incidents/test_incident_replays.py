"""Tests that incidents keep what the eyes can look at again, and that nobody's privacy or disk suffers."""

import asyncio
from datetime import timedelta
import os
from pathlib import Path
import time
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from sqlalchemy import select
from sqlalchemy.orm import Session

from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.const import (
    CONF_BLUR_FACES,
    CONF_DETECTION,
    CONF_RETENTION_DAYS,
    CONF_RETENTION_GIGABYTES,
    CONF_SNAPSHOTS,
)
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.incidents.replay_files import ReplayFiles
from custom_components.argus.incidents.snapshot_files import ORPHAN_AGE
from custom_components.argus.journal.models import IncidentRow
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Observation, PipelineSettings, Still
from custom_components.argus.vision.rerun import rerun_motion
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import MOVING, STILL, FakeCamera, break_off, camera_named, until
from ..pictures import mover, room

GREY = room()


class Passes:
    """Lets something pass a camera, second by second, without waiting for it."""

    def __init__(
        self,
        hass: HomeAssistant,
        camera: ArgusCoordinator,
        clock: FrozenDateTimeFactory,
    ) -> None:
        """Begin now, with nobody looking through the camera itself."""
        self._hass = hass
        self._camera = camera
        self._clock = clock
        self._now = hass.loop.time()

    async def __call__(self, before: int = 5, moving: int = 3) -> None:
        """Show so many quiet seconds, so many with motion, and quiet until it is over."""
        task = self._camera._watch._task
        if task is not None:
            await break_off(self._camera)
        for seen in [STILL] * before + [MOVING] * moving + [STILL] * 20:
            await self._show(seen, after=1)
        # A camera that is looked through once a minute holds motion for long.
        await self._show(STILL, after=300)

    async def _show(self, seen: Observation, after: float) -> None:
        self._clock.tick(after)
        self._now += after
        still = Still(self._now, GREY) if self._camera.settings.keeps_replays else None
        self._camera.async_take_sight(
            ObservedFrame(mover(200), seen, dt_util.utcnow(), self._now, still)
        )
        await self._hass.async_block_till_done()


@pytest.fixture
def passes(
    hass: HomeAssistant, calm: ArgusRuntime, freezer: FrozenDateTimeFactory
) -> Passes:
    return Passes(hass, camera_named(calm, "Garden"), freezer)


async def stored(runtime: ArgusRuntime) -> list[Incident]:
    """Return all incidents, the newest first."""
    return await runtime.incidents.async_find(IncidentQuery())


async def counted(runtime: ArgusRuntime, incident: Incident) -> int:
    """Return how many bytes the journal counts for an incident."""

    def work(session: Session) -> int:
        size = session.scalar(
            select(IncidentRow.snapshot_bytes).where(IncidentRow.id == incident.id)
        )
        assert size is not None
        return size

    return await runtime.journal.async_run(work)


def files(tmp_path: Path) -> list[Path]:
    """Return the replays."""
    return sorted((tmp_path / "argus" / "replays").glob("*"))


async def test_kept_counted_and_deleted(
    calm: ArgusRuntime, passes: Passes, tmp_path: Path
) -> None:
    await passes()
    (incident,) = await stored(calm)
    (file,) = files(tmp_path)
    assert file.stem == incident.id
    kept = calm.incidents.replays.read(incident.id)
    assert [still.seconds for still in kept] == list(range(-4, 12))
    assert incident.snapshot is not None
    picture = tmp_path / "media" / incident.snapshot
    thumbnail = calm.incidents.snapshots.thumbnail(incident.id)
    assert await counted(calm, incident) == sum(
        path.stat().st_size for path in (file, picture, thumbnail)
    )
    await calm.incidents.async_delete([incident.id])
    assert files(tmp_path) == []


async def test_each_incident_has_its_own(
    calm: ArgusRuntime, passes: Passes, tmp_path: Path
) -> None:
    """What the last one showed is not among it."""
    for _ in range(3):
        await passes()
    assert [path.stem for path in files(tmp_path)] == sorted(
        incident.id for incident in await stored(calm)
    )


async def test_gone_when_it_is_too_old_or_too_much(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    passes: Passes,
    tmp_path: Path,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Replays count for the gigabytes, and go with their incidents."""
    for _ in range(4):
        await passes()
    oldest, newest = (await stored(calm))[-1], (await stored(calm))[0]
    each = await counted(calm, newest)
    pictures = (tmp_path / "media" / (newest.snapshot or "")).stat().st_size
    # Without replays all of them would have room.
    most = 3.5 * each
    assert 4 * (pictures + 20_000) < most
    hass.config_entries.async_update_entry(
        entry, options={CONF_RETENTION_GIGABYTES: most / 1e9}
    )
    await hass.async_block_till_done()
    await calm.incidents.async_purge()
    assert len(files(tmp_path)) == 3
    assert not calm.incidents.replays.path(oldest.id).exists()
    freezer.tick(timedelta(days=2))
    hass.config_entries.async_update_entry(entry, options={CONF_RETENTION_DAYS: 1})
    await hass.async_block_till_done()
    await calm.incidents.async_purge()
    assert files(tmp_path) == []


async def test_what_a_crash_left_is_tidied(
    calm: ArgusRuntime, passes: Passes, tmp_path: Path
) -> None:
    """Also the replay of a picture that the user deleted among the media, which the journal counts no more."""
    await passes()
    await passes()
    gone, kept = await stored(calm)
    stray = calm.incidents.replays.path("STRAY")
    stray.write_bytes(b"stray")
    (tmp_path / "media" / (gone.snapshot or "")).unlink()
    old = time.time() - ORPHAN_AGE - 60
    for file in files(tmp_path):
        os.utime(file, (old, old))
    await calm.incidents.async_purge()
    assert [file.stem for file in files(tmp_path)] == [kept.id]
    assert await counted(calm, gone) == 0


@pytest.mark.parametrize(
    "private", [{CONF_SNAPSHOTS: False}, {CONF_BLUR_FACES: True}], ids=str
)
async def test_privacy(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    passes: Passes,
    tmp_path: Path,
    private: dict[str, bool],
) -> None:
    """Who wants no pictures, or none of faces, gets no replays either: not even of what is in memory already."""
    camera = camera_named(calm, "Garden")
    await passes(before=5, moving=0)
    camera.async_set(**private)
    await hass.async_block_till_done()
    await passes(before=0)
    assert len(await stored(calm)) == 1
    assert files(tmp_path) == []
    assert camera.replay.replay() == ()


async def test_a_full_disk(
    calm: ArgusRuntime,
    passes: Passes,
    tmp_path: Path,
    issue_registry: ir.IssueRegistry,
) -> None:
    """The picture is worth more: it is kept without the replay, and the user is told."""
    full = OSError(28, "No space left on device")
    with patch.object(ReplayFiles, "write", side_effect=full):
        await passes()
    (incident,) = await stored(calm)
    assert incident.snapshot is not None
    assert (tmp_path / "media" / incident.snapshot).exists()
    assert files(tmp_path) == []
    assert issue_registry.async_get_issue("argus", "pictures_fail") is not None
    await passes()
    assert len(files(tmp_path)) == 1
    assert issue_registry.async_get_issue("argus", "pictures_fail") is None


async def test_deleted_while_it_is_written(
    calm: ArgusRuntime, passes: Passes, tmp_path: Path
) -> None:
    """What the user deletes at that moment does not come back."""
    write = ReplayFiles.write

    def delete_meanwhile(self: ReplayFiles, incident: str, stills: list[Still]) -> int:
        calm.incidents._open_incidents.pop(incident)
        return write(self, incident, stills)

    with patch.object(ReplayFiles, "write", delete_meanwhile):
        await passes()
    assert files(tmp_path) == []


async def test_what_a_camera_really_saw(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    cameras: dict[str, FakeCamera],
    tmp_path: Path,
) -> None:
    """With frames, threads and eyes as at home: somebody walks past, and walks past again in the replay."""
    garden = camera_named(argus, "Garden")
    await until(lambda: len(garden.replay._recent) >= 3)
    for x in range(100, 600, 25):
        cameras["camera.garden"].picture = mover(x)
        await asyncio.sleep(0.1)
    await until(garden.replay.replay)
    garden.async_set(**{CONF_DETECTION: False})
    await until(lambda: files(tmp_path))
    await hass.async_block_till_done()
    (incident,) = await stored(argus)
    kept = argus.incidents.replays.read(incident.id)
    assert any(still.seconds < 0 for still in kept)
    assert rerun_motion(kept, PipelineSettings(faces=False))
    # Nobody looks any more, so nothing is remembered.
    assert garden.replay.replay() == ()
