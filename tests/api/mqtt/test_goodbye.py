"""What is left on a broker when Argus stops, or something is no longer told."""

from dataclasses import replace
import json

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.runtime import ArgusRuntime
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback

from ...conftest import FACES, MOVING, Show, camera_named, until
from .broker import Broker, set_options


async def test_goodbye(
    hass: HomeAssistant,
    broker: Broker,
    publishing: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    garden = camera_named(publishing, "Garden")
    await Show(hass, garden)(replace(MOVING, faces=FACES.faces))
    await broker.keeps("argus/garden/faces_count", "2")
    await broker.settled()
    assert await hass.config_entries.async_unload(entry.entry_id)
    kept = broker.kept
    assert kept["home/argus/availability"] == "offline"
    assert kept["home/argus/garden/availability"] == "offline"
    assert kept["home/argus/front_door/availability"] == "offline"
    # Nothing moves for those who only look at that.
    assert kept["home/argus/garden/motion"] == "OFF"
    assert kept["home/argus/garden/faces_count"] == "0"
    assert json.loads(kept["home/argus/garden/status"])["status"] == "stopped"
    # Removed: nothing is left behind, on the broker or here.
    await hass.config_entries.async_remove(entry.entry_id)
    assert broker.kept == {}


async def test_goodbye_when_home_assistant_stops(
    hass: HomeAssistant, broker: Broker, publishing: ArgusRuntime
) -> None:
    told_first: list[str] = []

    @callback
    def stops(_event: Event) -> None:
        # The MQTT integration hangs up now: too late to say anything.
        told_first.append(broker.kept["home/argus/availability"])

    hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, stops)
    await hass.async_stop(force=True)
    assert told_first == ["offline"]


async def test_topics_that_are_no_longer_told_are_cleared(
    hass: HomeAssistant,
    broker: Broker,
    publishing: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    garden = camera_named(publishing, "Garden").subentry
    # Renamed.
    hass.config_entries.async_update_subentry(entry, garden, title="Back yard")
    await broker.keeps("argus/back_yard/motion")
    assert ("home/argus/garden/availability", "offline") in broker.given
    assert not any("garden" in topic for topic in broker.kept)
    # Removed: one camera is left, so the topics of the old Argus tell of it.
    hass.config_entries.async_remove_subentry(entry, garden.subentry_id)
    await broker.keeps("argus/motion")
    kept = broker.kept
    assert not any("back_yard" in topic for topic in kept)
    assert kept["home/argus/status"] == kept["home/argus/front_door/status"]
    # Elsewhere.
    await set_options(hass, entry, mqtt_base="home/eyes")
    await broker.keeps("eyes/availability")
    assert not any("argus" in topic for topic in broker.kept)
    # No longer wanted.
    await set_options(hass, entry, mqtt=False)
    await until(lambda: not broker.kept)


async def test_topics_stay_the_same_after_a_restart(
    hass: HomeAssistant, broker: Broker, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Two cameras of one name do not share a topic, and neither changes when the other goes."""
    first, second = sorted(entry.subentries)
    for camera in (second, first):
        hass.config_entries.async_update_subentry(
            entry, entry.subentries[camera], title="Hall"
        )
    await hass.async_block_till_done()
    await set_options(hass, entry)
    await broker.keeps("argus/hall_2/motion")
    status = json.loads(broker.kept["home/argus/hall_2/status"])
    assert status["id"] == second
    assert await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_remove_subentry(entry, first)
    broker.given.clear()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await broker.keeps("argus/hall_2/motion")
    # The topics of the one that went while Argus did not run are cleared all the same.
    assert ("home/argus/hall/motion", "") in broker.given
