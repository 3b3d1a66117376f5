"""Form schema and parser of the options that all cameras share."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.core import HomeAssistant, callback
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

from ..const import (
    CONF_AI_PER_DAY,
    CONF_DB_URL,
    CONF_HEATMAP_DAYS,
    CONF_MQTT,
    CONF_MQTT_BASE,
    CONF_OPENING_DAYS,
    CONF_OPENING_END,
    CONF_OPENING_START,
    CONF_PROFILE_FOLLOWS,
    CONF_REPORT_TARGETS,
    CONF_REPORT_TIME,
    CONF_RETENTION_DAYS,
    CONF_RETENTION_GIGABYTES,
    CONF_TAKE_ALONG,
    CONF_TRANSFERS,
    CONF_WORKERS,
)
from ..incidents.journal_transfer import wished
from ..model.house_settings import DEFAULT_AI_PER_DAY, ArgusSettings
from ..model.names import is_one_line
from ..model.ranges import (
    AI_PER_DAY,
    HEATMAP_DAYS,
    RETENTION_DAYS,
    RETENTION_GIGABYTES,
    WORKERS,
)
from ..model.topic_base import MOST_OF_A_BASE, is_usable_base
from .entity_check import check_entities
from .fields import FormError, number, read_clock, read_line, shorten_text
from .profile_form import (
    FOLLOWED,
    SECTION_PROFILES,
    profiles_form,
    read_profiles_form,
    shown_profiles_form,
)

MQTT_DOMAIN: Final = "mqtt"
"""Not imported: the integration may be missing."""
SECTION_REPORT: Final = "report_settings"
SECTION_MQTT: Final = "mqtt_settings"
SECTION_MORE: Final = "more_settings"
SECTIONS: Final = (SECTION_REPORT, SECTION_PROFILES, SECTION_MQTT, SECTION_MORE)
HINTED: Final = {CONF_REPORT_TARGETS: (NOTIFY_DOMAIN,)}
"""Fields that say what to do where there is nothing to pick, and what they take."""
LONGEST_URL: Final = 2_000
"""Characters of a database's address."""


def options_form(
    opened: Collection[str], words: Mapping[str, str], options: Mapping[str, Any]
) -> vol.Schema:
    """Return the fields.

    Args:
        opened: the sections that are not collapsed.
        words: the translations of choices.
        options: those so far.

    """
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
                {"collapsed": SECTION_REPORT not in opened},
            ),
            vol.Required(SECTION_PROFILES): section(
                profiles_form(ArgusSettings.from_options(options).profiles, words),
                {"collapsed": SECTION_PROFILES not in opened},
            ),
            vol.Required(CONF_RETENTION_DAYS): number(RETENTION_DAYS),
            vol.Required(CONF_RETENTION_GIGABYTES): number(RETENTION_GIGABYTES),
            vol.Required(SECTION_MQTT): section(
                vol.Schema(
                    {
                        vol.Required(CONF_MQTT): BooleanSelector(),
                        vol.Required(CONF_MQTT_BASE): TextSelector(),
                    }
                ),
                {"collapsed": SECTION_MQTT not in opened},
            ),
            vol.Required(SECTION_MORE): section(
                vol.Schema(
                    {
                        vol.Required(CONF_HEATMAP_DAYS): number(HEATMAP_DAYS),
                        vol.Required(
                            CONF_AI_PER_DAY, default=DEFAULT_AI_PER_DAY
                        ): number(AI_PER_DAY),
                        vol.Required(CONF_WORKERS): number(WORKERS, slider=True),
                    }
                ),
                {"collapsed": SECTION_MORE not in opened},
            ),
            vol.Optional(CONF_DB_URL): TextSelector(
                TextSelectorConfig(type=TextSelectorType.PASSWORD)
            ),
            vol.Required(CONF_TAKE_ALONG, default=True): BooleanSelector(),
        }
    )


