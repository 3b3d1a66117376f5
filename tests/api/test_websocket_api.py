"""Tests of the WebSocket commands: who may ask, what is refused, what is told of the house."""

from collections.abc import Coroutine
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    WebSocketGenerator,
)

from custom_components.argus.model import places
from custom_components.argus.model.admission import BusyError
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import FACES, Show, camera_named
from ..journals import (
    HOSTILE,
    UNKNOWN_ID,
    broken_journal,
    remember_both,
)
from .asker import Asker


async def test_status(hass: HomeAssistant, calm: ArgusRuntime, ask: Asker) -> None:
    """It is that of HTTP."""
    await Show(hass, camera_named(calm, "Garden"))(FACES)
    status = await ask.result("status")
    assert status["faces_count"] == 2
    assert status["cameras"]["camera.garden"]["faces_count"] == 2


@pytest.mark.parametrize(
    "message",
    [
        {"limit": 0},
        {"limit": 1001},
        {"limit": None},
        {"event_type": "cat"},
        {"before": 7},
        {"before": UNKNOWN_ID + "\n"},
        {"since": "soon"},
        {"camera": ["garden"]},
        {"camera": {"$ne": 1}},
        {"unknown": 1},
    ],
)
async def test_nonsense_is_refused(ask: Asker, message: dict[str, Any]) -> None:
    """What cannot be used is told so."""
    assert await ask.error("events/list", **message) == "invalid_format"


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_messages(calm: ArgusRuntime, ask: Asker, hostile: str) -> None:
    """Nothing that is sent gets at anything or harms anything."""
    door, garden = await remember_both(calm)
    before = dict(camera_named(calm, "Garden").subentry.data)
    for key in ("before", "event_type", "since", "until"):
        assert await ask.error("events/list", **{key: hostile}) == "invalid_format"
    for command in ("events/list", "report", "camera/update"):
        # Some are too long for a name, or hold what no name does.
        refused = await ask.error(command, camera=hostile)
        assert refused in {"not_found", "invalid_format"}
    for command, message in (
        ("events/favourite", {"event": hostile, "favourite": True}),
        ("events/false_alarm", {"event": hostile, "false_alarm": True}),
        ("events/delete", {"events": [hostile]}),
        ("events/delete", {"events": hostile}),
        ("report", {"from": hostile}),
        ("camera/update", {"camera": "garden", "zones": hostile}),
    ):
        assert await ask.error(command, **message) == "invalid_format"
    listed = await ask.result("events/list")
    assert [i["id"] for i in listed["results"]] == [garden.id, door.id]
    assert not any(i["favourite"] or i["false_alarm"] for i in listed["results"])
    assert dict(camera_named(calm, "Garden").subentry.data) == before


async def test_report(calm: ArgusRuntime, ask: Asker) -> None:
    """It is that of HTTP."""
    crossing = Crossing("line", Direction.IN, 1)
    await camera_named(calm, "Garden").visitors.async_count(
        (crossing,), dt_util.utcnow()
    )
    assert (await ask.result("report"))["total_in"] == 1
    assert (await ask.result("report", camera="front_door"))["total_in"] == 0
    backwards = {"from": "2026-11-21", "to": "2026-11-20"}
    assert await ask.error("report", **backwards) == "invalid_format"


async def test_a_message_of_megabytes(calm: ArgusRuntime, ask: Asker) -> None:
    """Its length is enough to refuse it."""
    corners = [[0.5, 0.5]] * 250_000
    huge = {
        "camera": "garden",
        "zones": [{"name": "Door", "points": corners}],
        **{f"key {n}": n for n in range(10_000)},
    }

    async def looked_at(work: Coroutine[Any, Any, str]) -> tuple[str, int]:
        """Return an error, and how many numbers were looked at for it."""
        with patch.object(
            places, "_check_share", side_effect=places._check_share
        ) as share:
            return await work, share.call_count

    assert await looked_at(ask.error("camera/update", **huge)) == ("invalid_format", 0)
    few = {"camera": "garden", "zones": huge["zones"]}
    assert await looked_at(ask.error("camera/update", **few)) == ("invalid_format", 0)
    assert await looked_at(ask.error("events/delete", events=corners)) == (
        "invalid_format",
        0,
    )
    assert await looked_at(ask.error("events/list", camera=corners)) == (
        "invalid_format",
        0,
    )


async def test_who_is_no_administrator_is_refused_first(
    calm: ArgusRuntime,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    """Before anything is looked at that they say."""
    reader = Asker(await hass_ws_client(access_token=hass_read_only_access_token))
    for command in (
        "camera/update",
        "events/delete",
        "events/favourite",
        "events/false_alarm",
    ):
        assert await reader.error(command, nonsense=1) == "unauthorized"


async def test_too_much_at_once(calm: ArgusRuntime, ask: Asker) -> None:
    """One is told so, and may ask again."""
    with patch.object(calm.side_work.questions, "enter", side_effect=BusyError):
        assert await ask.error("events/list") == "busy"
        assert await ask.error("report") == "busy"
    await ask.result("events/list")


async def test_trouble(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker, entry: MockConfigEntry
) -> None:
    """Without a journal, or without Argus, one is told so."""
    commands: list[tuple[str, dict[str, Any]]] = [
        ("events/list", {}),
        ("report", {}),
        ("events/favourite", {"event": UNKNOWN_ID, "favourite": True}),
        ("events/false_alarm", {"event": UNKNOWN_ID, "false_alarm": True}),
        ("events/delete", {"events": [UNKNOWN_ID]}),
    ]
    with broken_journal():
        for command, message in commands:
            assert await ask.error(command, **message) == "home_assistant_error"
    assert await hass.config_entries.async_unload(entry.entry_id)
    for command, message in [*commands, ("status", {})]:
        assert await ask.error(command, **message) == "home_assistant_error"
    assert await hass.config_entries.async_setup(entry.entry_id)
    await ask.result("events/list")
