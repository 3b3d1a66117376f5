"""What an alert says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from custom_components.argus.alerts.message_text import (
    FALSE_ALARM,
    SILENCE,
    async_message_text,
)
from custom_components.argus.alerts.own_texts import OwnWords
from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

ALERT = ("a1", "Night watch")
INCIDENT = Incident(
    id="01J00000000000000000000000",
    camera="garage",
    camera_name="Garage",
    location="<b>Yard</b>",
    start=datetime(2026, 11, 23, 21, 14, tzinfo=UTC),
    types=(ActivityType.MOTION, ActivityType.FACE),
    intensity=4.25,
    faces=2,
    zones=("Door",),
    visitors_in=1,
    snapshot="argus/garage/2026-11-23/picture.jpg",
)


@pytest.fixture(autouse=True)
async def paris(hass: HomeAssistant) -> None:
    """Live where the clock differs from UTC."""
    await hass.config.async_set_time_zone("Europe/Paris")


async def test_own_words(hass: HomeAssistant) -> None:
    """Place, time and what happened are told; names are no HTML."""
    telling = await async_message_text(
        hass, AlertSettings(), ALERT, (INCIDENT,), OwnWords()
    )
    message = telling.message
    assert message.title == "Night watch: <b>Yard</b>"
    assert "22:14" in message.text
    assert message.text == (
        "Two people were seen in the zone Door, and one person came in at 22:14."
    )
    assert message.html is not None
    assert "<b>Yard" not in message.html
    assert "&lt;b&gt;Yard" in message.html
    assert "cid:picture" in message.html
    assert message.image is not None
    assert message.image.startswith(f"/api/argus/events/{INCIDENT.id}/snapshot.jpg")
    assert [one.filename for one in message.attachments] == [
        "b_yard_b_2026-11-23_22-14-00.jpg"
    ]
    assert [button.action for button in message.buttons] == [
        f"{SILENCE}a1",
        f"{FALSE_ALARM}{INCIDENT.id}",
    ]
    assert not message.quiet
    assert telling.spoken == (
        "Night watch. <b>Yard</b>: two people were seen in the zone Door, and one person came in."
    )


async def test_control_characters(hass: HomeAssistant) -> None:
    """No subject of a letter becomes several lines, and no text moves a terminal's cursor."""
    trick = "a\r\nBcc: all@example.org\0\x1b[2J"
    own = OwnWords(title=trick, message=trick)
    message = (
        await async_message_text(hass, AlertSettings(), ALERT, (INCIDENT,), own)
    ).message
    assert message.title == "a Bcc: all@example.org [2J"
    assert message.text == "a\nBcc: all@example.org[2J"
    named = replace(INCIDENT, location=trick)
    message = (
        await async_message_text(hass, AlertSettings(), ALERT, (named,), OwnWords())
    ).message
    assert message.title == "Night watch: a Bcc: all@example.org [2J"


async def test_a_long_place_makes_no_long_file_name(hass: HomeAssistant) -> None:
    long = replace(INCIDENT, location="x" * 1000)
    message = (
        await async_message_text(hass, AlertSettings(), ALERT, (long,), OwnWords())
    ).message
    assert len(message.attachments[0].filename) < 100


async def test_in_french(hass: HomeAssistant) -> None:
    """Home Assistant's language is the alert's."""
    hass.config.language = "fr"
    telling = await async_message_text(
        hass, AlertSettings(), ALERT, (INCIDENT,), OwnWords()
    )
    assert telling.message.text == (
        "Deux personnes ont été vues dans la zone Door, et une personne est entrée à 22\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}14."
    )
    assert telling.message.buttons[1].title == "Fausse alerte"


async def test_told_again_when_it_is_over(hass: HomeAssistant) -> None:
    """The same notification changes, without a sound, and shows its picture anew."""
    first = (
        await async_message_text(hass, AlertSettings(), ALERT, (INCIDENT,), OwnWords())
    ).message
    over = replace(INCIDENT, end=INCIDENT.start + timedelta(minutes=5))
    told = await async_message_text(
        hass, AlertSettings(), ALERT, (over,), OwnWords(), again=True
    )
    assert "between 22:14 and 22:19" in told.message.text
    assert told.message.quiet
    assert told.message.tag == first.tag
    assert told.message.image != first.image


async def test_over_within_the_minute(hass: HomeAssistant) -> None:
    """One time is told, not the same one twice."""
    over = replace(INCIDENT, end=INCIDENT.start + timedelta(seconds=40))
    message = (
        await async_message_text(hass, AlertSettings(), ALERT, (over,), OwnWords())
    ).message
    assert message.text.count("22:14") == 1


async def test_without_a_picture(hass: HomeAssistant) -> None:
    """Nothing is promised that is not there."""
    bare = replace(INCIDENT, snapshot=None, faces=0, visitors_in=0)
    message = (
        await async_message_text(hass, AlertSettings(), ALERT, (bare,), OwnWords())
    ).message
    assert message.image is None
    assert message.attachments == ()
    assert message.html is not None
    assert "cid:" not in message.html


async def test_words_of_the_user(hass: HomeAssistant) -> None:
    """They stand instead of Argus's own, each for itself."""
    own = OwnWords(title="Night!", speech="Hello")
    telling = await async_message_text(hass, AlertSettings(), ALERT, (INCIDENT,), own)
    assert telling.message.title == "Night!"
    assert "22:14" in telling.message.text
    assert telling.spoken == "Hello"


async def test_link_to_home_assistant(hass: HomeAssistant) -> None:
    """A letter leads back, when the address is known."""
    assert await async_setup_component(hass, "http", {})
    hass.config.internal_url = "http://127.0.0.1:8123"
    message = (
        await async_message_text(hass, AlertSettings(), ALERT, (INCIDENT,), OwnWords())
    ).message
    assert message.html is not None
    assert (
        'href="http://127.0.0.1:8123/media-browser/browser/image%2Cmedia-source%3A%2F%2Fargus%2F'
        in message.html
    )


async def test_a_title_of_several_lines(hass: HomeAssistant) -> None:
    """It becomes one, as the subject of a letter has to be; a message keeps its lines."""
    lines = "Somebody\r\n\n is there"
    own = OwnWords(title=lines, message=lines)
    telling = await async_message_text(hass, AlertSettings(), ALERT, (INCIDENT,), own)
    assert telling.message.title == "Somebody is there"
    assert telling.message.text.splitlines() == ["Somebody", "", " is there"]
    EmailMessage().add_header("Subject", telling.message.title)
