"""Tests of faces that were there before Argus looked: posters, and people who sit still."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..conftest import FakeCamera, camera_entity, camera_named, until
from ..pictures import visitor
from .runtime import add_alert, mailbox


async def see_faces(entry: MockConfigEntry, frames: int) -> None:
    """Wait until the front door has shown a face, and some frames more."""
    runtime: ArgusRuntime = entry.runtime_data
    door = camera_named(runtime, "Front door")
    await until(lambda: door.data.faces == 1)
    watch = door.watch
    assert watch is not None
    before = watch.statistics.frames
    await until(lambda: watch.statistics.frames >= before + frames, 60)


async def test_a_poster_is_nobody_after_a_restart(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    door_camera: FakeCamera,
    impatient: None,
) -> None:
    """A face is in view, and counted, but it did not come: there is nothing to tell."""
    mails = mailbox(hass)
    door_camera.picture = visitor()
    await add_alert(hass, entry, types=["face"], cooldown=0)
    for _ in range(2):
        assert await hass.config_entries.async_reload(entry.entry_id)
        await see_faces(entry, 20)
        runtime: ArgusRuntime = entry.runtime_data
        door = camera_named(runtime, "Front door")
        seen = hass.states.get(camera_entity(hass, door, "sensor", "faces"))
        assert seen is not None
        assert seen.state == "1"
        assert await runtime.incidents.async_find(IncidentQuery()) == []
    assert mails == []


async def test_who_sat_there_before_is_told_when_they_stir(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    door_camera: FakeCamera,
    impatient: None,
) -> None:
    """People move within seconds; that is what tells them from posters."""
    mails = mailbox(hass)
    door_camera.picture = visitor()
    await add_alert(hass, entry, types=["face"], cooldown=0)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await see_faces(entry, 5)
    assert mails == []
    door_camera.picture = visitor(330)
    await until(lambda: mails)
