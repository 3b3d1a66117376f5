"""What Argus remembers besides its journal: nothing kept stands in the way of a start, and no start loses what is kept."""

import json
from pathlib import Path
import re
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.alert_state import AlertStates
from custom_components.argus.alerts.rename_entities import NamedEntities
from custom_components.argus.capture.active_profile import ActiveProfile
from custom_components.argus.capture.executor import VisionUnavailableError
from custom_components.argus.capture.face_memories import FaceMemories
from custom_components.argus.capture.last_seen import LastSeen
from custom_components.argus.const import DOMAIN
from custom_components.argus.model.camera_status import CameraStatus
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import get_internal_store_manager

from .conftest import until

KEPT: dict[str, Any] = {
    "ai": {"day": "2026-11-29", "spent": 3},
    "alerts": {
        "alert": {
            "sent": {"camera": "2026-11-29T12:00:00+00:00"},
            "snoozed_until": None,
        }
    },
    "borrowed_light": {},
    "borrowed_siren": {},
    "daily_report": {
        "reported": "2026-11-28",
        "day": "2026-11-29",
        "at": "2026-11-29T22:00:00+00:00",
        "sent": ["notify.shop"],
    },
    "face_memory": {},
    "false_alarms": ["camera"],
    "last_seen": {"camera": "2026-11-29T12:00:00+00:00"},
    "mqtt": {"names": {"camera": ["door", "door"]}, "topics": ["argus/door/status"]},
    "named_entities": {"0123": "light.hall"},
    "profile": {"profile": "away", "followed": None},
}
"""Content of every file, by its name behind "argus."."""

NONSENSE: tuple[Any, ...] = (
    5,
    "text",
    ["a"],
    [{}],
    {"a": 5},
    {"a": ["b"]},
    {"a": {"registry_id": {}, "sent": 5, "snoozed_until": 5}},
    {"names": [], "topics": 5, "profile": [], "sent": 5, "day": 5, "spent": "x"},
)


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Let Home Assistant write real files: it usually keeps them in memory here."""
    return {}


@pytest.fixture
def storage(hass: HomeAssistant, hass_config_dir: str) -> Path:
    """Return the folder in which all of it lies."""
    folder = Path(hass_config_dir) / ".storage"
    folder.mkdir(exist_ok=True)
    return folder


def write(
    hass: HomeAssistant, storage: Path, name: str, data: Any, version: int = 1
) -> Path:
    """Write one of the files, as if it had been there before Home Assistant was."""
    file = storage / f"argus.{name}"
    content = {"version": version, "minor_version": 1, "key": file.name, "data": data}
    file.write_text(json.dumps(content))
    get_internal_store_manager(hass).async_invalidate(file.name)
    return file


def files_of_argus(storage: Path, ending: str = "") -> list[Path]:
    """Return what there is, or what is called so at the end."""
    return sorted(storage.glob(f"argus.*{ending}"))


def read(file: Path) -> Any:
    """Return what is kept in a file."""
    return json.loads(file.read_text())["data"]


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


def test_every_file_is_tried() -> None:
    package = Path(__file__).parents[1] / "custom_components" / DOMAIN
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in package.rglob("*.py")
        if path.name != "state_file.py"
    )
    assert source.count("StateFile(hass,") == len(KEPT) - 1  # Lights and sirens share.
    assert not re.search(r"\bStore\(", source)


@pytest.mark.parametrize("name", KEPT)
async def test_a_newer_file_is_set_aside(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    storage: Path,
    issue_registry: ir.IssueRegistry,
    name: str,
) -> None:
    """Whoever goes back to an older Argus loses nothing, and it starts."""
    file = write(hass, storage, name, KEPT[name], version=2)
    before = file.read_bytes()
    await start(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    (aside,) = files_of_argus(storage, ".unreadable.*")
    assert aside.read_bytes() == before
    issue = issue_registry.async_get_issue(DOMAIN, f"state_set_aside_{file.name}")
    assert issue is not None
    assert issue.translation_placeholders == {"file": file.name, "aside": aside.name}


@pytest.mark.parametrize("nonsense", NONSENSE, ids=str)
async def test_nonsense_in_every_file(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    storage: Path,
    caplog: pytest.LogCaptureFixture,
    nonsense: Any,
) -> None:
    """All cameras are watched all the same."""
    for name in KEPT:
        write(hass, storage, name, nonsense)
    await start(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    for camera in entry.runtime_data.cameras.values():
        await until(lambda camera=camera: camera.status is CameraStatus.WATCHING)
    assert len(entry.runtime_data.cameras) == 2
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "part",
    [
        (NamedEntities, "async_open"),
        (LastSeen, "async_load"),
        (FaceMemories, "async_load"),
        (ActiveProfile, "async_open"),
        (AlertStates, "async_open"),
    ],
    ids=lambda part: part[0].__name__,
)
async def test_no_start_that_fails_loses_anything(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    storage: Path,
    part: tuple[type, str],
) -> None:
    """What was not read yet when it failed is not written."""
    # False alarms that wait are taken out of their file, and put back when Argus stops.
    files = {write(hass, storage, name, data): data for name, data in KEPT.items()}
    with patch.object(*part, side_effect=VisionUnavailableError("no eyes")):
        await start(hass, entry)
    assert entry.state is not ConfigEntryState.LOADED
    kept = {file: read(file) for file in files}
    names = storage / "argus.named_entities"
    # What is not there to be named is forgotten at once.
    kept[names] = files[names]
    assert kept == files


async def test_what_was_set_aside_goes_with_argus(
    hass: HomeAssistant, entry: MockConfigEntry, storage: Path
) -> None:
    for name in KEPT:
        write(hass, storage, name, 5)
    await start(hass, entry)
    assert len(files_of_argus(storage, ".unreadable.*")) == len(KEPT)
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert files_of_argus(storage) == []
