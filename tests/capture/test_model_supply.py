"""Which models are fetched for whom, and what the user is told while one is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import Mock, patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.capture.model_download import (
    ISSUE_ACCURATE_MODEL_MISSING,
    ISSUE_OBJECT_MODEL_MISSING,
)
from custom_components.argus.capture.model_pins import YOLOX_NANO, YOLOX_TINY, ModelPin
from custom_components.argus.capture.model_supply import (
    MODEL_AGAIN,
    NEEDS,
    ModelSupplies,
)
from custom_components.argus.const import DOMAIN
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.vision import ObjectDetector
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

NANO, TINY = Path("nano.onnx"), Path("tiny.onnx")


@dataclass
class Shelf:
    """The models that can be had, and which were asked for."""

    models: dict[ModelPin, Path] = field(default_factory=dict)
    asked: list[ModelPin] = field(default_factory=list)

    async def async_ensure(self, _: HomeAssistant, pin: ModelPin) -> Path | None:
        """Return a model, if it can be had."""
        self.asked.append(pin)
        return self.models.get(pin)


@pytest.fixture
def shelf(face_model: object) -> Iterator[Shelf]:
    """Return a shelf without any model; all that Argus knows are looked for there."""
    shelf = Shelf()
    supply = "custom_components.argus.capture.model_supply"
    with (
        patch(f"{supply}.async_ensure_model", shelf.async_ensure),
        patch(f"{supply}.NEEDS", NEEDS),
    ):
        yield shelf


def camera_with(detector: ObjectDetector) -> Mock:
    """Return a camera that tells things apart and looks for no faces."""
    settings = CameraSettings(
        camera="camera.door", faces=False, object_detector=detector
    )
    return Mock(settings=settings, objects_fail=False)


async def supplied(hass: HomeAssistant, camera: Mock) -> ModelSupplies:
    """Return the models for a camera, looked for once."""
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    supplies = ModelSupplies(hass, entry, {"door": camera})
    supplies.async_look()
    await hass.async_block_till_done(wait_background_tasks=True)
    return supplies


def told(hass: HomeAssistant) -> set[str]:
    """Return the ids of what the user is told."""
    return {issue for domain, issue in ir.async_get(hass).issues if domain == DOMAIN}


async def test_the_small_model_stands_in_for_the_accurate_one(
    hass: HomeAssistant, shelf: Shelf
) -> None:
    """As the issue about the accurate one says."""
    shelf.models = {YOLOX_NANO: NANO}
    camera = camera_with(ObjectDetector.ACCURATE)

    supplies = await supplied(hass, camera)

    assert supplies.files.for_objects(ObjectDetector.ACCURATE) == NANO
    camera.async_configure_watch.assert_called()
    assert told(hass) == {ISSUE_ACCURATE_MODEL_MISSING}
    supplies.async_close()


async def test_without_either_the_user_is_told_of_both(
    hass: HomeAssistant, shelf: Shelf
) -> None:
    """Nothing stands in: that is told too, and taken back as soon as one of them is there."""
    supplies = await supplied(hass, camera_with(ObjectDetector.ACCURATE))

    assert supplies.files.for_objects(ObjectDetector.ACCURATE) is None
    assert told(hass) == {ISSUE_ACCURATE_MODEL_MISSING, ISSUE_OBJECT_MODEL_MISSING}

    supplies.async_use(ISSUE_ACCURATE_MODEL_MISSING, TINY)
    assert supplies.files.for_objects(ObjectDetector.ACCURATE) == TINY
    assert told(hass) == set()
    shelf.asked.clear()
    async_fire_time_changed(hass, dt_util.utcnow() + 2 * MODEL_AGAIN)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shelf.asked == []
    supplies.async_close()


async def test_who_has_the_accurate_model_needs_no_other(
    hass: HomeAssistant, shelf: Shelf
) -> None:
    shelf.models = {YOLOX_TINY: TINY}

    supplies = await supplied(hass, camera_with(ObjectDetector.ACCURATE))

    assert shelf.asked == [YOLOX_TINY]
    assert told(hass) == set()
    supplies.async_close()


async def test_where_the_accurate_model_breaks_the_small_one_is_fetched(
    hass: HomeAssistant, shelf: Shelf
) -> None:
    """And the accurate one is checked, as its file may be damaged."""
    shelf.models = {YOLOX_TINY: TINY, YOLOX_NANO: NANO}
    camera = camera_with(ObjectDetector.ACCURATE)
    supplies = await supplied(hass, camera)
    assert supplies.files.stand_in_for(ObjectDetector.ACCURATE) is None
    shelf.asked.clear()
    camera.objects_fail = True
    supplies.async_take_trouble()
    await hass.async_block_till_done(wait_background_tasks=True)

    assert sorted(pin.file_name for pin in shelf.asked) == [
        YOLOX_NANO.file_name,
        YOLOX_TINY.file_name,
    ]
    assert supplies.files.for_objects(ObjectDetector.ACCURATE) == TINY
    assert supplies.files.stand_in_for(ObjectDetector.ACCURATE) == NANO
    assert told(hass) == set()
    supplies.async_close()


async def test_what_cannot_be_fetched_anew_is_told_until_it_is_there(
    hass: HomeAssistant, shelf: Shelf
) -> None:
    """Other cameras go on with what they loaded."""
    shelf.models = {YOLOX_NANO: NANO}
    camera = camera_with(ObjectDetector.AUTO)
    supplies = await supplied(hass, camera)
    shelf.models.clear()
    camera.objects_fail = True
    supplies.async_take_trouble()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert told(hass) == {ISSUE_OBJECT_MODEL_MISSING}
    assert supplies.files.nano == NANO

    shelf.models = {YOLOX_NANO: NANO}
    async_fire_time_changed(hass, dt_util.utcnow() + 2 * MODEL_AGAIN)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert told(hass) == set()
    supplies.async_close()


async def test_who_chooses_another_detector_is_not_told_of_the_accurate_one(
    hass: HomeAssistant, shelf: Shelf
) -> None:
    """Nor of the small one, where nothing is to be told apart any more."""
    camera = camera_with(ObjectDetector.ACCURATE)
    supplies = await supplied(hass, camera)

    camera.settings = camera_with(ObjectDetector.AUTO).settings
    supplies.async_look()
    assert told(hass) == {ISSUE_OBJECT_MODEL_MISSING}
    camera.settings = camera_with(ObjectDetector.OFF).settings
    supplies.async_look()
    assert told(hass) == set()
    supplies.async_close()
