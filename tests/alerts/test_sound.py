"""Sounds and speech on real media players, with and without announcements."""

from pathlib import Path

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.sound import async_play, async_speak
from homeassistant.components.demo.media_player import DemoYoutubePlayer
from homeassistant.components.media_player import MediaPlayerEntityFeature
from homeassistant.components.media_player.const import DATA_COMPONENT as PLAYERS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component

from .speakers import ANNOUNCES, Speaker, add_speakers, add_voice

SOUND = {
    "media_content_id": "media-source://media_source/local/dog.mp3",
    "media_content_type": "audio/mpeg",
}


async def test_over_the_music_where_that_works(hass: HomeAssistant) -> None:
    """A sound is announced on a player that can do that, and simply played on others."""
    modern, plain = Speaker("modern", ANNOUNCES), Speaker("plain")
    await add_speakers(hass, modern, plain)
    await async_play(hass, [modern.entity_id, plain.entity_id], SOUND)
    played = ("audio/mpeg", SOUND["media_content_id"])
    assert modern.played == [(*played, {"announce": True})]
    assert plain.played == [(*played, {})]


async def test_groups(hass: HomeAssistant) -> None:
    """Each player of a group plays as it can, once."""
    modern, plain = Speaker("modern", ANNOUNCES), Speaker("plain")
    await add_speakers(hass, modern, plain)
    group = MockConfigEntry(
        domain="group",
        title="All",
        options={
            "group_type": "media_player",
            "name": "All",
            "entities": [modern.entity_id, plain.entity_id],
            "hide_members": False,
        },
    )
    group.add_to_hass(hass)
    assert await hass.config_entries.async_setup(group.entry_id)
    await hass.async_block_till_done()
    await async_play(hass, ["media_player.all", plain.entity_id], SOUND)
    assert [more for *_, more in modern.played] == [{"announce": True}]
    assert [more for *_, more in plain.played] == [{}]


async def test_a_player_of_the_demo(hass: HomeAssistant) -> None:
    """A player of Home Assistant's own, which knows nothing of announcements, plays."""
    assert await async_setup_component(hass, "media_player", {})
    player = DemoYoutubePlayer("Kitchen", "nothing", "Silence", 60)
    await hass.data[PLAYERS].async_add_entities([player])
    speaker = player.entity_id
    state = hass.states.get(speaker)
    assert state is not None
    features = MediaPlayerEntityFeature(state.attributes["supported_features"])
    assert MediaPlayerEntityFeature.MEDIA_ANNOUNCE not in features
    await async_play(hass, [speaker], {"media_content_id": "dog.mp3"})
    state = hass.states.get(speaker)
    assert state is not None
    assert state.attributes["media_content_id"] == "dog.mp3"


async def test_speech(hass: HomeAssistant, tmp_path: Path) -> None:
    """The speakers get what the voice says."""
    modern, plain = Speaker("modern", ANNOUNCES), Speaker("plain")
    await add_speakers(hass, modern, plain)
    voice = await add_voice(hass)
    await async_speak(
        hass, [modern.entity_id, plain.entity_id], voice, "Somebody is there"
    )
    for speaker in (modern, plain):
        ((_, media, _),) = speaker.played
        assert media.startswith(f"media-source://tts/{voice}?message=Somebody")


@pytest.mark.parametrize("how", ["sound", "speech"])
async def test_trouble_with_one_is_nothing_to_others(
    hass: HomeAssistant, how: str
) -> None:
    """One that is away, one that only shows, one that fails; only when none is left it is an error."""
    good, away = Speaker("good"), Speaker("away")
    screen = Speaker("screen", MediaPlayerEntityFeature.VOLUME_SET)
    failing, broken = Speaker("failing"), Speaker("broken")
    failing.failure = HomeAssistantError("no bridge")
    broken.failure = KeyError("programming")
    speakers = (good, away, screen, failing, broken)
    await add_speakers(hass, *speakers)
    away.set_available(False)
    voice = await add_voice(hass)

    async def call(*speakers: Speaker) -> None:
        names = [speaker.entity_id for speaker in speakers]
        if how == "sound":
            await async_play(hass, names, SOUND)
        else:
            await async_speak(hass, names, voice, "Somebody is there")

    await call(*speakers)
    assert len(good.played) == 1
    for useless in (away, screen):
        with pytest.raises(HomeAssistantError) as raised:
            await call(useless)
        assert raised.value.translation_key == "no_speaker_there"
    with pytest.raises(HomeAssistantError) as raised:
        await call(failing, broken)
    assert raised.value.translation_key == "no_speaker_played"


async def test_no_voice(hass: HomeAssistant) -> None:
    """That there is nobody to speak is said."""
    speaker = Speaker("good")
    await add_speakers(hass, speaker)
    with pytest.raises(HomeAssistantError) as raised:
        await async_speak(hass, [speaker.entity_id], "tts.gone", "Hello")
    assert raised.value.translation_key == "voice_gone"
    assert not speaker.played
