"""What is said of incidents, aloud and in writing."""

from dataclasses import replace

import pytest

from custom_components.argus.alerts.sentence import incident_sentence, incidents_text
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from custom_components.argus.model.wording import async_wording
from homeassistant.core import HomeAssistant

from ..journal.incident_maker import EPOCH

MOTION, FACE = ActivityType.MOTION, ActivityType.FACE
PERSON, VEHICLE, ANIMAL = (
    ActivityType.PERSON,
    ActivityType.VEHICLE,
    ActivityType.ANIMAL,
)
QUIET = Incident(
    id="01J00000000000000000000000",
    camera="door",
    camera_name="Shop door",
    start=EPOCH,
    types=(MOTION,),
)
SENTENCES = [
    ({}, "Something moved", "Quelque chose a bougé"),
    (
        {"zones": ("Pond",)},
        "Something moved in the zone Pond",
        "Quelque chose a bougé dans la zone Pond",
    ),
    (
        {"zones": ("Pond", "Path", "Gate")},
        "Something moved in the zones Pond, Path and Gate",
        "Quelque chose a bougé dans les zones Pond, Path et Gate",
    ),
    ({"types": (MOTION, FACE)}, "Somebody was seen", "Quelqu’un a été vu"),
    ({"faces": 3}, "Three people were seen", "Trois personnes ont été vues"),
    ({"visitors_in": 1}, "One person came in", "Une personne est entrée"),
    ({"visitors_in": 2}, "Two people came in", "Deux personnes sont entrées"),
    ({"visitors_out": 1}, "One person went out", "Une personne est sortie"),
    (
        {"visitors_in": 2, "visitors_out": 1, "faces": 1},
        "Two people came in and one went out",
        "Deux personnes sont entrées et une est sortie",
    ),
    (
        {"visitors_in": 25, "visitors_out": 31},
        "25 people came in and 31 went out",
        "25 personnes sont entrées et 31 sont sorties",
    ),
    (
        {"types": (ActivityType.TAMPERED,), "visitors_in": 1},
        "The camera was tampered with, and one person came in",
        "La caméra a été manipulée, et une personne est entrée",
    ),
    ({"types": (MOTION, PERSON)}, "Somebody was seen", "Quelqu’un a été vu"),
    ({"types": (MOTION, VEHICLE)}, "A vehicle was seen", "Un véhicule a été vu"),
    (
        {"types": (MOTION, ANIMAL), "zones": ("Pond",)},
        "An animal was seen in the zone Pond",
        "Un animal a été vu dans la zone Pond",
    ),
    (
        {"types": (MOTION, PERSON, VEHICLE), "faces": 2},
        "Two people and a vehicle were seen",
        "Deux personnes et un véhicule ont été vus",
    ),
    (
        {"types": (MOTION, PERSON, VEHICLE, ANIMAL)},
        "Somebody, a vehicle and an animal were seen",
        "Quelqu’un, un véhicule et un animal ont été vus",
    ),
    (
        {"types": (MOTION, PERSON, VEHICLE), "visitors_in": 2},
        "Two people came in, and a vehicle was seen",
        "Deux personnes sont entrées, et un véhicule a été vu",
    ),
    (
        {"types": (ActivityType.CAMERA_LOST,)},
        "There has been no usable picture",
        "Il n’y a plus d’image utilisable",
    ),
    (
        {"types": (ActivityType.CAMERA_LOST,), "end": EPOCH},
        "There was no usable picture",
        "Il n’y a pas eu d’image utilisable",
    ),
    (
        {"types": (ActivityType.LOOK,)},
        "There was nothing to see",
        "Il n’y avait rien à voir",
    ),
    (
        {"types": (ActivityType.LOOK, FACE), "faces": 1},
        "Somebody was seen",
        "Quelqu’un a été vu",
    ),
]


@pytest.mark.parametrize(("change", "english", "french"), SENTENCES)
async def test_sentences(
    hass: HomeAssistant, change: dict[str, object], english: str, french: str
) -> None:
    """Number and gender agree."""
    incident = replace(QUIET, **change)
    assert incident_sentence(await async_wording(hass), incident) == english
    hass.config.language = "fr"
    assert incident_sentence(await async_wording(hass), incident) == french


async def test_a_path(hass: HomeAssistant) -> None:
    """Of several cameras each says its place."""
    path = (QUIET, replace(QUIET, location="Yard", faces=1, types=(FACE,)))
    wording = await async_wording(hass)
    assert incidents_text(wording, path) == (
        "Shop door: something moved\nYard: somebody was seen"
    )
