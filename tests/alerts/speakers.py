"""Media players and a voice, as entities of a real Home Assistant."""

from typing import Any, override

from homeassistant.components.media_player import (
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
)
from homeassistant.components.media_player.const import DATA_COMPONENT as PLAYERS
from homeassistant.components.tts import TextToSpeechEntity, TtsAudioType
from homeassistant.components.tts.const import DATA_COMPONENT as VOICES
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

PLAYS = MediaPlayerEntityFeature.PLAY_MEDIA
ANNOUNCES = PLAYS | MediaPlayerEntityFeature.MEDIA_ANNOUNCE


class Speaker(MediaPlayerEntity):
    """A media player that remembers what it was to play."""

    _attr_should_poll = False
    _attr_state = MediaPlayerState.PLAYING

    def __init__(self, name: str, features: MediaPlayerEntityFeature = PLAYS) -> None:
        """Play music."""
        self._attr_name = name
        self._attr_unique_id = name
        self._attr_supported_features = features
        self.played: list[tuple[str, str, dict[str, Any]]] = []
        self.failure: Exception | None = None

    @override
    async def async_play_media(
        self, media_type: str, media_id: str, **kwargs: Any
    ) -> None:
        """Take something to play."""
        if self.failure is not None:
            raise self.failure
        kwargs.pop("extra", None)
        self.played.append((media_type, media_id, kwargs))

    def set_available(self, available: bool) -> None:
        """Come or go."""
        self._attr_available = available
        self.async_write_ha_state()


class Voice(TextToSpeechEntity):
    """Turns text into silence."""

    _attr_name = "Voice"
    _attr_unique_id = "voice"
    _attr_default_language = "en"
    _attr_supported_languages = ["en"]

    @override
    async def async_get_tts_audio(
        self, message: str, language: str, options: dict[str, Any]
    ) -> TtsAudioType:
        """Return something that sounds like nothing."""
        return "wav", b""


async def add_speakers(hass: HomeAssistant, *speakers: Speaker) -> None:
    """Let Home Assistant have media players."""
    assert await async_setup_component(hass, "media_player", {})
    await hass.data[PLAYERS].async_add_entities(speakers)
    await hass.async_block_till_done()


async def add_voice(hass: HomeAssistant) -> str:
    """Let Home Assistant speak; return its voice."""
    assert await async_setup_component(hass, "tts", {})
    voice = Voice()
    await hass.data[VOICES].async_add_entities([voice])
    await hass.async_block_till_done()
    return voice.entity_id
