"""The light alarm on lamps of every kind."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.light_alarm import LightAlarm, LightAlarmSettings
from homeassistant.components.light.const import ColorMode
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from ..conftest import until
from .lamps import LAMPS, Lamp, ShyLamp, add_lamps, flashes, flashing, rgb

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize("kind", LAMPS)
async def test_a_lamp_is_what_it_was(
    hass: HomeAssistant, alarm: LightAlarm, kind: str, on: bool
) -> None:
    """It flashes as well as it can, and is exactly what it was: also what it would show when switched on."""
    modes, mode, look = LAMPS[kind]
    lamp = Lamp(kind, modes, mode, on=on, **look)
    await add_lamps(hass, lamp)
    seen, state = lamp.seen, hass.states.get(lamp.entity_id)
    assert state is not None
    await alarm.async_trigger(flashing(lamp))
    after = hass.states.get(lamp.entity_id)
    assert after is not None
    assert (after.state, after.attributes) == (state.state, state.attributes)
    assert lamp.seen == seen
    services = [service for service, _ in lamp.told]
    assert services.count("turn_off") == (1 if on else 2)
    if kind == "no_effect":
        assert all(
            data.get("transition") == 0 for _, data in lamp.told if len(data) > 1
        )


@pytest.mark.parametrize("kind", ["brightness", "hs", "color_temp", "effect", "white"])
async def test_a_lamp_that_says_nothing_while_it_is_off(
    hass: HomeAssistant, alarm: LightAlarm, kind: str
) -> None:
    """Whoever switches it on after the alarm finds it as it was before."""
    modes, mode, look = LAMPS[kind]
    lamp = ShyLamp(kind, modes, mode, on=False, **look)
    await add_lamps(hass, lamp)
    before = lamp.seen
    state = hass.states.get(lamp.entity_id)
    assert state is not None
    assert state.attributes.get("brightness") is None
    await alarm.async_trigger(flashing(lamp))
    assert any(data.get("brightness") == 255 for _, data in lamp.told)
    assert lamp.seen == before
    # Shown once: what it looks like is known from then on.
    assert lamp.told.count(("turn_on", {})) == 1
    await hass.services.async_call(
        "light", "turn_on", {"entity_id": lamp.entity_id}, blocking=True
    )
    assert lamp.seen == before | {"is_on": True}


async def test_what_a_lamp_shows_when_it_flashes(
    hass: HomeAssistant, alarm: LightAlarm
) -> None:
    """Colour and brightness as set, as far as the lamp can; dark in between."""
    colourful = rgb()
    plain = Lamp("plain", {ColorMode.BRIGHTNESS}, ColorMode.BRIGHTNESS, brightness=3)
    warm = Lamp(
        "warm",
        {ColorMode.COLOR_TEMP},
        ColorMode.COLOR_TEMP,
        brightness=3,
        color_temp_kelvin=3000,
        fades=True,
    )
    switch = Lamp("switch", {ColorMode.ONOFF}, ColorMode.ONOFF)
    await add_lamps(hass, colourful, plain, warm, switch)
    await alarm.async_trigger(
        flashing(
            colourful,
            plain,
            warm,
            switch,
            colour=(0, 0, 255),
            flashes=3,
            on=0.15,
            off=0.02,
            brightness=50,
        )
    )
    assert colourful.told == [
        ("turn_on", {"brightness": 128, "rgb_color": (0, 0, 255)}),
        ("turn_off", {}),
        ("turn_on", {"brightness": 128, "rgb_color": (0, 0, 255)}),
        ("turn_off", {}),
        ("turn_on", {"brightness": 128, "rgb_color": (0, 0, 255)}),
        ("turn_on", {"brightness": 100, "rgb_color": (9, 8, 7)}),
    ]
    assert plain.told[0] == ("turn_on", {"brightness": 128})
    assert plain.told[-1] == ("turn_on", {"brightness": 3})
    assert warm.told[0] == ("turn_on", {"brightness": 128, "transition": 0})
    assert warm.told[1] == ("turn_off", {"transition": 0})
    assert warm.told[-1][1]["color_temp_kelvin"] == 3000
    assert [service for service, _ in switch.told] == [
        "turn_on",
        "turn_off",
    ] * 2 + ["turn_on", "turn_on"]


async def test_two_alarms_at_once(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """How a lamp was before the first counts; it is given back when the last is over."""
    shared, first_only, second_only = rgb("both"), rgb("one", on=False), rgb("two")
    lamps = (shared, first_only, second_only)
    await add_lamps(hass, *lamps)
    before = [lamp.seen for lamp in lamps]
    first = asyncio.create_task(
        alarm.async_trigger(
            flashing(
                shared,
                first_only,
                flashes=10,
                on=0.05,
                off=0.05,
            )
        )
    )
    await until(lambda: flashes(shared))
    second = asyncio.create_task(
        alarm.async_trigger(
            flashing(
                shared,
                second_only,
                colour=(0, 0, 255),
                flashes=15,
                on=0.05,
                off=0.05,
            )
        )
    )
    await until(lambda: second_only.told)
    red = len(flashes(shared))
    await first
    assert not second.done()
    assert first_only.seen == before[1]
    # The later alarm leads: the two do not work against each other.
    assert len(flashes(shared)) <= red + 1
    assert shared.seen != before[0] or not shared.is_on
    await second
    assert [lamp.seen for lamp in lamps] == before


async def test_an_alarm_right_after_another(
    hass: HomeAssistant, alarm: LightAlarm
) -> None:
    """A lamp that reports late is not taken for red by the next alarm."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before = lamp.seen
    for _ in range(3):
        task = asyncio.create_task(alarm.async_trigger(flashing(lamp, flashes=20)))
        lamp.told.clear()
        await until(lambda: lamp.told)
        stopping = asyncio.create_task(alarm.async_stop())
        await asyncio.sleep(0)
        again = asyncio.create_task(alarm.async_trigger(flashing(lamp, flashes=1)))
        await asyncio.gather(task, stopping, again)
    assert lamp.seen == before


