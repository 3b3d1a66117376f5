"""Tests of when presence ends."""

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.argus.const import CONF_DETECTION
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from .conftest import FACES, Show, camera_entity, camera_named


class Hall:
    """The front door, and whether somebody is said to be there."""

    def __init__(
        self, hass: HomeAssistant, door: ArgusCoordinator, clock: FrozenDateTimeFactory
    ) -> None:
        """Show nobody yet."""
        self._hass = hass
        self._clock = clock
        self._entity_id = camera_entity(hass, door, "binary_sensor", "presence")
        self.door = door
        self.show = Show(hass, door)

    @property
    def presence(self) -> str:
        """The state of the sensor."""
        state = self._hass.states.get(self._entity_id)
        assert state is not None
        return state.state

    async def change(self, **settings: object) -> None:
        """Change settings of the camera."""
        self.door.async_set(**settings)
        await self._hass.async_block_till_done()

    async def wait(self, seconds: float) -> None:
        """Let time pass, and what is due happen."""
        self._clock.tick(seconds)
        async_fire_time_changed(self._hass)
        await self._hass.async_block_till_done()


@pytest.fixture
def hall(
    hass: HomeAssistant, calm: ArgusRuntime, freezer: FrozenDateTimeFactory
) -> Hall:
    """Return the hall under a clock that stands still."""
    return Hall(hass, camera_named(calm, "Front door"), freezer)


async def test_presence_ends_by_itself_while_nobody_watches(hall: Hall) -> None:
    await hall.show(FACES)
    assert hall.presence == "on"
    await hall.change(**{CONF_DETECTION: False})
    assert hall.presence == "on"
    await hall.wait(599)
    assert hall.presence == "on"
    await hall.wait(1)
    assert hall.presence == "off"


async def test_a_shorter_timeout_counts_at_once(
    hall: Hall, freezer: FrozenDateTimeFactory
) -> None:
    await hall.show(FACES)
    freezer.tick(60)
    await hall.change(presence_timeout=90)
    assert hall.presence == "on"
    await hall.wait(30)
    assert hall.presence == "off"
    # And a longer one brings presence back.
    await hall.change(presence_timeout=3600)
    assert hall.presence == "on"


async def test_seeing_somebody_again_prolongs_presence(
    hall: Hall, freezer: FrozenDateTimeFactory
) -> None:
    # No frame of the camera's own may come late, from a moment before those that are shown.
    await hall.door._switch.async_stop_watch()
    await hall.show(FACES)
    freezer.tick(500)
    await hall.show(FACES, after=500)
    await hall.wait(100)
    assert hall.presence == "on"
    await hall.wait(500)
    assert hall.presence == "off"
