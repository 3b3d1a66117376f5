"""Tests of how cameras come to Argus and how they are set up."""

from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.camera_form import SECTION_LINES, SECTION_ZONES
from custom_components.argus.config_flow import ArgusConfigFlow
from custom_components.argus.const import (
    CONF_LINES,
    CONF_ZONES,
    DOMAIN,
    SUBENTRY_CAMERA,
)
from custom_components.argus.coordinator import CameraStatus
from custom_components.argus.house import House
from custom_components.argus.settings import CameraSettings, default_workers
from custom_components.argus.vision import FaceDetector, Point, ZoneKind
from custom_components.argus.vision.frame import Frame
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er, translation

from .conftest import FakeCamera, camera_entity, camera_named, until
from .forms import filled
from .journal.test_migrations import VERSION_2, make

FRONT_DOOR, GARDEN, SHOP = "camera.front_door", "camera.garden", "camera.shop"


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Begin to add Argus."""
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    assert not form["errors"]
    return form


async def pick(
    hass: HomeAssistant, form: ConfigFlowResult, *cameras: str
) -> ConfigFlowResult:
    """Pick cameras and submit."""
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"cameras": list(cameras)}
    )
    await hass.async_block_till_done()
    return result


def registry_id(hass: HomeAssistant, entity_id: str) -> str:
    """Return what stays the same when a camera is renamed."""
    entity = er.async_get(hass).async_get(entity_id)
    assert entity is not None
    return entity.id


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
    house: House = entry.runtime_data
    await until(lambda: house.overview.data.running == len(picked))


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


def _gives_none(camera: FakeCamera) -> None:
    camera.picture = None


def _gives_garbage(camera: FakeCamera) -> None:
    camera.picture = b"not a picture"


def _fails(camera: FakeCamera) -> None:
    camera.failure = OSError("cable cut")


def _is_off(camera: FakeCamera) -> None:
    camera.set_on(False)


def _is_away(camera: FakeCamera) -> None:
    camera.set_available(False)


BLIND = pytest.mark.parametrize(
    ("go_blind", "reason"),
    [
        (_gives_none, "Unable to get image"),
        (_gives_garbage, ""),
        (_fails, "OSError: cable cut"),
        (_is_off, "off"),
        (_is_away, "unavailable"),
    ],
)


def see_again(camera: FakeCamera, picture: bytes | None) -> None:
    """Be a camera as any other."""
    camera.picture, camera.failure = picture, None
    camera.set_on(True)
    camera.set_available(True)


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
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {"base": "no_frame"}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
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
    _gives_none(cameras[SHOP])
    _fails(cameras[FRONT_DOOR])
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
    assert form["errors"] == {"base": "no_frame"}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["cameras"] == "camera.nowhere"


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
    house: House = result["result"].runtime_data
    await until(lambda: house.overview.data.running == 1)


@pytest.mark.usefixtures("camera_entry")
async def test_missing_opencv_is_told_in_words(hass: HomeAssistant) -> None:
    with patch.dict("sys.modules", {"custom_components.argus.vision.frame": None}):
        form = await pick(hass, await start(hass), GARDEN)
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {"base": "opencv_missing"}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
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


# A camera more


async def add(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Begin to add a camera."""
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CAMERA),
        context=SubentryFlowContext(source=SOURCE_USER),
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    return form


async def submit(
    hass: HomeAssistant, form: SubentryFlowResult, **changes: Any
) -> SubentryFlowResult:
    """Change some values of a form and submit it."""
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"], filled(form, **changes)
    )
    await hass.async_block_till_done()
    return result


