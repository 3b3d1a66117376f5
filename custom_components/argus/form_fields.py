"""Fields that the forms share, and the error for what cannot be used."""

from collections.abc import Iterable

from homeassistant.helpers.selector import (
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

    def __init__(self, reason: str, text: str) -> None:
        """Name the translation key of the reason, and the text it is about."""
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text


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
    return NumberSelector(config)


def choice(options: Iterable[str], translation_key: str) -> SelectSelector:
    """Return a field for one of several words."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[str(option) for option in options],
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=translation_key,
        )
    )
