"""What an alert does besides telling: lights, sirens, sounds, speech, messages, actions of the user's own."""

import asyncio
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.argus.alerts import deliveries
from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component

from ..conftest import FACES, MOVING, Show, until
from .runtime import add_alert, decided, decisions_of, settle
from .speakers import ANNOUNCES

LIGHT = "light.hall"


@pytest.fixture
async def hall(hass: HomeAssistant) -> None:
    """Let there be a light that can be switched."""
    assert await async_setup_component(
        hass,
        "template",
        {
            "template": {
                "light": {
                    "name": "Hall",
                    "turn_on": {
                        "action": "input_boolean.turn_on",
                        "target": {"entity_id": "input_boolean.hall"},
                    },
                    "turn_off": {
                        "action": "input_boolean.turn_off",
                        "target": {"entity_id": "input_boolean.hall"},
                    },
                    "state": "{{ is_state('input_boolean.hall', 'on') }}",
                }
            }
        },
    )
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"hall": None}}
    )
    await hass.async_block_till_done()


async def test_night_watch(
    hass: HomeAssistant,
    hall: None,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
) -> None:
    """Lights flash and are as before, the siren sounds, the speakers play and say what happened, all at once."""
    states: list[str] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: (
            states.append(event.data["new_state"].state)
            if event.data["entity_id"] == LIGHT
            else None
        ),
    )
    hass.states.async_set("siren.yard", "off", {"supported_features": 3})
    sirens = async_mock_service(hass, "siren", "turn_on")
    async_mock_service(hass, "siren", "turn_off")
    hass.states.async_set(
        "media_player.hall", "idle", {"supported_features": int(ANNOUNCES)}
    )
    hass.states.async_set("tts.voice", "unknown")
    played = async_mock_service(hass, "media_player", "play_media")
    spoken = async_mock_service(hass, "tts", "speak")
    alert = await add_alert(
        hass,
        entry,
        notify=[],
        lights=[LIGHT],
        flashes=2,
        on_seconds=0.1,
        off_seconds=0.1,
        sirens=["siren.yard"],
        siren_seconds=1,
        speakers=["media_player.hall"],
        sound={"media_content_id": "media-source://a/b.mp3"},
        tts="tts.voice",
    )
    await door(MOVING)
    await decided(alert, Verdict.SENT)
    assert sirens[0].data["entity_id"] in ("siren.yard", ["siren.yard"])
    assert played[0].data["media_content_id"] == "media-source://a/b.mp3"
    assert "Front door" in spoken[0].data["message"]
    await until(lambda: states[-1:] == ["off"] and states.count("on") == 2)
    assert {
        one.channel: one.error for one in (await decisions_of(calm))[0].deliveries
    } == {"light_alarm": None, "siren": None, "speakers": None}
    await calm.sirens.async_stop()


