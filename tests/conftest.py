"""Cameras to watch, and Argus watching them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, override
from unittest.mock import AsyncMock, patch

from freezegun.api import freeze_factories
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_config_flow,
    mock_integration,
    mock_platform,
    setup_test_component_platform,
)
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.capture.frame_source import Picture
from custom_components.argus.capture.model_pins import YUNET
from custom_components.argus.capture.model_supply import NEEDS
from custom_components.argus.const import (
    CONF_CAMERA,
    CONF_INTERVAL,
    DOMAIN,
    SUBENTRY_CAMERA,
)
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.incidents import (
    lane as incident_lane,
    write_buffer as backlog,
    writer_threads,
)
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Box, Face, Motion, Observation, PreviewFrame
from homeassistant.components.camera import Camera
from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigSubentryData
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .pictures import room
from .quick import _no_stacks_of_futures, _quiet_databases, _scanned_once

__all__ = ["_no_stacks_of_futures", "_quiet_databases", "_scanned_once"]

CAMERA_INTEGRATION = "test"
FRONT_DOOR, GARDEN, SHOP = "camera.front_door", "camera.garden", "camera.shop"

STILL = Observation(640, 360)
FACE = Face(Box(0.4, 0.2, 0.5, 0.4), 0.9)
FACES = replace(STILL, faces=(FACE, FACE))
MOVING = replace(
    STILL,
    motion=Motion(detected=True, intensity=0.123, boxes=(Box(0.1, 0.1, 0.3, 0.5),)),
)


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find Argus."""


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own: Argus keeps a journal there."""
    return str(tmp_path)


@pytest.fixture
def all_enabled() -> Iterator[None]:
    """Enable the entities too that are disabled at first."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default", True
    ):
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Know how Home Assistant's states and registries look."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture(autouse=True)
def face_model() -> Iterator[AsyncMock]:
    """Keep Argus from fetching models; the one of faces is not there unless a test says so, others are not looked for."""
    fetched = AsyncMock(return_value=None)
    supply = "custom_components.argus.capture.model_supply"
    with (
        patch(f"{supply}.async_ensure_model", fetched),
        patch(f"{supply}.NEEDS", [need for need in NEEDS if need.pin is YUNET]),
    ):
        yield fetched


class FakeCamera(Camera):
    """A camera whose picture the test sets; real in every other way."""

    _attr_has_entity_name = True
    _attr_name = None

    def __init__(self, name: str) -> None:
        """Start with an empty room in view."""
        super().__init__()
        self._attr_unique_id = name.lower().replace(" ", "_")
        self._attr_device_info = DeviceInfo(
            identifiers={(CAMERA_INTEGRATION, self._attr_unique_id)}, name=name
        )
        self.picture: bytes | None = room()
        self.failure: Exception | None = None
        self.asked = 0

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the picture."""
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return self.picture

    def set_available(self, available: bool) -> None:
        """Come or go."""
        self._attr_available = available
        self.async_write_ha_state()

    def set_on(self, on: bool) -> None:
        """Be switched on or off."""
        self._attr_is_on = on
        self.async_write_ha_state()

    def remove_from_registry(self) -> None:
        """Be removed by the user."""
        er.async_get(self.hass).async_remove(self.entity_id)

    def rename(self, entity_id: str) -> None:
        """Get another entity id from the user."""
        er.async_get(self.hass).async_update_entity(
            self.entity_id, new_entity_id=entity_id
        )


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let news of incidents wait for journal and picture on a slow machine too, and the end for threads; that they need not is tested."""
    monkeypatch.setattr(backlog, "PATIENCE", 30.0)
    monkeypatch.setattr(incident_lane, "PICTURE_PATIENCE", 30.0)
    monkeypatch.setattr(writer_threads, "FAREWELL", 30.0)


@pytest.fixture
def cameras() -> dict[str, FakeCamera]:
    """Return the cameras of the house by entity id."""
    names = ("Front door", "Garden", "Shop")
    return {
        f"camera.{name.lower().replace(' ', '_')}": FakeCamera(name) for name in names
    }


@pytest.fixture
async def camera_entry(
    hass: HomeAssistant, cameras: dict[str, FakeCamera]
) -> AsyncIterator[MockConfigEntry]:
    """Set up an integration that brings the cameras."""
    bring_cameras(hass, cameras)
    entry = MockConfigEntry(domain=CAMERA_INTEGRATION, title="Cameras")
    entry.add_to_hass(hass)
    async with cameras_set_up(hass, entry.entry_id):
        yield entry


def bring_cameras(hass: HomeAssistant, cameras: dict[str, FakeCamera]) -> None:
    """Let there be an integration that brings cameras, and a folder for their pictures."""
    hass.config.media_dirs = {"local": hass.config.path("media")}

    async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        await hass.config_entries.async_forward_entry_setups(entry, [Platform.CAMERA])
        return True

    async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        return await hass.config_entries.async_unload_platforms(
            entry, [Platform.CAMERA]
        )

    mock_integration(
        hass,
        MockModule(
            CAMERA_INTEGRATION,
            async_setup_entry=async_setup_entry,
            async_unload_entry=async_unload_entry,
        ),
    )
    mock_platform(hass, f"{CAMERA_INTEGRATION}.config_flow")
    setup_test_component_platform(
        hass, Platform.CAMERA, list(cameras.values()), from_config_entry=True
    )


@asynccontextmanager
async def cameras_set_up(hass: HomeAssistant, entry_id: str) -> AsyncIterator[None]:
    """Set up the entry of the cameras."""

    class CameraFlow(ConfigFlow):
        """The cameras need none."""

    assert await async_setup_component(hass, "homeassistant", {})
    with mock_config_flow(CAMERA_INTEGRATION, CameraFlow):
        assert await hass.config_entries.async_setup(entry_id)
        await hass.async_block_till_done()
        yield


