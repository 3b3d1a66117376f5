"""Tests of the button that resets counters."""

from unittest.mock import patch

import pytest

from custom_components.argus.journal import JournalError
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import FakeCamera, camera_named, until
from .test_binary_sensor import state_of

BUTTON = "button.argus_front_door_reset_counters"


@pytest.fixture
async def runtime(hass: HomeAssistant, calm: ArgusRuntime) -> ArgusRuntime:
    """Return a house whose front door counts visitors."""
    assert hass.states.get(BUTTON) is None
    line = {"id": "l1", "name": "Gate", "start": [0, 0.5], "end": [1, 0.5]}
    camera_named(calm, "Front door").async_set(lines=[line])
    await hass.async_block_till_done()
    return calm


async def press(hass: HomeAssistant) -> None:
    """Press the button."""
    await hass.services.async_call(
        "button", "press", {"entity_id": BUTTON}, blocking=True
    )


async def test_comes_and_goes_with_the_lines(
    hass: HomeAssistant, runtime: ArgusRuntime
) -> None:
    await press(hass)
    assert state_of(hass, BUTTON).state != "unknown"
    camera_named(runtime, "Front door").async_set(lines=[])
    await hass.async_block_till_done()
    assert hass.states.get(BUTTON) is None


async def test_works_while_the_camera_is_away(
    hass: HomeAssistant, runtime: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    cameras["camera.front_door"].set_available(False)
    faces = "sensor.argus_front_door_faces"
    await until(lambda: state_of(hass, faces).state == "unavailable")
    await press(hass)
    assert state_of(hass, BUTTON).state not in {"unknown", "unavailable"}


async def test_says_what_is_wrong(hass: HomeAssistant, runtime: ArgusRuntime) -> None:
    with (
        patch.object(
            runtime.journal, "async_run", side_effect=JournalError("disk full")
        ),
        pytest.raises(HomeAssistantError, match="disk full") as caught,
    ):
        await press(hass)
    assert caught.value.translation_key == "journal_failed"
