"""Sounds and speech on media players."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.components.media_player.const import (
    ATTR_MEDIA_ANNOUNCE,
    ATTR_MEDIA_CONTENT_ID,
    ATTR_MEDIA_CONTENT_TYPE,
    DOMAIN as MEDIA_PLAYER,
    SERVICE_PLAY_MEDIA,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant


async def async_play(
    hass: HomeAssistant,
    speakers: Sequence[str],
    sound: Mapping[str, Any],
    context: Context | None = None,
) -> None:
    """Play a sound over what the speakers play, which goes on afterwards where they can do that.

    Args:
        hass: Home Assistant.
        speakers: media players.
        sound: `media_content_id` and `media_content_type`.
        context: whom the action is put down to.

    Raises:
        HomeAssistantError: it could not be played.
    """
    await hass.services.async_call(
        MEDIA_PLAYER,
        SERVICE_PLAY_MEDIA,
        {
            ATTR_ENTITY_ID: list(speakers),
            ATTR_MEDIA_CONTENT_ID: sound[ATTR_MEDIA_CONTENT_ID],
            ATTR_MEDIA_CONTENT_TYPE: sound.get(ATTR_MEDIA_CONTENT_TYPE, "music"),
            ATTR_MEDIA_ANNOUNCE: True,
        },
        blocking=True,
        context=context,
    )


async def async_speak(
    hass: HomeAssistant,
    speakers: Sequence[str],
    tts: str,
    text: str,
    context: Context | None = None,
) -> None:
    """Say a text on the speakers.

    Args:
        hass: Home Assistant.
        speakers: media players.
        tts: entity that turns text into speech.
        text: what is said.
        context: whom the action is put down to.

    Raises:
        HomeAssistantError: it could not be said.
    """
    await hass.services.async_call(
        "tts",
        "speak",
        {
            ATTR_ENTITY_ID: tts,
            "media_player_entity_id": list(speakers),
            "message": text,
        },
        blocking=True,
        context=context,
    )
