"""Lights and sirens that are renamed while an alarm has them."""

import asyncio
from copy import deepcopy
from typing import Any

import pytest

from custom_components.argus.alerts.light_alarm import LightAlarm
from custom_components.argus.alerts.siren import Sirens
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from ..conftest import until
from .lamps import Horn, add_horns, add_lamps, flashes, flashing, rgb

STORE = "argus.borrowed_light"


def rename(hass: HomeAssistant, entity_id: str, name: str) -> None:
    """Call an entity something else, as the user does."""
    er.async_get(hass).async_update_entity(entity_id, new_entity_id=name)


@pytest.mark.parametrize("on", [True, False])
async def test_a_lamp_while_it_flashes(
    hass: HomeAssistant, alarm: LightAlarm, hass_storage: dict[str, Any], on: bool
) -> None:
    """It is at once what it was, under its new name, and flashes no more; others go on."""
    lamp, other = rgb(on=on), rgb("other")
    await add_lamps(hass, lamp, other)
    before, others = lamp.seen, other.seen
    task = asyncio.create_task(
        alarm.async_trigger(flashing(lamp, other, flashes=20, on=0.04, off=0.04))
    )
    await until(lambda: flashes(lamp))
    rename(hass, "light.lamp", "light.torch")
    await until(lambda: alarm.lights == {"light.other"})
    await until(lambda: lamp.seen == before)
    told = len(lamp.told)
    await task
    assert (lamp.seen, other.seen) == (before, others)
    assert len(lamp.told) == told
    assert len(flashes(other)) > len(flashes(lamp))
    assert lamp.entity_id == "light.torch"
    assert hass_storage[STORE]["data"] == {}
    # It is as good for the next alarm as any other.
    lamp.told.clear()
    await alarm.async_trigger(flashing(lamp))
    assert len(flashes(lamp)) == 2
    assert lamp.seen == before


async def test_a_lamp_while_it_is_told_something(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flash that takes its time does not come after the lamp was given back."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before, turn_on = lamp.seen, lamp.async_turn_on

    async def async_turn_on(**data: Any) -> None:
        if data.get("rgb_color") == (255, 0, 0):
            lamp.told.append(("asked", {}))
            await asyncio.sleep(0.3)
        await turn_on(**data)

    monkeypatch.setattr(lamp, "async_turn_on", async_turn_on)
    task = asyncio.create_task(alarm.async_trigger(flashing(lamp)))
    await until(lambda: lamp.told)
    rename(hass, "light.lamp", "light.torch")
    await task
    await until(lambda: len(lamp.told) == 3)
    assert flashes(lamp)
    await until(lambda: lamp.seen == before)


@pytest.mark.parametrize("trouble", ["fails", "away"])
async def test_a_lamp_that_could_not_be_given_back_yet(
    hass: HomeAssistant,
    alarm: LightAlarm,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    """It is as soon as it can be, whatever it is called by then."""
    monkeypatch.setattr(
        "custom_components.argus.alerts.device_override.PAUSES", (0.05,)
    )
    lamp = rgb()
    await add_lamps(hass, lamp)
    before = lamp.seen
    task = asyncio.create_task(alarm.async_trigger(flashing(lamp, flashes=1)))
    await until(lambda: flashes(lamp))
    if trouble == "away":
        lamp.set_available(False)
    else:
        lamp.failure = HomeAssistantError("no bridge")
    await task
    assert lamp.seen != before
    for name in ("light.torch", "light.candle"):
        rename(hass, lamp.entity_id, name)
        await until(lambda name=name: hass.states.get(name) is not None)
    lamp.failure = None
    lamp.set_available(True)
    await until(lambda: lamp.seen == before)
    await until(lambda: hass_storage[STORE]["data"] == {})


async def test_a_lamp_while_argus_was_not_there(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """After a crash its place in the registry is what counts; another lamp that got its name is left alone."""
    lamp, other = rgb(), rgb("other")
    await add_lamps(hass, lamp, other)
    before, others = lamp.seen, other.seen
    killed = LightAlarm(hass)
    await killed.async_open()
    task = asyncio.create_task(
        killed.async_trigger(flashing(lamp, flashes=9, on=9, off=9))
    )
    await until(lambda: flashes(lamp))
    kept, flash = deepcopy(hass_storage[STORE]), flashes(lamp)[0]
    await killed.async_close()
    await task
    await lamp.async_turn_on(**flash)
    hass_storage[STORE] = kept
    rename(hass, "light.lamp", "light.torch")
    await hass.async_block_till_done()
    rename(hass, "light.other", "light.lamp")
    await hass.async_block_till_done()

    again = LightAlarm(hass)
    await again.async_open()
    await until(lambda: lamp.seen == before)
    await until(lambda: hass_storage[STORE]["data"] == {})
    await again.async_close()
    assert (other.told, other.seen) == ([], others)


async def test_a_siren_while_it_sounds(hass: HomeAssistant) -> None:
    """It is silent at once."""
    horn = Horn("horn")
    await add_horns(hass, horn)
    sirens = Sirens(hass)
    await sirens.async_open()
    task = asyncio.create_task(sirens.async_sound(["siren.horn"], 60, None))
    await until(lambda: horn.is_on)
    rename(hass, "siren.horn", "siren.trumpet")
    await until(lambda: not horn.is_on)
    assert sirens.sirens == frozenset()
    await sirens.async_close()
    await task
    assert [service for service, _ in horn.told] == ["turn_on", "turn_off"]
