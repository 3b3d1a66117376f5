"""Validators that look at the length of a value before they look at what is in it, for WebSocket, HTTP and actions alike.

Voluptuous checks each element of a list before the list's length, so a few megabytes of small elements would keep the
event loop for many seconds before they are refused.
"""

from collections.abc import Callable
from datetime import date as Date, datetime
from enum import StrEnum
import math
from typing import Any, Final

import voluptuous as vol

from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from .limits import LONGEST_ID, LONGEST_MOMENT, LONGEST_NAME, MOST_NAMED
from .names import is_one_line, is_shown

type Validator = Callable[[Any], Any]

_MOST_KEYS: Final = 100
"""Of a mapping; none that is meant has as many."""
_LONGEST_NUMBER: Final = 32
"""Characters of a number that comes as text."""


def short(longest: int, most: int = MOST_NAMED) -> Validator:
    """Return what lets a value pass that is small, whatever it is: another validator comes after it.

    Args:
        longest: characters of a text, and of each text in a list.
        most: elements of a list, and keys of a mapping.

    """

    def check(value: Any) -> Any:
        if isinstance(value, str):
            _check_text(value, longest)
        elif isinstance(value, list | tuple | set | frozenset):
            if len(value) > most:
                raise vol.Invalid(f"expected {most} elements at the most")
            for element in value:
                if isinstance(element, str):
                    _check_text(element, longest)
                elif not _is_plain(element):
                    raise vol.Invalid("expected plain values")
        elif isinstance(value, dict):
            if len(value) > _MOST_KEYS or not all(map(_is_plain, value.values())):
                raise vol.Invalid("expected a few plain values")
            for element in value.values():
                if isinstance(element, str):
                    _check_text(element, longest)
        return value

    return check


