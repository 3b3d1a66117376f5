"""Tests of what the user is asked to put right: it goes when it is over, and with Argus."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.snapshot_files import SnapshotFiles
from custom_components.argus.issues.options import async_mqtt_is_missing
from custom_components.argus.issues.storage import (
    async_journal_fails,
    async_journal_set_aside,
    async_pictures_fail,
)
from custom_components.argus.journal import BEAT, JournalError
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .conftest import until


def told(hass: HomeAssistant) -> set[str]:
    """Return the ids of what the user is told."""
    return {issue for domain, issue in ir.async_get(hass).issues if domain == DOMAIN}


async def test_nothing_outlives_argus(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """What has to be known although it does not run stays until it is removed."""
    await until(lambda: "face_model_missing" in told(hass))
    async_journal_fails(hass, JournalError("disk full"))
    async_pictures_fail(hass, "disk full")
    async_mqtt_is_missing(hass)
    async_journal_set_aside(hass, "argus.db.damaged")
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert told(hass) == {"journal_damaged"}
    await hass.config_entries.async_remove(entry.entry_id)
    # The question what becomes of what it stored.
    assert told(hass) == {"leftovers"}


async def test_pictures_that_can_be_kept_again(
    hass: HomeAssistant, calm: ArgusRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried; nothing has to happen at a camera. The log has one line of it, and one when it is over."""
    calm.incidents._pictures.is_disk_failing = True
    for _ in range(3):
        async_pictures_fail(hass, "No space left on device")
    with patch.object(SnapshotFiles, "can_be_written", return_value=False):
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=BEAT + 1))
        await hass.async_block_till_done()
    assert "pictures_fail" in told(hass)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=2 * BEAT + 2))
    await until(lambda: "pictures_fail" not in told(hass))
    said = "Pictures of incidents cannot be kept: No space left on device"
    assert caplog.text.count(said) == 1
    assert caplog.text.count("Pictures of incidents can be kept again") == 1
