"""The light alarm on lights of integrations that Home Assistant brings."""

from typing import Any

import pytest

from custom_components.argus.alerts.light_alarm import LightAlarm, LightAlarmSettings
from homeassistant.components.demo.light import DemoLight
from homeassistant.components.light.const import (
    DATA_COMPONENT as LIGHTS,
    EFFECT_OFF,
    ColorMode,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.setup import async_setup_component


def shown(hass: HomeAssistant, *entity_ids: str) -> list[tuple[str, dict[str, Any]]]:
    """Return how lights look."""
    states: list[State] = [
        state
        for entity_id in entity_ids
        if (state := hass.states.get(entity_id)) is not None
    ]
    assert len(states) == len(entity_ids)
    return [(state.state, dict(state.attributes)) for state in states]


async def flash(hass: HomeAssistant, *entity_ids: str) -> list[str]:
    """Flash lights; return which of them were seen to change."""
    changed: set[str] = set()
    hass.bus.async_listen(
        "state_changed", lambda event: changed.add(event.data["entity_id"])
    )
    alarm = LightAlarm(hass)
    await alarm.async_open()
    await alarm.async_trigger(
        LightAlarmSettings(lights=entity_ids, flashes=2, on=0.15, off=0.05)
    )
    await hass.async_block_till_done()
    await alarm.async_close()
    return sorted(changed & set(entity_ids))


@pytest.mark.parametrize("on", [True, False])
async def test_demo(hass: HomeAssistant, on: bool) -> None:
    """The demo's lights, which keep an effect until they are told another one."""
    assert await async_setup_component(hass, "light", {})
    lights = [
        DemoLight(
            "effect",
            "Effect",
            on,
            effect_list=["rainbow", EFFECT_OFF],
            effect="rainbow",
        ),
        DemoLight("quiet", "Quiet", on, effect_list=["rainbow", "off"], effect="off"),
        DemoLight("ct", "Warm", on, ct=2631),
        DemoLight("hs", "Colour", on, hs_color=(345, 75)),
        DemoLight(
            "rgbw",
            "RGBW",
            on,
            rgbw_color=(255, 0, 0, 255),
            supported_color_modes={ColorMode.RGBW},
        ),
        DemoLight(
            "rgbww",
            "RGBWW",
            on,
            rgbww_color=(255, 0, 0, 255, 0),
            supported_color_modes={ColorMode.RGBWW},
        ),
        DemoLight(
            "white",
            "White",
            on,
            brightness=44,
            hs_color=(345, 75),
            supported_color_modes={ColorMode.HS, ColorMode.WHITE},
        ),
    ]
    await hass.data[LIGHTS].async_add_entities(lights)
    names = [light.entity_id for light in lights]
    await hass.services.async_call(
        "light", "turn_on", {"entity_id": names[-1], "white": 33}, blocking=True
    )
    if not on:
        await hass.services.async_call(
            "light", "turn_off", {"entity_id": names[-1]}, blocking=True
        )
    before = shown(hass, *names)
    assert await flash(hass, *names) == sorted(names)
    assert shown(hass, *names) == before
    if not on:
        # What they show when somebody switches them on is what they would have shown.
        await hass.services.async_call(
            "light", "turn_on", {"entity_id": names}, blocking=True
        )
        modes = [attributes["color_mode"] for _, attributes in shown(hass, *names)]
        assert modes == [
            "color_temp",
            "color_temp",
            "color_temp",
            "hs",
            "rgbw",
            "rgbww",
            "white",
        ]
        looks = dict(zip(names, shown(hass, *names), strict=True))
        assert looks[names[0]][1]["effect"] == "rainbow"
        assert looks[names[3]][1]["hs_color"] == (345, 75)
        assert looks[names[6]][1]["brightness"] == 33


def store(name: str, value: str) -> dict[str, Any]:
    """Return an action that keeps a value."""
    return {
        "action": f"{name.partition('.')[0]}.set_value",
        "target": {"entity_id": name},
        "data": {"value": value},
    }


@pytest.mark.parametrize("effect", ["fire", "off"])
async def test_template(hass: HomeAssistant, effect: str) -> None:
    """A template light carries out one script for each action: of a colour and an effect at once, only one."""
    level = store("input_number.level", "{{ brightness }}")
    assert await async_setup_component(
        hass,
        "input_number",
        {"input_number": {"level": {"min": 0, "max": 255, "initial": 60}}},
    )
    assert await async_setup_component(
        hass,
        "input_text",
        {
            "input_text": {
                "colour": {"initial": "30,100"},
                "effect": {"initial": effect},
            }
        },
    )
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"on": {"initial": True}}}
    )
    switch = {"target": {"entity_id": "input_boolean.on"}}
    on = {"action": "input_boolean.turn_on", **switch}
    assert await async_setup_component(
        hass,
        "template",
        {
            "template": {
                "light": {
                    "name": "Lamp",
                    "state": "{{ is_state('input_boolean.on', 'on') }}",
                    "level": "{{ states('input_number.level') | int }}",
                    "hs": "{{ (states('input_text.colour').split(',') | map('int') | list) }}",
                    "effect": "{{ states('input_text.effect') }}",
                    "effect_list": "{{ ['fire', 'off'] }}",
                    "turn_on": [on],
                    "turn_off": {"action": "input_boolean.turn_off", **switch},
                    "set_level": [on, level],
                    "set_hs": [
                        on,
                        level,
                        store("input_text.colour", "{{ h }},{{ s }}"),
                        store("input_text.effect", "off"),
                    ],
                    "set_effect": [on, store("input_text.effect", "{{ effect }}")],
                }
            }
        },
    )
    await hass.async_block_till_done()
    before = shown(hass, "light.lamp")
    assert before[0][1]["effect"] == effect
    assert before[0][1]["brightness"] == 60
    assert await flash(hass, "light.lamp")
    assert shown(hass, "light.lamp") == before
