"""Tests of what the user is told when they marked enough and nothing is proposed all the same."""

from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.feedback.kind import AlarmKind
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..films import person
from ..journals import NOON, remember
from .marking import MOTION, happened, mark, proposed, settled, unsolved

pytestmark = pytest.mark.usefixtures("repairs")


async def test_every_setting_would_lose_something(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """Four of eight that are alike: that is said, and it is over once all are marked or too few are left."""
    incidents = await happened(calm, garden, *[person] * 8)
    await mark(calm, incidents[:2])
    assert unsolved(hass, garden) is None
    await mark(calm, incidents[2:4])
    assert proposed(hass, garden) is None
    issue = unsolved(hass, garden)
    assert issue is not None
    assert issue.translation_key == "false_alarms_no_setting"
    assert not issue.is_fixable
    assert issue.translation_placeholders == {
        "camera": "Garden",
        "marked": "4",
        "others": "4",
    }
    assert unsolved(hass, garden, AlarmKind.FACE) is None
    await mark(calm, incidents)
    assert proposed(hass, garden) is not None
    assert unsolved(hass, garden) is None
    await mark(calm, incidents[4:], false_alarm=False)
    assert proposed(hass, garden) is None
    assert unsolved(hass, garden) is not None
    await mark(calm, incidents[:2], false_alarm=False)
    assert unsolved(hass, garden) is None


async def test_no_pictures_to_look_at_again(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """Where none are kept, marks teach nothing; new ones with pictures do."""
    blurred = [
        await remember(calm, garden, NOON + timedelta(minutes=n), types=MOTION)
        for n in range(3)
    ]
    await mark(calm, blurred[:2])
    assert unsolved(hass, garden) is None
    await mark(calm, blurred[2:])
    issue = unsolved(hass, garden)
    assert issue is not None
    assert issue.translation_key == "false_alarms_no_replays"
    assert issue.translation_placeholders == {"camera": "Garden", "marked": "3"}
    await mark(calm, await happened(calm, garden, *[person] * 3, after=10))
    assert proposed(hass, garden) is not None
    assert unsolved(hass, garden) is None


async def test_settings_that_silence_them_already(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """There is nothing to explain any more."""
    incidents = await happened(calm, garden, *[person] * 4)
    await mark(calm, incidents[:3])
    assert unsolved(hass, garden) is not None
    garden.async_set(min_object=0.2)
    await settled(calm)
    assert unsolved(hass, garden) is None
    await mark(calm, incidents[:1])
    assert unsolved(hass, garden) is None


async def test_over_a_restart(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
) -> None:
    """Nobody marks anew what they marked before; it goes with the camera."""
    incidents = await happened(calm, garden, *[person] * 4)
    await mark(calm, incidents[:3])
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    issue = unsolved(hass, garden)
    assert issue is not None
    assert issue.is_persistent
    hass.config_entries.async_remove_subentry(entry, garden.subentry.subentry_id)
    await hass.async_block_till_done()
    assert unsolved(hass, garden) is None
