"""What Argus writes reads well in both languages."""

import ast
from collections.abc import Iterator
from datetime import date as Date, time as Time
import json
from pathlib import Path
import string

import pytest

from custom_components.argus.model.wording import CATEGORY, Wording, async_wording
from homeassistant.core import HomeAssistant

PACKAGE = Path(__file__).parents[2] / "custom_components" / "argus"


async def wording_in(hass: HomeAssistant, language: str) -> Wording:
    hass.config.language = language
    return await async_wording(hass)


async def test_english(hass: HomeAssistant) -> None:
    wording = await wording_in(hass, "en")
    assert wording.language == "en"
    assert wording.number(1234567) == "1,234,567"
    assert wording.number(1234.5) == "1,234.5"
    assert wording.number(-3) == "−3"
    assert wording.percent(12.5) == "12.5%"
    assert wording.change(20.0) == "+20%"
    assert wording.change(-7.5) == "−7.5%"
    assert wording.change(0.0) == "0%"
    assert wording.date(Date(2026, 11, 1)) == "Sunday, 1 November 2026"
    assert wording.weekday(Date(2026, 11, 23)) == "Monday"
    assert wording.hour(7) == "07:00"
    assert wording.time(Time(17, 2)) == "17:02"


async def test_french(hass: HomeAssistant) -> None:
    """Spaces that must not break, commas, and a first of the month that is written as it is said."""
    wording = await wording_in(hass, "fr")
    assert wording.language == "fr"
    assert wording.number(1234567) == "1\u202f234\u202f567"
    assert wording.number(1234.5) == "1\u202f234,5"
    assert wording.percent(12.5) == "12,5\xa0%"
    assert wording.change(-20.0) == "−20\xa0%"
    assert wording.date(Date(2026, 11, 1)) == "dimanche 1er novembre 2026"
    assert wording.date(Date(2026, 8, 24)) == "lundi 24 août 2026"
    assert wording.hour(7) == "07\xa0h"
    assert wording.time(Time(17, 2)) == "17\xa0h\xa002"


@pytest.mark.parametrize(
    ("language", "singular"), [("en", {1}), ("fr", {0, 1}), ("de", {1})]
)
async def test_counts(hass: HomeAssistant, language: str, singular: set[int]) -> None:
    real = await wording_in(hass, language)
    texts = {"thing_one": "{number} thing", "thing_other": "{number} things"}
    wording = Wording(real.language, texts, real.grammar)
    for count in (0, 1, 2, 21):
        expected = "thing" if count in singular else "things"
        assert wording.count("thing", count) == f"{count} {expected}"


async def test_other_languages_read_english(hass: HomeAssistant) -> None:
    wording = await wording_in(hass, "de")
    assert wording.language == "en"
    assert wording.weekday(Date(2026, 11, 23)) == "Monday"


async def test_a_missing_text_and_hostile_placeholders(hass: HomeAssistant) -> None:
    """Names are put in as they are; nothing in them is looked up."""
    wording = await wording_in(hass, "en")
    assert wording("no_such_text", camera="x") == "no_such_text"
    hostile = "{weekday} {0} {x.__class__} %s"
    texts = {"greeting": "Hello {name}"}
    assert Wording("en", texts)("greeting", name=hostile) == f"Hello {hostile}"


def _texts(language: str) -> dict[str, str]:
    path = PACKAGE / "translations" / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))[CATEGORY]
    return found


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_languages_have_the_same_texts() -> None:
    english, french = _texts("en"), _texts("fr")
    assert english.keys() == french.keys()
    for key, text in english.items():
        assert _placeholders(text) == _placeholders(french[key]), key
        assert text.strip() == text
        assert french[key].strip() == french[key]
        assert "<" not in text + french[key]


def _words(node: ast.expr) -> Iterator[str]:
    """Return the words that an argument can be; what is put together shows its beginning."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _words(node.body)
        yield from _words(node.orelse)


def test_texts_that_are_asked_for_are_there() -> None:
    texts = _texts("en")
    asked: dict[str, str] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = node.func
            if isinstance(function, ast.Name) and function.id == "wording":
                asked |= dict.fromkeys(_words(node.args[0]), path.name)
            elif (
                isinstance(function, ast.Attribute)
                and function.attr == "count"
                and getattr(function.value, "id", "") == "wording"
            ):
                for word in _words(node.args[0]):
                    asked |= {f"{word}_one": path.name, f"{word}_other": path.name}
    missing = {key: where for key, where in asked.items() if key not in texts}
    assert not missing