async def test_first_the_sound_then_the_words(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """Words do not cut off a sound that the speaker still plays."""
    hass.states.async_set("tts.voice", "unknown")
    hass.states.async_set("media_player.hall", "idle", {"supported_features": 1 << 9})

    async def play(call: ServiceCall) -> None:
        hass.states.async_set(
            "media_player.hall", "playing", {"supported_features": 1 << 9}
        )

    hass.services.async_register("media_player", "play_media", play)
    spoken = async_mock_service(hass, "tts", "speak")
    alert = await add_alert(
        hass,
        entry,
        notify=[],
        speakers=["media_player.hall"],
        sound={"media_content_id": "media-source://a/b.mp3"},
        tts="tts.voice",
    )
    await door(MOVING)
    await settle()
    assert not spoken
    hass.states.async_set("media_player.hall", "idle", {"supported_features": 1 << 9})
    await decided(alert, Verdict.SENT)
    assert len(spoken) == 1


async def test_words_without_the_sound(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """A sound that cannot be played is said to have failed, and the words are said all the same."""
    hass.states.async_set("tts.voice", "unknown")
    hass.states.async_set("media_player.hall", "idle", {"supported_features": 1 << 9})
    async_mock_service(
        hass, "media_player", "play_media", raise_exception=HomeAssistantError("no")
    )
    spoken = async_mock_service(hass, "tts", "speak")
    alert = await add_alert(
        hass,
        entry,
        notify=[],
        speakers=["media_player.hall"],
        sound={"media_content_id": "media-source://a/b.mp3"},
        tts="tts.voice",
    )
    await door(MOVING)
    await decided(alert, Verdict.FAILED)
    assert len(spoken) == 1


async def test_what_cannot_be_used_is_said(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    alert = await add_alert(
        hass, entry, notify=[], lights=["light.gone"], sirens=["siren.gone"]
    )
    await door(MOVING)
    await decided(alert, Verdict.FAILED)
    (decision,) = await decisions_of(calm)
    for one, lost in zip(
        decision.deliveries, ("light.gone", "siren.gone"), strict=True
    ):
        assert lost in str(one.error)


async def test_mqtt_message_is_the_incident(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    published = async_mock_service(hass, "mqtt", "publish")
    await add_alert(hass, entry, "Ünlaut", notify=[], mqtt_topic="shop/alarm")
    await door(MOVING)
    await until(lambda: published)
    assert published[0].data["topic"] == "shop/alarm"
    told = json.loads(published[0].data["payload"])
    assert told["alert"] == "Ünlaut"
    assert told["camera"] == "camera.front_door"
    assert told["incident"]["detection_type"] == "motion"


async def test_home_assistant_itself_tells_and_keeps_telling(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """One notification, which says what became of it."""
    await add_alert(hass, entry, notify=[], persistent=True)
    await door(MOVING)
    notifications: dict[str, Any] = hass.data["persistent_notification"]
    await until(lambda: notifications)
    (first,) = notifications.values()
    await door(FACES, after=1)
    await until(lambda: next(iter(notifications.values())) != first)
    (now,) = notifications.values()
    assert first["message"].startswith("Something moved at ")
    assert now["message"].startswith("Two people were seen at ")
    assert now["title"] == "Night watch: Front door"


async def test_home_assistant_itself_shows_names_as_they_are(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """It takes notifications for Markdown; names and what templates make are none."""
    trick = "*{{ incident.camera }}* [x](javascript:alert(1)) <img src=x>"
    await add_alert(hass, entry, notify=[], persistent=True, message=trick)
    await door(MOVING)
    notifications: dict[str, Any] = hass.data["persistent_notification"]
    await until(lambda: notifications)
    (shown,) = notifications.values()
    assert shown["message"].splitlines()[0] == (
        r"\*Front door\* \[x\](javascript:alert(1)) \<img src=x\>"
    )


async def test_actions_that_last_are_not_waited_for(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They count as done when they went well for a moment, and go on to their end."""
    monkeypatch.setattr(deliveries, "FIRST_SECONDS", 0.1)
    going, ended = asyncio.Event(), asyncio.Event()

    async def work(call: ServiceCall) -> None:
        await going.wait()
        ended.set()

    hass.services.async_register("test", "work", work)
    alert = await add_alert(hass, entry, notify=[], actions=[{"action": "test.work"}])
    # It waits for all that goes on, the action too.
    showing = asyncio.create_task(door(MOVING))
    await decided(alert, Verdict.SENT)
    assert not ended.is_set()
    going.set()
    await asyncio.wait_for(ended.wait(), 5)
    await showing


async def test_changing_an_alert_ends_its_own_actions(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the user no longer wants does not go on, and the new actions are the ones that are done next."""
    monkeypatch.setattr(deliveries, "FIRST_SECONDS", 0.1)
    calls = async_mock_service(hass, "test", "second")
    alert = await add_alert(
        hass,
        entry,
        notify=[],
        cooldown=0,
        actions=[{"delay": {"hours": 1}}, {"action": "test.second"}],
    )
    await door(MOVING)
    await decided(alert, Verdict.SENT)
    alert.async_set(actions=[{"action": "test.second", "data": {"a": 1}}])
    await hass.async_block_till_done()
    await settle()
    assert not calls
    decision = await alert.async_test()
    assert decision.verdict is Verdict.SENT
    assert calls[0].data == {"a": 1}
