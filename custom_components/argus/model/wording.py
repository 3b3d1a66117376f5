"""What Argus writes to people: words, numbers and dates in the language of Home Assistant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date, time as Time
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)

from ..const import DOMAIN

CATEGORY: Final = "common"
"""Part of the translations with the texts of messages, which belong to no form and no error."""
MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What of a language does not fit into its texts."""

    thousands: str
    decimal: str
    percent: str
    singular: frozenset[int]
    """Counts whose noun is singular."""


ENGLISH: Final = Grammar(",", ".", "%", frozenset({1}))
_GRAMMARS: Final[Mapping[str, Grammar]] = {
    "fr": Grammar(
        "\N{NARROW NO-BREAK SPACE}", ",", "\N{NO-BREAK SPACE}%", frozenset({0, 1})
    )
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one language; what it lacks is English."""

    language: str
    """Such as `en` or `fr`."""
    texts: Mapping[str, str]
    grammar: Grammar = ENGLISH

    def __call__(self, key: str, **placeholders: object) -> str:
        """Return a text; one that is missing reads as its key, for a message has to go out all the same."""
        return self.texts.get(key, key).format(**placeholders)

    def count(self, key: str, number: int, **placeholders: object) -> str:
        """Return the text `<key>_one` or `<key>_other` with a number: `1 visitor`, `2 visitors`."""
        form = "one" if number in self.grammar.singular else "other"
        return self(f"{key}_{form}", number=self.number(number), **placeholders)

    def number(self, number: float) -> str:
        """Return a number such as `1,234.5`; `1 234,5` in French."""
        marks = {",": self.grammar.thousands, ".": self.grammar.decimal, "-": MINUS}
        return "".join(marks.get(letter, letter) for letter in f"{number:,}")

    def percent(self, number: float) -> str:
        """Return a share such as `12.5%`; `12,5 %` in French."""
        whole = int(number) if float(number).is_integer() else number
        return f"{self.number(whole)}{self.grammar.percent}"

    def change(self, percent: float) -> str:
        """Return by how much something grew, such as `+12.5%` or `−8%`."""
        return f"{'+' if percent > 0 else ''}{self.percent(percent)}"

    def listed(self, names: Sequence[str]) -> str:
        """Return names in a row, such as `a, b and c`."""
        if len(names) < 2:
            return "".join(names)
        return self("list_and", first=", ".join(names[:-1]), last=names[-1])

    def weekday(self, day: Date) -> str:
        """Return the name of a day's weekday, as within a sentence."""
        return self(f"weekday_{day.weekday()}")

    def date(self, day: Date) -> str:
        """Return a day such as `Monday, 23 November 2026` or `lundi 23 novembre 2026`."""
        return self(
            "date",
            weekday=self.weekday(day),
            day=self("first_of_month") if day.day == 1 else day.day,
            month=self(f"month_{day.month}"),
            year=day.year,
        )

    def hour(self, hour: int) -> str:
        """Return a full hour of the clock, 0 to 24, such as `17:00` or `17 h`."""
        return self("hour", hour=f"{hour:02}")

    def time(self, time: Time) -> str:
        """Return a time of the clock such as `17:42` or `17 h 42`."""
        return self("time", hour=f"{time.hour:02}", minute=f"{time.minute:02}")


async def async_wording(hass: HomeAssistant, language: str | None = None) -> Wording:
    """Return the texts in a language such as `fr` or `fr-CA`, or in the one that Home Assistant is set to."""
    language = language.split("-")[0] if language else hass.config.language
    translations = await async_get_translations(hass, language, CATEGORY, [DOMAIN])
    return _wording(language, translations)


@callback
def async_cached_wording(hass: HomeAssistant) -> Wording:
    """Return the texts as Home Assistant has loaded them; what it has not is missing."""
    language = hass.config.language
    cached = async_get_cached_translations(hass, language, CATEGORY, DOMAIN)
    return _wording(language, cached)


def _wording(language: str, translations: Mapping[str, str]) -> Wording:
    prefix = f"component.{DOMAIN}.{CATEGORY}."
    return Wording(
        language if language in _GRAMMARS else "en",
        {key.removeprefix(prefix): text for key, text in translations.items()},
        _GRAMMARS.get(language, ENGLISH),
    )
