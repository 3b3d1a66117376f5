"""Form fields and selectors that the forms share, and the error for what cannot be used."""

from collections.abc import Iterable, Mapping
import math
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.data_entry_flow import section
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    ActionSelector,
    ConditionSelector,
    DurationSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TemplateSelector,
    TextSelector,
)

from ..model.limits import LONGEST_NAME
from ..model.names import is_one_line, is_shown
from ..model.ranges import Range

BEGINNING: Final = 40
"""Characters of something long that tell it from others."""
MOST_TOLD: Final = 400
"""Characters of anything that an error tells again; what came may be megabytes."""
MOST_VALUES: Final = 1_000
"""In one field; more than any of them takes, so that who enters a few too many gets to know how many may be."""
MOST_CHARACTERS: Final = 200_000
"""In one field: what is shown again, so that nothing of it is lost, is not to be megabytes."""
_MOST_ERRORS: Final = 10
"""Told of one form."""
MOST_LEVELS: Final = 100
"""Of lists and mappings in each other; Home Assistant writes JSON of up to 254."""
_TAKEN_AS_THEY_ARE: Final = (
    ActionSelector,
    ConditionSelector,
    TemplateSelector,
    TextSelector,
)
"""Fields that look at nothing of what they get: how many values it may have is for those who read it."""


class FormError(Exception):
    """Something in a form cannot be used."""

    def __init__(
        self, reason: str, text: str, field: str = "base", **others: str
    ) -> None:
        """Name the translation key of the reason, what it is about, and where to show it.

        Args:
            reason: the translation key.
            text: what the error is about: the placeholder `reason` of its text, of which no more than `MOST_TOLD` is told.
            field: the field, or the section, to show it at.
            others: more placeholders.

        """
        text = text[:MOST_TOLD]
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text
        self.field = field
        self.placeholders = {
            "reason": text,
            **{name: other[:MOST_TOLD] for name, other in others.items()},
        }


class _Bounded(vol.Schema):
    """The fields of a form, none of which looks at more than it could ever take, or tells more of it than a beginning."""

    @override
    def __call__(self, data: Any, **context: Any) -> Any:
        """Return what was entered.

        Raises:
            Invalid: it is not what the fields take, or far too much.
        """
        if isinstance(data, dict):
            _check_size(self.schema, data)
            _check_depth(data)
        try:
            return super().__call__(data, **context)
        except vol.MultipleInvalid as err:
            errors = [_shorten_error(one) for one in err.errors[:_MOST_ERRORS]]
            raise vol.MultipleInvalid(errors) from err


def _shorten_error(err: vol.Invalid) -> vol.Invalid:
    return vol.Invalid(err.error_message[:MOST_TOLD], path=err.path)


def bounded(schema: vol.Schema) -> vol.Schema:
    """Return a form that measures what it gets before anything looks at it."""
    return _Bounded(schema.schema)


def is_within(value: Any, values: int, characters: int) -> bool:
    """Return whether JSON has no more values and characters than it may have; ends as soon as that is clear."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            characters -= len(one)
        elif isinstance(one, dict | list):
            values -= len(one)
            if isinstance(one, dict):
                characters -= sum(map(len, one))
            if values < 0:
                return False
            waiting.extend(one if isinstance(one, list) else one.values())
        if characters < 0:
            return False
    return True


def _check_size(fields: Mapping[Any, Any], data: Mapping[Any, Any]) -> None:
    """Refuse values that are larger than their fields could ever take, before they are read."""
    for marker, field in fields.items():
        value = data.get(str(marker))
        if isinstance(field, section):
            if isinstance(value, dict):
                _check_size(field.schema.schema, value)
        else:
            taken = isinstance(field, _TAKEN_AS_THEY_ARE)
            values = MOST_CHARACTERS if taken else MOST_VALUES
            if not is_within(value, values, MOST_CHARACTERS):
                raise vol.Invalid("far too much to be taken", path=[marker])


def _check_depth(data: Mapping[Any, Any]) -> None:
    """Refuse what Home Assistant reads and could neither show again nor store: lists in lists, hundreds deep."""
    level: list[Mapping[Any, Any] | list[Any]] = [data]
    for _ in range(MOST_LEVELS):
        level = [
            value
            for one in level
            for value in (one if isinstance(one, list) else one.values())
            if isinstance(value, dict | list)
        ]
        if not level:
            return
    raise vol.Invalid("nested too deeply")


class _FiniteNumber(NumberSelector):
    """A number; the text `nan`, which is within any limits, is none."""

    @override
    def __call__(self, data: Any) -> float:
        """Return the number.

        Raises:
            Invalid: it is none, or out of its limits.
        """
        value: float = super().__call__(data)
        if not math.isfinite(value):
            raise vol.Invalid("expected a number")
        return value


class Duration(DurationSelector):
    """A duration; one that no clock could hold is refused as any other that cannot be used."""

    @override
    def __call__(self, data: Any) -> dict[str, float]:
        """Return the duration.

        Raises:
            Invalid: it is none.
        """
        try:
            return super().__call__(data)
        except OverflowError as err:
            raise vol.Invalid("expected a shorter duration") from err


def number(
    limits: Range, unit: str | None = None, *, slider: bool = False
) -> NumberSelector:
    """Return a field for a number within its limits."""
    config = NumberSelectorConfig(
        min=limits.low,
        max=limits.high,
        step=limits.step,
        mode=NumberSelectorMode.SLIDER if slider else NumberSelectorMode.BOX,
    )
    if unit is not None:
        config["unit_of_measurement"] = unit
    return _FiniteNumber(config)


def choice_selector(options: Iterable[str], translation_key: str) -> SelectSelector:
    """Return a field for one of several words."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[str(option) for option in options],
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=translation_key,
        )
    )


def read_line(text: str, field: str, longest: int = LONGEST_NAME) -> str:
    """Return a text of one line without spaces around it; it may be empty, as one is of which nothing can be seen.

    Args:
        text: what was entered.
        field: the field or section it is in.
        longest: how many characters it may have.

    Raises:
        FormError: it is too long, or there are line breaks or control characters in it.
    """
    if len(text) > longest:
        raise FormError("too_long", shorten_text(text), field, most=f"{longest}")
    line = text.strip()
    if not is_one_line(line):
        raise FormError("bad_characters", shorten_text(line), field)
    return line if is_shown(line) else ""


def shorten_text(text: str) -> str:
    """Return enough of a text to tell which one it is, with nothing in it that cannot be shown."""
    short = "".join(
        letter if is_one_line(letter) else "·" for letter in text[:BEGINNING]
    )
    return short if len(text) <= BEGINNING else f"{short}…"


def shown_duration(seconds: float) -> dict[str, int]:
    """Return a duration as its field shows it."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return {"hours": hours, "minutes": minutes, "seconds": rest}


def read_duration(duration: Mapping[str, float]) -> float:
    """Return the seconds of what a field for a duration gives."""
    return float(
        86400 * duration.get("days", 0)
        + 3600 * duration.get("hours", 0)
        + 60 * duration.get("minutes", 0)
        + duration.get("seconds", 0)
    )


def read_clock(text: str | None) -> str | None:
    """Return a time of the clock such as `09:00:00`; its field takes `9:00`, too."""
    return cv.time(text).isoformat() if text else None
