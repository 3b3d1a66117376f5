"""Tests of the first step: cameras are picked, and Argus watches."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.config_flow import ArgusConfigFlow
from custom_components.argus.const import DOMAIN, SUBENTRY_CAMERA
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision.frames.frame import Frame
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .blindness import BLIND, fails, gives_none, see_again
from .conftest import FRONT_DOOR, GARDEN, SHOP, FakeCamera, registry_id, until
from .forms import filled, pick, said, start


@pytest.mark.usefixtures("camera_entry")
@pytest.mark.parametrize("picked", [(GARDEN,), (FRONT_DOOR, SHOP, GARDEN)])
async def test_picking_cameras_is_all_there_is_to_do(
    hass: HomeAssistant, picked: tuple[str, ...]
) -> None:
    result = await pick(hass, await start(hass), *picked)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Argus"
    assert result["data"] == {}
    entry = result["result"]
    assert [
        (
            subentry.subentry_type,
            subentry.title,
            subentry.unique_id,
            dict(subentry.data),
        )
        for subentry in entry.subentries.values()
    ] == [
        (
            SUBENTRY_CAMERA,
            hass.states.get(camera).name,
            registry_id(hass, camera),
            {"camera": registry_id(hass, camera)},
        )
        for camera in picked
    ]
    # Every default works unseen.
    assert entry.state is ConfigEntryState.LOADED
    runtime: ArgusRuntime = entry.runtime_data
    await until(lambda: runtime.overview.data.running == len(picked))


@pytest.mark.usefixtures("camera_entry")
@pytest.mark.parametrize(
    ("picked", "error"),
    [((), "no_camera"), ((GARDEN, FRONT_DOOR, GARDEN), "duplicate_camera")],
)
async def test_a_choice_that_makes_no_sense(
    hass: HomeAssistant, picked: tuple[str, ...], error: str
) -> None:
    form = await pick(hass, await start(hass), *picked)
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {"cameras": error}
    # What was picked is still there.
    assert filled(form)["cameras"] == list(picked)
    result = await pick(hass, form, GARDEN)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@BLIND
@pytest.mark.usefixtures("camera_entry")
async def test_cameras_without_a_frame_are_named(
    hass: HomeAssistant,
    cameras: dict[str, FakeCamera],
    go_blind: Callable[[FakeCamera], None],
    reason: str,
) -> None:
    shop = cameras[SHOP]
    picture = shop.picture
    go_blind(shop)
    await hass.async_block_till_done()
    form = await pick(hass, await start(hass), GARDEN, SHOP)
    placeholders = said(form, {"cameras": "no_frame"})
    assert placeholders["cameras"] == "Shop"
    assert placeholders["reason"].startswith("Shop: ")
    assert reason in placeholders["reason"]
    assert len(placeholders["reason"]) > len("Shop: ")
    assert not hass.config_entries.async_entries(DOMAIN)

    see_again(shop, picture)
    await hass.async_block_till_done()
    result = await pick(hass, form, GARDEN, SHOP)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(result["result"].subentries) == 2


@pytest.mark.usefixtures("camera_entry")
async def test_all_blind_cameras_are_named(
    hass: HomeAssistant, cameras: dict[str, FakeCamera]
) -> None:
    gives_none(cameras[SHOP])
    fails(cameras[FRONT_DOOR])
    form = await pick(hass, await start(hass), FRONT_DOOR, GARDEN, SHOP)
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["cameras"] == "Front door, Shop"
    assert "Front door: OSError: cable cut; Shop: " in placeholders["reason"]


@pytest.mark.usefixtures("camera_entry")
async def test_a_camera_that_is_not_there_is_named_by_its_entity_id(
    hass: HomeAssistant,
) -> None:
    form = await pick(hass, await start(hass), "camera.nowhere")
    assert said(form, {"cameras": "entity_gone"})["reason"] == "camera.nowhere"


@pytest.mark.usefixtures("camera_entry")
async def test_a_camera_without_registry_entry_is_known_by_its_entity_id(
    hass: HomeAssistant, cameras: dict[str, FakeCamera]
) -> None:
    """Cameras from YAML may have no unique id."""
    cameras[GARDEN].remove_from_registry()
    await hass.async_block_till_done()
    bare = FakeCamera("Bare")
    bare._attr_unique_id = None
    bare._attr_device_info = None
    bare.entity_id = "camera.bare"
    bare._attr_has_entity_name = False
    bare._attr_name = "Bare camera"
    await cameras[SHOP].platform.async_add_entities([bare])
    result = await pick(hass, await start(hass), "camera.bare")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (subentry,) = result["result"].subentries.values()
    assert subentry.title == "Bare camera"
    assert subentry.unique_id == subentry.data["camera"] == "camera.bare"
    runtime: ArgusRuntime = result["result"].runtime_data
    await until(lambda: runtime.overview.data.running == 1)


@pytest.mark.usefixtures("camera_entry")
async def test_missing_opencv_is_told_in_words(hass: HomeAssistant) -> None:
    with patch.dict(
        "sys.modules", {"custom_components.argus.vision.frames.frame": None}
    ):
        form = await pick(hass, await start(hass), GARDEN)
    placeholders = said(form, {"base": "opencv_missing"})
    assert "vision.frame" in placeholders["reason"]
    result = await pick(hass, form, GARDEN)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("camera_entry")
async def test_what_nobody_thought_of_is_not_hidden(hass: HomeAssistant) -> None:
    form = await start(hass)
    with (
        patch.object(Frame, "open", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        await pick(hass, form, GARDEN)


async def test_argus_is_added_once(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "single_instance_allowed"


def test_versions() -> None:
    assert (ArgusConfigFlow.VERSION, ArgusConfigFlow.MINOR_VERSION) == (1, 1)
