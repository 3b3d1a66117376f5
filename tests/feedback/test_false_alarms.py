"""Tests of what the house makes of false alarms, with real eyes, replays, journal and repairs."""

from collections.abc import Sequence
from datetime import timedelta
import json
from pathlib import Path
import string
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    flush_store,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.feedback import false_alarms
from custom_components.argus.feedback.kind import AlarmKind, kind_of
from custom_components.argus.feedback.proposal import Proposal
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import FaceDetector, PipelineSettings, ZoneKind
from custom_components.argus.vision.rerun import rerun_motion
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..conftest import camera_entity, camera_named, until
from ..films import Draw, animal, filmed, person, shade, sign, small_portrait, visitor
from ..journals import NOON, broken_journal, remember
from ..test_repairs import fix

MOTION = (ActivityType.MOTION,)
FACE = (ActivityType.MOTION, ActivityType.FACE)
FACES = PipelineSettings(face_detector=FaceDetector.HAAR)


@pytest.fixture(autouse=True)
async def _repairs(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "repairs", {})


@pytest.fixture
def garden(calm: ArgusRuntime) -> ArgusCoordinator:
    """Return the camera where it happens."""
    return camera_named(calm, "Garden")


async def happened(
    runtime: ArgusRuntime, camera: ArgusCoordinator, *films: Draw, after: int = 0
) -> list[Incident]:
    """Let incidents have happened, a minute apart, with their replays."""
    found = []
    for number, film in enumerate(films):
        faces = film in {small_portrait, visitor}
        incident = await remember(
            runtime,
            camera,
            NOON + timedelta(minutes=after + number),
            types=FACE if faces else MOTION,
        )
        stills = filmed(film, settings=FACES) if faces else filmed(film)
        await runtime.hass.async_add_executor_job(
            runtime.incidents.replays.write, incident.id, stills
        )
        found.append(incident)
    return found


async def mark(
    runtime: ArgusRuntime, incidents: Sequence[Incident], false_alarm: bool = True
) -> None:
    """Say what was a false alarm, and wait until all is looked at."""
    for incident in incidents:
        await runtime.incidents.edits.async_set_false_alarm(incident.id, false_alarm)
    await settled(runtime)


async def settled(runtime: ArgusRuntime) -> None:
    """Wait until nothing is looked at any more."""
    await runtime.hass.async_block_till_done()
    task = runtime.false_alarms._task
    await until(lambda: task is None or task.done())


def proposed(
    hass: HomeAssistant, camera: ArgusCoordinator, kind: AlarmKind = AlarmKind.MOTION
) -> ir.IssueEntry | None:
    """Return the issue that proposes something."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"false_alarms_{kind}_{camera.subentry.subentry_id}"
    )


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


async def test_set_while_it_is_looked_at(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """What comes out is for the settings that hold then."""
    animals = await happened(calm, garden, animal, animal, animal)
    propose, times = false_alarms.async_propose, 0

    async def change_meanwhile(*args: Any) -> Proposal | None:
        nonlocal times
        times += 1
        if times == 1:
            garden.async_set(min_object=0.002)
            await until(lambda: garden.settings.min_object == 0.002)
        return await propose(*args)

    with patch.object(false_alarms, "async_propose", change_meanwhile):
        await mark(calm, animals)
    assert times == 2
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.data is not None
    assert issue.data["before"] == 0.002


async def test_removed_while_it_is_looked_at(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
) -> None:
    """Nothing is proposed for a camera that is gone."""
    animals = await happened(calm, garden, animal, animal, animal)
    propose = false_alarms.async_propose

    async def remove_meanwhile(*args: Any) -> Proposal | None:
        hass.config_entries.async_remove_subentry(entry, garden.subentry.subentry_id)
        await until(lambda: garden.subentry.subentry_id not in calm.cameras)
        return await propose(*args)

    with patch.object(false_alarms, "async_propose", remove_meanwhile):
        await mark(calm, animals)
    assert garden.subentry.subentry_id not in calm.cameras
    assert proposed(hass, garden) is None


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


async def test_taken_back(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """Without three of them there is no proposal any more."""
    animals = await happened(calm, garden, animal, animal, animal)
    await mark(calm, animals)
    assert proposed(hass, garden) is not None
    await mark(calm, animals[1:2], false_alarm=False)
    assert proposed(hass, garden) is None


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


async def test_ignored(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """Who wants to hear no more of it is asked again only when it happened three times more."""
    animals = await happened(calm, garden, animal, animal, animal)
    await mark(calm, animals)
    issue = proposed(hass, garden)
    assert issue is not None
    ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, True)
    await mark(calm, animals[:1], false_alarm=False)
    await mark(calm, animals)
    await mark(calm, await happened(calm, garden, animal, animal, after=10))
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.dismissed_version is not None
    await mark(calm, await happened(calm, garden, animal, after=20))
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.dismissed_version is None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["silenced"] == "6"


async def test_over_a_restart(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Marks, replays and the proposal are there afterwards."""
    animals = await happened(calm, garden, animal, animal, animal)
    await mark(calm, animals[:2])
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    await mark(runtime, animals[2:])
    issue = proposed(hass, garden)
    assert issue is not None
    assert await hass.config_entries.async_unload(entry.entry_id)
    registry = ir.async_get(hass)
    await flush_store(registry._store)
    again = ir.IssueRegistry(hass)
    await again._async_load()
    assert again.async_get_issue(DOMAIN, issue.issue_id) == issue
    # Even while Argus is not running the change can be made.
    assert (await fix(hass_client, issue.issue_id))["type"] == "create_entry"
    subentry = entry.subentries[garden.subentry.subentry_id]
    assert subentry.data["min_object"] == 0.005


