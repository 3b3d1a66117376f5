"""An alert asks an AI of the house: for words of what happened, and before it tells anybody."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from demo.hass_process import PROJECT, executable
from demo.home import Home

from .alerts import add_alert, decided, newest_incident
from .cameras import (
    EMPTY,
    argus_entity,
    jpeg,
    looked_at,
    show,
    troubles,
    walking,
)
from .conftest import COMPONENTS
from .phone import CONFIGURATION, Phone, phone

AI = "ai_task.oracle"
WORDS = "Somebody in a blue coat walks to the till."
QUESTION = "Is this a stranger?"


@asynccontextmanager
async def home_with_ai(folder: Path, hass: Path) -> AsyncIterator[tuple[Home, Phone]]:
    """Run a home that has a watched camera, a phone and an AI."""
    components: Iterable[Path] = (
        *COMPONENTS,
        PROJECT / "tests" / "e2e" / "custom_components" / "argus_testai",
    )
    async with Home(folder, hass=hass) as home:
        home.prepare(components, CONFIGURATION)
        await home.start()
        await home.arrive()
        await home.add_integration("argus_testai", {"title": "Oracle"})
        await home.add_integration("argus_testcam", {"title": "Hall"})
        await show(home, "Hall", jpeg(EMPTY))
        await home.add_integration("argus", {"cameras": ["camera.hall"]})
        async with phone(home) as device:
            await looked_at(home, "Hall", 8)
            yield home, device


async def asked(home: Home) -> list[dict[str, Any]]:
    """Return what the AI was asked."""
    questions: list[dict[str, Any]] = (await home.call("GET", "/api/argus_testai"))[
        "asked"
    ]
    return questions


async def is_complete(home: Home) -> bool:
    """Return whether nothing more is to come of the newest incident."""
    incident = await newest_incident(home)
    return incident is not None and bool(incident["end"] and incident["preview"])


async def test_words_follow_the_notification(
    hass_command: Path, tmp_path: Path
) -> None:
    async with home_with_ai(tmp_path / "home", hass_command) as (home, device):
        await home.call("POST", "/api/argus_testai", {"words": WORDS})
        await add_alert(
            home, "somebody_home", notify=[device.entity_id], ai_describer=AI
        )
        async with walking(home, "Hall"):
            first = await device.push()
        assert WORDS not in first["message"]
        later = await device.push(2)
        while WORDS not in later["message"]:
            later = await device.push(len(device.pushes) + 1)
        assert later["data"]["tag"] == first["data"]["tag"]
        (question, *_) = await asked(home)
        assert question["pictures"], "it saw nothing"
        # They are kept with the incident, and marked as the AI's.
        listed = await home.command("argus/events/list", limit=1)
        (incident,) = listed["results"]
        assert (incident["description"], incident["described_by"]) == (WORDS, AI)
        assert not troubles(home)


@pytest.mark.parametrize("series", ["2026.11"])
async def test_a_second_opinion_keeps_an_alert_silent(
    series: str, tmp_path: Path
) -> None:
    """Home Assistant 2026.11 can be asked how sure an AI is."""
    async with home_with_ai(tmp_path / "home", executable(series)) as (home, device):
        await home.call("POST", "/api/argus_testai", {"yes": 0.04})
        await add_alert(
            home,
            "somebody_home",
            alert_name="Strangers",
            notify=[device.entity_id],
            ai_judge=AI,
            ai_question=QUESTION,
            ai_patience=20,
        )
        async with walking(home, "Hall"):
            decision = await decided(home, "Strangers", "second_opinion")
        opinion = decision["opinion"]
        assert (opinion["question"], opinion["yes"]) == (QUESTION, 0.04)
        assert opinion["entity_id"] == AI
        assert device.pushes == []
        (question, *_) = await asked(home)
        assert QUESTION in question["question"]
        assert question["pictures"]

        # One that is too slow keeps nobody in the dark. The new alert is for what comes, not for what just went.
        await show(home, "Hall", jpeg(EMPTY))
        await home.state_becomes(await argus_entity(home, "motion"), "off", timeout=60)
        await home.until(partial(is_complete, home), 60, "the incident and its film")
        await home.call("POST", "/api/argus_testai", {"yes": 0.04, "seconds": 60})
        await add_alert(
            home,
            "somebody_home",
            alert_name="Slow",
            notify=[device.entity_id],
            ai_judge=AI,
            ai_question=QUESTION,
            ai_patience=2,
        )
        async with walking(home, "Hall"):
            decision = await decided(home, "Slow", "sent")
        assert decision["opinion"]["yes"] is None
        assert decision["opinion"]["error"] == "late"
        assert await device.push()
        assert not troubles(home)
