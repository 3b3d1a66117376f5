"""What alerts remember."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from custom_components.argus.alerts.alert_state import (
    LONGEST_SNOOZE,
    AlertState,
    AlertStates,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util


def test_rest_counts_from_the_last_one_sent() -> None:
    """Each camera rests on its own, and a clock that was set back prolongs nothing."""
    now = dt_util.utcnow()
    memory = AlertState({"garage": now - timedelta(seconds=100)})
    assert memory.seconds_left("garage", 300, now) == 200
    assert memory.seconds_left("garage", 60, now) == 0
    assert memory.seconds_left("door", 300, now) == 0
    assert memory.seconds_left("garage", 300, now - timedelta(days=1)) == 0


def test_silence_ends() -> None:
    """It ends at its moment."""
    now = dt_util.utcnow()
    assert not AlertState().is_snoozed(now)
    assert AlertState(snoozed_until=now + timedelta(seconds=1)).is_snoozed(now)
    assert not AlertState(snoozed_until=now).is_snoozed(now)


def test_silence_and_a_clock_that_was_set_back() -> None:
    """Nobody can silence an alert for years, so it was not meant."""
    now = dt_util.utcnow()
    memory = AlertState(snoozed_until=now + timedelta(hours=1))
    assert not memory.is_snoozed(now - timedelta(days=365))
    longest = AlertState(snoozed_until=now + LONGEST_SNOOZE)
    assert longest.is_snoozed(now)


async def test_kept_across_a_restart(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """What was kept is there again; alerts that are gone are forgotten."""
    now = dt_util.utcnow()
    memory = AlertStates(hass)
    await memory.async_open()
    memory.of("night").sent["garage"] = now
    memory.of("night").snoozed_until = now
    memory.of("gone").sent["garage"] = now
    await memory.async_keep()
    await memory.async_forget_others(["night"])

    again = AlertStates(hass)
    await again.async_open()
    assert again.of("night") == AlertState({"garage": now}, now)
    assert again.of("gone") == AlertState()
    assert set(hass_storage["argus.alerts"]["data"]) == {"night"}


async def test_many_at_once_are_written_together(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Twenty alerts at ten cameras are no two hundred files, and none is forgotten."""
    memory = AlertStates(hass)
    await memory.async_open()
    now = dt_util.utcnow()
    written = 0
    save = memory._file.async_save

    async def count(data: dict[str, Any]) -> None:
        nonlocal written
        written += 1
        await asyncio.sleep(0)  # as a disk does
        await save(data)

    async def send(alert: str) -> None:
        memory.of(alert).sent["garage"] = now
        await memory.async_keep()

    with patch.object(memory._file, "async_save", count):
        await asyncio.gather(*(send(f"alert {number}") for number in range(200)))
    assert written <= 3
    assert len(hass_storage["argus.alerts"]["data"]) == 200
