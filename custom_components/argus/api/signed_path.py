"""Paths of pictures that one connection may load without its token, which a picture in a page cannot send."""

from datetime import timedelta
from typing import Final

from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.websocket_api.connection import ActiveConnection

SIGNED_FOR: Final = timedelta(hours=24)
"""How long a path can be used; after that, one asks again."""


def sign_for(connection: ActiveConnection, path: str) -> str:
    """Return a path, with its query, signed for who is connected: it ends with their login."""
    return async_sign_path(
        connection.hass, path, SIGNED_FOR, refresh_token_id=connection.refresh_token_id
    )
