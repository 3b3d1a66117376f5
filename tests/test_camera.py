"""Tests of the view with everything drawn in."""

import asyncio
from dataclasses import replace
from unittest.mock import patch

import cv2
import numpy as np
import pytest

from custom_components.argus import camera as annotated_view
from custom_components.argus.model.wording import async_wording
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import (
    Box,
    DetectedObject,
    Motion,
    ObjectKind,
    PipelineSettings,
)
from custom_components.argus.vision.annotate import annotate, ascii_text
from custom_components.argus.vision.objects.coco import KINDS
from homeassistant.components.camera import async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .alerts.test_missing_entities import LINE
from .conftest import MOVING, STILL, FakeCamera, Show, camera_named, until
from .pictures import HEIGHT, WIDTH, room
from .test_binary_sensor import state_of
from .zones import zone

VIEW = "camera.argus_front_door_annotated_view"

pytestmark = pytest.mark.usefixtures("all_enabled")


def decoded(picture: bytes) -> np.ndarray:
    """Return the pixels of a picture."""
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return pixels.astype(int)


async def test_draws_what_was_seen(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    door = camera_named(calm, "Front door")
    show = Show(hass, door)
    await show(STILL)
    plain = await async_get_image(hass, VIEW)
    assert plain.content_type == "image/jpeg"
    assert decoded(plain.content).shape == (HEIGHT, WIDTH, 3)
    box = Box(0.25, 0.25, 0.75, 0.75)
    await show(replace(MOVING, motion=Motion(True, 0.25, (box,))))
    drawn = await async_get_image(hass, VIEW)
    difference = np.abs(decoded(drawn.content) - decoded(plain.content)).max(axis=2)
    # The edge of the box is drawn, its middle is left as it is.
    assert difference[HEIGHT // 4 : HEIGHT * 3 // 4, WIDTH // 4].max() > 50
    assert np.median(difference[170:190, 300:340]) < 10


async def test_draws_the_zones_as_they_are_now(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    door = camera_named(calm, "Front door")
    show = Show(hass, door)
    await show(STILL)
    before = (await async_get_image(hass, VIEW)).content
    door.async_set(zones=[zone()])
    await hass.async_block_till_done()
    await show(STILL)
    assert (await async_get_image(hass, VIEW)).content != before


@pytest.mark.parametrize(
    ("language", "named", "told"),
    [
        ("en", {}, ("in", "out")),
        ("fr", {}, ("entrants", "sortants")),
        ("fr", {"name_in": "salon"}, ("salon", "sortants")),
    ],
)
async def test_counts_in_the_language_of_the_house(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    language: str,
    named: dict[str, str],
    told: tuple[str, str],
) -> None:
    """Directions that have no name of the user's are called in words that the picture's font has letters for."""
    hass.config.language = language
    door = camera_named(calm, "Front door")
    door.async_set(lines=[{**LINE, **named}])
    await hass.async_block_till_done()
    await Show(hass, door)(STILL)
    assert door.sight is not None
    (line,) = door.settings.lines
    way_in, way_out = told
    expected = annotate(
        door.sight.frame,
        STILL,
        PipelineSettings(lines=(replace(line, name_in=way_in, name_out=way_out),)),
        {line.id: (0, 0)},
    )
    assert (await async_get_image(hass, VIEW)).content == expected
    assert all(ascii_text(word) == word for word in told)


@pytest.mark.parametrize(("language", "told"), [("en", "dog"), ("fr", "chien")])
async def test_names_what_it_sees_in_the_language_of_the_house(
    hass: HomeAssistant, calm: ArgusRuntime, language: str, told: str
) -> None:
    hass.config.language = language
    door = camera_named(calm, "Front door")
    dog = DetectedObject(ObjectKind.ANIMAL, "dog", Box(0.3, 0.3, 0.6, 0.7), 0.8, 1)
    seen = replace(STILL, objects=(dog,))
    await Show(hass, door)(seen)
    assert door.sight is not None
    named = replace(seen, objects=(replace(dog, label=told),))
    expected = annotate(door.sight.frame, named, PipelineSettings(), {})
    assert (await async_get_image(hass, VIEW)).content == expected


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_has_a_name_for_whatever_it_may_see(
    hass: HomeAssistant, language: str
) -> None:
    wording = await async_wording(hass, language)
    for label, _ in KINDS.values():
        assert wording(f"view_{label}") != f"view_{label}"
        assert "?" not in ascii_text(wording(f"view_{label}"))


async def test_draws_once_for_all_who_look(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOVING)
    with patch.object(
        annotated_view, "_draw_view", side_effect=annotated_view._draw_view
    ) as draw:
        pictures = await asyncio.gather(
            *(async_get_image(hass, VIEW) for _ in range(5))
        )
        assert draw.call_count == 1
        assert len({picture.content for picture in pictures}) == 1
        await show(MOVING, after=1)
        await async_get_image(hass, VIEW)
        assert draw.call_count == 2


async def test_shows_nothing_while_nothing_is_watched(
    hass: HomeAssistant, argus: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    await until(lambda: state_of(hass, VIEW).state != "unavailable")
    cameras["camera.front_door"].set_on(False)
    await until(lambda: state_of(hass, VIEW).state == "unavailable")
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, VIEW)


async def test_draws_on_frames_of_a_stream(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    frame = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    await Show(hass, camera_named(calm, "Front door"))(STILL, frame=frame)
    shown = decoded((await async_get_image(hass, VIEW)).content)
    assert shown.shape == frame.shape
    assert room() != shown.tobytes()
