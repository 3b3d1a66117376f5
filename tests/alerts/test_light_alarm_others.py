"""The light alarm on lamps that somebody else switches meanwhile."""

import asyncio
from typing import Any

import pytest

from custom_components.argus.alerts.light_alarm import LightAlarm
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event

from ..conftest import until
from .lamps import add_lamps, flashes, flashing, rgb

pytestmark = pytest.mark.usefixtures("clock")


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
        alarm.async_trigger(flashing(lamp, other, flashes=8, on=0.04, off=0.04))
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
    await alarm.async_trigger(flashing(lamp, flashes=4))
    untrack()
    assert reacted
    assert len(flashes(lamp)) == 4
    assert lamp.seen == before
