"""Tests of how Argus is doing, on the system health page."""

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import camera_named, until


async def test_tells_how_it_goes(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    await until(lambda: argus.overview.data.running == 2)
    for title, dropped in (("Front door", 3), ("Garden", 4)):
        watch = camera_named(argus, title).watch
        assert watch is not None
        watch._dropped = dropped
    info = await get_system_health_info(hass, DOMAIN)
    assert info["cameras"] == "2 / 2"
    assert info["workers"] == argus.workers.threads
    assert info["dropped_frames"] >= 7
    camera_named(argus, "Garden").async_set(detection=False)
    await hass.async_block_till_done()
    assert (await get_system_health_info(hass, DOMAIN))["cameras"] == "1 / 2"
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await get_system_health_info(hass, DOMAIN) == {}
