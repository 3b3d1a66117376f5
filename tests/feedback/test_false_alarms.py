"""Tests of what is proposed for false alarms, with real eyes, replays, journal and repairs."""

from datetime import timedelta
import json
from pathlib import Path
import string
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.feedback import false_alarms
from custom_components.argus.feedback.kind import AlarmKind, kind_of
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import ZoneKind
from custom_components.argus.vision.rerun import rerun_motion
from homeassistant.core import HomeAssistant

from ..conftest import camera_entity, camera_named
from ..films import animal, filmed, person, shade, sign, small_portrait, visitor
from ..journals import NOON, remember
from ..test_repairs import fix
from .marking import FACE, happened, mark, proposed, settled

pytestmark = pytest.mark.usefixtures("repairs")


async def test_three_small_animals(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    garden: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
) -> None:
    """The third one proposes a larger minimum size; one click sets it, and nothing else is changed."""
    animals = await happened(calm, garden, animal, animal, animal, person, person)
    await mark(calm, animals[:2])
    assert proposed(hass, garden) is None
    await mark(calm, animals[2:3])
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.translation_key == "false_alarms_min_object"
    assert issue.translation_placeholders == {
        "camera": "Garden",
        "silenced": "3",
        "seen": "2",
        "before": "0.12%",
        "after": "0.5%",
    }
    before = dict(garden.subentry.data)
    shown = await fix(hass_client, issue.issue_id, submit=False)
    assert shown["step_id"] == "confirm"
    assert shown["description_placeholders"]["after"] == "0.5%"
    assert dict(garden.subentry.data) == before
    done = await fix(hass_client, issue.issue_id)
    assert done["type"] == "create_entry"
    await settled(calm)
    assert dict(garden.subentry.data) == {**before, "min_object": 0.005}
    assert garden.settings.min_object == 0.005
    size = hass.states.get(camera_entity(hass, garden, "number", "min_object"))
    assert float(size.state) == 0.5
    assert proposed(hass, garden) is None
    # They alarm no more, so another mark proposes nothing.
    await mark(calm, animals[:1])
    assert proposed(hass, garden) is None


async def test_a_sign_that_flashes(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    garden: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
) -> None:
    """A zone where it flashes, beside those that there are; the sign is silent then, and people are seen."""
    mine = {
        "id": "mine",
        "name": "False alarms",
        "kind": "exclude",
        "points": [[0, 0.98], [0.01, 0.98], [0, 1]],
    }
    garden.async_set(zones=[mine])
    await hass.async_block_till_done()
    signs = await happened(calm, garden, sign, sign, sign, person)
    await mark(calm, signs[:3])
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.translation_key == "false_alarms_zone"
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["zone"] == "False alarms"
    assert issue.translation_placeholders["seen"] == "1"
    assert (await fix(hass_client, issue.issue_id))["type"] == "create_entry"
    await settled(calm)
    kept, made = garden.settings.zones
    assert kept.id == "mine"
    assert made.name == "False alarms 2"
    assert made.kind is ZoneKind.EXCLUDE
    told = issue.translation_placeholders
    assert told["left"] == f"{made.points[0].x:.0%}"
    assert told["bottom"] == f"{made.points[2].y:.0%}"
    settings = garden.settings.pipeline()
    assert not rerun_motion(filmed(sign, 0.5), settings)
    assert rerun_motion(filmed(person, 0.5), settings)


