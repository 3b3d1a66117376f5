"""Persistent notification of an alert in Home Assistant itself: one for each alert, which the next one replaces."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.persistent_notification import async_create, async_dismiss
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from ..model.access import may
from ..model.markdown import escaped
from .message import Message

SIGNED_FOR: Final = timedelta(days=7)
"""For which the picture can be seen; a notification that nobody dismissed by then shows its words alone."""


def notification_id(alert_id: str) -> str:
    """Return what names the notification of an alert."""
    return f"{DOMAIN}-{alert_id}"


@callback
def async_show(
    hass: HomeAssistant, alert_id: str, message: Message, link: str, picture: str | None
) -> None:
    """Show a message as the notification of an alert, in the place of the one before.

    Args:
        hass: Home Assistant.
        alert_id: id of the alert's subentry.
        message: what it says.
        link: what the link to its page says.
        picture: signed path of its picture, if whoever can read the notification may see it.

    """
    parts = [escaped(message.text)]
    if picture is not None:
        parts.append(f"![]({picture})")
    if message.url is not None:
        parts.append(f"[{escaped(link)}]({message.url})")
    async_create(hass, "\n\n".join(parts), message.title, notification_id(alert_id))


@callback
def async_take_back(hass: HomeAssistant, alert_id: str) -> None:
    """Take the notification of an alert away, if there is one."""
    async_dismiss(hass, notification_id(alert_id))


async def async_picture_for_all(
    hass: HomeAssistant, path: str | None, cameras: Iterable[str | None]
) -> str | None:
    """Return the signed path of a picture for a notification, which everybody reads who can log in.

    Args:
        hass: Home Assistant.
        path: of the picture, if there is one.
        cameras: entity ids of the cameras that it may show; None for one that is not there.

    Returns:
        None if there is no picture, or if somebody may not see it.

    """
    if path is None:
        return None
    # Of a camera that is not there, only who may see everything sees pictures.
    entities = [camera or DOMAIN for camera in cameras]
    for user in await hass.auth.async_get_users():
        if user.is_active and not may(user, POLICY_READ, *entities):
            return None
    return async_sign_path(hass, path, SIGNED_FOR, use_content_user=True)