def text(longest: int, shortest: int = 0) -> Validator:
    """Return what accepts a text of so many characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise vol.Invalid("expected a text")
        _check_text(value, longest)
        if len(value) < shortest:
            raise vol.Invalid(f"expected at least {shortest} characters")
        return value

    return check


def name(value: Any) -> str:
    """Return what the user calls something, without spaces around it.

    Raises:
        Invalid: nothing is left of it, it is too long, it holds control characters, or nobody can see any of it.
    """
    # A little more than the longest name for the spaces, which are looked at only then.
    if not isinstance(value, str) or len(value) > 2 * LONGEST_NAME:
        raise vol.Invalid(f"expected a name of 1 to {LONGEST_NAME} characters")
    stripped = value.strip()
    if not 0 < len(stripped) <= LONGEST_NAME:
        raise vol.Invalid(f"expected a name of 1 to {LONGEST_NAME} characters")
    if not is_one_line(value):
        raise vol.Invalid("expected a name on one line, without control characters")
    if not is_shown(stripped):
        raise vol.Invalid("expected a name of which something can be seen")
    return stripped


def items(element: Validator, most: int, least: int = 0) -> Validator:
    """Return what accepts a list of so many elements, each accepted by a validator."""

    def check(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise vol.Invalid("expected a list")
        if not least <= len(value) <= most:
            raise vol.Invalid(f"expected {least} to {most} elements")
        checked: list[Any] = []
        for number, one in enumerate(value):
            try:
                checked.append(element(one))
            except vol.Invalid as err:
                # The first that is wrong is enough to say.
                err.prepend([number])
                raise
        return checked

    return check


def mapping(schema: dict[Any, Any]) -> Validator:
    """Return what accepts a mapping that a schema accepts, and no other with very many keys."""
    check_all = vol.Schema(schema)

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise vol.Invalid("expected a mapping")
        if len(value) > _MOST_KEYS:
            raise vol.Invalid(f"expected {_MOST_KEYS} keys at the most")
        for key in value:
            if not isinstance(key, str) or len(key) > LONGEST_NAME:
                raise vol.Invalid("expected known keys only")
        checked: dict[str, Any] = check_all(value)
        return checked

    return check


def whole(low: float, high: float) -> Validator:
    """Return what accepts a whole number, or text that is one, both limits included."""

    def check(value: Any) -> int:
        checked = _check_number(value, low, high)
        if checked != int(checked) or (
            isinstance(value, str) and not value.strip().lstrip("+-").isdecimal()
        ):
            raise vol.Invalid("expected a whole number")
        return int(checked)

    return check


def number(low: float, high: float) -> Validator:
    """Return what accepts a number, or text that is one, both limits included."""

    def check(value: Any) -> float:
        return _check_number(value, low, high)

    return check


def flag(value: Any) -> bool:
    """Return a value that says yes or no.

    Raises:
        Invalid: it says neither.
    """
    try:
        flagged: bool = cv.boolean(short(LONGEST_MOMENT)(value))
    except vol.Invalid as err:
        raise vol.Invalid("expected yes or no, such as true or false") from err
    return flagged


def truth(value: Any) -> bool:
    """Return a value that is true or false, and no word or number for it.

    Raises:
        Invalid: it is neither.
    """
    if not isinstance(value, bool):
        raise vol.Invalid("expected true or false")
    return value


def entity_ids(value: Any) -> list[str]:
    """Return entity ids, given as a list or as text with commas.

    Raises:
        Invalid: they are none, or too many.
    """
    if isinstance(value, str) and len(value) <= LONGEST_ID * MOST_NAMED:
        value = value.split(",")
    named: list[str] = cv.entity_ids([one.strip() for one in _few_texts(value)])
    return named


def entity_id(domain: str) -> Validator:
    """Return what accepts the id of one entity of a domain."""
    is_of_domain = cv.entity_domain(domain)

    def check(value: Any) -> str:
        one: str = is_of_domain(text(LONGEST_ID, 1)(value))
        return one

    return check


def ids(value: Any) -> list[str]:
    """Return ids of devices, areas and the like, given as a list or as one text.

    Raises:
        Invalid: they are none, or too many.
    """
    return _few_texts([value] if isinstance(value, str) else value)


def target(value: Any) -> Any:
    """Let a field of a target pass that is a text, or a list of a few: Home Assistant says what they may be.

    Raises:
        Invalid: it is anything else, which Home Assistant would take for a list.
    """
    ids(value)
    return value


def word[E: StrEnum](words: type[E]) -> Callable[[Any], E]:
    """Return what accepts one of some words."""

    def check(value: Any) -> E:
        if isinstance(value, str) and value in words:
            return words(value)
        raise vol.Invalid(f"expected one of {', '.join(words)}")

    return check


def day(value: Any) -> Date:
    """Return a date.

    Raises:
        Invalid: it is none.
    """
    if isinstance(value, str):
        _check_text(value, LONGEST_MOMENT)
        value = dt_util.parse_date(value)
    # A moment is a date as well, to Python.
    if not isinstance(value, Date) or isinstance(value, datetime):
        raise vol.Invalid("expected a date, such as 2026-11-23")
    return value


def moment(value: Any) -> datetime:
    """Return a moment in UTC; one without a zone is local.

    Raises:
        Invalid: it is none that a clock can show.
    """
    if isinstance(value, str):
        _check_text(value, LONGEST_MOMENT)
        value = dt_util.parse_datetime(value)
    if not isinstance(value, datetime):
        raise vol.Invalid("expected a moment, such as 2026-11-23 08:00:00")
    try:
        return dt_util.as_utc(value)
    except OverflowError as err:
        raise vol.Invalid("no moment that a clock can show") from err


def _check_text(value: str, longest: int) -> None:
    """Refuse a text that is too long, or that no file, database or log takes.

    Raises:
        Invalid: it is.
    """
    if len(value) > longest:
        raise vol.Invalid(f"expected {longest} characters at the most")
    if "\0" in value:
        raise vol.Invalid("expected a text without control characters")
    # What reads dates for Home Assistant crashes the whole process on half a character.
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise vol.Invalid("expected a text without halves of characters")


def _is_plain(value: Any) -> bool:
    return not isinstance(value, list | tuple | set | frozenset | dict)


def _check_number(value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise vol.Invalid("expected a number")
    if isinstance(value, str) and len(value) > _LONGEST_NUMBER:
        raise vol.Invalid("expected a number")
    try:
        checked = float(value)
    except (ValueError, OverflowError) as err:
        raise vol.Invalid("expected a number") from err
    # What is no number is in no range, but a comparison does not say so.
    if not math.isfinite(checked) or not low <= checked <= high:
        raise vol.Invalid(f"expected a number from {low:g} to {high:g}")
    return checked


def _few_texts(value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        raise vol.Invalid("expected a list of texts")
    for one in short(LONGEST_ID)(value):
        if not isinstance(one, str):
            raise vol.Invalid("expected a list of texts")
    return list(value)
