"""Tests that what users send along with a fault helps and tells nothing about them."""

from datetime import timedelta
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component

from .alerts.runtime import add_alert, decided, mailbox
from .conftest import FACES, FakeCamera, Show, camera_named, until
from .journals import NOON, broken_journal, remember
from .zones import zone

SECRETS = (
    "mailbox",
    "Front door",
    "front_door",
    "Secret garden",
    "By the safe",
    "Treasure",
    "Gate to the vault",
    "rtsp://",
    "hunter2",
    "Vault",
)


@pytest.fixture
async def runtime(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> ArgusRuntime:
    """Return a house with secrets."""
    assert await async_setup_component(hass, "diagnostics", {})
    line = {"id": "l1", "name": "Vault", "start": [0, 0.5], "end": [1, 0.5]}
    door = camera_named(calm, "Front door")
    door.async_set(location="By the safe", zones=[zone(name="Treasure")], lines=[line])
    await hass.async_block_till_done()
    await until(lambda: calm.overview.data.running == 2)
    mailbox(hass)
    alert = await add_alert(
        hass,
        entry,
        "Secret garden",
        message="By the safe",
        kinds=["vehicle", "person"],
        in_doubt="silent",
    )
    await Show(hass, door)(FACES)
    await decided(alert, Verdict.SENT)
    return calm


def device_of(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> dr.DeviceEntry:
    """Return the device with a name."""
    (device,) = (
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if device.name == name
    )
    return device


def holds_no_secrets(diagnostics: Any) -> None:
    """Check that nothing tells of the household."""
    text = json.dumps(diagnostics)
    for secret in SECRETS:
        assert secret not in text
    assert len(text) < 20_000, "a picture?"


async def test_of_everything(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    runtime: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    holds_no_secrets(diagnostics)
    assert diagnostics["workers"] == runtime.workers.threads
    assert diagnostics["vision"]["opencv"].count(".") >= 2
    assert len(diagnostics["cameras"]) == 2
    door = diagnostics["cameras"][0]
    assert door["settings"]["interval"] == 60
    assert door["settings"]["zones"] == door["settings"]["lines"] == 1
    assert door["frame"]["faces"] == 2
    assert (door["frame"]["width"], door["frame"]["height"]) == (640, 360)
    assert diagnostics["cameras"][1]["statistics"]["frames"] >= 1
    assert diagnostics["cameras"][1]["status"] == "watching"
    assert [camera["false_alarms"] for camera in diagnostics["cameras"]] == [0, 0]
    (alert,) = diagnostics["alerts"]
    assert alert["verdicts"] == {"sent": 1}
    assert alert["does"]["notify"] == 1
    assert alert["kinds"] == ["person", "vehicle"]
    assert alert["in_doubt"] == "silent"


async def test_of_one_camera(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    runtime: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    device = device_of(hass, entry, "Argus Front door")
    diagnostics = await get_diagnostics_for_device(hass, hass_client, entry, device)
    holds_no_secrets(diagnostics)
    assert diagnostics["settings"]["zones"] == 1
    assert "cameras" not in diagnostics


async def test_false_alarms_are_counted(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    runtime: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    """Of each camera, also of one alone; a journal that fails hides nothing else."""
    garden = camera_named(runtime, "Garden")
    for minute in range(3):
        incident = await remember(runtime, garden, NOON + timedelta(minutes=minute))
        if minute:
            await runtime.incidents.edits.async_set_false_alarm(incident.id, True)
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert [camera["false_alarms"] for camera in diagnostics["cameras"]] == [0, 2]
    device = device_of(hass, entry, "Argus Garden")
    diagnostics = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert diagnostics["false_alarms"] == 2
    with broken_journal():
        diagnostics = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert diagnostics["false_alarms"] is None
    assert diagnostics["settings"]["interval"] == 60


async def test_of_argus_itself(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    runtime: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    device = device_of(hass, entry, "Argus")
    diagnostics = await get_diagnostics_for_device(hass, hass_client, entry, device)
    holds_no_secrets(diagnostics)
    assert len(diagnostics["cameras"]) == 2


async def test_of_a_camera_that_is_away(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    cameras["camera.garden"].failure = OSError("rtsp://admin:hunter2@10.0.0.7/")
    garden = camera_named(argus, "Garden")
    await until(lambda: garden.watch and garden.watch.statistics.failures)
    camera_named(argus, "Front door").async_set(detection=False)
    await hass.async_block_till_done()
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    holds_no_secrets(diagnostics)
    stopped, away = diagnostics["cameras"]
    assert stopped["status"] == "stopped"
    assert stopped["statistics"] is None
    assert stopped["frame"] is None
    assert away["statistics"]["failures"] >= 1
