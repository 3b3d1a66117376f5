"""Tests of how a camera is added and changed by its form."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import (
    FaceDetector,
    ObjectDetector,
    ObjectKind,
    Point,
    ZoneKind,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from ..blindness import BLIND, gives_none, see_again
from ..conftest import (
    FRONT_DOOR,
    GARDEN,
    SHOP,
    FakeCamera,
    camera_entity,
    camera_named,
    registry_id,
    until,
)
from ..forms import add_camera, change_camera, filled, said, submit


async def test_add_a_camera_with_defaults(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    result = await submit(hass, await add_camera(hass, entry), camera=SHOP)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    shop = camera_named(argus, "Shop")
    assert shop.subentry.unique_id == registry_id(hass, SHOP)
    # The form's defaults and those of a camera that was picked in the first step are the same.
    assert shop.settings == CameraSettings(camera=registry_id(hass, SHOP))
    await until(lambda: shop.status is CameraStatus.WATCHING)
    assert hass.states.get(camera_entity(hass, shop, "binary_sensor", "motion"))


async def test_add_a_camera_with_everything(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    result = await submit(
        hass,
        await add_camera(hass, entry),
        camera=SHOP,
        interval=0.2,
        location="  By the till ",
        motion=False,
        sensitivity=80,
        min_object=1.5,
        faces=True,
        face_detector="haar",
        min_face=10,
        object_detector="accurate",
        object_kinds=["vehicle", "person"],
        only_kinds=True,
        presence_timeout={"hours": 1, "minutes": 2, "seconds": 3},
        motion_threshold=25,
        min_contour_area=500,
        zones=[
            {
                "name": " Till ",
                "kind": "include",
                "corners": "10,20 60,20 60,90",
                "kinds": ["person"],
            },
            {
                "name": "Window",
                "kind": "exclude",
                "corners": "0,0; 100,0; 50.5,33.3; 0,99",
                "sensitivity": 7,
            },
        ],
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    settings = camera_named(argus, "Shop").settings
    assert settings.interval == 0.2
    assert settings.location == "By the till"
    assert not settings.motion
    assert settings.sensitivity == 80
    assert settings.min_object == pytest.approx(0.015)
    assert settings.faces
    assert settings.face_detector is FaceDetector.HAAR
    assert settings.min_face == pytest.approx(0.1)
    assert settings.object_detector is ObjectDetector.ACCURATE
    assert settings.object_kinds == {ObjectKind.PERSON, ObjectKind.VEHICLE}
    assert settings.only_kinds
    assert [set(zone.kinds) for zone in settings.zones] == [{ObjectKind.PERSON}, set()]
    assert settings.presence_timeout == 3723
    assert settings.motion_threshold == 25
    assert settings.min_contour_area == 500
    till, window = settings.zones
    assert (till.name, till.kind, till.sensitivity) == ("Till", ZoneKind.INCLUDE, None)
    assert till.points == (Point(0.1, 0.2), Point(0.6, 0.2), Point(0.6, 0.9))
    assert (window.name, window.kind, window.sensitivity) == (
        "Window",
        ZoneKind.EXCLUDE,
        7,
    )
    assert window.points == (
        Point(0, 0),
        Point(1, 0),
        Point(0.505, pytest.approx(0.333)),
        Point(0, 0.99),
    )
    assert till.id != window.id


async def test_a_camera_is_added_once(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    form = await submit(
        hass, await add_camera(hass, entry), camera=GARDEN, location="x"
    )
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {"camera": "already_configured"}
    assert filled(form)["location"] == "x"
    result = await submit(hass, form, camera=SHOP)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@BLIND
async def test_a_camera_without_a_frame_is_not_added(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
    go_blind: Callable[[FakeCamera], None],
    reason: str,
) -> None:
    shop = cameras[SHOP]
    picture = shop.picture
    go_blind(shop)
    await hass.async_block_till_done()
    form = await submit(
        hass, await add_camera(hass, entry), camera=SHOP, sensitivity=33
    )
    placeholders = said(form, {"camera": "no_frame"})
    assert placeholders["cameras"] == "Shop"
    assert reason in placeholders["reason"]
    see_again(shop, picture)
    await hass.async_block_till_done()
    result = await submit(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert camera_named(argus, "Shop").settings.sensitivity == 33


async def test_missing_opencv_is_told_when_a_camera_is_added(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    with patch.dict(
        "sys.modules", {"custom_components.argus.vision.frames.frame": None}
    ):
        form = await submit(hass, await add_camera(hass, entry), camera=SHOP)
    assert form["errors"] == {"base": "opencv_missing"}


async def test_a_view_that_argus_draws_cannot_be_watched(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """It would watch itself watching."""
    garden = camera_named(argus, "Garden")
    own = camera_entity(hass, garden, "camera", "annotated")
    form = await add_camera(hass, entry)
    with pytest.raises(InvalidData):
        await submit(hass, form, camera=own)
    (selector,) = (
        field for key, field in form["data_schema"].schema.items() if key == "camera"
    )
    assert own in selector.config["exclude_entities"]


async def test_reconfigure_shows_what_is_set_and_changes_nothing_else(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    form = await change_camera(hass, entry, "Front door")
    assert filled(form)["camera"] == FRONT_DOOR
    door = camera_named(argus, "Front door")
    before = door.settings
    result = await submit(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert door.settings == before
    everything = {
        "interval": 0.2,
        "location": "Porch",
        "motion": True,
        "sensitivity": 12,
        "min_object": 3.25,
        "faces": False,
        "face_detector": "yunet",
        "min_face": 7.5,
        "presence_timeout": {"hours": 23, "minutes": 59, "seconds": 58},
        "motion_threshold": 30,
        "min_contour_area": 1000,
        "zones": [
            {
                "name": "Steps",
                "kind": "include",
                "corners": "12.34,0 99.99,50 33.33,66.67",
                "sensitivity": 3,
            }
        ],
        "lines": [
            {
                "name": "Gate",
                "ends": "0,50 100,50.5",
                "counts": "persons",
                "name_in": "comes",
                "name_out": "goes",
            },
            {"name": "Path", "ends": "10,10 20,90", "counts": "motion"},
        ],
        "source": "snapshot",
    }
    await submit(hass, await change_camera(hass, entry, "Front door"), **everything)
    assert door.settings.zones[0].name == "Steps"
    assert door.settings.presence_timeout == 86398
    # What is shown again is what was entered.
    form = await change_camera(hass, entry, "Front door")
    assert filled(form) == filled(form, **everything)
    after = door.settings
    await submit(hass, form)
    assert door.settings == after
    # What was entered can be taken out again.
    await submit(
        hass,
        await change_camera(hass, entry, "Front door"),
        motion_threshold=None,
        min_contour_area=None,
        zones=[],
        lines=[],
        location=None,
    )
    settings = door.settings
    assert settings.motion_threshold is None
    assert settings.min_contour_area is None
    assert settings.zones == ()
    assert settings.location == ""


async def test_settings_can_be_changed_while_the_camera_is_away(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    cameras[GARDEN].set_available(False)
    garden = camera_named(argus, "Garden")
    await until(lambda: garden.status is CameraStatus.UNAVAILABLE)
    result = await submit(
        hass, await change_camera(hass, entry, "Garden"), sensitivity=9
    )
    assert result["type"] is FlowResultType.ABORT
    assert garden.settings.sensitivity == 9


async def test_settings_can_be_changed_while_detection_is_stopped(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """What the form does not show stays as it is."""
    garden = camera_named(argus, "Garden")
    garden.async_set(detection=False)
    await hass.async_block_till_done()
    await submit(hass, await change_camera(hass, entry, "Garden"), sensitivity=9)
    assert garden.status is CameraStatus.STOPPED
    assert not garden.settings.detection


async def test_swap_the_camera(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    garden = camera_named(argus, "Garden")
    # A camera that is watched already, and one that gives no frame, are refused.
    form = await change_camera(hass, entry, "Garden")
    form = await submit(hass, form, camera=FRONT_DOOR)
    assert form["errors"] == {"camera": "already_configured"}
    gives_none(cameras[SHOP])
    form = await submit(hass, form, camera=SHOP)
    assert form["errors"] == {"camera": "no_frame"}
    assert garden.entity_id == GARDEN

    see_again(cameras[SHOP], cameras[GARDEN].picture)
    result = await submit(hass, form, camera=SHOP, sensitivity=66)
    assert result["reason"] == "reconfigure_successful"
    assert garden.entity_id == SHOP
    assert garden.settings.sensitivity == 66
    assert garden.subentry.unique_id == registry_id(hass, SHOP)
    assert garden.subentry.title == "Shop"
    asked = cameras[SHOP].asked
    await until(lambda: cameras[SHOP].asked > asked + 1)
    await until(lambda: garden.status is CameraStatus.WATCHING)
    # The garden is free again.
    result = await submit(hass, await add_camera(hass, entry), camera=GARDEN)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "timeout", [{"seconds": 4}, {"days": 1, "seconds": 1}, {"hours": 0}]
)
async def test_a_presence_timeout_that_cannot_be(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    timeout: dict[str, int],
) -> None:
    form = await submit(
        hass, await change_camera(hass, entry, "Garden"), presence_timeout=timeout
    )
    placeholders = said(form, {"face_settings": "bad_presence_timeout"})
    assert placeholders["reason"].endswith(" s")
