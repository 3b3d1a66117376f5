"""What happens in front of cameras, by a clock of the test's own, and what a phone gets of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
import re

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.argus.alerts.alert import Alert
from custom_components.argus.capture.frame_source import SourceError
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import (
    Box,
    Crossing,
    DetectedObject,
    Direction,
    ObjectKind,
    Observation,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import FACE, MOVING, STILL, Show, camera_named
from .phone import pushed

MANUAL = Path(__file__).parents[2] / "docs" / "alerts.md"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
LOOK = 10.0
"""Seconds between two looks at a camera: motion is over three of them after it was last seen."""
STEP = 20.0
"""Seconds between two observations of what goes on."""
SEEN = replace(MOVING, faces=(FACE,))
DRIVING = replace(
    MOVING,
    objects=(DetectedObject(ObjectKind.VEHICLE, "car", Box(0.4, 0.2, 0.5, 0.4), 0.9),),
)
QUIET = STILL


def crossing(direction: Direction) -> Observation:
    """Return what is seen of somebody who crosses the line at the door."""
    return replace(
        MOVING, crossings=(Crossing(line_id="door", track_id=1, direction=direction),)
    )


@dataclass(frozen=True)
class Pushes:
    """What a phone got."""

    rings: int = 0
    updates: int = 0
    """Without a sound."""
    clears: int = 0


type MoveIn = Callable[..., Awaitable[Household]]
"""Sets up an alert with some settings that tells the phone of a house."""


def in_the_manual(situation: str) -> Pushes:
    """Return the pushes that docs/alerts.md promises for a situation, by the words that its row begins with."""
    (row,) = re.findall(
        rf"^\| {re.escape(situation)}[^|]*\| (\d+) \| (\d+|taken back) \|$",
        MANUAL.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    rings, changes = row
    if changes == "taken back":
        return Pushes(int(rings), clears=1)
    return Pushes(int(rings), int(changes))


class Household:
    """A running house in which time passes only as the test says."""

    def __init__(
        self,
        hass: HomeAssistant,
        runtime: ArgusRuntime,
        alert: Alert,
        freezer: FrozenDateTimeFactory,
        phone: AiohttpClientMocker,
    ) -> None:
        """Begin in the morning."""
        self._hass = hass
        self._freezer = freezer
        self._phone = phone
        freezer.move_to(MORNING)
        self.move_in(runtime, alert)

    def move_in(self, runtime: ArgusRuntime, alert: Alert) -> None:
        """Go on with a house that was set up anew."""
        self.runtime = runtime
        self._alert = alert
        self._shows: dict[str, Show] = {}
        self._shown: dict[str, datetime] = {}
        for camera in runtime.cameras.values():
            title = camera.subentry.title
            camera._view.tracker.settings = replace(camera.settings, interval=LOOK)
            self._shows[title] = Show(self._hass, camera)
            self._shown[title] = dt_util.utcnow()

    async def see(
        self, observation: Observation, camera: str = "Front door", after: float = 0
    ) -> None:
        """Let a camera see something, seconds after what any saw before."""
        self._freezer.tick(after)
        now = dt_util.utcnow()
        passed = (now - self._shown[camera]).total_seconds()
        self._shown[camera] = now
        await self._shows[camera](observation, after=passed)
        await self.settle()

    async def go_on(
        self, observation: Observation, seconds: float, camera: str = "Front door"
    ) -> None:
        """Let a camera see the same for a while."""
        while seconds > 0:
            step = min(STEP, seconds)
            await self.see(observation, camera, after=step)
            seconds -= step

    async def calm_down(self, camera: str = "Front door") -> None:
        """Let an incident come to its end."""
        await self.see(QUIET, camera, after=3 * LOOK + STEP)

    def choose_profile(self, camera: str = "Front door", *, alerts: bool) -> None:
        """Let a profile hold in which alerts tell of a camera, or do not."""
        watched = camera_named(self.runtime, camera)
        watched.settings = replace(watched.settings, alerts=alerts)

    async def lose(self, camera: str = "Front door") -> None:
        """Unplug a camera."""
        camera_named(self.runtime, camera)._watch._take_failure(
            SourceError("unplugged"), 9
        )
        await self.settle()

    async def wait(self, seconds: float) -> None:
        """Let time pass in which nothing is seen."""
        self._freezer.tick(seconds)
        async_fire_time_changed(self._hass)
        await self.settle()

    async def settle(self) -> None:
        """Wait until all that was seen is told."""
        await self._hass.async_block_till_done()
        await self._alert.async_settle()
        await self._hass.async_block_till_done()

    @property
    def pushes(self) -> Pushes:
        """What the phone got."""
        messages = pushed(self._phone)
        clears = sum(one["message"] == "clear_notification" for one in messages)
        updates = sum("alert_once" in one["data"] for one in messages)
        return Pushes(len(messages) - clears - updates, updates, clears)

    @property
    def texts(self) -> list[str]:
        """What the phone said, one after the other."""
        return [one["message"] for one in pushed(self._phone)]
