"""Tests of what HTTP says while Argus cannot answer: its journal fails, it is not loaded, or it is asked too much."""

import asyncio
from unittest.mock import patch

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.api import base_view
from custom_components.argus.model.admission import BusyError
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..journals import UNKNOWN_ID, broken_journal
from .conftest import EVENTS


async def test_trouble_with_the_journal(calm: ArgusRuntime, client: TestClient) -> None:
    """Whoever asks learns that it is not their fault; the status needs no journal."""
    with broken_journal():
        for path in (
            EVENTS,
            f"{EVENTS}/{UNKNOWN_ID}/snapshot.jpg",
            "/api/argus/visitors",
        ):
            response = await client.get(path)
            assert response.status == 503
            assert "disk gone" not in await response.text()
        assert (await client.get("/api/argus/status")).status == 200


async def test_while_argus_is_not_loaded(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient, entry: MockConfigEntry
) -> None:
    """It says so, and answers again when it is back."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    for path in (EVENTS, "/api/argus/status", "/api/argus/visitors"):
        assert (await client.get(path)).status == 503
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert (await client.get(EVENTS)).status == 200


async def test_refusals_wait_so_that_asking_again_and_again_is_slow(
    calm: ArgusRuntime, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But only so many wait, and nobody else does."""
    monkeypatch.setattr(base_view, "HOLD", 3600.0)
    monkeypatch.setattr(base_view, "MOST_HELD", 2)
    path = "/api/argus/heatmap/garden.jpg"
    with patch.object(calm.side_work.pictures, "enter", side_effect=BusyError):
        asked = [asyncio.ensure_future(client.get(path)) for _ in range(3)]
        done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        assert len(waiting) == 2
        assert [one.result().status for one in done] == [429]
        assert (await client.get("/api/argus/status")).status == 200
        for one in waiting:
            one.cancel()
        await asyncio.wait(waiting)
        monkeypatch.setattr(base_view, "HOLD", 0.0)
        monkeypatch.setattr(base_view, "MOST_HELD", 4)
        response = await client.get(path)
    assert response.status == 429
    assert response.headers["Retry-After"]
