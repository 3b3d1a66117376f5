"""What the user sees while OpenCV is installed, and when it cannot be."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import AsyncMock, patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.model.opencv_error import (
    TRANSLATION_KEYS,
    OpenCVError,
    Reason,
)
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import GARDEN, until


@pytest.fixture
def install() -> Iterator[AsyncMock]:
    """Be on a system whose OpenCV still has to be made sure of, and return what does that."""
    install = AsyncMock(return_value=None)
    with (
        patch("custom_components.argus.config_flow.is_loaded", return_value=False),
        patch("custom_components.argus.config_flow.async_ensure_opencv", install),
        patch("custom_components.argus.async_ensure_opencv", install),
    ):
        yield install


@pytest.mark.usefixtures("camera_entry")
async def test_the_first_flow_shows_progress_and_goes_on(
    hass: HomeAssistant, install: AsyncMock
) -> None:
    installed = asyncio.Event()

    async def wait(_hass: HomeAssistant) -> None:
        await installed.wait()

    install.side_effect = wait

    shown = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert shown["type"] is FlowResultType.SHOW_PROGRESS
    assert shown["progress_action"] == "install_opencv"
    again = await hass.config_entries.flow.async_configure(shown["flow_id"])
    assert again["type"] is FlowResultType.SHOW_PROGRESS
    assert install.call_count == 1

    install.side_effect = None
    installed.set()
    await hass.async_block_till_done()
    form = await hass.config_entries.flow.async_configure(shown["flow_id"])
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"cameras": [GARDEN]}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert result["result"].state is ConfigEntryState.LOADED


@pytest.mark.usefixtures("camera_entry")
@pytest.mark.parametrize("reason", Reason)
async def test_the_first_flow_says_why_argus_cannot_see(
    hass: HomeAssistant, install: AsyncMock, reason: Reason
) -> None:
    install.side_effect = OpenCVError(reason, "so it is")

    shown = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    await hass.async_block_till_done()
    if shown["type"] is FlowResultType.SHOW_PROGRESS:
        shown = await hass.config_entries.flow.async_configure(shown["flow_id"])

    assert shown["type"] is FlowResultType.ABORT
    assert shown["reason"] == TRANSLATION_KEYS[reason]
    assert shown["description_placeholders"] == {"error": "so it is"}

    # Put right, it is tried again from the beginning.
    install.side_effect = None
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    await hass.async_block_till_done()
    if form["type"] is FlowResultType.SHOW_PROGRESS:
        form = await hass.config_entries.flow.async_configure(form["flow_id"])
    assert form["type"] is FlowResultType.FORM


async def test_the_entry_waits_tells_and_tries_again_by_itself(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    install: AsyncMock,
    issue_registry: ir.IssueRegistry,
) -> None:
    install.side_effect = OpenCVError(Reason.NO_SPACE, "the disk is full")

    def told() -> str | None:
        issue = issue_registry.async_get_issue(DOMAIN, "opencv_missing")
        return issue and issue.translation_key

    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "opencv_no_space"
    issue = issue_registry.async_get_issue(DOMAIN, "opencv_missing")
    assert issue is not None
    assert issue.translation_key == "opencv_no_space"
    assert issue.severity is ir.IssueSeverity.ERROR

    # Another reason is told instead, not as well.
    install.side_effect = OpenCVError(Reason.NO_NETWORK, "nobody answers")
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=5))
    await until(lambda: told() == "opencv_no_network")

    install.side_effect = None
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=15))
    await until(lambda: entry.state is ConfigEntryState.LOADED)
    assert told() is None


async def test_removing_argus_takes_the_issue_back(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    install: AsyncMock,
    issue_registry: ir.IssueRegistry,
) -> None:
    install.side_effect = OpenCVError(Reason.UNSUPPORTED, "no wheel")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert issue_registry.async_get_issue(DOMAIN, "opencv_missing") is not None

    await hass.config_entries.async_remove(entry.entry_id)
    assert issue_registry.async_get_issue(DOMAIN, "opencv_missing") is None
