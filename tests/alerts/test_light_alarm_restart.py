"""The light alarm when Home Assistant stops, crashes or starts."""

import asyncio
from copy import deepcopy
from typing import Any

import pytest

from custom_components.argus.alerts.light_alarm import LightAlarm
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..conftest import until
from .lamps import LAMPS, Lamp, add_lamps, flashing, rgb

pytestmark = pytest.mark.usefixtures("clock")

STORE = "argus.borrowed_light"


def on_disk(data: Any) -> dict[str, Any]:
    """Return the file that keeps how lights were."""
    return {"version": 1, "minor_version": 1, "key": STORE, "data": data}


def registered(hass: HomeAssistant, lamp: Lamp) -> str:
    """Return what the registry knows a lamp by, whatever it is called."""
    entity = er.async_get(hass).async_get(lamp.entity_id)
    assert entity is not None
    return entity.id


async def test_written_down_before_the_first_flash(
    hass: HomeAssistant,
    alarm: LightAlarm,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How a lamp was is on disk before it is touched, and no longer when it was given back."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    written: list[Any] = []
    turn_on = lamp.async_turn_on

    async def async_turn_on(**data: Any) -> None:
        written.append(deepcopy(hass_storage[STORE]["data"]))
        await turn_on(**data)

    monkeypatch.setattr(lamp, "async_turn_on", async_turn_on)
    await alarm.async_trigger(flashing(lamp))
    assert written[0] == {
        lamp.entity_id: {
            "on": True,
            "look": {"brightness": 100, "rgb_color": [9, 8, 7]},
            "effect": None,
            "registry_id": registered(hass, lamp),
        },
    }
    assert hass_storage[STORE]["data"] == {}


@pytest.mark.parametrize("kind", LAMPS)
async def test_after_a_crash(
    hass: HomeAssistant, hass_storage: dict[str, Any], kind: str
) -> None:
    """What an alarm that was killed left behind is put right at the next start; late lamps when they come."""
    modes, mode, look = LAMPS[kind]
    lamp = Lamp(kind, modes, mode, **look)
    late = Lamp(f"late_{kind}", modes, mode, on=False, **look)
    await add_lamps(hass, lamp, late)
    before = [lamp.seen, late.seen]
    killed = LightAlarm(hass)
    await killed.async_open()
    task = asyncio.create_task(
        killed.async_trigger(flashing(lamp, late, flashes=9, on=9, off=9))
    )
    await until(lambda: lamp.told and late.told)
    kept = deepcopy(hass_storage[STORE])
    flash = {one: one.told[-1][1] for one in (lamp, late)}
    await killed.async_close()
    await task
    for one in (lamp, late):
        await one.async_turn_on(**flash[one])
        one.told.clear()
    assert late.seen != before[1]
    late.set_available(False)
    hass_storage[STORE] = kept

    alarm = LightAlarm(hass)
    await alarm.async_open()
    await until(lambda: lamp.seen == before[0])
    assert not late.told
    late.set_available(True)
    await until(lambda: late.seen == before[1])
    await until(lambda: hass_storage[STORE]["data"] == {})
    await alarm.async_close()


async def test_closing_gives_back_or_leaves_for_the_next_start(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """When Home Assistant stops, lamps are given back; one that is away is not forgotten."""
    lamp, away = rgb(), rgb("away")
    await add_lamps(hass, lamp, away)
    before = lamp.seen
    alarm = LightAlarm(hass)
    await alarm.async_open()
    task = asyncio.create_task(
        alarm.async_trigger(flashing(lamp, away, flashes=9, on=9, off=9))
    )
    await until(lambda: lamp.told and away.told)
    away.set_available(False)
    await alarm.async_close()
    await task
    assert lamp.seen == before
    assert list(hass_storage[STORE]["data"]) == [away.entity_id]

    again = LightAlarm(hass)
    await again.async_open()
    away.set_available(True)
    await until(lambda: away.seen == before)
    await again.async_close()


async def test_stopping_home_assistant_cancels_first(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Home Assistant cancels what runs in the background before it says that it stops."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before = lamp.seen
    alarm = LightAlarm(hass)
    await alarm.async_open()
    task = hass.async_create_background_task(
        alarm.async_trigger(flashing(lamp, flashes=9, on=9, off=9)),
        "an alert",
    )
    await until(lambda: lamp.told)
    for background in list(hass._background_tasks):
        background.cancel()
    await alarm.async_close()
    assert task.cancelled()
    assert lamp.seen == before
    assert hass_storage[STORE]["data"] == {}


@pytest.mark.parametrize("stored", [[], {"light.lamp": 1}, {"light.lamp": {}}])
async def test_nonsense_on_disk(
    hass: HomeAssistant, hass_storage: dict[str, Any], stored: Any
) -> None:
    """What is on disk and makes no sense is in nobody's way."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before = lamp.seen
    hass_storage[STORE] = on_disk(stored)
    alarm = LightAlarm(hass)
    await alarm.async_open()
    if stored != {"light.lamp": {}}:
        await alarm.async_trigger(flashing(lamp, flashes=1))
    assert lamp.seen == before
    await alarm.async_close()


async def test_never_opened(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """What is on disk stays there when Argus could not start."""
    kept = {"light.x": {"on": True, "look": {}, "effect": None}}
    hass_storage[STORE] = on_disk(kept)
    await LightAlarm(hass).async_close()
    assert hass_storage[STORE]["data"] == kept
