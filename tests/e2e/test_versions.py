"""Argus runs on the newer Home Assistant as well, which has no test package yet."""

from pathlib import Path

import pytest

from demo.hass_process import executable
from demo.home import Home

from .cameras import (
    EMPTY,
    SOMEBODY,
    argus_entity,
    jpeg,
    looked_at,
    looks_until,
    show,
    troubles,
)
from .conftest import COMPONENTS


@pytest.mark.parametrize("series", ["2026.11"])
async def test_argus_starts_sees_and_stops(series: str, tmp_path: Path) -> None:
    async with Home(tmp_path / "home", hass=executable(series)) as home:
        home.prepare(COMPONENTS)
        await home.start()
        await home.arrive()
        configuration = await home.call("GET", "/api/config")
        assert configuration["version"].startswith(series)

        await home.add_integration("argus_testcam", {"title": "Hall"})
        await show(home, "Hall", jpeg(EMPTY))
        await home.add_integration("argus", {"cameras": ["camera.hall"]})
        motion = await argus_entity(home, "motion")
        await show(home, "Hall", jpeg(EMPTY))
        await looked_at(home, "Hall", 6)
        await home.state_becomes(motion, "off")

        await show(home, "Hall", jpeg(SOMEBODY))
        assert await looks_until(home, "Hall", motion, "on") <= 2
        await home.state_becomes(await argus_entity(home, "faces"), "1")

        # It also comes back after a restart, and goes when it is removed.
        await home.stop()
        await home.start()
        await home.arrive()
        await show(home, "Hall", jpeg(EMPTY))
        await home.state_becomes(motion, "off")
        await home.state_becomes(await argus_entity(home, "presence"), "on")
        entry = (await home.command("config_entries/get", domain="argus"))[0]
        await home.call(
            "DELETE", f"/api/config/config_entries/entry/{entry['entry_id']}"
        )
        assert await home.state(motion) is None
        assert not troubles(home)
