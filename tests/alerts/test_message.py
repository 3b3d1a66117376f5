"""Messages in the form their receiver takes."""

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.argus.alerts.message import (
    LIVE,
    Attachment,
    Button,
    Message,
    async_send,
    is_updatable,
)
from homeassistant.components.camera import Image
from homeassistant.components.media_source.error import Unresolvable
from homeassistant.components.media_source.models import PlayMedia
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from ..pictures import visitor

MESSAGE = Message(
    title="Night",
    text="Motion",
    html="<p>Motion</p>",
    attachments=(Attachment("media-source://argus/x", "x.jpg", "picture"),),
    image="/api/argus/events/1/snapshot.jpg",
    url="/logbook",
    tag="argus-1",
    buttons=(Button("ARGUS_SILENCE_1", "Silence"),),
    critical=True,
)


def _entity(hass: HomeAssistant, platform: str) -> str:
    entity = er.async_get(hass).async_get_or_create("notify", platform, "one")
    hass.states.async_set(entity.entity_id, "unknown")
    return entity.entity_id


async def test_plain(hass: HomeAssistant) -> None:
    """Any notify entity gets title and text."""
    calls = async_mock_service(hass, "notify", "send_message")
    entity = _entity(hass, "other")
    await async_send(hass, entity, MESSAGE)
    assert calls[0].data == {
        "entity_id": entity,
        "title": "Night",
        "message": "Motion",
    }
    assert not is_updatable(hass, entity)


async def test_gone(hass: HomeAssistant) -> None:
    """One that is gone is named."""
    with pytest.raises(HomeAssistantError) as raised:
        await async_send(hass, "notify.gone", MESSAGE)
    assert raised.value.translation_key == "notify_gone"


@pytest.mark.parametrize("there", [True, False])
async def test_letter(hass: HomeAssistant, tmp_path: Path, there: bool) -> None:
    """E-mail gets HTML and the picture, or goes without a picture that is gone."""
    calls = async_mock_service(hass, "smtp", "send_message")
    picture = tmp_path / "x.jpg"
    picture.write_bytes(visitor())
    resolved = PlayMedia("/x", "image/jpeg", path=picture)
    with patch(
        "custom_components.argus.alerts.message.async_resolve_media",
        side_effect=[resolved] if there else Unresolvable("gone"),
    ):
        await async_send(hass, _entity(hass, "smtp"), MESSAGE)
    data = calls[0].data
    assert data["html"] == "<p>Motion</p>"
    assert data["priority"] == "highest"
    assert ("attachments" in data) is there
    if there:
        assert data["attachments"][0]["content_id"] == "picture"


@pytest.mark.parametrize("media", ["media-source://argus/x", f"{LIVE}camera.door"])
@pytest.mark.parametrize(
    ("extension", "mime_type"),
    [(".jpg", "image/jpeg"), (".png", "image/png"), (".webp", "image/webp")],
)
async def test_a_picture_is_what_its_bytes_say(
    hass: HomeAssistant, tmp_path: Path, media: str, extension: str, mime_type: str
) -> None:
    """Whatever its file is called, and whatever a camera or another integration claims."""
    calls = async_mock_service(hass, "smtp", "send_message")
    content = cv2.imencode(extension, np.zeros((8, 8, 3), np.uint8))[1].tobytes()
    picture = tmp_path / "x.jpg"
    picture.write_bytes(content)
    message = replace(MESSAGE, attachments=(Attachment(media, "x.jpg", "picture"),))
    module = "custom_components.argus.alerts.message"
    with (
        patch(
            f"{module}.async_resolve_media",
            return_value=PlayMedia("/x", "image/jpeg", path=picture),
        ),
        patch(f"{module}.async_get_image", return_value=Image("image/jpeg", content)),
    ):
        await async_send(hass, _entity(hass, "smtp"), message)
    (attached,) = calls[0].data["attachments"]
    assert attached["media_source"]["media_content_type"] == mime_type
    assert attached["filename"] == f"x{extension}"


@pytest.mark.parametrize("platform", ["other", "smtp"])
async def test_away(hass: HomeAssistant, platform: str) -> None:
    """Home Assistant passes over in silence what is unavailable; nobody was told, so it is an error."""
    for domain in ("notify", "smtp"):
        async_mock_service(hass, domain, "send_message")
    entity = _entity(hass, platform)
    hass.states.async_set(entity, "unavailable")
    with pytest.raises(HomeAssistantError) as raised:
        await async_send(hass, entity, MESSAGE)
    assert raised.value.translation_key == "notify_away"
