"""Fields that the forms share, and the error for what cannot be used."""

from collections.abc import Iterable, Mapping
import math
from typing import Any, override

import voluptuous as vol

from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    DurationSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .settings import Range


class FormError(Exception):
    """Something in a form cannot be used."""

    def __init__(self, reason: str, text: str, field: str = "base") -> None:
        """Name the translation key of the reason, the text it is about, and the field or section to show it at."""
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text
        self.field = field


class _Number(NumberSelector):
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
    return _Number(config)


def choice(options: Iterable[str], translation_key: str) -> SelectSelector:
    """Return a field for one of several words."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[str(option) for option in options],
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=translation_key,
        )
    )


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
