"""Tests of the proposal that only some kinds are motion, with a real detector, replays, journal and repairs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.capture.model_download import ISSUE_OBJECT_MODEL_MISSING
from custom_components.argus.capture.model_supply import NEEDS
from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import ObjectKind
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..conftest import until
from ..films import person, shade
from ..test_repairs import fix
from ..vision.objects.colour_network import write_colour_network
from .marking import happened, mark, proposed, settled, unsolved

pytestmark = pytest.mark.usefixtures("repairs")

SOMEBODY = (ActivityType.PERSON,)
ANIMAL = (ActivityType.ANIMAL,)


@pytest.fixture(autouse=True)
def _all_models(face_model: object) -> Iterator[None]:
    """Look for all models; none is there unless the test says so."""
    with patch("custom_components.argus.capture.model_supply.NEEDS", NEEDS):
        yield


@pytest.fixture
async def telling(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator, tmp_path: Path
) -> ArgusCoordinator:
    """Return the camera where it happens, where persons, vehicles and animals are told apart."""
    model = await hass.async_add_executor_job(
        write_colour_network, tmp_path / "nano.onnx"
    )
    calm.async_use_model(ISSUE_OBJECT_MODEL_MISSING, model)
    await until(lambda: garden.tells_kinds)
    return garden


async def test_nobody_in_the_false_alarms(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    telling: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
) -> None:
    """It comes before everything else, is made with one click, and is proposed no more."""
    await happened(calm, telling, *[person] * 3, recognised=SOMEBODY)
    shades = await happened(calm, telling, *[shade] * 4, after=10)
    await mark(calm, shades[:3])
    # The fourth was not marked and has nobody in it.
    issue = proposed(hass, telling)
    assert issue is None or issue.translation_key != "false_alarms_only_kinds"
    await mark(calm, shades)
    issue = proposed(hass, telling)
    assert issue is not None
    assert issue.translation_key == "false_alarms_only_kinds"
    told = issue.translation_placeholders
    assert told is not None
    assert told["kinds"] == "persons, vehicles and animals"
    assert (told["silenced"], told["seen"]) == ("4", "3")
    before = dict(telling.subentry.data)
    assert (await fix(hass_client, issue.issue_id))["type"] == "create_entry"
    await settled(calm)
    assert dict(telling.subentry.data) == {
        **before,
        "only_kinds": True,
        "object_kinds": ["person", "vehicle", "animal"],
    }
    assert telling.settings.only_kinds
    await mark(calm, shades[:1])
    assert proposed(hass, telling) is None
    assert unsolved(hass, telling) is None


async def test_only_persons(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    telling: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Where animals were marked and persons were not; what is no longer recognised is said."""
    hass.config.language = "fr"
    await happened(calm, telling, *[person] * 3, recognised=SOMEBODY)
    dogs = await happened(calm, telling, *[person] * 3, after=10, recognised=ANIMAL)
    await mark(calm, dogs)
    issue = proposed(hass, telling)
    assert issue is not None
    assert issue.translation_key == "false_alarms_fewer_kinds"
    told = issue.translation_placeholders
    assert told is not None
    assert told["kinds"] == "personnes"
    assert told["dropped"] == "véhicules et animaux"
    await fix(hass_client, issue.issue_id)
    await settled(calm)
    assert telling.settings.object_kinds == {ObjectKind.PERSON}
    assert telling.settings.only_kinds


async def test_while_nothing_is_told_apart(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """What once was recognised is of no use without the detector: whatever moves is motion."""
    await happened(calm, garden, *[person] * 3, recognised=SOMEBODY)
    await mark(calm, await happened(calm, garden, *[shade] * 3, after=10))
    issue = proposed(hass, garden)
    assert issue is None or issue.translation_key != "false_alarms_only_kinds"


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"only_kinds": True},
        {"object_kinds": ["person"]},
        {"object_detector": "off"},
    ],
)
async def test_the_user_was_quicker(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    telling: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
    meanwhile: dict[str, Any],
) -> None:
    await happened(calm, telling, *[person] * 3, recognised=SOMEBODY)
    await mark(calm, await happened(calm, telling, *[shade] * 3, after=10))
    issue = proposed(hass, telling)
    assert issue is not None
    shown = await fix(hass_client, issue.issue_id, submit=False)
    telling.async_set(**meanwhile)
    await settled(calm)
    browser = await hass_client()
    response = await browser.post(
        f"/api/repairs/issues/fix/{shown['flow_id']}", json={}
    )
    assert (await response.json())["reason"] == "outdated"
    stored = telling.subentry.data
    assert {key: stored[key] for key in meanwhile} == meanwhile


@pytest.mark.parametrize(
    "damage",
    [
        {"kinds": "ghost"},
        {"kinds": None},
        {"kinds_before": ""},
        {"entry_id": None},
        {"subentry_id": 7},
        {"evidence": None},
    ],
)
async def test_an_issue_that_another_version_kept(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    telling: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
    damage: dict[str, Any],
) -> None:
    """What cannot be read changes nothing, and goes."""
    issue_id = f"false_alarms_motion_{telling.subentry.subentry_id}"
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={
            "entry_id": entry.entry_id,
            "subentry_id": telling.subentry.subentry_id,
            "kinds": "person",
            "kinds_before": "person",
            **damage,
        },
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="false_alarms_only_kinds",
    )
    before = dict(telling.subentry.data)
    done = await fix(hass_client, issue_id, submit=False)
    assert (done["type"], done["reason"]) == ("abort", "outdated")
    assert dict(telling.subentry.data) == before
    assert proposed(hass, telling) is None
    telling.async_set(min_object=0.002)
    await settled(calm)
