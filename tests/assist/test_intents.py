"""Questions in sentences, without a language model."""

from datetime import timedelta
from pathlib import Path
import shutil

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import yaml

from custom_components.argus.assist.answers import KINDS
from custom_components.argus.assist.intents import async_setup_intents
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.wording import async_wording
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.components.homeassistant.exposed_entities import (
    async_expose_entity,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent

from ..alerts.runtime import add_alert
from ..conftest import FACES, FRONT_DOOR, Show, camera_named
from ..journals import broken_journal, remember
from .agent import Chat, say
from .conftest import TODAY
from .speaking import somebody, switch_of

SENTENCES = Path(__file__).parent.parent.parent / "docs" / "custom_sentences"


@pytest.fixture(autouse=True)
def _sentences(hass_config_dir: str) -> None:
    """Copy the sentences as the documentation says."""
    shutil.copytree(SENTENCES, Path(hass_config_dir) / "custom_sentences")


@pytest.fixture
async def house(calm: ArgusRuntime, chat: Chat) -> ArgusRuntime:
    """Return a house in which somebody was at the door, and a car."""
    door = camera_named(calm, "Front door")
    await remember(calm, door, TODAY - timedelta(days=1), picture=None)
    await remember(
        calm,
        door,
        TODAY - timedelta(hours=1),
        types=(ActivityType.MOTION, ActivityType.VEHICLE),
        picture=None,
    )
    return calm


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("What happened today?", "Front door: a vehicle, today at 12:00."),
        (
            "What happened at the front door yesterday?",
            "Front door: a person, yesterday at 13:00.",
        ),
        ("what did the cameras see", "Front door: a vehicle, today at 12:00. "),
        (
            "When was somebody last seen?",
            "Front door last saw somebody yesterday at 13:00.",
        ),
        (
            "When was a car last seen at the front door",
            "Front door last saw a vehicle today at 12:00.",
        ),
        ("where was an animal last seen", "Nothing of the kind was seen."),
        (
            "How many visitors came today?",
            "0 visitors came in and 0 went out today.",
        ),
        ("Is anybody there?", "No, nobody is in view."),
        ("is anyone at the front door", "No, nobody is in view."),
        ("Is a camera out of order?", "All cameras work."),
        ("is the front door working", "All cameras work."),
        (
            "silence alerts for 30 minutes",
            "There is no such alert that may be silenced from here: expose its switch to Assist first.",
        ),
    ],
)
async def test_in_english(
    hass: HomeAssistant, house: ArgusRuntime, sentence: str, answer: str
) -> None:
    assert (await say(hass, sentence)).startswith(answer.strip())


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        (
            "Que s'est-il passé aujourd'hui ?",
            "Front door : un véhicule, aujourd’hui à 12 h 00.",
        ),
        (
            "que s'est-il passé devant front door hier",
            "Front door : une personne, hier à 13 h 00.",
        ),
        (
            "quand a-t-on vu quelqu'un pour la dernière fois",
            "Front door a vu quelqu’un pour la dernière fois hier à 13 h 00.",
        ),
        ("combien de visiteurs sont venus", "Visiteurs aujourd’hui : 0 entré, 0"),
        ("y a-t-il quelqu'un dehors", "Non, personne n’est en vue."),
        ("une caméra est-elle en panne", "Toutes les caméras fonctionnent."),
        ("coupe les alertes pendant 30 minutes", "Aucune alerte de ce nom"),
    ],
)
async def test_in_french(
    hass: HomeAssistant, house: ArgusRuntime, sentence: str, answer: str
) -> None:
    spoken = await say(hass, sentence, language="fr")
    assert spoken.replace("\N{NO-BREAK SPACE}", " ").startswith(answer)


async def test_who_is_there(hass: HomeAssistant, house: ArgusRuntime) -> None:
    door = camera_named(house, "Front door")
    await Show(hass, door)(FACES)
    assert await say(hass, "is anybody there") == "Yes, somebody is there: Front door."
    assert (
        await say(hass, "when was somebody last seen")
        == "Front door sees somebody now."
    )
    door.async_set(detection=False)
    await hass.async_block_till_done()
    assert (
        await say(hass, "is anybody there")
        == "Not watched, so nothing can be told: Front door."
    )
    assert await say(hass, "are all cameras working") == "Switched off: Front door."


async def test_more_than_anybody_listens_to(
    hass: HomeAssistant, house: ArgusRuntime
) -> None:
    door = camera_named(house, "Front door")
    for minute in range(4):
        await remember(house, door, TODAY - timedelta(minutes=minute + 1), picture=None)
    spoken = await say(hass, "what happened today")
    assert spoken.count("Front door") == 3
    assert spoken.endswith("There was more.")


async def test_silence(
    hass: HomeAssistant, house: ArgusRuntime, entry: MockConfigEntry
) -> None:
    alert = await add_alert(hass, entry, "Night watch")
    async_expose_entity(hass, "conversation", switch_of(hass, alert), True)
    spoken = await say(hass, "silence all camera alerts for 30 minutes")
    assert spoken == "Silent until today at 13:30: Night watch."
    assert alert.snoozed_until == TODAY + timedelta(minutes=30)
    spoken = await say(hass, "silence alerts for 0 minutes")
    assert spoken == "On again: Night watch."
    assert alert.snoozed_until is None
    stranger = somebody(hass, {FRONT_DOOR: True})
    spoken = await say(hass, "silence alerts for 30 minutes", stranger)
    assert spoken.startswith("There is no such alert")
    assert alert.snoozed_until is None


async def test_only_who_may_see_the_camera(
    hass: HomeAssistant, house: ArgusRuntime, entry: MockConfigEntry
) -> None:
    stranger = somebody(hass, {})
    nothing = "There is no such camera that may be spoken of here"
    for sentence in (
        "what happened",
        "what happened at the front door",
        "when was somebody last seen",
        "how many visitors came",
        "is anybody there",
        "are all cameras working",
    ):
        assert (await say(hass, sentence, stranger)).startswith(nothing)
    owner = Context(user_id=MockUser(is_owner=True).add_to_hass(hass).id)
    assert "Front door" in await say(hass, "what happened", owner)
    async_expose_entity(hass, "conversation", FRONT_DOOR, False)
    assert (await say(hass, "what happened", owner)).startswith(nothing)
    async_expose_entity(hass, "conversation", FRONT_DOOR, True)
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await say(hass, "what happened", owner)).startswith(nothing)


async def test_a_journal_that_fails(hass: HomeAssistant, house: ArgusRuntime) -> None:
    with broken_journal():
        spoken = await say(hass, "what happened")
    assert spoken


def test_every_intent_has_sentences(hass: HomeAssistant) -> None:
    """In both languages."""
    async_setup_intents(hass)
    known = {
        handler.intent_type
        for handler in intent.async_get(hass)
        if handler.intent_type.startswith("Argus")
    }
    assert len(known) == 6
    for language in ("en", "fr"):
        file = SENTENCES / language / "argus.yaml"
        stored = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert set(stored["intents"]) == known
        assert stored["language"] == language


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_whatever_an_incident_is_about_can_be_said(
    hass: HomeAssistant, language: str
) -> None:
    """And everything that one may ask for has a word."""
    wording = await async_wording(hass, language)
    said = {kind for types in KINDS.values() for kind in types}
    assert said == set(ActivityType)
    for kind in KINDS:
        key = f"ask_kind_{kind.replace(' ', '_')}"
        assert wording(key) != key
