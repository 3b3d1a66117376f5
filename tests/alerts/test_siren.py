"""Sirens: on for a while, and surely off again."""

import asyncio
from collections.abc import AsyncIterator
from copy import deepcopy
from typing import Any

import pytest

from custom_components.argus.alerts.siren import (
    Sirens,
    async_sirens,
    async_sound_sirens,
)
from homeassistant.components.siren.const import SirenEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component

from ..conftest import until
from .lamps import Horn, add_horns

TIMED = (
    SirenEntityFeature.TURN_ON
    | SirenEntityFeature.TURN_OFF
    | SirenEntityFeature.DURATION
)


@pytest.fixture
async def sirens(hass: HomeAssistant) -> AsyncIterator[Sirens]:
    """Return what sounds sirens."""
    sirens = async_sirens(hass)
    await sirens.async_open()
    yield sirens
    await sirens.async_close()


def services(horn: Horn) -> list[str]:
    return [service for service, _ in horn.told]


async def test_on_and_off_again(hass: HomeAssistant, sirens: Sirens) -> None:
    """It sounds as long as was said; one that can end by itself knows how long."""
    horn, timed = Horn("horn"), Horn("timed", TIMED)
    await add_horns(hass, horn, timed)
    began = hass.loop.time()
    task = asyncio.create_task(
        async_sound_sirens(hass, [horn.entity_id, timed.entity_id], 0.4, None)
    )
    await until(lambda: horn.is_on and timed.is_on)
    assert sirens.sirens == {horn.entity_id, timed.entity_id}
    await task
    assert 0.4 <= hass.loop.time() - began < 2
    assert not horn.is_on and not timed.is_on
    assert horn.told == [("turn_on", {}), ("turn_off", {})]
    assert timed.told[0] == ("turn_on", {"duration": 1})
    assert not sirens.sirens


async def test_groups(hass: HomeAssistant, sirens: Sirens) -> None:
    """The sirens of a group sound; what is no siren is left out."""
    one, two = Horn("one"), Horn("two")
    await add_horns(hass, one, two)
    members = [one.entity_id, two.entity_id, "switch.fan"]
    assert await async_setup_component(
        hass, "group", {"group": {"all": {"entities": members}}}
    )
    await async_sound_sirens(hass, ["group.all", one.entity_id], 0.05, None)
    assert services(one) == services(two) == ["turn_on", "turn_off"]


async def test_two_alarms_at_once(hass: HomeAssistant, sirens: Sirens) -> None:
    """A siren is off when the last alarm ends; a short one does not cut a long one off."""
    horn = Horn("horn", TIMED)
    await add_horns(hass, horn)
    long = asyncio.create_task(async_sound_sirens(hass, [horn.entity_id], 5.5, None))
    await until(lambda: horn.is_on)
    await async_sound_sirens(hass, [horn.entity_id], 0.1, None)
    assert horn.is_on
    assert [data["duration"] for _, data in horn.told] == [6, 6]
    await sirens.async_stop()
    await long
    assert not horn.is_on


async def test_one_that_sounds_already_is_not_ours(
    hass: HomeAssistant, sirens: Sirens
) -> None:
    """An alarm of somebody else is not silenced."""
    theirs, ours = Horn("theirs", on=True), Horn("ours")
    await add_horns(hass, theirs, ours)
    await async_sound_sirens(hass, [theirs.entity_id, ours.entity_id], 0.05, None)
    assert not theirs.told and theirs.is_on
    assert services(ours) == ["turn_on", "turn_off"]


async def test_somebody_silences_it(hass: HomeAssistant, sirens: Sirens) -> None:
    """Whoever switches it off, has it off; whoever switches it on later, keeps it on."""
    horn = Horn("horn")
    await add_horns(hass, horn)
    task = asyncio.create_task(async_sound_sirens(hass, [horn.entity_id], 0.5, None))
    await until(lambda: horn.is_on)
    for service in ("turn_off", "turn_on"):
        await hass.services.async_call(
            "siren", service, {"entity_id": horn.entity_id}, blocking=True
        )
    await task
    assert horn.is_on
    assert services(horn) == ["turn_on", "turn_off", "turn_on"]