async def test_other_settings(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """What the user sets, and any camera that is removed, is taken into account."""
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    garden.async_set(min_object=0.002)
    await settled(calm)
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["before"] == "0.2%"
    garden.async_set(min_object=0.02)
    await settled(calm)
    assert proposed(hass, garden) is None


async def test_a_camera_that_is_removed(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
) -> None:
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    assert proposed(hass, garden) is not None
    hass.config_entries.async_remove_subentry(entry, garden.subentry.subentry_id)
    await hass.async_block_till_done()
    assert proposed(hass, garden) is None


async def test_argus_is_removed(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
) -> None:
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    assert proposed(hass, garden) is not None
    await hass.config_entries.async_remove(entry.entry_id)
    assert proposed(hass, garden) is None


@pytest.mark.parametrize("what", ["changed", "removed", "gone"])
async def test_the_user_was_quicker(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
    what: str,
) -> None:
    """A form that was left open changes nothing that is different by now."""
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    issue = proposed(hass, garden)
    assert issue is not None
    shown = await fix(hass_client, issue.issue_id, submit=False)
    if what == "changed":
        garden.async_set(min_object=0.003)
    elif what == "removed":
        hass.config_entries.async_remove_subentry(entry, garden.subentry.subentry_id)
    else:
        await hass.config_entries.async_remove(entry.entry_id)
    await settled(calm)
    browser = await hass_client()
    response = await browser.post(
        f"/api/repairs/issues/fix/{shown['flow_id']}", json={}
    )
    done = await response.json()
    assert done["type"] == "abort"
    assert done["reason"] == "outdated"
    if what == "changed":
        assert garden.settings.min_object == 0.003


async def test_a_journal_that_fails(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    garden: ArgusCoordinator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is told in the log, and made up for with the next mark."""
    animals = await happened(calm, garden, animal, animal, animal)
    await mark(calm, animals[:2])
    with broken_journal():
        calm.false_alarms._queue_camera(garden.subentry.subentry_id)
        await settled(calm)
    assert "False alarms cannot be looked at: disk gone" in caplog.text
    with patch.object(false_alarms, "async_propose", side_effect=ZeroDivisionError):
        await mark(calm, animals[2:])
    assert "Looking at false alarms failed" in caplog.text
    assert proposed(hass, garden) is None
    await mark(calm, animals[2:])
    assert proposed(hass, garden) is not None


async def test_stopped_in_the_middle(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
    hass_storage: dict[str, Any],
) -> None:
    """Argus stops at once, whatever it looks at, and goes on with it a while after the next start."""
    door = camera_named(calm, "Front door")
    at_the_door = await happened(calm, door, animal, animal, animal)
    in_the_garden = await happened(calm, garden, animal, animal, animal, after=10)
    for incident in (*at_the_door, *in_the_garden):
        await calm.incidents.edits.async_set_false_alarm(incident.id, True)
    assert await hass.config_entries.async_unload(entry.entry_id)
    task = calm.false_alarms._task
    assert task is not None
    assert task.done()
    assert proposed(hass, garden) is None
    left = hass_storage["argus.false_alarms"]["data"]
    assert set(left) == {door.subentry.subentry_id, garden.subentry.subentry_id}
    hass.config_entries.async_update_subentry(
        entry, entry.subentries[door.subentry.subentry_id], title="Gate"
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    async_fire_time_changed(
        hass, dt_util.utcnow() + timedelta(seconds=false_alarms.RESUME_AFTER + 1)
    )
    await settled(entry.runtime_data)
    assert proposed(hass, garden) is not None
    issue = proposed(hass, door)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["camera"] == "Gate"
    assert "argus.false_alarms" not in hass_storage


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
