"""Tests of what the user is asked to put right, as the frontend asks it."""

from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.capture.model_supply import MODEL_AGAIN
from custom_components.argus.const import CONF_FACE_DETECTOR, CONF_FACES, DOMAIN
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .alerts.runtime import MAILBOX, add_alert
from .conftest import FakeCamera, camera_named, until
from .incidents.house import configure


@pytest.fixture(autouse=True)
async def _repairs(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "repairs", {})


async def fix(
    client: ClientSessionGenerator, issue_id: str, *, submit: bool = True
) -> dict[str, Any]:
    """Open the flow of an issue, and submit it."""
    browser = await client()
    response = await browser.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id}
    )
    assert response.status == HTTPStatus.OK
    flow: dict[str, Any] = await response.json()
    if submit:
        response = await browser.post(
            f"/api/repairs/issues/fix/{flow['flow_id']}", json={}
        )
        assert response.status == HTTPStatus.OK
        flow = await response.json()
    return flow


@pytest.mark.parametrize("gone_already", [False, True])
async def test_a_camera_that_was_removed(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
    hass_client: ClientSessionGenerator,
    gone_already: bool,
) -> None:
    garden = camera_named(argus, "Garden")
    subentry_id = garden.subentry.subentry_id
    issue_id = f"camera_removed_{subentry_id}"
    cameras["camera.garden"].remove_from_registry()
    await hass.async_block_till_done()
    asked = await fix(hass_client, issue_id, submit=False)
    assert asked["step_id"] == "confirm"
    assert asked["description_placeholders"] == {"camera": "Garden"}
    assert subentry_id in entry.subentries
    if gone_already:
        # The entry was removed while the user thought about it.
        browser = await hass_client()
        hass.config_entries.async_remove_subentry(entry, subentry_id)
        response = await browser.post(
            f"/api/repairs/issues/fix/{asked['flow_id']}", json={}
        )
        done = await response.json()
    else:
        done = await fix(hass_client, issue_id)
    await hass.async_block_till_done()
    assert done["type"] == "create_entry"
    assert subentry_id not in entry.subentries
    assert list(argus.cameras) == list(entry.subentries)
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None
    door = camera_named(argus, "Front door")
    await until(lambda: door.status is CameraStatus.WATCHING)


@pytest.mark.parametrize("others", [True, False])
async def test_an_alert_for_a_camera_that_was_removed(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    others: bool,
) -> None:
    """One click takes the camera out of the alert; one for no other camera goes, rather than become one for all."""
    garden = camera_named(argus, "Garden").subentry.subentry_id
    door = camera_named(argus, "Front door").subentry.subentry_id
    cameras = [garden, door] if others else [garden]
    hass.states.async_set(MAILBOX, "unknown")
    alert = (await add_alert(hass, entry, "Night", cameras=cameras)).subentry
    hass.config_entries.async_remove_subentry(entry, garden)
    await hass.async_block_till_done()
    issue_id = (
        f"{'alert_misses_camera' if others else 'alert_has_no_camera'}"
        f"_{alert.subentry_id}"
    )
    asked = await fix(hass_client, issue_id, submit=False)
    assert asked["description_placeholders"] == {"alert": "Night"}
    assert list(alert.data["cameras"]) == cameras
    done = await fix(hass_client, issue_id)
    await hass.async_block_till_done()
    assert done["type"] == "create_entry"
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None
    if others:
        assert entry.subentries[alert.subentry_id].data["cameras"] == [door]
    else:
        assert alert.subentry_id not in entry.subentries


async def test_a_damaged_journal_is_confirmed(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    def damage() -> None:
        database = Path(hass.config.path(DOMAIN, "argus.db"))
        database.parent.mkdir()
        database.write_bytes(b"this is no database" * 1000)

    await hass.async_add_executor_job(damage)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "journal_damaged")
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["file"].startswith("argus.db")
    done = await fix(hass_client, "journal_damaged")
    assert done["type"] == "create_entry"
    assert ir.async_get(hass).async_get_issue(DOMAIN, "journal_damaged") is None


async def test_the_better_face_detector(
    hass: HomeAssistant, argus: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """Fetched at last, it is used at once."""
    await until(
        lambda: ir.async_get(hass).async_get_issue(DOMAIN, "face_model_missing")
    )
    model = Path("model.onnx")
    with patch(
        "custom_components.argus.capture.model_download.async_ensure_model",
        return_value=model,
    ):
        done = await fix(hass_client, "face_model_missing")
    assert done["type"] == "create_entry"
    assert argus.model_files.face == model
    assert ir.async_get(hass).async_get_issue(DOMAIN, "face_model_missing") is None


async def test_the_better_face_detector_comes_by_itself(
    hass: HomeAssistant, argus: ArgusRuntime
) -> None:
    """No network at the start, later there is; nobody has to submit or restart anything."""
    issues = ir.async_get(hass)
    await until(lambda: issues.async_get_issue(DOMAIN, "face_model_missing"))
    assert argus.model_files.face is None
    in_an_hour = dt_util.utcnow() + MODEL_AGAIN + timedelta(seconds=1)
    async_fire_time_changed(hass, in_an_hour)
    await hass.async_block_till_done(wait_background_tasks=False)
    assert argus.model_files.face is None
    model = Path("model.onnx")
    with patch(
        "custom_components.argus.capture.model_supply.async_ensure_model",
        return_value=model,
    ):
        async_fire_time_changed(hass, in_an_hour + 2 * MODEL_AGAIN)
        await until(lambda: argus.model_files.face == model)
    assert issues.async_get_issue(DOMAIN, "face_model_missing") is None


async def test_who_keeps_the_built_in_detector_is_not_told_any_more(
    hass: HomeAssistant, argus: ArgusRuntime
) -> None:
    """As the issue says: choose Haar in the settings of each camera."""
    issues = ir.async_get(hass)
    await until(lambda: issues.async_get_issue(DOMAIN, "face_model_missing"))
    configure(hass, argus._entry, "Front door", **{CONF_FACE_DETECTOR: "haar"})
    await hass.async_block_till_done()
    assert issues.async_get_issue(DOMAIN, "face_model_missing") is not None
    configure(hass, argus._entry, "Garden", **{CONF_FACES: False})
    await hass.async_block_till_done()
    assert issues.async_get_issue(DOMAIN, "face_model_missing") is None
    configure(hass, argus._entry, "Garden", **{CONF_FACES: True})
    await hass.async_block_till_done()
    await until(lambda: issues.async_get_issue(DOMAIN, "face_model_missing"))