async def test_trouble_with_one_is_nothing_to_others(
    hass: HomeAssistant, sirens: Sirens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is away, hangs, fails or cannot be switched on."""
    monkeypatch.setattr("custom_components.argus.alerts.device_override.PATIENCE", 0.1)
    good, away, hanging, failing, broken = (
        Horn(name) for name in ("good", "away", "hanging", "failing", "broken")
    )
    bell = Horn("bell", SirenEntityFeature.TURN_OFF)
    horns = (good, away, hanging, failing, broken, bell)
    await add_horns(hass, *horns)
    away.set_available(False)
    hanging.hangs = True
    failing.failure = HomeAssistantError("no bridge")
    broken.failure = KeyError("programming")
    await async_sound_sirens(hass, [horn.entity_id for horn in horns], 0.3, None)
    assert services(good) == ["turn_on", "turn_off"]
    assert not away.told and not bell.told


@pytest.mark.parametrize(
    ("failure", "key"), [(None, "no_siren_there"), ("fails", "no_siren_sounded")]
)
async def test_none_sounds(
    hass: HomeAssistant, sirens: Sirens, failure: str | None, key: str
) -> None:
    """That no siren sounds is said, at once."""
    horn = Horn("horn")
    await add_horns(hass, horn)
    if failure is None:
        horn.set_available(False)
    else:
        horn.failure = HomeAssistantError(failure)
    with pytest.raises(HomeAssistantError) as raised:
        async with asyncio.timeout(5):
            await async_sound_sirens(hass, [horn.entity_id], 60, None)
    assert raised.value.translation_key == key


async def test_one_that_only_rings(hass: HomeAssistant, sirens: Sirens) -> None:
    """A bell that cannot be switched off is rung."""
    bell = Horn("bell", SirenEntityFeature.TURN_ON)
    await add_horns(hass, bell)
    await async_sound_sirens(hass, [bell.entity_id], 0.05, None)
    assert services(bell) == ["turn_on"]


@pytest.mark.parametrize("end", ["stop", "cancel", "close", "background"])
async def test_ended_before_its_time(
    hass: HomeAssistant, sirens: Sirens, end: str
) -> None:
    """However it ends, it is quiet."""
    horn = Horn("horn")
    await add_horns(hass, horn)
    task = asyncio.create_task(async_sound_sirens(hass, [horn.entity_id], 600, None))
    await until(lambda: horn.is_on)
    if end == "cancel":
        task.cancel()
        await until(lambda: not horn.is_on)
        return
    if end == "background":
        # As Home Assistant does before it says that it stops.
        for background in list(hass._background_tasks):
            background.cancel()
    await (sirens.async_stop() if end == "stop" else sirens.async_close())
    assert not horn.is_on
    await asyncio.gather(task, return_exceptions=True)


async def test_one_that_does_not_end_is_told_until_it_does(
    hass: HomeAssistant, sirens: Sirens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A siren that could not be switched off is switched off as soon as that works."""
    monkeypatch.setattr(
        "custom_components.argus.alerts.device_override.PAUSES", (0.05,) * 100
    )
    horn = Horn("horn")
    await add_horns(hass, horn)
    task = asyncio.create_task(async_sound_sirens(hass, [horn.entity_id], 0.05, None))
    await until(lambda: horn.is_on)
    horn.failure = HomeAssistantError("no bridge")
    await task
    await until(lambda: services(horn).count("turn_off") > 2)
    assert horn.is_on
    horn.failure = None
    await until(lambda: not horn.is_on)


async def test_after_a_crash(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """What a crash left sounding is silenced at the next start, also when the siren comes later."""
    horn = Horn("horn")
    await add_horns(hass, horn)
    killed = Sirens(hass)
    await killed.async_open()
    task = asyncio.create_task(killed.async_sound([horn.entity_id], 600, None))
    await until(lambda: horn.is_on)
    kept = deepcopy(hass_storage["argus.borrowed_siren"])
    await killed.async_close()
    await task
    hass_storage["argus.borrowed_siren"] = kept
    await horn.async_turn_on()
    horn.set_available(False)

    again = Sirens(hass)
    await again.async_open()
    assert horn.is_on
    horn.set_available(True)
    await until(lambda: not horn.is_on)
    await until(lambda: hass_storage["argus.borrowed_siren"]["data"] == {})
    await again.async_close()
