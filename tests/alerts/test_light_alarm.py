"""The light alarm on lamps of every kind."""

import asyncio
from collections.abc import AsyncIterator
from copy import deepcopy
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.light_alarm import LightAlarm, LightAlarmSettings
from homeassistant.components.light.const import ColorMode
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.setup import async_setup_component

from ..conftest import until
from .lamps import Lamp, add_lamps

LAMPS: dict[str, tuple[set[ColorMode], ColorMode, dict[str, Any]]] = {
    "onoff": ({ColorMode.ONOFF}, ColorMode.ONOFF, {}),
    "brightness": ({ColorMode.BRIGHTNESS}, ColorMode.BRIGHTNESS, {"brightness": 77}),
    "hs": (
        {ColorMode.HS, ColorMode.COLOR_TEMP},
        ColorMode.HS,
        {"brightness": 90, "hs_color": (211.375, 43.25)},
    ),
    "color_temp": (
        {ColorMode.HS, ColorMode.COLOR_TEMP},
        ColorMode.COLOR_TEMP,
        {"brightness": 255, "color_temp_kelvin": 2702},
    ),
    "color_temp_only": (
        {ColorMode.COLOR_TEMP},
        ColorMode.COLOR_TEMP,
        {"brightness": 12, "color_temp_kelvin": 4000},
    ),
    "rgb": ({ColorMode.RGB}, ColorMode.RGB, {"brightness": 1, "rgb_color": (1, 2, 3)}),
    "rgbw": (
        {ColorMode.RGBW},
        ColorMode.RGBW,
        {"brightness": 200, "rgbw_color": (10, 20, 30, 40)},
    ),
    "rgbww": (
        {ColorMode.RGBWW, ColorMode.COLOR_TEMP},
        ColorMode.RGBWW,
        {"brightness": 33, "rgbww_color": (1, 2, 3, 4, 5)},
    ),
    "xy": (
        {ColorMode.XY},
        ColorMode.XY,
        {"brightness": 128, "xy_color": (0.25, 0.625)},
    ),
    "white": (
        {ColorMode.HS, ColorMode.WHITE},
        ColorMode.WHITE,
        {"brightness": 150},
    ),
    "effect": (
        {ColorMode.HS},
        ColorMode.HS,
        {"brightness": 60, "hs_color": (30.0, 100.0), "effect": "rainbow"},
    ),
    "no_effect": (
        {ColorMode.HS},
        ColorMode.HS,
        {"brightness": 60, "hs_color": (30.0, 100.0), "effect": "off", "fades": True},
    ),
}
"""Modes it can do, the mode it is in, and its look."""


@pytest.fixture
async def alarm(hass: HomeAssistant) -> AsyncIterator[LightAlarm]:
    """Return what flashes lights."""
    alarm = LightAlarm(hass)
    await alarm.async_open()
    yield alarm
    await alarm.async_close()


def settings(*lamps: Lamp, flashes: int = 2) -> LightAlarmSettings:
    return LightAlarmSettings(
        lights=tuple(lamp.entity_id for lamp in lamps),
        flashes=flashes,
        on=0.15,
        off=0.02,
    )


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
    await alarm.async_trigger(settings(lamp))
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


