"""Reads stored settings field by field: another version of Argus may have written what this one does not know."""

from collections.abc import Callable, Iterable, Mapping
from datetime import time as Time
import math
from typing import Any, Final

from .names import one_line

type FieldReaders = Mapping[str, Callable[[Any], Any]]
"""How to read each field; what cannot be read raises one of `UNREADABLE`."""

UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What reading a value of any other type or range comes to."""


class UnreadableSettingsError(ValueError):
    """Stored settings cannot be read."""

    def __init__(self, fields: Iterable[str]) -> None:
        """Name the fields, as they are stored."""
        self.fields = tuple(fields)
        super().__init__(", ".join(self.fields))


def read_fields(
    data: Mapping[str, Any], readers: FieldReaders
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read the fields that there are.

    Args:
        data: settings as they are stored; fields that no reader is for are left alone.
        readers: how to read each field.

    Returns:
        The values of the fields that can be read, and the names of those that cannot.

    """
    values: dict[str, Any] = {}
    unreadable: list[str] = []
    for name, read in readers.items():
        if name not in data:
            continue
        try:
            values[name] = read(data[name])
        except UNREADABLE:
            unreadable.append(name)
    return values, tuple(unreadable)


def read_items[T](items: Any, read: Callable[[Any], T]) -> tuple[T, ...]:
    """Return the items of a list that can be read."""
    found: list[T] = []
    for item in items if isinstance(items, list | tuple) else ():
        try:
            found.append(read(item))
        except UNREADABLE:
            continue
    return tuple(found)


def flag(value: Any) -> bool:
    """Return a truth value.

    Raises:
        TypeError: it is none; what is not empty would count as true.
    """
    if not isinstance(value, bool):
        raise TypeError("no truth value")
    return value


def text(value: Any) -> str:
    """Return a text.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def text_line(value: Any) -> str:
    """Return a text without breaks of lines.

    Raises:
        TypeError: it is none.
    """
    return one_line(text(value))


def number(value: Any) -> Any:
    """Return a finite number of 0 or more, of the type it is stored in.

    Raises:
        TypeError: it is none.
        ValueError: it is infinite, negative or NaN.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no number")
    if not math.isfinite(value) or value < 0:
        raise ValueError("no usable number")
    return value


def positive(value: Any) -> Any:
    """Return a finite number greater than 0, of the type it is stored in.

    Raises:
        TypeError: it is no number.
        ValueError: it is out of range.
    """
    if not number(value):
        raise ValueError("no usable number")
    return value


def whole(value: Any) -> int:
    """Return a whole number of 0 or more.

    Raises:
        TypeError: it is no number.
        ValueError: it is out of range.
    """
    return int(number(value))


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list.

    Raises:
        TypeError: it is no list, or holds anything else.
    """
    # A text is a sequence of texts, too.
    if isinstance(value, str | Mapping):
        raise TypeError("no list")
    return tuple(text(one) for one in value)


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a mapping.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, Mapping):
        raise TypeError("no mapping")
    return value


def weekdays(value: Any) -> frozenset[int]:
    """Return days of the week, Monday is 0.

    Raises:
        TypeError: it is no list of days.
        ValueError: there is no such day.
    """
    if isinstance(value, str):
        raise TypeError("no list")
    days = frozenset(int(day) for day in value)
    if not days <= frozenset(range(7)):
        raise ValueError("no day of the week")
    return days


def clock_time(value: Any) -> Time:
    """Return a time of day.

    Raises:
        TypeError: it is no text.
        ValueError: there is no such time.
    """
    return Time.fromisoformat(text(value))


def optional[T](read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """Return a reader that takes None, too."""
    return lambda value: None if value is None else read(value)