@pytest.fixture
def entry(hass: HomeAssistant, camera_entry: MockConfigEntry) -> MockConfigEntry:
    """Return Argus watching the front door and the garden, not yet set up."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Argus",
        subentries_data=[
            camera_subentry(hass, "camera.front_door", "Front door"),
            camera_subentry(hass, "camera.garden", "Garden"),
        ],
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def argus(hass: HomeAssistant, entry: MockConfigEntry) -> ArgusRuntime:
    """Return the running house."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry.runtime_data


@pytest.fixture
def boss(hass: HomeAssistant, entity_registry: er.EntityRegistry) -> str:
    """Let there be a registered notify entity."""
    entity = entity_registry.async_get_or_create(
        "notify", "test", "boss", suggested_object_id="boss"
    )
    hass.states.async_set(entity.entity_id, "unknown")
    return entity.entity_id


@pytest.fixture
def impatient() -> Iterator[None]:
    """Let Argus try again soon; how it backs off is tested with the watch."""
    with patch("custom_components.argus.capture.frame_loop.LONGEST_BACKOFF", 0.05):
        yield


@pytest.fixture
async def door(impatient: None, argus: ArgusRuntime) -> ArgusCoordinator:
    """Return the front door, of which a frame was looked at."""
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch is not None and door.watch.statistics.frames)
    return door


@pytest.fixture
def door_camera(cameras: dict[str, FakeCamera]) -> FakeCamera:
    """Return the camera at the front door."""
    return cameras[FRONT_DOOR]


def camera_subentry(
    hass: HomeAssistant, entity_id: str, title: str, **settings: Any
) -> ConfigSubentryData:
    """Return a camera subentry with a short interval."""
    registered = er.async_get(hass).async_get(entity_id)
    camera = registered.id if registered else entity_id
    return ConfigSubentryData(
        data={CONF_CAMERA: camera, CONF_INTERVAL: 0.1, **settings},
        subentry_type=SUBENTRY_CAMERA,
        title=title,
        unique_id=camera,
    )


def registry_id(hass: HomeAssistant, entity_id: str) -> str:
    """Return what stays the same when a camera is renamed."""
    entity = er.async_get(hass).async_get(entity_id)
    assert entity is not None
    return entity.id


def camera_named(runtime: ArgusRuntime, title: str) -> ArgusCoordinator:
    """Return the coordinator of a camera."""
    return next(c for c in runtime.cameras.values() if c.subentry.title == title)


def entity_of(hass: HomeAssistant, domain: str, unique_id: str) -> str:
    """Return the entity id of an Argus entity."""
    entity_id = er.async_get(hass).async_get_entity_id(domain, DOMAIN, unique_id)
    assert entity_id is not None, f"no {domain} with unique id {unique_id}"
    return entity_id


def camera_entity(
    hass: HomeAssistant, camera: ArgusCoordinator, domain: str, key: str
) -> str:
    """Return the entity id of an entity of a camera."""
    return entity_of(
        hass,
        domain,
        f"{camera.config_entry.entry_id}_{camera.subentry.subentry_id}_{key}",
    )


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for a condition; fail if it does not come."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not condition():
        assert loop.time() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


async def break_off(camera: ArgusCoordinator) -> None:
    """End a camera's watch without its knowing, and keep it from beginning again."""
    assert camera._watch._task is not None
    camera._watch._task.cancel()
    await asyncio.gather(camera._watch._task, return_exceptions=True)
    camera._watch._restarts._cancel_timers()


class Show:
    """Shows observations to a camera at moments of the test's choice.

    What an entity does with what was seen does not depend on the eyes, and seconds need not pass for it. Meant for a
    camera that the test set to the longest interval, so that no frame comes in between.
    """

    def __init__(self, hass: HomeAssistant, camera: ArgusCoordinator) -> None:
        """Begin now."""
        self._hass = hass
        self._camera = camera
        self._passed = 0.0
        self._began = hass.loop.time()

    async def __call__(
        self,
        observation: Observation,
        *,
        after: float = 0,
        frame: Picture | None = None,
        film: bool = False,
    ) -> None:
        """Show an observation, seconds after the one before; film makes the frame one of the moving preview."""
        task = self._camera._watch._task
        if freeze_factories and task is not None and not task.done():
            # While the clock stands still no frame of the camera's own may come late, from a moment before this one.
            await break_off(self._camera)
        self._passed += after
        sight = ObservedFrame(
            room() if frame is None else frame,
            observation,
            dt_util.utcnow(),
            self._began + self._passed,
            previews=(
                PreviewFrame(self._began + self._passed, frame, observation.faces),
            )
            if film and isinstance(frame, bytes)
            else (),
        )
        self._camera.async_take_sight(sight)
        await self._hass.async_block_till_done()


async def set_up_calm(hass: HomeAssistant, entry: MockConfigEntry) -> ArgusRuntime:
    """Set up a house whose cameras look once a minute."""
    for subentry in list(entry.subentries.values()):
        hass.config_entries.async_update_subentry(
            entry, subentry, data={**subentry.data, CONF_INTERVAL: 60}
        )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    return runtime


@pytest.fixture
async def calm(hass: HomeAssistant, entry: MockConfigEntry) -> ArgusRuntime:
    """Return the running house after one frame of each camera; the next ones are a minute away."""
    runtime = await set_up_calm(hass, entry)
    await until(
        lambda: all(
            camera.status is CameraStatus.WATCHING
            for camera in runtime.cameras.values()
        )
    )
    return runtime