async def test_add_a_camera_with_defaults(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    result = await submit(hass, await add(hass, entry), camera=SHOP)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    shop = camera_named(argus, "Shop")
    assert shop.subentry.unique_id == registry_id(hass, SHOP)
    # The form's defaults and those of a camera that was picked in the first step are the same.
    assert shop.settings == CameraSettings(camera=registry_id(hass, SHOP))
    await until(lambda: shop.status is CameraStatus.WATCHING)
    assert hass.states.get(camera_entity(hass, shop, "binary_sensor", "motion"))


async def test_add_a_camera_with_everything(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    result = await submit(
        hass,
        await add(hass, entry),
        camera=SHOP,
        interval=0.2,
        location="  By the till ",
        motion=False,
        sensitivity=80,
        min_object=1.5,
        faces=True,
        face_detector="haar",
        min_face=10,
        presence_timeout={"hours": 1, "minutes": 2, "seconds": 3},
        motion_threshold=25,
        min_contour_area=500,
        zones=[
            {"name": " Till ", "kind": "include", "corners": "10,20 60,20 60,90"},
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
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    form = await submit(hass, await add(hass, entry), camera=GARDEN, location="x")
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {"camera": "already_configured"}
    assert filled(form)["location"] == "x"
    result = await submit(hass, form, camera=SHOP)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@BLIND
async def test_a_camera_without_a_frame_is_not_added(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
    go_blind: Callable[[FakeCamera], None],
    reason: str,
) -> None:
    shop = cameras[SHOP]
    picture = shop.picture
    go_blind(shop)
    await hass.async_block_till_done()
    form = await submit(hass, await add(hass, entry), camera=SHOP, sensitivity=33)
    assert form["errors"] == {"base": "no_frame"}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["cameras"] == "Shop"
    assert reason in placeholders["reason"]
    see_again(shop, picture)
    await hass.async_block_till_done()
    result = await submit(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert camera_named(argus, "Shop").settings.sensitivity == 33


async def test_missing_opencv_is_told_when_a_camera_is_added(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    with patch.dict("sys.modules", {"custom_components.argus.vision.frame": None}):
        form = await submit(hass, await add(hass, entry), camera=SHOP)
    assert form["errors"] == {"base": "opencv_missing"}


async def test_a_view_that_argus_draws_cannot_be_watched(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    """It would watch itself watching."""
    garden = camera_named(argus, "Garden")
    own = camera_entity(hass, garden, "camera", "annotated")
    form = await add(hass, entry)
    with pytest.raises(InvalidData):
        await submit(hass, form, camera=own)
    (selector,) = (
        field for key, field in form["data_schema"].schema.items() if key == "camera"
    )
    assert own in selector.config["exclude_entities"]


# A camera changed


async def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, title: str
) -> SubentryFlowResult:
    """Begin to change a camera."""
    subentry = next(s for s in entry.subentries.values() if s.title == title)
    form = await entry.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "reconfigure"
    return form


@pytest.mark.parametrize(
    ("language", "first_of_zone", "first_of_line"),
    [
        ("en", "Watch this zone", "Both, each person once"),
        ("fr", "Surveiller cette zone", "Les deux, chaque personne une fois"),
    ],
)
async def test_the_choices_of_zones_and_lines_have_names(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    language: str,
    first_of_zone: str,
    first_of_line: str,
) -> None:
    """The frontend translates none inside an object: the form brings them in the language of the home."""
    await hass.config.async_update(language=language)
    # As Home Assistant does when its language changes.
    await translation.async_load_integrations(hass, {DOMAIN})
    form = await reconfigure(hass, entry, "Front door")
    schema = form["data_schema"].schema
    zones = schema[SECTION_ZONES].schema.schema[CONF_ZONES].config["fields"]
    lines = schema[SECTION_LINES].schema.schema[CONF_LINES].config["fields"]
    assert zones["kind"]["selector"].config["options"][0] == {
        "value": "include",
        "label": first_of_zone,
    }
    assert lines["counts"]["selector"].config["options"][0] == {
        "value": "both",
        "label": first_of_line,
    }


async def test_reconfigure_shows_what_is_set_and_changes_nothing_else(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    form = await reconfigure(hass, entry, "Front door")
    assert filled(form)["camera"] == FRONT_DOOR
    door = camera_named(argus, "Front door")
    before = door.settings
    result = await submit(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert door.settings == before
    everything = {
        "interval": 2.5,
        "location": "Porch",
        "motion": False,
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
                "counts": "faces",
                "name_in": "comes",
                "name_out": "goes",
            },
            {"name": "Path", "ends": "10,10 20,90", "counts": "motion"},
        ],
        "source": "snapshot",
    }
    await submit(hass, await reconfigure(hass, entry, "Front door"), **everything)
    assert door.settings.zones[0].name == "Steps"
    assert door.settings.presence_timeout == 86398
    # What is shown again is what was entered.
    form = await reconfigure(hass, entry, "Front door")
    assert filled(form) == filled(form, **everything)
    after = door.settings
    await submit(hass, form)
    assert door.settings == after
    # What was entered can be taken out again.
    await submit(
        hass,
        await reconfigure(hass, entry, "Front door"),
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
    argus: House,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    cameras[GARDEN].set_available(False)
    garden = camera_named(argus, "Garden")
    await until(lambda: garden.status is CameraStatus.UNAVAILABLE)
    result = await submit(hass, await reconfigure(hass, entry, "Garden"), sensitivity=9)
    assert result["type"] is FlowResultType.ABORT
    assert garden.settings.sensitivity == 9


async def test_settings_can_be_changed_while_detection_is_stopped(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    """What the form does not show stays as it is."""
    garden = camera_named(argus, "Garden")
    garden.async_set(detection=False)
    await hass.async_block_till_done()
    await submit(hass, await reconfigure(hass, entry, "Garden"), sensitivity=9)
    assert garden.status is CameraStatus.STOPPED
    assert not garden.settings.detection


async def test_swap_the_camera(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    garden = camera_named(argus, "Garden")
    # A camera that is watched already, and one that gives no frame, are refused.
    form = await reconfigure(hass, entry, "Garden")
    form = await submit(hass, form, camera=FRONT_DOOR)
    assert form["errors"] == {"camera": "already_configured"}
    _gives_none(cameras[SHOP])
    form = await submit(hass, form, camera=SHOP)
    assert form["errors"] == {"base": "no_frame"}
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
    result = await submit(hass, await add(hass, entry), camera=GARDEN)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("zone", "error", "text"),
    [
        ({"name": " "}, "bad_name", ""),
        ({"name": "Twice"}, "bad_name", "Twice"),
        ({"corners": "10,20 60,20"}, "bad_corners", "10,20 60,20"),
        ({"corners": ""}, "bad_corners", ""),
        ({"corners": "10,20 60,20 60"}, "bad_corners", "10,20 60,20 60"),
        ({"corners": "10,20 60,20 60,90,1"}, "bad_corners", "10,20 60,20 60,90,1"),
        ({"corners": "10,20 60,20 60,101"}, "bad_corners", "10,20 60,20 60,101"),
        ({"corners": "10,20 60,20 -1,90"}, "bad_corners", "10,20 60,20 -1,90"),
        ({"corners": "10,20 60,20 nan,90"}, "bad_corners", "10,20 60,20 nan,90"),
        ({"corners": "left, right, up"}, "bad_corners", "left, right, up"),
    ],
)
async def test_a_zone_that_cannot_be(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    zone: dict[str, str],
    error: str,
    text: str,
) -> None:
    good = {"name": "Twice", "kind": "include", "corners": "10,20 60,20 60,90"}
    bad = {**good, "name": "Bad", **zone}
    form = await submit(
        hass, await reconfigure(hass, entry, "Garden"), zones=[good, bad]
    )
    assert form["errors"] == {"base": error}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["reason"] == text
    assert camera_named(argus, "Garden").settings.zones == ()
    result = await submit(hass, form, zones=[good])
    assert result["type"] is FlowResultType.ABORT
    assert len(camera_named(argus, "Garden").settings.zones) == 1


@pytest.mark.parametrize(
    ("line", "error", "text"),
    [
        ({"name": ""}, "bad_name", ""),
        ({"ends": "10,20"}, "bad_line", "10,20"),
        ({"ends": "10,20 30,40 50,60"}, "bad_line", "10,20 30,40 50,60"),
        ({"ends": "10,20 10.5,20.5"}, "bad_line", "10,20 10.5,20.5"),
        ({"ends": "nan,20 10,20"}, "bad_line", "nan,20 10,20"),
    ],
)
async def test_a_line_that_cannot_be(
    hass: HomeAssistant,
    argus: House,
    entry: MockConfigEntry,
    line: dict[str, str],
    error: str,
    text: str,
) -> None:
    bad = {"name": "Door", "ends": "10,20 90,20", "counts": "both", **line}
    form = await submit(hass, await reconfigure(hass, entry, "Garden"), lines=[bad])
    assert form["errors"] == {"base": error}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["reason"] == text
    assert camera_named(argus, "Garden").settings.lines == ()


@pytest.mark.parametrize(
    "timeout", [{"seconds": 4}, {"days": 1, "seconds": 1}, {"hours": 0}]
)
async def test_a_presence_timeout_that_cannot_be(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry, timeout: dict[str, int]
) -> None:
    form = await submit(
        hass, await reconfigure(hass, entry, "Garden"), presence_timeout=timeout
    )
    assert form["errors"] == {"base": "bad_presence_timeout"}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["reason"].endswith(" s")


async def test_zones_and_lines_keep_their_ids(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    """Entities and counters hang on the ids."""
    garden = camera_named(argus, "Garden")

    def zone(name: str, corners: str) -> dict[str, str]:
        return {"name": name, "kind": "include", "corners": corners}

    def line(name: str, ends: str) -> dict[str, str]:
        return {"name": name, "ends": ends, "counts": "both"}

    def ids() -> dict[str, str]:
        settings = garden.settings
        return {part.name: part.id for part in (*settings.zones, *settings.lines)}

    async def change(zones: list[Any], lines: list[Any]) -> dict[str, str]:
        form = await reconfigure(hass, entry, "Garden")
        result = await submit(hass, form, zones=zones, lines=lines)
        assert result["type"] is FlowResultType.ABORT
        return ids()

    here, there, lane = "0,0 50,0 50,50", "50,50 90,50 90,90", "10,50 90,50"
    before = await change(
        [zone("Path", here), zone("Lawn", there)],
        [line("Gate", lane), line("Shed", "0,0 100,100")],
    )
    assert len(set(before.values())) == 4
    # Renamed: the place tells that it is the same one. Order does not matter.
    after = await change(
        [zone("Grass", there), zone("Path", here)],
        [line("Shed", "0,0 100,100"), line("Entrance", lane)],
    )
    assert after["Grass"] == before["Lawn"]
    assert after["Path"] == before["Path"]
    assert after["Shed"] == before["Shed"]
    assert after["Entrance"] == before["Gate"]
    # Moved: the name tells.
    moved = await change(
        [zone("Grass", "1,1 50,1 50,50"), zone("Path", here)],
        [line("Shed", "0,0 50,100"), line("Entrance", lane)],
    )
    assert moved == after
    # A new one in the old place of a moved one is new.
    more = await change(
        [zone("Path", "2,2 3,3 2,3"), zone("New", here)], [line("Entrance", lane)]
    )
    assert more["Path"] == before["Path"]
    assert more["New"] not in before.values()
    # Two with the same corners do not share an id.
    twins = await change([zone("One", here), zone("Two", here)], [])
    assert len(set(twins.values())) == 2


# What all cameras share


async def test_options(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    assert filled(form)["workers"] == default_workers()
    result = await hass.config_entries.options.async_configure(
        form["flow_id"],
        filled(form, workers=3, opening_start="08:00:00", opening_end="18:30:00"),
    )
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert argus.workers.threads == 3
    assert argus.settings.workers == 3
    form = await hass.config_entries.options.async_init(entry.entry_id)
    shown = filled(form)
    assert shown["workers"] == 3
    assert shown["opening_start"] == "08:00:00"
    assert shown["opening_end"] == "18:30:00"


@pytest.mark.parametrize(
    "hours",
    [
        {"opening_start": "08:00:00"},
        {"opening_end": "08:00:00"},
        {"opening_start": "08:00:00", "opening_end": "08:00:00"},
    ],
)
async def test_opening_hours_that_cannot_be(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry, hours: dict[str, str]
) -> None:
    form = await hass.config_entries.options.async_init(entry.entry_id)
    form = await hass.config_entries.options.async_configure(
        form["flow_id"], filled(form, workers=2, **hours)
    )
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {"base": "bad_opening_hours"}
    assert filled(form)["workers"] == 2
    result = await hass.config_entries.options.async_configure(
        form["flow_id"], filled(form, opening_start=None, opening_end=None)
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_daily_report(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert filled(form)["report_settings"] == {
        "report_targets": [],
        "report_time": "23:00:00",
    }
    await hass.config_entries.options.async_configure(
        form["flow_id"],
        filled(
            form,
            report_targets=["notify.shop", "notify.owner", "notify.shop"],
            # As scripts may write it.
            report_time="7:30",
            opening_start="9:00",
            opening_end="18:30",
        ),
    )
    await hass.async_block_till_done()
    assert argus.settings.report_targets == ("notify.shop", "notify.owner")
    assert argus.settings.report_time == time(7, 30)
    assert argus.settings.opening_hours is not None
    assert argus.settings.opening_hours.opens == time(9)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert filled(form)["report_settings"] == {
        "report_targets": ["notify.shop", "notify.owner"],
        "report_time": "07:30:00",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"report_targets": ["light.hall"]},
        {"report_targets": "everybody"},
        {"report_time": "25:00"},
        {"report_time": ""},
    ],
)
async def test_daily_reports_that_cannot_be(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry, wrong: dict[str, Any]
) -> None:
    form = await hass.config_entries.options.async_init(entry.entry_id)
    with pytest.raises(InvalidData):
        await hass.config_entries.options.async_configure(
            form["flow_id"], filled(form, **wrong)
        )


async def test_publishing_over_mqtt(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry
) -> None:
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert (filled(form)["mqtt"], filled(form)["mqtt_base"]) == (False, "home/argus")
    form = await hass.config_entries.options.async_configure(
        form["flow_id"], filled(form, mqtt=True, mqtt_base="home/#")
    )
    assert form["errors"] == {"base": "bad_mqtt_base"}
    assert form["description_placeholders"] == {"reason": "home/#"}
    result = await hass.config_entries.options.async_configure(
        form["flow_id"], filled(form, mqtt_base=" house/eyes ")
    )
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert argus.settings.mqtt
    assert argus.settings.mqtt_base == "house/eyes"


def test_versions() -> None:
    assert (ArgusConfigFlow.VERSION, ArgusConfigFlow.MINOR_VERSION) == (1, 1)


async def test_a_database_is_tried_before_it_is_taken(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """A database that cannot hold the journal is refused with the reason; one that can takes over at once."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    nowhere = f"sqlite:///{tmp_path}/file/argus.db"
    await hass.async_add_executor_job((tmp_path / "file").write_text, "in the way")
    form = await hass.config_entries.options.async_configure(
        form["flow_id"], filled(form, db_url=nowhere)
    )
    assert form["errors"] == {"db_url": "db_unusable"}
    assert form["description_placeholders"]["reason"]
    other = tmp_path / "other.db"
    result = await hass.config_entries.options.async_configure(
        form["flow_id"], filled(form, db_url=f"sqlite:///{other}")
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert await hass.async_add_executor_job(other.exists)
    assert argus.journal.path == other


async def test_a_database_of_somebody_else_is_looked_at_and_left_alone(
    hass: HomeAssistant, argus: House, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Of an older journal that another Home Assistant uses, or one that is too new, nothing changes."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    ours = argus.journal.path
    for last, error in (
        ("INSERT INTO meta VALUES ('owner', 'theirs/1/1')", "db_taken"),
        ("UPDATE meta SET value = '99'", "db_newer"),
    ):
        path = tmp_path / f"{error}.db"
        await hass.async_add_executor_job(make, path, (*VERSION_2, last))
        before = await hass.async_add_executor_job(path.read_bytes)
        form = await hass.config_entries.options.async_configure(
            form["flow_id"], filled(form, db_url=f"sqlite:///{path}")
        )
        assert form["errors"] == {"db_url": error}
        assert await hass.async_add_executor_job(path.read_bytes) == before
    assert argus.journal.path == ours