def shown_options_form(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to show for stored options."""
    settings = ArgusSettings.from_options(options)
    days = options.get(CONF_OPENING_DAYS, range(7))
    shown: dict[str, Any] = {
        CONF_RETENTION_DAYS: settings.retention_days,
        CONF_RETENTION_GIGABYTES: settings.retention_gigabytes,
        CONF_OPENING_DAYS: [str(day) for day in days],
        SECTION_REPORT: shown_report_form(options),
        SECTION_PROFILES: shown_profiles_form(settings.profiles),
        SECTION_MQTT: {
            CONF_MQTT: settings.mqtt,
            CONF_MQTT_BASE: settings.mqtt_base,
        },
        SECTION_MORE: {
            CONF_HEATMAP_DAYS: settings.heatmap_days,
            CONF_AI_PER_DAY: settings.ai_per_day,
            CONF_WORKERS: settings.workers,
        },
    }
    for key in (CONF_DB_URL, CONF_OPENING_START, CONF_OPENING_END):
        if options.get(key):
            shown[key] = options[key]
    return shown


def opened_options(shown: Mapping[str, Any], failed: Iterable[str] = ()) -> set[str]:
    """Return the sections to show open: those in which something is set, and those with an error.

    Args:
        shown: the values of the form.
        failed: fields and sections with an error.

    """
    plain = shown_options_form({})
    return {
        *failed,
        *(name for name in SECTIONS if shown.get(name, plain[name]) != plain[name]),
    }


def read_options_form(
    user_input: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the options to store for what the user entered.

    Args:
        user_input: what the form gives.
        before: the options so far.

    Raises:
        FormError: the opening hours have one end only, no length or no day; or no topic can begin as it was entered.
    """
    mqtt, more = user_input[SECTION_MQTT], user_input[SECTION_MORE]
    mqtt_base = read_line(mqtt[CONF_MQTT_BASE], SECTION_MQTT, MOST_OF_A_BASE)
    if not is_usable_base(mqtt_base):
        raise FormError("bad_mqtt_base", shorten_text(mqtt_base), SECTION_MQTT)
    db_url = user_input.get(CONF_DB_URL, "").strip()
    if len(db_url) > LONGEST_URL or not is_one_line(db_url):
        # It is not told again: it may hold a password.
        raise FormError("bad_db_url", "", CONF_DB_URL)
    return {
        CONF_WORKERS: int(more[CONF_WORKERS]),
        CONF_RETENTION_DAYS: int(user_input[CONF_RETENTION_DAYS]),
        CONF_RETENTION_GIGABYTES: float(user_input[CONF_RETENTION_GIGABYTES]),
        CONF_HEATMAP_DAYS: int(more[CONF_HEATMAP_DAYS]),
        CONF_AI_PER_DAY: int(more[CONF_AI_PER_DAY]),
        CONF_DB_URL: db_url or None,
        CONF_TRANSFERS: wished(
            before, db_url or None, take_along=user_input.get(CONF_TAKE_ALONG, True)
        ),
        **_read_opening_hours(user_input),
        **read_report_form(user_input[SECTION_REPORT]),
        **read_profiles_form(user_input.get(SECTION_PROFILES, {})),
        CONF_MQTT: mqtt[CONF_MQTT],
        CONF_MQTT_BASE: mqtt_base,
    }


@callback
def async_check_options(
    hass: HomeAssistant, options: Mapping[str, Any], before: Mapping[str, Any]
) -> None:
    """Check options against the home.

    Args:
        hass: Home Assistant.
        options: what `read_options_form` returned.
        before: the stored options.

    Raises:
        FormError: they want something that is not there.
    """
    check_entities(
        hass,
        options[CONF_REPORT_TARGETS],
        (NOTIFY_DOMAIN,),
        SECTION_REPORT,
        before=before.get(CONF_REPORT_TARGETS, ()),
    )
    if options[CONF_PROFILE_FOLLOWS] is not None:
        check_entities(
            hass,
            (options[CONF_PROFILE_FOLLOWS],),
            FOLLOWED,
            SECTION_PROFILES,
            before=(before.get(CONF_PROFILE_FOLLOWS),),
        )
    if options[CONF_MQTT] and not hass.config_entries.async_entries(MQTT_DOMAIN):
        raise FormError("mqtt_missing", "", SECTION_MQTT)


def _read_opening_hours(user_input: Mapping[str, Any]) -> dict[str, Any]:
    opens, closes = (
        read_clock(user_input.get(CONF_OPENING_START)),
        read_clock(user_input.get(CONF_OPENING_END)),
    )
    days = sorted({int(day) for day in user_input.get(CONF_OPENING_DAYS, ())})
    if bool(opens) != bool(closes):
        missing = CONF_OPENING_END if opens else CONF_OPENING_START
        raise FormError("half_opening_hours", f"{opens or closes}", missing)
    if opens and opens == closes:
        raise FormError("bad_opening_hours", opens, CONF_OPENING_END)
    if opens and not days:
        raise FormError("no_opening_day", "", CONF_OPENING_DAYS)
    return {
        CONF_OPENING_START: opens,
        CONF_OPENING_END: closes,
        CONF_OPENING_DAYS: days,
    }


def report_form() -> vol.Schema:
    """Return the fields of the daily report."""
    return vol.Schema(
        {
            vol.Optional(CONF_REPORT_TARGETS): EntitySelector(
                EntitySelectorConfig(filter={"domain": NOTIFY_DOMAIN}, multiple=True)
            ),
            vol.Required(CONF_REPORT_TIME): TimeSelector(),
        }
    )


def shown_report_form(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to show for stored options."""
    settings = ArgusSettings.from_options(options)
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
