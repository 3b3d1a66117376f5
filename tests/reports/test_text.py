"""What the report of a day says, as a notification and as a letter, in both languages."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import CONF_LINES
from custom_components.argus.model.access import Audience
from custom_components.argus.model.wording import async_wording
from custom_components.argus.reports.letter import report_letter
from custom_components.argus.reports.text import text, title
from custom_components.argus.reports.visitors import async_report
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..conftest import camera_named
from ..visitor_reports import (
    MONDAY,
    OPEN_ON_WEEKDAYS,
    a_busy_monday,
    count,
    line,
    with_lines,
)


@pytest.fixture
async def runtime(
    hass: HomeAssistant, entry: MockConfigEntry, calm: ArgusRuntime
) -> ArgusRuntime:
    """Return a house with lines, in Paris."""
    await hass.config.async_set_time_zone("Europe/Paris")
    await with_lines(hass, entry, calm)
    return calm


async def open_on_weekdays(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config_entries.async_update_entry(entry, options=OPEN_ON_WEEKDAYS)
    await hass.async_block_till_done()


async def report(runtime: ArgusRuntime) -> dict[str, Any]:
    return await async_report(
        runtime, Audience.of(runtime.cameras, None), MONDAY, MONDAY
    )


async def told(
    hass: HomeAssistant, runtime: ArgusRuntime, language: str
) -> tuple[str, ...]:
    """Return headline, text and letter."""
    hass.config.language = language
    wording = await async_wording(hass)
    day = await report(runtime)
    return title(wording, day), text(wording, day), report_letter(wording, day)


async def test_in_english(
    hass: HomeAssistant, entry: MockConfigEntry, runtime: ArgusRuntime
) -> None:
    await open_on_weekdays(hass, entry)
    await a_busy_monday(runtime)
    headline, words, letter = await told(hass, runtime, "en")
    assert headline == "14 visitors on Monday, 23 November 2026"
    lines = words.splitlines()
    assert lines[:5] == [
        "+40% compared with Monday last week (10)",
        "Busiest: 17:00 to 18:00, 8 visitors",
        "Outside opening hours: 1 visitor in or out, 3 events",
        "Front door: 12",
        "Garden: 2",
    ]
    assert lines[5:] == [
        "03:00 █ 1",
        "09:00 ██ 2",
        "11:00 ██ 2",
        "17:00 ██████████ 8",
        "18:00 █ 1",
    ]
    for part in (
        '<html lang="en">',
        '<h2 style="margin:0 0 8px">14 visitors on Monday, 23 November 2026</h2>',
        "+40% compared with Monday last week (10)<br>",
        '<img src="cid:chart" alt="Visitors per hour: 03:00 1, 09:00 2,',
        "Outside opening hours</span>",
        "Monday last week</span>",
        ">Busiest minute</th>",
        ">17:42</td>",
        ">03:00 to 04:00</td>",
        ">1 visitor in or out, 2 events</td>",
        ">18:00 to 19:00</td>",
        ">\N{EN DASH} Door</td>",
        "Daily report of Argus.",
    ):
        assert part in letter
    assert "<i>Stairs" not in letter
    assert "&lt;i&gt;Stairs" in letter


async def test_in_french(
    hass: HomeAssistant, entry: MockConfigEntry, runtime: ArgusRuntime
) -> None:
    await open_on_weekdays(hass, entry)
    await a_busy_monday(runtime)
    headline, words, letter = await told(hass, runtime, "fr")
    assert headline == "14 visiteurs le lundi 23 novembre 2026"
    assert words.splitlines()[:4] == [
        "+40\xa0% par rapport au lundi précédent (10)",
        "Affluence\xa0: de 17\xa0h à 18\xa0h, 8 visiteurs",
        "Hors des heures d’ouverture\xa0: 1 passage, 3 événements",
        "Front door\xa0: 12",
    ]
    assert "17\xa0h ██████████ 8" in words
    for part in (
        '<html lang="fr">',
        'alt="Visiteurs par heure\xa0: 03\xa0h 1,',
        ">17\xa0h\xa042</td>",
        ">de 03\xa0h à 04\xa0h</td>",
        "Le lundi précédent</span>",
        "Rapport quotidien d’Argus.",
    ):
        assert part in letter


async def test_a_quiet_day(
    hass: HomeAssistant, entry: MockConfigEntry, runtime: ArgusRuntime
) -> None:
    """Nobody today, nobody last week, nothing at night: it is said so, and nothing is divided by zero."""
    await open_on_weekdays(hass, entry)
    headline, words, letter = await told(hass, runtime, "en")
    assert headline == "0 visitors on Monday, 23 November 2026"
    assert words == "Nothing outside opening hours"
    assert "nobody came" in letter
    assert "Busiest" not in letter
    french = await told(hass, runtime, "fr")
    assert french[0] == "0 visiteur le lundi 23 novembre 2026"


async def test_without_opening_hours(
    hass: HomeAssistant, runtime: ArgusRuntime
) -> None:
    """Nothing is said of them, neither in words nor in colours."""
    await a_busy_monday(runtime)
    _, words, letter = await told(hass, runtime, "en")
    assert "pening hours" not in words + letter
    assert len(words.splitlines()) == 4 + 5


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (4, 4, "As many as on Monday last week"),
        (0, 4, "Nobody came on Monday last week"),
        (4, 0, "−100% compared with Monday last week (4)"),
        (3, 4, "+33.3% compared with Monday last week (3)"),
        (1000, 1, "−99.9% compared with Monday last week (1,000)"),
    ],
)
async def test_compared_with_last_week(
    hass: HomeAssistant, runtime: ArgusRuntime, before: int, now: int, said: str
) -> None:
    garden = camera_named(runtime, "Garden")
    last_week = MONDAY.replace(day=16)
    await count(runtime, garden, {12: (before, 0)}, last_week, "gate")
    await count(runtime, garden, {12: (now, 0)}, line_id="gate")
    _, words, _ = await told(hass, runtime, "en")
    assert words.splitlines()[0] == said


async def test_a_house_that_counts_nobody(
    hass: HomeAssistant, entry: MockConfigEntry, calm: ArgusRuntime
) -> None:
    """It is told what was seen."""
    await hass.config.async_set_time_zone("Europe/Paris")
    await a_busy_monday(calm)
    day = {**await report(calm), "cameras": [], "total_in": 0}
    assert title(await async_wording(hass), day) == (
        "5 events on Monday, 23 November 2026"
    )


@pytest.mark.parametrize(
    ("language", "lines", "head"),
    [
        (
            "en",
            [
                "Road (Garden): 3 vehicles in, 1 out",
                "<b>Yard</b> (Garden): 0 vehicles in, 0 out",
            ],
            "Vehicles",
        ),
        (
            "fr",
            [
                "Road (Garden)\xa0: 3 véhicules en entrée, 1 en sortie",
                "<b>Yard</b> (Garden)\xa0: 0 véhicule en entrée, 0 en sortie",
            ],
            "Véhicules",
        ),
    ],
)
async def test_vehicles_are_told_line_by_line(
    hass: HomeAssistant,
    runtime: ArgusRuntime,
    language: str,
    lines: list[str],
    head: str,
) -> None:
    """Beside the visitors, for they are none; in the letter what the user wrote is no HTML."""
    garden = camera_named(runtime, "Garden")
    of_vehicles = {"counts": "vehicles"}
    garden.async_set(
        **{
            CONF_LINES: [
                line("gate", "Gate"),
                line("road", "Road") | of_vehicles,
                line("yard", "<b>Yard</b>") | of_vehicles,
            ]
        }
    )
    await hass.async_block_till_done()
    await a_busy_monday(runtime)
    await count(
        runtime, garden, {8: (1, 1), 17: (2, 0)}, line_id="road", of_vehicle=True
    )
    headline, words, letter = await told(hass, runtime, language)
    assert "14" in headline
    assert words.splitlines()[4:6] == lines
    assert f">{head}</th>" in letter
    assert "Road (Garden)</td>" in letter
    assert "&lt;b&gt;Yard&lt;/b&gt; (Garden)</td>" in letter


async def test_where_no_line_counts_vehicles_nothing_is_said_of_them(
    hass: HomeAssistant, runtime: ArgusRuntime
) -> None:
    await a_busy_monday(runtime)
    _, words, letter = await told(hass, runtime, "en")
    assert "ehicle" not in words + letter
    assert (await report(runtime))["vehicles"] == []
