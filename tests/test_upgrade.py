"""Tests of the update of an installation of version 0.1.0 as of 4e6b2e0, whose configuration folder lies in `fixtures/upgrade`.

The folder was written by that version itself, in a run of the demo, and holds less of it: three of the incidents, their
pictures in a lower quality. `answers.json` is what that version answered when it was set up on the same folder.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
import json
from pathlib import Path
import shutil
import sqlite3
import time
from typing import Any, Final

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.journal_upkeep import FIRST_PURGE, PURGE_EVERY
from custom_components.argus.journal.models import SCHEMA_VERSION
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    restore_state,
)
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .conftest import FakeCamera, bring_cameras, cameras_set_up

FOLDER: Final = Path(__file__).parent / "fixtures" / "upgrade"
ENTRY: Final = "01M8JEFFCEHJV9897W47E8YETD"
ALERT: Final = "01M8JEFGCJ8N2PZ1BJZKTR0ZK5"
OFFICE: Final = "01M8JEFFCE43NNH1S1Y1P83Q54"
CAMERAS: Final = "01M8JEFC2DTXE2F1XFTCF3H2ZW"
VISITOR: Final = "01M8JEFK1VQ5P6VTBDNEBKMR34"
INCIDENTS: Final = (
    VISITOR,
    "01M8JEFN7MTWS0W7RW84VV2KEG",
    "01M8JEFR4HB75YB5WPWGTDSS78",
)
REPLAYED: Final = "01M8JEFR4HB75YB5WPWGTDSS78"
MINUTES_LATER: Final = "2026-11-29T01:30:00+00:00"


def stored(name: str) -> Any:
    """Return what a store of Home Assistant's holds."""
    return json.loads((FOLDER / ".storage" / name).read_text())["data"]


def kept_files(folder: Path) -> set[str]:
    """Return the pictures and replays in a configuration folder."""
    return {
        str(path.relative_to(folder))
        for kept in ("media/argus", "argus/thumbnails", "argus/replays")
        for path in (folder / kept).rglob("*")
        if path.is_file()
    }


@pytest.fixture
def cameras() -> dict[str, FakeCamera]:
    """Return cameras with the entity ids of those of the demo."""
    return {
        "camera.office": FakeCamera("Office"),
        "camera.shop_door": FakeCamera("Shop door"),
        "camera.garden": FakeCamera("Garden"),
    }


@pytest.fixture
async def updated(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    cameras: dict[str, FakeCamera],
    tmp_path: Path,
    freezer: FrozenDateTimeFactory,
) -> AsyncIterator[ArgusRuntime]:
    """Start Home Assistant on a copy of the folder, some minutes after the older version was stopped."""
    freezer.move_to(MINUTES_LATER)
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    # Where tests have what Home Assistant stores.
    for path in (FOLDER / ".storage").iterdir():
        hass_storage[path.name] = json.loads(path.read_text())
    await hass.config.async_set_time_zone("Europe/Paris")
    bring_cameras(hass, cameras)
    for key in (
        dr.DATA_REGISTRY,
        er.DATA_REGISTRY,
        restore_state.DATA_RESTORE_STATE,
    ):
        hass.data.pop(key)
    dr.async_setup(hass)
    await dr.async_load(hass)
    await er.async_load(hass)
    await restore_state.async_load(hass)
    await hass.config_entries.async_initialize()
    async with cameras_set_up(hass, CAMERAS):
        assert await hass.config_entries.async_setup(ENTRY)
        await hass.async_block_till_done()
        entry = hass.config_entries.async_get_known_entry(ENTRY)
        runtime: ArgusRuntime = entry.runtime_data
        # The loop's clock stands still: nothing that sleeps by it would wake.
        for _ in range(1000):
            if all(
                camera.status is CameraStatus.WATCHING
                for camera in runtime.cameras.values()
            ):
                break
            await hass.async_add_executor_job(time.sleep, 0.02)
        else:
            pytest.fail("waited in vain")
        yield runtime


