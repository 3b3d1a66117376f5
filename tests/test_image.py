"""Tests of the picture of what happened last."""

from http import HTTPStatus
from unittest.mock import patch

import cv2
import numpy as np
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus import image
from custom_components.argus.const import CONF_BLUR_FACES
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision.faces.haar import HaarBackend
from custom_components.argus.vision.frames.frame import Frame
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .conftest import FACES, MOVING, STILL, FakeCamera, Show, camera_named, until
from .incidents.house import configure
from .pictures import mover, room, visitor
from .test_binary_sensor import state_of

IMAGE = "image.argus_front_door_last_event"
HEATMAP = "image.argus_front_door_heat_map"


async def picture(
    client: ClientSessionGenerator, entity_id: str = IMAGE
) -> tuple[HTTPStatus, str, bytes]:
    """Return what a browser gets."""
    response = await (await client()).get(f"/api/image_proxy/{entity_id}")
    return (
        HTTPStatus(response.status),
        response.content_type,
        await response.read(),
    )


async def test_nothing_before_anything_happened(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    assert state_of(hass, IMAGE).state == "unknown"
    status, _, _ = await picture(hass_client)
    assert status is HTTPStatus.INTERNAL_SERVER_ERROR
    # An empty room is no event.
    await Show(hass, camera_named(calm, "Front door"))(STILL)
    assert state_of(hass, IMAGE).state == "unknown"


async def test_the_frame_of_the_event(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    door = camera_named(calm, "Front door")
    show = Show(hass, door)
    seen = mover(200)
    before = dt_util.utcnow()
    await show(MOVING, frame=seen)
    told = dt_util.parse_datetime(state_of(hass, IMAGE).state)
    assert told is not None
    assert before <= told <= dt_util.utcnow()
    assert await picture(hass_client) == (HTTPStatus.OK, "image/jpeg", seen)
    assert state_of(hass, "image.argus_garden_last_event").state == "unknown"

    # A frame with faces tells more; one that tells less does not replace it.
    faces = visitor()
    await show(FACES, after=1, frame=faces)
    assert (await picture(hass_client))[2] == faces
    state = state_of(hass, IMAGE).state
    await show(MOVING, after=1, frame=mover(300))
    assert (await picture(hass_client))[2] == faces
    assert state_of(hass, IMAGE).state == state


async def test_stays_while_the_camera_is_away(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    cameras: dict[str, FakeCamera],
    hass_client: ClientSessionGenerator,
) -> None:
    await Show(hass, camera_named(calm, "Front door"))(MOVING, frame=room())
    state = state_of(hass, IMAGE).state
    cameras["camera.front_door"].set_available(False)
    await until(
        lambda: state_of(hass, "sensor.argus_front_door_faces").state == "unavailable"
    )
    assert state_of(hass, IMAGE).state == state
    assert (await picture(hass_client))[2] == room()


async def test_a_new_event_after_the_camera_was_away_has_its_own_picture(
    hass: HomeAssistant, calm: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    """However good the picture of the event before was."""
    door = camera_named(calm, "Front door")
    show = Show(hass, door)
    await show(FACES, frame=visitor())
    cameras["camera.front_door"].set_available(False)
    await until(lambda: door.sight is None)
    await show(MOVING, after=60, frame=mover(200))
    assert door.best.frame == mover(200)


async def test_other_formats_keep_their_type(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    decoded = cv2.imdecode(np.frombuffer(room(), np.uint8), cv2.IMREAD_COLOR)
    png = cv2.imencode(".png", decoded)[1].tobytes()
    await Show(hass, camera_named(calm, "Front door"))(MOVING, frame=png)
    assert await picture(hass_client) == (HTTPStatus.OK, "image/png", png)


async def test_a_frame_of_a_stream_becomes_a_file(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    frame = np.full((90, 160, 3), (10, 200, 30), np.uint8)
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOVING, frame=frame)
    status, kind, content = await picture(hass_client)
    assert (status, kind) == (HTTPStatus.OK, "image/jpeg")
    shown = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert shown.shape == frame.shape
    assert np.abs(shown.astype(int) - frame).mean() < 4


@pytest.mark.parametrize("entity", [IMAGE, HEATMAP])
async def test_shows_no_face_by_option(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_client: ClientSessionGenerator,
    entity: str,
) -> None:
    """Not even one that the eyes have not confirmed yet."""
    configure(hass, calm._entry, "Front door", **{CONF_BLUR_FACES: True})
    await hass.async_block_till_done()
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOVING, frame=visitor())
    status, kind, content = await picture(hass_client, entity)
    assert (status, kind) == (HTTPStatus.OK, "image/jpeg")
    haar = HaarBackend()
    for file, faces in ((visitor(), 1), (content, 0)):
        frame = Frame.open(file)
        assert len(haar.detect(frame.grey(frame.width))) == faces


async def test_is_made_once_for_all_who_look(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """And anew when there is another picture, or faces are to be hidden."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOVING, frame=visitor())
    with patch.object(
        image, "_encode_picture", side_effect=image._encode_picture
    ) as make:
        assert len({(await picture(hass_client))[2] for _ in range(5)}) == 1
        assert make.call_count == 1
        configure(hass, calm._entry, "Front door", **{CONF_BLUR_FACES: True})
        await hass.async_block_till_done()
        assert (await picture(hass_client))[2] != visitor()
        await show(FACES, after=1, frame=mover(200))
        await picture(hass_client)
        assert make.call_count == 3


@pytest.mark.parametrize("entity_id", [IMAGE])
async def test_is_for_users_only(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_client_no_auth: ClientSessionGenerator,
    entity_id: str,
) -> None:
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    status, _, content = await picture(hass_client_no_auth, entity_id)
    assert status in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED}
    assert content != room()