async def test_no_light_there(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """That no light can be used is said."""
    with pytest.raises(HomeAssistantError) as raised:
        await alarm.async_trigger(LightAlarmSettings(lights=("light.gone",)))
    assert raised.value.translation_key == "no_light_there"


def rgb(name: str = "lamp", *, on: bool = True) -> Lamp:
    return Lamp(
        name,
        {ColorMode.RGB},
        ColorMode.RGB,
        on=on,
        brightness=100,
        rgb_color=(9, 8, 7),
    )


def flashes(lamp: Lamp) -> list[dict[str, Any]]:
    """Return what a lamp was told to flash red."""
    return [data for _, data in lamp.told if data.get("rgb_color") == (255, 0, 0)]


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
    lights = tuple(lamp.entity_id for lamp in (colourful, plain, warm, switch))
    await alarm.async_trigger(
        LightAlarmSettings(
            lights=lights,
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
            LightAlarmSettings(
                lights=(shared.entity_id, first_only.entity_id),
                flashes=10,
                on=0.05,
                off=0.05,
            )
        )
    )
    await until(lambda: flashes(shared))
    second = asyncio.create_task(
        alarm.async_trigger(
            LightAlarmSettings(
                lights=(shared.entity_id, second_only.entity_id),
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
        task = asyncio.create_task(alarm.async_trigger(settings(lamp, flashes=20)))
        lamp.told.clear()
        await until(lambda: lamp.told)
        stopping = asyncio.create_task(alarm.async_stop())
        await asyncio.sleep(0)
        again = asyncio.create_task(alarm.async_trigger(settings(lamp, flashes=1)))
        await asyncio.gather(task, stopping, again)
    assert lamp.seen == before


async def test_a_lamp_that_reports_late(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm is over when the lamp says that it is back; one that comes before that does not take it for red."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before, state = lamp.seen, hass.states.get(lamp.entity_id)
    assert state is not None
    report = lamp.async_write_ha_state
    monkeypatch.setattr(
        lamp, "async_write_ha_state", lambda: hass.loop.call_later(0.1, report)
    )

    def is_shown() -> bool:
        now = hass.states.get(lamp.entity_id)
        return now is not None and now.attributes == state.attributes

    await alarm.async_trigger(settings(lamp, flashes=2))
    assert is_shown()

    first = asyncio.create_task(alarm.async_trigger(settings(lamp, flashes=2)))
    await until(lambda: not is_shown())
    await until(lambda: lamp.seen == before)
    assert not is_shown()
    await alarm.async_trigger(settings(lamp, flashes=2))
    await first
    assert is_shown()
    assert lamp.seen == before


async def test_again_before_it_was_given_back(
    hass: HomeAssistant, alarm: LightAlarm
) -> None:
    """A lamp that could not be given back yet, and flashes again, becomes what it was before the first alarm."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before = lamp.seen
    task = asyncio.create_task(alarm.async_trigger(settings(lamp, flashes=1)))
    await until(lambda: flashes(lamp))
    lamp.failure = HomeAssistantError("no bridge")
    await task
    assert lamp.seen != before
    lamp.failure = None
    await alarm.async_trigger(settings(lamp, flashes=1))
    assert lamp.seen == before


async def test_a_lamp_that_does_not_say_how_it_would_look(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lamp that is off is off again, at least."""
    lamp = rgb(on=False)
    await add_lamps(hass, lamp)

    def brightness(lamp: Lamp) -> int | None:
        if not lamp.is_on:
            raise KeyError("programming")
        return lamp._attr_brightness

    monkeypatch.setattr(Lamp, "brightness", property(brightness))
    await alarm.async_trigger(settings(lamp, flashes=1))
    assert len(flashes(lamp)) == 1
    assert not lamp.is_on


async def test_trouble_with_one_lamp_is_nothing_to_others(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lamp that is not there, one that hangs, one that fails, one that goes away: the others flash in time."""
    monkeypatch.setattr("custom_components.argus.alerts.borrowing.PATIENCE", 0.2)
    good, gone, hanging = rgb("good"), rgb("gone"), rgb("hanging")
    failing, broken, going = rgb("failing"), rgb("broken"), rgb("going")
    lamps = (good, gone, hanging, failing, broken, going)
    await add_lamps(hass, *lamps)
    gone.set_available(False)
    hanging.hangs = True
    failing.failure = HomeAssistantError("no bridge")
    broken.failure = KeyError("programming")
    before = good.seen
    began = time.monotonic()
    task = asyncio.create_task(alarm.async_trigger(settings(*lamps, flashes=4)))
    await until(lambda: going.told)
    going.set_available(False)
    await until(lambda: len(flashes(good)) == 4)
    assert time.monotonic() - began < 4 * 0.17
    await task
    assert good.seen == before
    assert not gone.told
    assert len(hanging.told) == 2  # one flash, one attempt to give it back
    assert len(failing.told) == 5

    # It comes back red, and is made what it was; nobody had to ask.
    assert going.rgb_color == (255, 0, 0)
    going.set_available(True)
    await until(lambda: going.seen == before)


async def test_all_lamps_fail(hass: HomeAssistant, alarm: LightAlarm) -> None:
    """That no light flashed is said."""
    lamp = rgb()
    lamp.failure = HomeAssistantError("no bridge")
    await add_lamps(hass, lamp)
    with pytest.raises(HomeAssistantError) as raised:
        await alarm.async_trigger(settings(lamp))
    assert raised.value.translation_key == "no_light_flashed"


@pytest.mark.parametrize("kind", ["rgb", "white", "effect", "off"])
async def test_a_lamp_that_does_not_listen_at_once(
    hass: HomeAssistant, alarm: LightAlarm, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A lamp that does not show that it is back is told a second time."""
    monkeypatch.setattr("custom_components.argus.alerts.borrowing.SETTLE", 0.05)
    modes, mode, look = LAMPS.get(kind, LAMPS["rgb"])
    lamp = Lamp(kind, modes, mode, on=kind != "off", **look)
    await add_lamps(hass, lamp)
    before = lamp.seen
    deaf = 1
    service = "async_turn_off" if kind == "off" else "async_turn_on"
    listen = getattr(lamp, service)

    async def async_listen(**data: Any) -> None:
        nonlocal deaf
        back = {
            "rgb": data.get("rgb_color") not in (None, (255, 0, 0)),
            "white": "white" in data,
            "effect": data.get("effect") == "rainbow",
            "off": True,
        }
        if deaf and back[kind]:
            deaf -= 1
            return
        await listen(**data)

    monkeypatch.setattr(lamp, service, async_listen)
    await alarm.async_trigger(settings(lamp, flashes=1))
    assert deaf == 0
    assert lamp.seen == before


@pytest.mark.parametrize(
    ("service", "data", "expected", "target"),
    [
        ("turn_off", {}, {"is_on": False}, "all"),
        ("turn_off", {}, {"is_on": False}, "area"),
        ("turn_off", {}, {"is_on": False}, "entity"),
        ("turn_on", {}, {"is_on": True}, "entity"),
        (
            "turn_on",
            {"brightness_pct": 20},
            {"is_on": True, "brightness": 51},
            "entity",
        ),
        ("turn_on", {"brightness": "20"}, {"is_on": True, "brightness": 20}, "entity"),
        (
            "turn_on",
            {"rgb_color": [0, 255, 0], "brightness": 10},
            {"is_on": True, "brightness": 10, "rgb_color": (0, 255, 0)},
            "entity",
        ),
        ("toggle", {}, {"is_on": True}, "entity"),
    ],
)
async def test_the_user_switches_a_lamp(
    hass: HomeAssistant,
    alarm: LightAlarm,
    service: str,
    data: dict[str, Any],
    expected: dict[str, Any],
    target: str,
) -> None:
    """What the user asks for during the alarm is what the lamp becomes; it leaves the alarm, the others do not."""
    lamp, other = rgb(on=False), rgb("other")
    await add_lamps(hass, lamp, other)
    area = ar.async_get(hass).async_create("Hall")
    er.async_get(hass).async_update_entity(lamp.entity_id, area_id=area.id)
    before, others = lamp.seen, other.seen
    named = {
        "entity": {"entity_id": lamp.entity_id},
        "all": {"entity_id": "all"},
        "area": {"area_id": area.id},
    }[target]
    task = asyncio.create_task(
        alarm.async_trigger(
            LightAlarmSettings(
                lights=(lamp.entity_id, other.entity_id), flashes=8, on=0.04, off=0.04
            )
        )
    )
    await until(lambda: flashes(lamp))
    await hass.services.async_call(
        "light",
        service,
        named | data,
        blocking=True,
        context=Context(user_id=None),
    )
    told, told_other = len(flashes(lamp)), len(flashes(other))
    await task
    assert len(flashes(lamp)) == told
    if target != "all":
        assert len(flashes(other)) > told_other
        assert other.seen == others
    await until(lambda: lamp.seen == before | expected)


async def test_what_the_alarm_causes_is_not_taken_for_the_user(
    hass: HomeAssistant, alarm: LightAlarm
) -> None:
    """An automation that reacts to the flashing, and its script, do not keep a lamp from being given back."""
    lamp = rgb(on=False)
    await add_lamps(hass, lamp)
    before = lamp.seen
    reacted = False

    @callback
    def react(event: Event[EventStateChangedData]) -> None:
        nonlocal reacted
        state = event.data["new_state"]
        if state and state.state == "on" and not reacted:
            reacted = True
            automation = Context(parent_id=event.context.id)
            script = Context(parent_id=automation.id)
            for domain, service, context in (
                ("light", "turn_on", automation),
                ("homeassistant", "turn_on", script),
            ):
                hass.async_create_task(
                    hass.services.async_call(
                        domain, service, {"entity_id": lamp.entity_id}, context=context
                    )
                )

    untrack = async_track_state_change_event(hass, lamp.entity_id, react)
    await alarm.async_trigger(settings(lamp, flashes=4))
    untrack()
    assert reacted
    assert len(flashes(lamp)) == 4
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
            alarm.async_trigger(
                LightAlarmSettings(lights=(lamp.entity_id,), flashes=50, on=9, off=9)
            )
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
        alarm.async_trigger(
            LightAlarmSettings(lights=(lamp.entity_id,), flashes=50, on=9, off=9)
        )
    )
    await until(lambda: lamp.told)
    task.cancel()
    await until(lambda: lamp.seen == before)


# Restarts


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
        written.append(deepcopy(hass_storage["argus.borrowed_light"]["data"]))
        await turn_on(**data)

    monkeypatch.setattr(lamp, "async_turn_on", async_turn_on)
    await alarm.async_trigger(settings(lamp))
    look = {"brightness": 100, "rgb_color": [9, 8, 7]}
    assert written[0] == {
        lamp.entity_id: {"on": True, "look": look, "effect": None},
    }
    assert hass_storage["argus.borrowed_light"]["data"] == {}


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
        killed.async_trigger(
            LightAlarmSettings(
                lights=(lamp.entity_id, late.entity_id), flashes=9, on=9, off=9
            )
        )
    )
    await until(lambda: lamp.told and late.told)
    kept = deepcopy(hass_storage["argus.borrowed_light"])
    flash = {one: one.told[-1][1] for one in (lamp, late)}
    await killed.async_close()
    await task
    for one in (lamp, late):
        await one.async_turn_on(**flash[one])
        one.told.clear()
    assert late.seen != before[1]
    late.set_available(False)
    hass_storage["argus.borrowed_light"] = kept

    alarm = LightAlarm(hass)
    await alarm.async_open()
    await until(lambda: lamp.seen == before[0])
    assert not late.told
    late.set_available(True)
    await until(lambda: late.seen == before[1])
    await until(lambda: hass_storage["argus.borrowed_light"]["data"] == {})
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
        alarm.async_trigger(
            LightAlarmSettings(
                lights=(lamp.entity_id, away.entity_id), flashes=9, on=9, off=9
            )
        )
    )
    await until(lambda: lamp.told and away.told)
    away.set_available(False)
    await alarm.async_close()
    await task
    assert lamp.seen == before
    assert list(hass_storage["argus.borrowed_light"]["data"]) == [away.entity_id]

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
        alarm.async_trigger(
            LightAlarmSettings(lights=(lamp.entity_id,), flashes=9, on=9, off=9)
        ),
        "an alert",
    )
    await until(lambda: lamp.told)
    for background in list(hass._background_tasks):
        background.cancel()
    await alarm.async_close()
    assert task.cancelled()
    assert lamp.seen == before
    assert hass_storage["argus.borrowed_light"]["data"] == {}


@pytest.mark.parametrize("stored", [[], {"light.lamp": 1}, {"light.lamp": {}}])
async def test_nonsense_on_disk(
    hass: HomeAssistant, hass_storage: dict[str, Any], stored: Any
) -> None:
    """What is on disk and makes no sense is in nobody's way."""
    lamp = rgb()
    await add_lamps(hass, lamp)
    before = lamp.seen
    hass_storage["argus.borrowed_light"] = {
        "version": 1,
        "minor_version": 1,
        "key": "argus.borrowed_light",
        "data": stored,
    }
    alarm = LightAlarm(hass)
    await alarm.async_open()
    if stored != {"light.lamp": {}}:
        await alarm.async_trigger(settings(lamp, flashes=1))
    assert lamp.seen == before
    await alarm.async_close()


async def test_never_opened(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """What is on disk stays there when Argus could not start."""
    kept = {"light.x": {"on": True, "look": {}, "effect": None}}
    hass_storage["argus.borrowed_light"] = {
        "version": 1,
        "minor_version": 1,
        "key": "argus.borrowed_light",
        "data": kept,
    }
    await LightAlarm(hass).async_close()
    assert hass_storage["argus.borrowed_light"]["data"] == kept
