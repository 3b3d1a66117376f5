"""A shop in Paris whose report two people want."""

from datetime import datetime

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from homeassistant.core import HomeAssistant

from .post import OWNER, PARIS, SHOP, Clock, Post, begin, want


@pytest.fixture
async def post(hass: HomeAssistant) -> Post:
    """Return the post."""
    return Post(hass)


@pytest.fixture
async def paris(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Begin on a Monday at noon in Paris."""
    await hass.config.async_set_time_zone("Europe/Paris")
    freezer.move_to(datetime(2026, 11, 23, 12, tzinfo=PARIS))


@pytest.fixture
def clock(hass: HomeAssistant, paris: None, freezer: FrozenDateTimeFactory) -> Clock:
    """Return the clock."""
    return Clock(hass, freezer)


@pytest.fixture
async def still(
    hass: HomeAssistant, paris: None, entry: MockConfigEntry, post: Post
) -> MockConfigEntry:
    """Return Argus, not yet set up, with both receivers and cameras that do not look."""
    for subentry in list(entry.subentries.values()):
        hass.config_entries.async_update_subentry(
            entry, subentry, data={**subentry.data, "detection": False}
        )
    await want(hass, entry, report_targets=[SHOP, OWNER])
    return entry


@pytest.fixture
async def running(hass: HomeAssistant, still: MockConfigEntry) -> MockConfigEntry:
    """Return running Argus."""
    await begin(hass, still)
    return still
