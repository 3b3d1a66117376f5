"""Tests of taking over the events of the old Argus."""

from datetime import timedelta
import json
import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents import import_legacy as legacy
from custom_components.argus.incidents.import_legacy import (
    UNKNOWN_CAMERA,
    LegacyError,
    read_events,
)
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ..conftest import camera_named
from ..journals import HOSTILE, broken_journal

NOTHING = {"imported": 0, "known": 0, "expired": 0, "bad": 0}


def event(number: int, days_ago: float = 1, **details: Any) -> dict[str, Any]:
    """Return an event as the old Argus gave it."""
    at = dt_util.now() - timedelta(days=days_ago)
    return {
        "id": number,
        "detection_type": "motion",
        "timestamp": at.replace(microsecond=0).isoformat(),
        "faces_count": 0,
        "motion_intensity": 0.25,
        "location": "Garden",
        "image_url": f"/media/events/{number}.jpg",
        **details,
    }


class Import:
    """Imports what a file holds."""

    def __init__(
        self, hass: HomeAssistant, runtime: ArgusRuntime, folder: Path
    ) -> None:
        """Use a folder that Home Assistant allows."""
        self._hass, self._runtime = hass, runtime
        self.file = folder / "events.json"

    async def __call__(self, content: Any, **data: Any) -> dict[str, int]:
        """Import; return what became of the events."""
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        await self._hass.async_add_executor_job(self.file.write_bytes, raw)
        return await self.from_path(self.file, **data)

    async def from_path(self, path: Path | str, **data: Any) -> dict[str, int]:
        """Import a file."""
        return await self._hass.services.async_call(
            DOMAIN,
            "import_legacy",
            {"path": str(path), **data},
            blocking=True,
            return_response=True,
        )

    async def stored(self) -> list[Incident]:
        """Return what is in the journal, the oldest first."""
        found = await self._runtime.incidents.async_find(IncidentQuery(limit=1000))
        return found[::-1]


