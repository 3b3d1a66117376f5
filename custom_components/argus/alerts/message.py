"""A message to a notify entity: plain to any, with picture and buttons to a phone, as a whole letter to e-mail."""

from dataclasses import dataclass
import logging
from pathlib import Path, PurePath
from typing import Any, Final

from homeassistant.components.camera import async_get_image
from homeassistant.components.media_source import async_resolve_media
from homeassistant.components.media_source.error import MediaSourceError
from homeassistant.components.notify.const import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TITLE,
    DOMAIN as NOTIFY,
    SERVICE_SEND_MESSAGE,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..model.picture_type import HEAD, picture_extension, picture_type
from ..model.redaction import redacted_error
from .device_override import is_there

_LOGGER = logging.getLogger(__name__)

MOBILE_APP: Final = "mobile_app"
SMTP: Final = "smtp"
LIVE: Final = "media-source://camera/"
"""Begins the id of what a camera shows now, before its entity id."""
GROUP: Final = "argus"
"""What a phone gathers our notifications under."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    media_content_id: str
    filename: str
    """Its extension follows what the file turns out to be."""
    content_id: str
    """What the letter's HTML calls it, after `cid:`."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something a notification on a phone offers to do."""

    action: str
    """What the event `mobile_app_notification_action` brings back."""
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody is told, in as many forms as there are ways to tell it."""

    title: str
    text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    image: str | None = None
    """Relative path of a picture, which the app fetches as its user."""
    video: str | None = None
    """Relative path of a film, which the app shows in the place of the picture."""
    url: str | None = None
    """Relative path of the page to open."""
    tag: str | None = None
    """A notification with the same tag takes the place of an earlier one."""
    buttons: tuple[Button, ...] = ()
    critical: bool = False
    """Whether a phone rings although it is muted."""
    quiet: bool = False
    """Whether a phone neither rings nor shakes: it has done so for this tag."""


async def async_send(
    hass: HomeAssistant,
    entity_id: str,
    message: Message,
    context: Context | None = None,
) -> None:
    """Send a message to a notify entity, in the richest form it takes.

    Raises:
        HomeAssistantError: it could not be sent.
    """
    entity = er.async_get(hass).async_get(entity_id)
    if hass.states.get(entity_id) is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="notify_gone",
            translation_placeholders={"entity": entity_id},
        )
    domain, service, data = NOTIFY, SERVICE_SEND_MESSAGE, _plain(entity_id, message)
    phone = _phone(hass, entity) if entity and entity.platform == MOBILE_APP else None
    if phone is not None:
        service, data = phone, _for_phone(message)
    elif not is_there(hass, entity_id):
        # Home Assistant would pass it over in silence.
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="notify_away",
            translation_placeholders={"entity": entity_id},
        )
    elif entity is not None and entity.platform == SMTP:
        domain = SMTP
        data = await _async_letter(hass, entity_id, message)
    await hass.services.async_call(
        domain, service, data, blocking=True, context=context
    )


async def async_clear(hass: HomeAssistant, entity_id: str, tag: str) -> None:
    """Take a notification back from the phone of a notify entity.

    Raises:
        HomeAssistantError: the phone cannot be reached.
    """
    entity = er.async_get(hass).async_get(entity_id)
    phone = _phone(hass, entity) if entity is not None else None
    if phone is None:
        return
    # Loaded, as there is a phone.
    from homeassistant.components.mobile_app.const import CLEAR_NOTIFICATION

    await hass.services.async_call(
        NOTIFY,
        phone,
        {ATTR_MESSAGE: CLEAR_NOTIFICATION, ATTR_DATA: {"tag": tag}},
        blocking=True,
    )


@callback
def is_updatable(hass: HomeAssistant, entity_id: str) -> bool:
    """Return whether an entity's notifications can take the place of earlier ones."""
    entity = er.async_get(hass).async_get(entity_id)
    return entity is not None and entity.platform == MOBILE_APP


