"""The form of what all cameras share."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
    TimeSelector,
)

from .const import (
    CONF_DB_URL,
    CONF_HEATMAP_DAYS,
    CONF_MQTT,
    CONF_MQTT_BASE,
    CONF_OPENING_DAYS,
    CONF_OPENING_END,
    CONF_OPENING_START,
    CONF_REPORT_TARGETS,
    CONF_REPORT_TIME,
    CONF_RETENTION_DAYS,
    CONF_RETENTION_GIGABYTES,
    CONF_TAKE_ALONG,
    CONF_TRANSFERS,
    CONF_WORKERS,
)
from .form_fields import FormError, number, read_clock
from .journal_transfers import wished
from .mqtt_topics import is_usable_base
from .settings import (
    HEATMAP_DAYS,
    RETENTION_DAYS,
    RETENTION_GIGABYTES,
    WORKERS,
    HouseSettings,
)

SECTION_REPORT: Final = "report_settings"


def options_form() -> vol.Schema:
    """Return the fields."""
    return vol.Schema(
        {
            vol.Optional(CONF_OPENING_START): TimeSelector(),
            vol.Optional(CONF_OPENING_END): TimeSelector(),
            vol.Optional(CONF_OPENING_DAYS): SelectSelector(
                SelectSelectorConfig(
                    options=[str(day) for day in range(7)],
                    multiple=True,
                    translation_key="weekday",
                )
            ),
            vol.Required(SECTION_REPORT): section(
                report_form(),
                {"collapsed": True},
            ),
            vol.Required(CONF_RETENTION_DAYS): number(RETENTION_DAYS),
            vol.Required(CONF_RETENTION_GIGABYTES): number(RETENTION_GIGABYTES),
            vol.Required(CONF_HEATMAP_DAYS): number(HEATMAP_DAYS),
            vol.Required(CONF_MQTT): BooleanSelector(),
            vol.Required(CONF_MQTT_BASE): TextSelector(),
            vol.Required(CONF_WORKERS): number(WORKERS, slider=True),
            vol.Optional(CONF_DB_URL): TextSelector(
                TextSelectorConfig(type=TextSelectorType.PASSWORD)
            ),
            vol.Required(CONF_TAKE_ALONG, default=True): BooleanSelector(),
        }
    )


def shown_options_form(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to show for stored options."""
    settings = HouseSettings.from_options(options)
    days = options.get(CONF_OPENING_DAYS, range(7))
    shown: dict[str, Any] = {
        CONF_WORKERS: settings.workers,
        CONF_RETENTION_DAYS: settings.retention_days,
        CONF_RETENTION_GIGABYTES: settings.retention_gigabytes,
        CONF_HEATMAP_DAYS: settings.heatmap_days,
        CONF_OPENING_DAYS: [str(day) for day in days],
        SECTION_REPORT: shown_report_form(options),
        CONF_MQTT: settings.mqtt,
        CONF_MQTT_BASE: settings.mqtt_base,
    }
    for key in (CONF_DB_URL, CONF_OPENING_START, CONF_OPENING_END):
        if options.get(key):
            shown[key] = options[key]
    return shown


def read_options_form(
    user_input: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the options to store for what the user entered.

    Args:
        user_input: what the form gives.
        before: the options so far.

    Raises:
        FormError: only one end of the opening hours was given, or both are the same; or no topic can begin as it was
            entered.
    """
    opens, closes = (
        read_clock(user_input.get(CONF_OPENING_START)),
        read_clock(user_input.get(CONF_OPENING_END)),
    )
    if bool(opens) != bool(closes) or (opens and opens == closes):
        raise FormError("bad_opening_hours", f"{opens or '?'}–{closes or '?'}")
    mqtt_base = user_input[CONF_MQTT_BASE].strip()
    if not is_usable_base(mqtt_base):
        raise FormError("bad_mqtt_base", mqtt_base)
    db_url = user_input.get(CONF_DB_URL, "").strip() or None
    return {
        CONF_WORKERS: int(user_input[CONF_WORKERS]),
        CONF_RETENTION_DAYS: int(user_input[CONF_RETENTION_DAYS]),
        CONF_RETENTION_GIGABYTES: float(user_input[CONF_RETENTION_GIGABYTES]),
        CONF_HEATMAP_DAYS: int(user_input[CONF_HEATMAP_DAYS]),
        CONF_DB_URL: db_url,
        CONF_TRANSFERS: wished(
            before, db_url, take_along=user_input.get(CONF_TAKE_ALONG, True)
        ),
        CONF_OPENING_START: opens,
        CONF_OPENING_END: closes,
        CONF_OPENING_DAYS: sorted(
            int(day) for day in user_input.get(CONF_OPENING_DAYS, ())
        ),
        **read_report_form(user_input[SECTION_REPORT]),
        CONF_MQTT: user_input[CONF_MQTT],
        CONF_MQTT_BASE: mqtt_base,
    }


def report_form() -> vol.Schema:
    """Return the fields of the daily report."""
    return vol.Schema(
        {
            vol.Optional(CONF_REPORT_TARGETS): EntitySelector(
                # The filter is what is offered, the domain what is accepted.
                EntitySelectorConfig(
                    domain=NOTIFY_DOMAIN,
                    filter={"domain": NOTIFY_DOMAIN},
                    multiple=True,
                )
            ),
            vol.Required(CONF_REPORT_TIME): TimeSelector(),
        }
    )


def shown_report_form(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to show for stored options."""
    settings = HouseSettings.from_options(options)
    return {
        CONF_REPORT_TARGETS: list(settings.report_targets),
        CONF_REPORT_TIME: settings.report_time.isoformat(),
    }


def read_report_form(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options to store for what the user entered."""
    return {
        CONF_REPORT_TARGETS: list(
            dict.fromkeys(user_input.get(CONF_REPORT_TARGETS, ()))
        ),
        CONF_REPORT_TIME: read_clock(user_input[CONF_REPORT_TIME]),
    }
