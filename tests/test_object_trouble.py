"""Tests of an object detector that breaks while Argus runs: who uses it is told, at which camera, until it works again."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.capture.model_download import (
    ISSUE_ACCURATE_MODEL_MISSING,
    ISSUE_OBJECT_MODEL_MISSING,
)
from custom_components.argus.capture.model_supply import NEEDS
from custom_components.argus.const import CONF_OBJECT_DETECTOR, DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision.objects import detector_choice
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import camera_entity, camera_named, until
from .vision.objects.colour_network import write_colour_network
from .watching import said


@pytest.fixture(autouse=True)
def _all_models(face_model: object) -> Iterator[None]:
    """Look for all models; none is there unless the test says so."""
    with patch("custom_components.argus.capture.model_supply.NEEDS", NEEDS):
        yield


@pytest.fixture
async def model(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return the small model, whole."""
    return await hass.async_add_executor_job(
        write_colour_network, tmp_path / "nano.onnx"
    )


@pytest.fixture
async def door(
    hass: HomeAssistant, entry: MockConfigEntry, model: Path
) -> ArgusCoordinator:
    """Return the front door, where things are told apart with the small model."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    runtime.async_use_model(ISSUE_OBJECT_MODEL_MISSING, model)
    await until(
        lambda: all(detector_of(one) == "yolox" for one in runtime.cameras.values())
    )
    return camera_named(runtime, "Front door")


def detector_of(camera: ArgusCoordinator) -> str | None:
    """Return the object detector that is in use."""
    state = camera.watch.object_detector if camera.watch is not None else None
    return state.name if state is not None else None


def trouble(hass: HomeAssistant, camera: ArgusCoordinator) -> ir.IssueEntry | None:
    """Return what the user is told of the object detector of a camera."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"objects_fail_{camera.subentry.subentry_id}"
    )


async def cut(hass: HomeAssistant, model: Path) -> None:
    """Damage the file of a model."""
    await hass.async_add_executor_job(model.write_bytes, b"half a model")


async def test_a_model_that_breaks_is_told_until_it_works_again(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    model: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With the camera's name, also in the log; the other camera still has the network that it loaded."""
    assert trouble(hass, door) is None
    await cut(hass, model)
    door.async_set(**{CONF_OBJECT_DETECTOR: "nano"})
    await until(lambda: trouble(hass, door))
    issue = trouble(hass, door)
    assert issue is not None
    assert issue.translation_key == "objects_fail"
    assert issue.translation_placeholders == {
        "camera": "Front door",
        "reason": f"OpenCV cannot read the object model {model}",
    }
    assert said(caplog, "Nothing is told apart at Front door") == 1
    garden = camera_named(door.config_entry.runtime_data, "Garden")
    assert trouble(hass, garden) is None

    await hass.async_add_executor_job(write_colour_network, model)
    door.async_set(**{CONF_OBJECT_DETECTOR: "auto"})
    await until(lambda: trouble(hass, door) is None)
    assert detector_of(door) == "yolox"


async def test_the_small_model_stands_in_where_the_accurate_one_breaks(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    model: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While Argus runs, with words that fit; the accurate one is used again as soon as its file is whole."""
    runtime: ArgusRuntime = door.config_entry.runtime_data
    accurate = tmp_path / "tiny.onnx"
    await cut(hass, accurate)
    door.async_set(**{CONF_OBJECT_DETECTOR: "accurate"})
    await until(lambda: door.settings.object_detector == "accurate")
    runtime.async_use_model(ISSUE_ACCURATE_MODEL_MISSING, accurate)
    await until(lambda: trouble(hass, door))
    issue = trouble(hass, door)
    assert issue is not None
    assert issue.translation_key == "accurate_objects_fail"
    assert detector_of(door) == "yolox"
    assert said(caplog, "The small object model stands in at Front door") == 1

    with patch.object(detector_choice, "FILE_PAUSE", 0):
        await hass.async_add_executor_job(write_colour_network, accurate)
        await until(lambda: trouble(hass, door) is None)
    assert detector_of(door) == "yolox"


@pytest.mark.parametrize(
    "change", [{CONF_OBJECT_DETECTOR: "off"}, {"detection": False}]
)
async def test_who_does_not_use_the_model_any_more_is_not_told(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    model: Path,
    change: dict[str, object],
) -> None:
    await cut(hass, model)
    door.async_set(**{CONF_OBJECT_DETECTOR: "nano"})
    await until(lambda: trouble(hass, door))
    door.async_set(**change)
    await until(lambda: trouble(hass, door) is None)


async def test_a_model_that_is_not_there_is_told_by_its_own_issue_only(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    door = camera_named(entry.runtime_data, "Front door")
    door.async_set(**{CONF_OBJECT_DETECTOR: "nano"})
    await until(
        lambda: (
            door.watch
            and door.watch.object_detector
            and door.watch.object_detector.problem
        )
    )
    issues = ir.async_get(hass)
    await until(lambda: issues.async_get_issue(DOMAIN, ISSUE_OBJECT_MODEL_MISSING))
    assert trouble(hass, door) is None


async def test_what_nobody_can_tell_is_unknown(
    hass: HomeAssistant, entry: MockConfigEntry, model: Path
) -> None:
    """Without a detector nobody says that there is no person: an automation would take that for an empty house."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    door = camera_named(runtime, "Front door")
    await until(lambda: door.watch is not None and door.watch.object_detector)
    await until(lambda: shown(hass, door) == {"unknown"})
    runtime.async_use_model(ISSUE_OBJECT_MODEL_MISSING, model)
    await until(lambda: shown(hass, door) == {"off", "0"})

    assert detector_of(door) == "yolox"


def shown(hass: HomeAssistant, camera: ArgusCoordinator) -> set[str]:
    """Return the states of what a camera tells apart."""
    entities = [
        *(("binary_sensor", kind) for kind in ("person", "vehicle", "animal")),
        ("sensor", "people"),
    ]
    return {
        hass.states.get(camera_entity(hass, camera, domain, key)).state
        for domain, key in entities
    }