@pytest.fixture
def take(hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path) -> Import:
    """Return what imports."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    hass.config.allowlist_external_dirs = {str(folder)}
    return Import(hass, calm, folder)


async def test_events_are_taken_over(calm: ArgusRuntime, take: Import) -> None:
    """Each is an incident of the camera at its place, found by all ways of asking."""
    told = await take(
        {
            "count": 3,
            "results": [
                event(1, 3),
                event(2, 2, detection_type="face", faces_count=2, location="Attic"),
                event(3, 1, detection_type="both", location="front DOOR"),
            ],
        }
    )
    assert told == {**NOTHING, "imported": 3}
    first, second, third = await take.stored()
    garden = camera_named(calm, "Garden").subentry.subentry_id
    assert (first.camera, first.location) == (garden, "Garden")
    assert first.types == (ActivityType.MOTION,)
    assert first.intensity == 25.0
    assert first.start == first.end
    assert abs(first.start - (dt_util.utcnow() - timedelta(days=3))) < timedelta(
        minutes=5
    )
    assert (second.camera, second.camera_name) == (UNKNOWN_CAMERA, "Attic")
    assert (second.types, second.faces) == ((ActivityType.FACE,), 2)
    assert third.camera_name == "Front door"
    assert third.types == (ActivityType.MOTION, ActivityType.FACE)
    assert not any(incident.favourite for incident in (first, second, third))


async def test_twice_is_once(take: Import) -> None:
    """What is there already is passed over, also when more has come."""
    old, new = event(1), event(2)
    assert await take([old]) == {**NOTHING, "imported": 1}
    before = await take.stored()
    assert await take([old]) == {**NOTHING, "known": 1}
    assert await take.stored() == before
    assert await take([new, old]) == {**NOTHING, "imported": 1, "known": 1}
    assert len(await take.stored()) == 2


async def test_two_events_of_one_moment_are_two(take: Import) -> None:
    """They have different numbers."""
    same = event(1)
    assert (await take([same, {**same, "id": 2}]))["imported"] == 2


async def test_what_is_too_old(calm: ArgusRuntime, take: Import) -> None:
    """It is left out, as it would be forgotten at once, unless it is to be kept for ever."""
    events = [event(1, 400), event(2, 29)]
    assert await take(events) == {**NOTHING, "imported": 1, "expired": 1}
    await calm.incidents.async_purge()
    assert len(await take.stored()) == 1
    kept = await take(events, favourite=True)
    assert kept == {**NOTHING, "imported": 1, "known": 1}
    await calm.incidents.async_purge()
    old, _ = await take.stored()
    assert old.favourite


async def test_one_camera_for_all(calm: ArgusRuntime, take: Import) -> None:
    """One can say which camera it was."""
    await take([event(1)], entity_id="camera.front_door")
    (incident,) = await take.stored()
    assert incident.camera == camera_named(calm, "Front door").subentry.subentry_id
    assert incident.location == "Garden"
    with pytest.raises(ServiceValidationError, match="one camera"):
        await take([event(2)], entity_id=["camera.front_door", "camera.garden"])


BAD = [
    None,
    7,
    "event",
    [],
    {},
    *(
        event(1, **{key: value})
        for key, values in {
            "timestamp": [
                None,
                5,
                "",
                "soon",
                "\ud800",
                "1999-12-31T23:59:59Z",
                "9999-12-31",
            ],
            "detection_type": [None, 3, "", "cat", "motion;drop"],
            "faces_count": [-1, "many", True, 1001, 1e400, [], {"a": 1}],
            "motion_intensity": [-0.1, 1.1, "x", float("nan"), float("inf")],
        }.items()
        for value in values
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: None)
async def test_bad_events_do_not_matter(take: Import, bad: Any) -> None:
    """They are counted, and the others are taken over."""
    told = await take([event(1), bad, event(2)])
    assert told == {**NOTHING, "imported": 2, "bad": 1}


@pytest.mark.parametrize("hostile", [*HOSTILE, "half \ud800 a character"])
async def test_hostile_events(take: Import, hostile: str) -> None:
    """Text is text."""
    told = await take([event(1, id=hostile, location=hostile, image_url=hostile)])
    assert told["imported"] == 1
    (incident,) = await take.stored()
    kept = hostile.replace("\0", "").replace("\ud800", "?")
    assert incident.location == kept.strip()[:255]
    assert incident.camera == UNKNOWN_CAMERA
    assert incident.snapshot is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"7", b'{"results": 7}', b'{"a": []}'],
)
async def test_files_that_are_none(take: Import, content: bytes) -> None:
    """What holds no events is told so."""
    with pytest.raises(ServiceValidationError, match="could not be used"):
        await take(content)


async def test_limits(hass: HomeAssistant, take: Import, tmp_path: Path) -> None:
    """Neither files of other folders, nor lost or endless ones, are read."""
    with pytest.raises(ServiceValidationError, match="may not read"):
        await take.from_path(tmp_path / "events.json")
    with pytest.raises(ServiceValidationError, match="may not read"):
        await take.from_path(f"{take.file.parent}/../secrets.yaml")
    elsewhere = tmp_path / "elsewhere.json"
    await hass.async_add_executor_job(elsewhere.write_text, "[]")
    link = take.file.with_name("link.json")
    await hass.async_add_executor_job(link.symlink_to, elsewhere)
    with pytest.raises(ServiceValidationError, match="may not read"):
        await take.from_path(link)
    with pytest.raises(ServiceValidationError, match="could not be used"):
        await take.from_path(take.file.with_name("lost.json"))
    with (
        patch.object(legacy, "MOST_BYTES", 100),
        pytest.raises(ServiceValidationError, match="more than 100 bytes"),
    ):
        await take([event(1)])
    with (
        patch.object(legacy, "MOST_EVENTS", 1),
        pytest.raises(ServiceValidationError, match="more than 1 events"),
    ):
        await take([event(1), event(2)])
    with broken_journal(), pytest.raises(HomeAssistantError, match="disk gone"):
        await take([event(1)])
    assert await take.stored() == []


async def test_many_events(take: Import) -> None:
    """Portions make no difference."""
    events = [event(n, 1 + n / 1000) for n in range(25)]
    with patch.object(legacy, "AT_ONCE", 10):
        assert (await take(events))["imported"] == 25
        assert (await take(events))["known"] == 25


@pytest.mark.parametrize("kind", ["pipe", "device", "endless", "folder", "kernel"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    """Nobody waits for somebody who writes into it, or for its end."""
    os.mkfifo(tmp_path / "pipe")
    path = {
        "pipe": tmp_path / "pipe",
        "device": Path("/dev/tty"),
        "endless": Path("/dev/zero"),
        "folder": tmp_path,
        "kernel": Path("/proc/kmsg"),
    }[kind]
    with pytest.raises(LegacyError):
        read_events(path)


def test_a_pipe_that_somebody_holds_open_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(path, os.O_WRONLY)
    os.write(writer, b"[")
    with pytest.raises(LegacyError, match="it is no file"):
        read_events(path)
    os.close(reader)
    os.close(writer)
