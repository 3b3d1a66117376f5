"""Tests of the model that finds faces better: used as soon as it is there, fetched only for those who want it."""

from pathlib import Path
from unittest.mock import AsyncMock, patch

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import camera_named, camera_subentry, until


async def test_the_better_face_detector_is_used_once_its_model_is_there(
    hass: HomeAssistant, argus: ArgusRuntime, face_model: AsyncMock
) -> None:
    face_model.assert_awaited_once()
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch and door.watch.statistics.frames)
    assert argus.model_files.face is None
    with patch.object(door.watch, "configure") as configure:
        argus.async_use_model("face_model_missing", Path("model.onnx"))
    ((_, pipeline), _) = configure.call_args
    assert pipeline.face_model == Path("model.onnx")


async def test_the_model_may_be_there_from_the_beginning(
    hass: HomeAssistant, entry: MockConfigEntry, face_model: AsyncMock
) -> None:
    face_model.return_value = Path("model.onnx")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    await until(lambda: runtime.model_files.face)
    door = camera_named(runtime, "Front door")
    assert door.watch is not None
    assert door.watch._pipeline_settings is not None
    assert door.watch._pipeline_settings.face_model == Path("model.onnx")
    assert ir.async_get(hass).async_get_issue(DOMAIN, "face_model_missing") is None


async def test_the_model_is_not_fetched_for_those_who_do_not_want_it(
    hass: HomeAssistant, camera_entry: MockConfigEntry, face_model: AsyncMock
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN,
        subentries_data=[
            camera_subentry(hass, "camera.shop", "Shop", face_detector="haar"),
            camera_subentry(hass, "camera.garden", "Garden", faces=False),
        ],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    face_model.assert_not_called()
    camera_named(entry.runtime_data, "Garden").async_set(faces=True)
    await hass.async_block_till_done()
    face_model.assert_awaited_once()