async def test_the_entry_loads_as_it_was(
    hass: HomeAssistant, updated: ArgusRuntime
) -> None:
    """Neither its version nor any setting changes, and no subentry comes or goes."""
    (before,) = (
        entry
        for entry in stored("core.config_entries")["entries"]
        if entry["domain"] == DOMAIN
    )
    entry = hass.config_entries.async_get_known_entry(ENTRY)
    assert entry.state is ConfigEntryState.LOADED
    assert (entry.version, entry.minor_version) == (
        before["version"],
        before["minor_version"],
    )
    assert entry.data == before["data"]
    assert entry.options == before["options"]
    assert [subentry.as_dict() for subentry in entry.subentries.values()] == [
        *before["subentries"]
    ]


async def test_entities_and_devices_are_the_same(
    hass: HomeAssistant, updated: ArgusRuntime
) -> None:
    """Dashboards and automations find what they name; what this version adds comes besides."""
    entity_registry, device_registry = er.async_get(hass), dr.async_get(hass)
    for before in stored("core.entity_registry")["entities"]:
        entity = entity_registry.async_get(before["entity_id"])
        assert entity is not None, before["entity_id"]
        assert entity.unique_id == before["unique_id"]
        assert entity.id == before["id"]
        assert entity.config_subentry_id == before["config_subentry_id"]
        assert entity.device_id == before["device_id"]
        assert entity.disabled_by == before["disabled_by"]
        if entity.platform == DOMAIN and not entity.disabled:
            state = hass.states.get(entity.entity_id)
            assert state is not None, entity.entity_id
            assert not state.attributes.get("restored"), entity.entity_id
    for before in stored("core.device_registry")["devices"]:
        device = device_registry.async_get(before["id"])
        assert device is not None, before["name"]
        assert device.name == before["name"]
        assert device.via_device_id == before["via_device_id"]


async def test_counters_go_on_where_they_were(
    hass: HomeAssistant, updated: ArgusRuntime
) -> None:
    """They are those of the journal that the older version wrote."""
    door = "sensor.argus_shop_door"
    counters = {
        "sensor.argus_visitors_today": "6",
        f"{door}_visitors_today_door_in": "6",
        f"{door}_visitors_today_door_out": "6",
        f"{door}_visitors_total_door": "6",
        f"{door}_people_inside_door": "0",
    }
    told = {one: hass.states.get(one) for one in counters}
    assert {one: state and state.state for one, state in told.items()} == counters


async def test_stores_are_read(hass: HomeAssistant, updated: ArgusRuntime) -> None:
    """When a camera last saw something and when an alert was last sent outlive the update."""
    last_seen = stored("argus.last_seen")
    assert {
        subentry: camera.data.last_seen for subentry, camera in updated.cameras.items()
    } == {
        subentry: dt_util.parse_datetime(moment)
        for subentry, moment in last_seen.items()
    }
    kept: Store[dict[str, Any]] = Store(hass, 1, "argus.alerts")
    assert await kept.async_load() == stored("argus.alerts")
    sent = hass.states.get("sensor.argus_somebody_is_home_last_sent")
    assert sent is not None
    last = max(stored("argus.alerts")[ALERT]["sent"].values())
    assert dt_util.parse_datetime(sent.state) == dt_util.parse_datetime(last).replace(
        microsecond=0
    )


async def test_the_journal_is_migrated(
    hass: HomeAssistant, updated: ArgusRuntime, tmp_path: Path
) -> None:
    """It is the same file in this version's schema, with all its incidents."""
    assert await hass.config_entries.async_unload(ENTRY)
    with sqlite3.connect(tmp_path / "argus" / "argus.db") as database:
        ((version,),) = database.execute(
            "SELECT value FROM meta WHERE key = 'schema_version'"
        )
        rows = database.execute("SELECT id FROM incident ORDER BY id").fetchall()
    database.close()
    assert int(version) == SCHEMA_VERSION
    assert [incident for (incident,) in rows] == sorted(INCIDENTS)


