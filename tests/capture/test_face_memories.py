"""What a camera learnt of faces is there after a restart."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.capture.face_memories import FaceMemories
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision.faces.face_memory import (
    FaceMemory,
    KnownPlace,
    KnownStatic,
)
from custom_components.argus.vision.geometry import Box
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import camera_named, until

PLACE = Box(0.1, 0.2, 0.3, 0.4)
MEMORY = FaceMemory(
    (KnownStatic(PLACE, bytes(512), 60.0, 5.0),), (KnownPlace(PLACE, 10.0),)
)


async def test_ages_go_on_while_nobody_looks(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    memories = FaceMemories(hass)
    await memories.async_load()
    memories.async_remember("door", "camera.a", MEMORY)
    await memories.async_store()
    freezer.tick(timedelta(hours=1))

    again = FaceMemories(hass)
    await again.async_load()

    assert again.of("door", "camera.a") == MEMORY.aged(3600.0)
    # Another camera has another view.
    assert again.of("door", "camera.b") is None
    assert again.of("garden", "camera.a") is None
    again.async_forget("door")
    assert again.of("door", "camera.a") is None
    await again.async_store()


@pytest.mark.parametrize(
    "kept",
    [
        7,
        {},
        {"camera": "camera.a"},
        {"camera": "camera.a", "at": "yesterday", "faces": {}},
        {"camera": "camera.a", "at": "2026-01-01T00:00:00", "faces": {}},
        {"camera": "camera.a", "at": "2026-01-01T00:00:00+00:00"},
        {"camera": "camera.a", "at": "2026-01-01T00:00:00+00:00", "faces": []},
        {"camera": "camera.a", "at": "2026-01-01T00:00:00+00:00", "faces": {}},
    ],
)
async def test_what_cannot_be_read_is_learnt_anew(
    hass: HomeAssistant, hass_storage: dict[str, Any], kept: object
) -> None:
    hass_storage["argus.face_memory"] = {
        "version": 1,
        "key": "argus.face_memory",
        "data": {"door": kept},
    }
    memories = FaceMemories(hass)
    await memories.async_load()
    assert memories.of("door", "camera.a") is None


async def test_a_camera_takes_up_what_it_knew_and_leaves_what_it_knows(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    door = next(s for s in entry.subentries.values() if s.title == "Front door")
    hass_storage["argus.face_memory"] = {
        "version": 1,
        "key": "argus.face_memory",
        "data": {
            door.subentry_id: {
                "camera": door.data["camera"],
                "at": dt_util.utcnow().isoformat(),
                "faces": MEMORY.as_data(),
            }
        },
    }
    for _ in range(2):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        runtime: ArgusRuntime = entry.runtime_data
        watched = camera_named(runtime, "Front door")
        await until(
            lambda camera=watched: camera.watch and camera.watch.statistics.frames
        )
        pipeline = watched.watch._pipeline
        assert pipeline.face_finder.false_positive_count == 1
        assert await hass.config_entries.async_unload(entry.entry_id)
        kept = hass_storage["argus.face_memory"]["data"][door.subentry_id]
        (static,) = kept["faces"]["statics"]
        assert static["place"] == [0.1, 0.2, 0.3, 0.4]
        assert static["age"] >= 5.0
