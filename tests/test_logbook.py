"""Tests of the logbook's lines."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.announcements import EVENT_INCIDENT
from custom_components.argus.logbook import async_describe_events
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import translation

from .conftest import FACES, MOVING, STILL, Show, camera_named


def lines(hass: HomeAssistant, events: list[Event]) -> list[dict[str, Any]]:
    """Return what the logbook says of events."""
    describers: dict[str, Callable[[Event], dict[str, Any]]] = {}

    def register(
        domain: str, event_type: str, describe: Callable[[Event], dict[str, Any]]
    ) -> None:
        assert domain == "argus"
        describers[event_type] = describe

    async_describe_events(hass, register)
    return [describers[event.event_type](event) for event in events]


@pytest.mark.parametrize(
    ("language", "message"),
    [("en", "saw 2 people"), ("fr", "a vu 2 personnes")],
)
async def test_a_line(
    hass: HomeAssistant, calm: ArgusRuntime, language: str, message: str
) -> None:
    """What happened is one line, in the user's language, with the camera it belongs to."""
    await hass.config.async_update(language=language)
    # As Home Assistant does when its language changes.
    await translation.async_load_integrations(hass, {DOMAIN})
    fired: list[Event] = []
    hass.bus.async_listen(EVENT_INCIDENT, fired.append)
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOVING)
    await show(FACES, after=1)
    camera_named(calm, "Front door").async_set(detection=False)
    await hass.async_block_till_done()
    (event,) = fired
    assert (await calm.incidents.async_get(event.data["incident"])).end is not None
    (line,) = lines(hass, fired)
    assert line == {
        "name": "Front door",
        "message": message,
        "entity_id": "camera.front_door",
    }
    await show(STILL)
    assert len(fired) == 1, "what is over is told once"


@pytest.mark.parametrize(
    ("said", "en", "fr"),
    [
        ({"types": ["motion"]}, "saw something move", "a vu bouger quelque chose"),
        (
            {"types": ["look"]},
            "looked and saw nothing",
            "a regardé et n’a rien vu",
        ),
        (
            {"types": ["look", "motion"]},
            "saw something move",
            "a vu bouger quelque chose",
        ),
        ({"types": ["face"], "faces": 1}, "saw somebody", "a vu quelqu’un"),
        (
            {"types": ["visitor_in", "face"], "faces": 3, "visitors_in": 2},
            "saw 2 visitors come in",
            "a vu entrer 2 visiteurs",
        ),
        (
            {"types": ["tampered", "visitor_out"], "visitors_out": 1},
            "was tampered with, saw 1 visitor go out",
            "a subi un sabotage, a vu sortir 1 visiteur",
        ),
        (
            {"types": ["motion"], "zones": ["Path", "Gate"]},
            "saw something move (Path, Gate)",
            "a vu bouger quelque chose (Path, Gate)",
        ),
    ],
)
async def test_a_line_reads_on_from_the_name_of_the_camera(
    hass: HomeAssistant, calm: ArgusRuntime, said: dict[str, Any], en: str, fr: str
) -> None:
    for language, message in (("en", en), ("fr", fr)):
        await hass.config.async_update(language=language)
        await translation.async_load_integrations(hass, {DOMAIN})
        event: Event = Event(EVENT_INCIDENT, {"camera": "Front door", **said})
        (line,) = lines(hass, [event])
        assert line["message"] == message