async def test_pictures_of_faces(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    garden: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Each kind has its own proposal."""
    garden.async_set(face_detector="haar")
    await hass.async_block_till_done()
    films = [small_portrait] * 3 + [visitor] + [animal] * 2
    incidents = await happened(calm, garden, *films)
    await mark(calm, [*incidents[:3], *incidents[4:]])
    assert proposed(hass, garden) is None
    issue = proposed(hass, garden, AlarmKind.FACE)
    assert issue is not None
    assert issue.translation_key == "false_alarms_min_face"
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["before"] == "4%"
    await fix(hass_client, issue.issue_id)
    await settled(calm)
    assert 0.05 < garden.settings.min_face <= 0.1
    assert proposed(hass, garden, AlarmKind.FACE) is None


async def test_a_shade_that_hardly_stands_out(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    garden: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Where the smallest object is an expert's value, less sensitivity is proposed, and the expert's value stays."""
    garden.async_set(min_contour_area=400.0)
    await hass.async_block_till_done()
    shades = await happened(calm, garden, shade, shade, shade, person)
    await mark(calm, shades[:3])
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.translation_key == "false_alarms_sensitivity"
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["before"] == "50"
    assert issue.translation_placeholders["after"] == "40"
    await fix(hass_client, issue.issue_id)
    await settled(calm)
    assert garden.settings.sensitivity == 40
    assert garden.settings.min_contour_area == 400
    slider = hass.states.get(camera_entity(hass, garden, "number", "sensitivity"))
    assert float(slider.state) == 40


async def test_tampering_teaches_nothing(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """A hand before the lens has nothing to do with sizes and sensitivity."""
    covered = [
        await remember(
            calm, garden, NOON + timedelta(minutes=n), types=(ActivityType.TAMPERED,)
        )
        for n in range(3)
    ]
    assert {kind_of(incident) for incident in covered} == {None}
    await mark(calm, covered)
    assert not any(proposed(hass, garden, kind) for kind in AlarmKind)


async def test_many_of_another_kind(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """They do not hide those that there are few of."""
    animals = await happened(calm, garden, animal, animal, animal)
    faces = [
        await remember(calm, garden, NOON + timedelta(hours=1, minutes=n), types=FACE)
        for n in range(false_alarms.MOST_FALSE + 1)
    ]
    await mark(calm, [*animals, *faces])
    assert proposed(hass, garden) is not None
    assert proposed(hass, garden, AlarmKind.FACE) is None


async def test_what_cannot_be_told_apart(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """What would silence somebody who was not marked is not proposed."""
    incidents = await happened(calm, garden, person, person, person, person)
    await mark(calm, incidents[:3])
    assert proposed(hass, garden) is None
    await mark(calm, incidents[3:])
    assert proposed(hass, garden) is not None


async def test_cameras_are_apart(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    door = camera_named(calm, "Front door")
    await mark(calm, await happened(calm, garden, animal, animal))
    await mark(calm, await happened(calm, door, animal, after=10))
    assert proposed(hass, garden) is None
    assert proposed(hass, door) is None


async def test_replays_that_are_of_no_use(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    garden: ArgusCoordinator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A damaged one and one that is gone prove nothing, and keep nobody from looking at the others."""
    animals = await happened(calm, garden, *[animal] * 5)
    replays = calm.incidents.replays

    def damage() -> None:
        file = replays.path(animals[0].id)
        file.write_bytes(file.read_bytes()[:2000])
        replays.delete([animals[1].id])

    await hass.async_add_executor_job(damage)
    await mark(calm, animals[:4])
    assert proposed(hass, garden) is None
    assert f"{animals[0].id} is damaged" in caplog.text
    await mark(calm, animals[4:])
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["silenced"] == "3"


async def test_in_french(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """Numbers are written as the language writes them."""
    hass.config.language = "fr"
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["before"] == "0,12\N{NO-BREAK SPACE}%"


SHOWN = {
    "only_kinds": {"kinds"},
    "fewer_kinds": {"kinds", "dropped"},
    "min_object": {"before", "after"},
    "sensitivity": {"before", "after"},
    "min_face": {"before", "after"},
    "zone": {"zone", "left", "right", "top", "bottom"},
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("change", SHOWN)
def test_texts_say_what_changes(language: str, change: str) -> None:
    """From which value to which, and what it would have done to all that happened."""
    folder = Path(false_alarms.__file__).parent.parent / "translations"
    texts: dict[str, Any] = json.loads((folder / f"{language}.json").read_text())
    flow = texts["issues"][f"false_alarms_{change}"]["fix_flow"]
    described = flow["step"]["confirm"]["description"]
    names = {name for _, name, _, _ in string.Formatter().parse(described) if name}
    assert names == {"camera", "silenced", "seen"} | SHOWN[change]
    assert flow["abort"]["outdated"]