async def test_groups(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """The members of groups, also of groups of groups, flash and are given back one by one, each once."""
    one, two, three = rgb("one"), rgb("two", on=False), rgb("three")
    two._attr_rgb_color = (1, 1, 1)
    await add_lamps(hass, one, two, three)
    assert await async_setup_component(
        hass, "group", {"group": {"old": {"entities": [three.entity_id]}}}
    )
    for name, members in (
        ("Inner", [one.entity_id]),
        ("Outer", ["light.inner", two.entity_id]),
    ):
        group = MockConfigEntry(
            domain="group",
            title=name,
            options={
                "group_type": "light",
                "name": name,
                "entities": members,
                "hide_members": False,
                "all": False,
            },
        )
        group.add_to_hass(hass)
        assert await hass.config_entries.async_setup(group.entry_id)
    await hass.async_block_till_done()
    before = [lamp.seen for lamp in (one, two, three)]
    await alarm.async_trigger(
        LightAlarmSettings(
            lights=("light.outer", "group.old", one.entity_id),
            flashes=2,
            on=0.15,
            off=0.02,
        )
    )
    for lamp in (one, two, three):
        assert len(flashes(lamp)) == 2
    assert [lamp.seen for lamp in (one, two, three)] == before


async def test_stop(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """All alarms end at once, and the lights are what they were when that returns."""
    one, two = rgb("one"), rgb("two", on=False)
    await add_lamps(hass, one, two)
    before = [one.seen, two.seen]
    tasks = [
        asyncio.create_task(
            alarm.async_trigger(flashing(lamp, flashes=50, on=9, off=9))
        )
        for lamp in (one, two)
    ]
    await until(lambda: one.told and two.told)
    await alarm.async_stop()
    assert [one.seen, two.seen] == before
    await asyncio.gather(*tasks)


async def test_cancelled(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """Whoever gives up waiting ends the alarm; the lights are given back."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before = lamp.seen
    task = asyncio.create_task(
        alarm.async_trigger(flashing(lamp, flashes=50, on=9, off=9))
    )
    await until(lambda: lamp.told)
    task.cancel()
    await until(lambda: lamp.seen == before)
