"""Sounds and speech on media players."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from homeassistant.components.media_player.const import (
    ATTR_MEDIA_ANNOUNCE,
    ATTR_MEDIA_CONTENT_ID,
    ATTR_MEDIA_CONTENT_TYPE,
    DOMAIN as MEDIA_PLAYER,
    SERVICE_PLAY_MEDIA,
    MediaPlayerEntityFeature,
    MediaPlayerState,
)
from homeassistant.const import ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event

from ..const import DOMAIN
from .attempt import async_attempt
from .device_override import is_there
from .group_members import members

PATIENCE: Final = 10.0
"""Seconds after which a speaker that does not answer counts as failed."""
BEGINS: Final = 1.0
"""Seconds in which a speaker shows that it plays."""
LONGEST: Final = 8.0
"""Seconds of a sound that are waited for before something is said."""

_PLAYING: Final = (MediaPlayerState.PLAYING, MediaPlayerState.BUFFERING)


async def async_play(
    hass: HomeAssistant,
    speakers: Sequence[str],
    sound: Mapping[str, Any],
    context: Context | None = None,
) -> None:
    """Play a sound, over what the speakers play where they can do that: there it goes on afterwards.

    Args:
        hass: Home Assistant.
        speakers: media players, also groups of them.
        sound: `media_content_id` and `media_content_type`.
        context: whom the action is put down to.

    Raises:
        HomeAssistantError: no speaker plays it.
    """

    async def play(speaker: str) -> None:
        data = {
            ATTR_ENTITY_ID: speaker,
            ATTR_MEDIA_CONTENT_ID: sound[ATTR_MEDIA_CONTENT_ID],
            ATTR_MEDIA_CONTENT_TYPE: sound.get(ATTR_MEDIA_CONTENT_TYPE, "music"),
        }
        if _can(hass, speaker, MediaPlayerEntityFeature.MEDIA_ANNOUNCE):
            data[ATTR_MEDIA_ANNOUNCE] = True
        await hass.services.async_call(
            MEDIA_PLAYER, SERVICE_PLAY_MEDIA, data, blocking=True, context=context
        )

    await _async_each(hass, speakers, play)


async def async_played(hass: HomeAssistant, speakers: Sequence[str]) -> None:
    """Wait until the speakers have played a sound that was just sent to them, as far as they tell, and not for long.

    Args:
        hass: Home Assistant.
        speakers: media players, also groups of them.

    """
    names = members(hass, MEDIA_PLAYER, speakers)
    changed = asyncio.Event()

    def playing() -> bool:
        states = (hass.states.get(name) for name in names)
        return any(state and state.state in _PLAYING for state in states)

    async def until(wanted: bool, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while playing() is not wanted:
                    changed.clear()
                    await changed.wait()

    @callback
    def look(_event: Event[EventStateChangedData]) -> None:
        changed.set()

    untrack = async_track_state_change_event(hass, names, look)
    try:
        await until(True, BEGINS)
        await until(False, LONGEST)
    finally:
        untrack()


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
        speakers: media players, also groups of them.
        tts: entity that turns text into speech.
        text: what is said.
        context: whom the action is put down to.

    Raises:
        HomeAssistantError: no speaker says it.
    """
    if not is_there(hass, tts):
        # Home Assistant would only note it in its log.
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="voice_gone",
            translation_placeholders={"entity": tts},
        )

    async def speak(speaker: str) -> None:
        await hass.services.async_call(
            "tts",
            "speak",
            {
                ATTR_ENTITY_ID: tts,
                "media_player_entity_id": [speaker],
                "message": text,
            },
            blocking=True,
            context=context,
        )

    await _async_each(hass, speakers, speak)


async def _async_each(
    hass: HomeAssistant,
    speakers: Sequence[str],
    work: Callable[[str], Coroutine[Any, Any, None]],
) -> None:
    """Do something with each speaker that is there, at once; one that fails keeps no other from it.

    Raises:
        HomeAssistantError: there is none, or it works with none of them.
    """
    there = [
        speaker
        for speaker in members(hass, MEDIA_PLAYER, speakers)
        if _can(hass, speaker, MediaPlayerEntityFeature.PLAY_MEDIA)
    ]
    if not there:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="no_speaker_there",
            translation_placeholders={"speakers": ", ".join(speakers)},
        )
    done = await asyncio.gather(
        *(async_attempt(work(speaker), speaker, "play", PATIENCE) for speaker in there)
    )
    if not any(done):
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="no_speaker_played",
            translation_placeholders={"speakers": ", ".join(there)},
        )


@callback
def _can(hass: HomeAssistant, speaker: str, feature: MediaPlayerEntityFeature) -> bool:
    state = hass.states.get(speaker)
    features = state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) if state else 0
    return bool(features & feature)
