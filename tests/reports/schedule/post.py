"""A post office that fails when told to, and a clock."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.model.access import async_current_user
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers.storage import Store

from ...visitor_reports import MONDAY

PARIS = ZoneInfo("Europe/Paris")
SHOP, OWNER = "notify.shop", "notify.owner"
TUESDAY = MONDAY + timedelta(days=1)


def kept_report(hass: HomeAssistant) -> Store[dict[str, Any]]:
    """Return the file in which the report keeps what it remembers."""
    return Store(hass, 1, "argus.daily_report")


class Post:
    """What receivers were sent, and what they do about it."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Be there for two receivers."""
        self.sent: list[tuple[str, str]] = []
        """Receivers and headlines."""
        self.asking: list[object] = []
        """Whose question is being answered while they are sent it."""
        self.broken: dict[str, Exception] = {}
        self.hanging: set[str] = set()
        for target in (SHOP, OWNER):
            hass.states.async_set(target, "unknown")
        hass.services.async_register("notify", "send_message", self.take)

    async def take(self, call: ServiceCall) -> None:
        """Take a message."""
        target: str = call.data["entity_id"]
        self.asking.append(async_current_user())
        if target in self.hanging:
            await asyncio.Event().wait()
        if target in self.broken:
            raise self.broken[target]
        self.sent.append((target, call.data["title"]))

    @property
    def days(self) -> list[tuple[str, str]]:
        """Receivers and the days of their reports, sorted as they came."""
        return [
            (to, title.partition(" on ")[2].split(" ")[1]) for to, title in self.sent
        ]


class Clock:
    """Moves on, and lets happen what then happens."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        """Show what it shows."""
        self._hass = hass
        self._freezer = freezer

    async def show(self, day: date, hour: int, minute: int = 0) -> None:
        """Show a time of the clock on the wall."""
        await self.be(
            datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
        )

    async def be(self, moment: datetime) -> None:
        """Show a moment."""
        self._freezer.move_to(moment)
        await self.strike()

    async def go_on(self, duration: timedelta) -> None:
        """Go on for a while."""
        self._freezer.tick(duration + timedelta(seconds=1))
        await self.strike()

    async def strike(self) -> None:
        """Let happen what is due."""
        async_fire_time_changed(self._hass)
        await self._hass.async_block_till_done(wait_background_tasks=True)


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def end(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def want(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> None:
    """Change the options."""
    hass.config_entries.async_update_entry(entry, options={**entry.options, **options})
    await hass.async_block_till_done(wait_background_tasks=True)


BOTH_MONDAY = [(SHOP, "23"), (OWNER, "23")]
BOTH_TUESDAY = [(SHOP, "24"), (OWNER, "24")]