def _plain(entity_id: str, message: Message) -> dict[str, Any]:
    return {
        ATTR_ENTITY_ID: entity_id,
        ATTR_TITLE: message.title,
        ATTR_MESSAGE: message.text,
    }


@callback
def _phone(hass: HomeAssistant, entity: er.RegistryEntry) -> str | None:
    """Return the action that notifies the phone of an entity with more than a text, or None if there is none."""
    # Its entity is there, so it is loaded; whoever has no phone does not load it.
    from homeassistant.components.mobile_app.util import (
        get_notify_service,
        webhook_id_from_device_id,
    )

    if entity.device_id is None:
        return None
    webhook_id = webhook_id_from_device_id(hass, entity.device_id)
    if webhook_id is None:
        return None
    try:
        return get_notify_service(hass, webhook_id)
    except KeyError:
        # Home Assistant is just starting: the entity is there before the action is.
        return None


def _for_phone(message: Message) -> dict[str, Any]:
    data: dict[str, Any] = {"group": GROUP}
    if message.tag is not None:
        data["tag"] = message.tag
    if message.image is not None:
        data["image"] = message.image
    if message.video is not None:
        # By both apps, before the picture.
        data["video"] = message.video
    if message.url is not None:
        data |= {"url": message.url, "clickAction": message.url}
    if message.buttons:
        data["actions"] = [
            {"action": button.action, "title": button.title}
            for button in message.buttons
        ]
    if message.quiet:
        # Android, then iOS.
        data |= {"alert_once": True, "push": {"interruption-level": "passive"}}
    elif message.critical:
        data |= {
            "ttl": 0,
            "priority": "high",
            "channel": "alarm_stream",
            "push": {
                "interruption-level": "critical",
                "sound": {"name": "default", "critical": 1, "volume": 1.0},
            },
        }
    return {ATTR_TITLE: message.title, ATTR_MESSAGE: message.text, ATTR_DATA: data}


async def _async_letter(
    hass: HomeAssistant, entity_id: str, message: Message
) -> dict[str, Any]:
    data = _plain(entity_id, message)
    if message.html is not None:
        data["html"] = message.html
    attachments = [
        found
        for attachment in message.attachments
        if (found := await _async_attached(hass, attachment)) is not None
    ]
    if attachments:
        data["attachments"] = attachments
    if message.critical:
        data["priority"] = "highest"
    return data


async def _async_attached(
    hass: HomeAssistant, attachment: Attachment
) -> dict[str, Any] | None:
    """Return a file as a letter takes it, or None if it is not there: a letter without its picture is better than none."""
    try:
        mime_type = await _async_mime_type(hass, attachment.media_content_id)
    except (MediaSourceError, HomeAssistantError, OSError) as err:
        _LOGGER.warning(
            "%s goes without its picture: %s", attachment.filename, redacted_error(err)
        )
        return None
    if mime_type is None:
        return None
    name = PurePath(attachment.filename).with_suffix(picture_extension(mime_type))
    return {
        "media_source": {
            "media_content_id": attachment.media_content_id,
            "media_content_type": mime_type,
        },
        "filename": str(name),
        "content_id": attachment.content_id,
    }


async def _async_mime_type(hass: HomeAssistant, media_id: str) -> str | None:
    """Return of what kind a picture is, as its bytes say; None if it is gone.

    Raises:
        MediaSourceError: there is no such media.
        HomeAssistantError: the camera gives no picture.
        OSError: the file cannot be read.
    """
    if media_id.startswith(LIVE):
        image = await async_get_image(hass, media_id.removeprefix(LIVE))
        return picture_type(image.content)
    path = (await async_resolve_media(hass, media_id, None)).path
    if path is None or not await hass.async_add_executor_job(path.is_file):
        return None
    return picture_type(await hass.async_add_executor_job(_head, path))


def _head(path: Path) -> bytes:
    """Return the beginning of a file; blocks."""
    with path.open("rb") as file:
        return file.read(HEAD)