async def test_nothing_is_deleted(
    hass: HomeAssistant, updated: ArgusRuntime, tmp_path: Path
) -> None:
    """Neither the start nor the purges after it take a picture, a replay or an incident."""
    for passed in (FIRST_PURGE + 1, PURGE_EVERY.total_seconds() * 1.25):
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=passed))
        await hass.async_block_till_done()
    await hass.services.async_call(DOMAIN, "purge", {"keep_days": 30}, blocking=True)
    assert kept_files(tmp_path) == kept_files(FOLDER)
    for incident in INCIDENTS:
        assert await updated.incidents.async_get(incident) is not None
    replay = await hass.async_add_executor_job(updated.incidents.replays.read, REPLAYED)
    assert len(replay) == 4


async def test_pictures_are_served(
    hass: HomeAssistant, updated: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """They are the bytes that the older version wrote."""
    client = await hass_client()
    (written,) = (FOLDER / "media" / "argus").rglob(f"*{VISITOR}.jpg")
    picture = await client.get(f"/api/argus/events/{VISITOR}/snapshot.jpg")
    assert await picture.read() == written.read_bytes()
    small = await client.get(f"/api/argus/events/{VISITOR}/thumbnail.jpg")
    thumbnail = FOLDER / "argus" / "thumbnails" / f"{VISITOR}.jpg"
    assert await small.read() == thumbnail.read_bytes()
    heat = await client.get("/api/argus/heatmap/camera.shop_door.jpg")
    assert heat.status == 200
    assert heat.content_type == "image/jpeg"


async def test_answers_are_the_same(
    hass: HomeAssistant,
    updated: ArgusRuntime,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Whatever reads them finds every key of then, and what is in the journal under it."""
    socket = await hass_ws_client()
    now = await answers(hass, await hass_client(), socket)
    then = json.loads((FOLDER / "answers.json").read_text())
    assert then.keys() == now.keys()
    assert list(differences(then, now)) == []


def differences(then: Any, now: Any, at: str = "") -> Iterator[str]:
    """Yield where an answer of now differs from that of then; a key that has come since makes no difference."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key, value in then.items():
            if key in now:
                yield from differences(value, now[key], f"{at}/{key}")
            else:
                yield f"{at}/{key} is gone"
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for index, (old, new) in enumerate(zip(then, now, strict=True)):
            yield from differences(old, new, f"{at}/{index}")
    elif at.endswith("/image_url"):
        # Over WebSocket they are signed, each time anew.
        if str(now).partition("?")[0] != then:
            yield f"{at} was {then}, is {now}"
    elif then != now:
        yield f"{at} was {then}, is {now}"


async def answers(
    hass: HomeAssistant, client: TestClient, socket: MockHAClientWebSocket
) -> dict[str, Any]:
    """Ask everything that changes nothing, by HTTP, over WebSocket and by action; return the answers."""
    told: dict[str, Any] = {}
    for path in (
        "status",
        "events",
        f"events/{VISITOR}",
        f"events?camera={OFFICE}&type=face",
        "visitors?from=2026-11-29&to=2026-11-29",
    ):
        response = await client.get(f"/api/argus/{path}")
        assert response.status == 200, path
        told[f"GET {path}"] = await response.json()
    for message in (
        {"type": "status"},
        {"type": "events/list"},
        {"type": "events/get", "event": VISITOR},
        {"type": "report", "from": "2026-11-29", "to": "2026-11-29"},
    ):
        await socket.send_json_auto_id({**message, "type": f"argus/{message['type']}"})
        told[f"WebSocket {message['type']}"] = (await socket.receive_json())["result"]
    for action, data in (("get_events", {}), ("get_report", {"from": "2026-11-29"})):
        told[f"action {action}"] = await hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=True
        )
    return told
