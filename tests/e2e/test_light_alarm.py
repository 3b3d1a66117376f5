"""Home Assistant is killed in the middle of an alarm: lamps that nobody told anything since are put right."""

import json
from typing import Any

import pytest

from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import EMPTY, jpeg, show
from .conftest import COMPONENTS

ROOM = "argus_testlamps"


@pytest.fixture
async def rooms(home: Home) -> Home:
    """Return a home with two rooms of lamps, and Argus watching a hall."""
    home.prepare([*COMPONENTS, PROJECT / "tests" / "e2e" / "custom_components" / ROOM])
    await home.stop()
    await home.start()
    await home.arrive()
    await home.add_integration("argus_testcam", {"title": "Hall"})
    await show(home, "Hall", jpeg(EMPTY))
    for room in ("Hall", "Attic"):
        await home.add_integration(ROOM, {"title": room})
    await home.add_integration("argus", {"cameras": ["camera.hall"]})
    return home


def told(home: Home, room: str) -> dict[str, Any]:
    """Return what the things of a room were told last."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in (home.folder / "rooms" / room).glob("*.json")
    }


async def lamps(home: Home) -> dict[str, dict[str, Any]]:
    """Return how all lamps look to Home Assistant."""
    states = await home.call("GET", "/api/states")
    return {
        state["entity_id"]: {"state": state["state"], **state["attributes"]}
        for state in states
        if state["entity_id"].startswith("light.")
    }


async def everything_flashes(home: Home) -> None:
    """Give the alarm with all lamps and sirens, and wait until all are in it."""
    await home.action(
        "argus",
        "trigger_alarm",
        entity_id="all",
        flashes=50,
        on_seconds=10,
        sirens=["siren.hall_siren", "siren.attic_siren"],
        siren_seconds=600,
    )

    async def red() -> bool:
        return all(
            things.get("siren", {}).get("on")
            and len(things) == 21
            and all(thing["on"] for thing in things.values())
            for things in (told(home, "Hall"), told(home, "Attic"))
        )

    await home.until(red, 30, "all lamps to flash")


async def all_is_well(home: Home, before: dict[str, dict[str, Any]]) -> None:
    """Wait until all lamps look as before, and the sirens are quiet."""

    async def well() -> bool:
        quiet = not any(told(home, room)["siren"]["on"] for room in ("Hall", "Attic"))
        return quiet and await lamps(home) == before

    await home.until(well, 60, "the lamps to be what they were")


async def test_killed_in_the_middle(rooms: Home) -> None:
    home = rooms
    before = await lamps(home)
    assert len(before) == 40
    assert {lamp["state"] for lamp in before.values()} == {"on", "off"}

    # Without a crash, first.
    await everything_flashes(home)
    assert await lamps(home) != before
    await home.action("argus", "stop_alarm")
    assert await lamps(home) == before
    looks = {room: told(home, room) for room in ("Hall", "Attic")}

    # Killed; the attic has no power when Home Assistant is back.
    await everything_flashes(home)
    red = {room: told(home, room) for room in looks}
    await home.kill()
    assert {room: told(home, room) for room in looks} == red
    no_power = home.folder / "rooms" / "Attic" / "no_power"
    no_power.touch()
    await home.start()
    await home.arrive()
    hall = {entity: lamp for entity, lamp in before.items() if ".hall_" in entity}

    async def hall_is_well() -> bool:
        now = await lamps(home)
        return {entity: now.get(entity) for entity in hall} == hall and (
            told(home, "Hall") == looks["Hall"]
        )

    await home.until(hall_is_well, 60, "the lamps of the hall to be what they were")
    assert told(home, "Attic") == red["Attic"]
    no_power.unlink()
    await all_is_well(home, before)
    # Also what lamps that are off would show.
    assert {room: told(home, room) for room in looks} == looks

    # Killed again, and started with everything there.
    await everything_flashes(home)
    await home.kill()
    await home.start()
    await home.arrive()
    await all_is_well(home, before)
    assert {room: told(home, room) for room in looks} == looks

    # Stopped in good order in the middle of an alarm: put right before it ends.
    await everything_flashes(home)
    await home.stop()
    assert {room: told(home, room) for room in looks} == looks
    kept = json.loads(
        (home.folder / ".storage" / "argus.borrowed_light").read_text(encoding="utf-8")
    )
    assert kept["data"] == {}
