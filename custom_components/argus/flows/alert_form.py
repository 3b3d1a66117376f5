"""Form schema of an alert: stored settings as the user sees them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    ActionSelector,
    BooleanSelector,
    ColorRGBSelector,
    ConditionSelector,
    EntitySelector,
    EntitySelectorConfig,
    MediaSelector,
    MediaSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TemplateSelector,
    TextSelector,
    TextSelectorConfig,
    TimeSelector,
)

from ..ai.tasks import AI_TASK
from ..alerts.light_alarm import LightAlarmSettings
from ..alerts.settings import (
    AI_PATIENCE,
    AI_THRESHOLD,
    ALERTING,
    BRIGHTNESS,
    CONF_ACTIONS,
    CONF_AI_BLUR,
    CONF_AI_DESCRIBER,
    CONF_AI_JUDGE,
    CONF_AI_PATIENCE,
    CONF_AI_PROMPT,
    CONF_AI_QUESTION,
    CONF_AI_THRESHOLD,
    CONF_ARMED,
    CONF_BRIGHTNESS,
    CONF_CAMERAS,
    CONF_COLOUR,
    CONF_CONDITIONS,
    CONF_COOLDOWN,
    CONF_CRITICAL,
    CONF_DAYS,
    CONF_END,
    CONF_FLASHES,
    CONF_IN_DOUBT,
    CONF_KINDS,
    CONF_LIGHTS,
    CONF_LOST_AFTER,
    CONF_MESSAGE,
    CONF_MIN_FACES,
    CONF_MIN_INTENSITY,
    CONF_MQTT_TOPIC,
    CONF_NOBODY_HOME,
    CONF_NOTIFY,
    CONF_OFF_SECONDS,
    CONF_ON_SECONDS,
    CONF_PERSISTENT,
    CONF_SCHEDULE,
    CONF_SIREN_SECONDS,
    CONF_SIRENS,
    CONF_SOUND,
    CONF_SPEAKERS,
    CONF_SPEECH,
    CONF_START,
    CONF_TITLE,
    CONF_TTS,
    CONF_TYPES,
    CONF_ZONES,
    FLASH_SECONDS,
    FLASHES,
    MIN_FACES,
    MIN_INTENSITY,
    SIREN_SECONDS,
    AlertSettings,
    InDoubt,
)
from ..vision import ObjectKind
from .fields import Duration, choice_selector, number, shown_duration

CONF_ALERT_NAME: Final = "alert_name"
"""In the form only: the title of the subentry is the alert's name."""

SECTION_WHEN: Final = "when_settings"
SECTION_ONLY_IF: Final = "only_if_settings"
SECTION_HOW_OFTEN: Final = "how_often_settings"
SECTION_NOTIFICATIONS: Final = "notification_settings"
SECTION_LIGHTS: Final = "light_settings"
SECTION_SIRENS: Final = "siren_settings"
SECTION_SPEAKERS: Final = "speaker_settings"
SECTION_AI: Final = "ai_settings"
SECTION_OTHERS: Final = "other_settings"

DOMAINS: Final[Mapping[str, tuple[str, ...]]] = {
    CONF_SCHEDULE: (
        "schedule",
        "binary_sensor",
        "input_boolean",
        "switch",
        "calendar",
    ),
    CONF_ARMED: ("alarm_control_panel",),
    CONF_NOTIFY: ("notify",),
    CONF_LIGHTS: ("light", "group"),
    CONF_SIRENS: ("siren",),
    CONF_SPEAKERS: ("media_player",),
    CONF_TTS: ("tts",),
    CONF_AI_DESCRIBER: (AI_TASK,),
    CONF_AI_JUDGE: (AI_TASK,),
}
"""Of the entities that a field takes."""
HINTED: Final = {
    field: DOMAINS[field]
    for field in (
        CONF_ARMED,
        CONF_NOTIFY,
        CONF_LIGHTS,
        CONF_SIRENS,
        CONF_SPEAKERS,
        CONF_TTS,
        CONF_AI_DESCRIBER,
        CONF_AI_JUDGE,
    )
}
"""Fields that say what to do where there is nothing to pick, and what they take."""


class _Conditions(ConditionSelector):
    """Conditions as the user made them: what is wrong with them is for us to say, and nothing is to be changed."""

    @override
    def __call__(self, data: Any) -> Any:
        """Return what was entered."""
        return data


class _Template(TemplateSelector):
    """A template as the user wrote it, right or wrong."""

    @override
    def __call__(self, data: Any) -> Any:
        """Return what was entered."""
        return data


def alert_form(
    cameras: list[SelectOptionDict],
    zones: list[SelectOptionDict],
    opened: Collection[str],
) -> vol.Schema:
    """Return the fields.

    Args:
        cameras: ids and names of the cameras to choose from.
        zones: names of the zones to choose from; without any, there is no such field.
        opened: the sections that are not collapsed.

    """
    sections = {
        SECTION_WHEN: _when_fields(cameras, zones),
        SECTION_ONLY_IF: _only_if_fields(),
        SECTION_HOW_OFTEN: {
            vol.Required(CONF_COOLDOWN, default={"minutes": 5}): Duration()
        },
        SECTION_NOTIFICATIONS: _notification_fields(),
        SECTION_LIGHTS: _light_fields(),
        SECTION_SIRENS: {
            vol.Optional(CONF_SIRENS): _entities_selector(CONF_SIRENS),
            vol.Required(CONF_SIREN_SECONDS, default=30.0): number(SIREN_SECONDS, "s"),
        },
        SECTION_SPEAKERS: _speaker_fields(),
        SECTION_AI: _ai_fields(),
        SECTION_OTHERS: {
            vol.Optional(CONF_MQTT_TOPIC, default=""): TextSelector(),
            vol.Optional(CONF_ACTIONS, default=[]): ActionSelector(),
        },
    }
    return vol.Schema(
        {
            vol.Required(CONF_ALERT_NAME): TextSelector(),
            **{
                vol.Required(name): section(
                    vol.Schema(fields), {"collapsed": name not in opened}
                )
                for name, fields in sections.items()
            },
        }
    )


def shown_alert_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to show for the stored data of an alert; without its name."""
    settings = AlertSettings.readable_part(data)
    hours = settings.hours
    return {
        SECTION_WHEN: {
            CONF_CAMERAS: list(data.get(CONF_CAMERAS, ())),
            CONF_TYPES: [str(kind) for kind in ALERTING if kind in settings.types],
            CONF_ZONES: list(data.get(CONF_ZONES, ())),
            CONF_KINDS: [kind for kind in ObjectKind if kind in settings.kinds],
            CONF_IN_DOUBT: settings.in_doubt,
            CONF_MIN_FACES: settings.min_faces,
            CONF_MIN_INTENSITY: settings.min_intensity,
            CONF_LOST_AFTER: shown_duration(settings.lost_after),
        },
        SECTION_ONLY_IF: _without_none(
            {
                CONF_START: hours.start and hours.start.isoformat(),
                CONF_END: hours.end and hours.end.isoformat(),
                CONF_DAYS: [str(day) for day in sorted(hours.days)],
                CONF_SCHEDULE: settings.schedule,
                CONF_NOBODY_HOME: settings.nobody_home,
                CONF_ARMED: settings.armed,
                CONF_CONDITIONS: list(settings.conditions),
            }
        ),
        SECTION_HOW_OFTEN: {CONF_COOLDOWN: shown_duration(settings.cooldown)},
        SECTION_NOTIFICATIONS: {
            CONF_NOTIFY: list(settings.notify),
            CONF_PERSISTENT: settings.persistent,
            CONF_CRITICAL: settings.critical,
            CONF_TITLE: settings.title,
            CONF_MESSAGE: settings.message,
        },
        SECTION_LIGHTS: _shown_light_settings(data),
        SECTION_SIRENS: {
            CONF_SIRENS: list(settings.sirens),
            CONF_SIREN_SECONDS: settings.siren_seconds,
        },
        SECTION_SPEAKERS: _without_none(
            {
                CONF_SPEAKERS: list(settings.speakers),
                CONF_SOUND: settings.sound,
                CONF_TTS: settings.tts,
                CONF_SPEECH: settings.speech,
            }
        ),
        SECTION_AI: _without_none(
            {
                CONF_AI_DESCRIBER: settings.ai_describer,
                CONF_AI_PROMPT: settings.ai_prompt,
                CONF_AI_JUDGE: settings.ai_judge,
                CONF_AI_QUESTION: settings.ai_question,
                CONF_AI_THRESHOLD: settings.ai_threshold,
                CONF_AI_PATIENCE: settings.ai_patience,
                CONF_AI_BLUR: settings.ai_blur,
            }
        ),
        SECTION_OTHERS: {
            CONF_MQTT_TOPIC: settings.mqtt_topic,
            CONF_ACTIONS: list(settings.actions),
        },
    }


def opened_sections(shown: Mapping[str, Any], failed: Iterable[str] = ()) -> set[str]:
    """Return the sections to show open: what every alert has, what is set, and what is wrong.

    Args:
        shown: the values of the form.
        failed: fields and sections with an error.

    """
    plain = shown_alert_form({})
    return {
        SECTION_WHEN,
        SECTION_NOTIFICATIONS,
        *failed,
        *(name for name, values in plain.items() if shown.get(name, values) != values),
    }


def _when_fields(
    cameras: list[SelectOptionDict], zones: list[SelectOptionDict]
) -> dict[vol.Marker, Any]:
    fields: dict[vol.Marker, Any] = {
        vol.Optional(CONF_CAMERAS, default=[]): _several_selector(cameras),
        vol.Required(CONF_TYPES, default=[str(kind) for kind in ALERTING]): (
            SelectSelector(
                SelectSelectorConfig(
                    options=[str(kind) for kind in ALERTING],
                    multiple=True,
                    mode=SelectSelectorMode.LIST,
                    translation_key="alert_type",
                )
            )
        ),
    }
    if zones:
        fields[vol.Optional(CONF_ZONES, default=[])] = _several_selector(zones)
    return fields | {
        vol.Optional(CONF_KINDS, default=[]): SelectSelector(
            SelectSelectorConfig(
                options=[str(kind) for kind in ObjectKind],
                multiple=True,
                mode=SelectSelectorMode.LIST,
                translation_key="object_kind",
            )
        ),
        vol.Required(CONF_IN_DOUBT, default=InDoubt.TELL): choice_selector(
            InDoubt, CONF_IN_DOUBT
        ),
        vol.Required(CONF_MIN_FACES, default=0): number(MIN_FACES),
        vol.Required(CONF_MIN_INTENSITY, default=0.0): number(MIN_INTENSITY, "%"),
        vol.Required(CONF_LOST_AFTER, default={"minutes": 5}): Duration(),
    }


def _only_if_fields() -> dict[vol.Marker, Any]:
    return {
        vol.Optional(CONF_START): TimeSelector(),
        vol.Optional(CONF_END): TimeSelector(),
        vol.Required(CONF_DAYS, default=[str(day) for day in range(7)]): (
            SelectSelector(
                SelectSelectorConfig(
                    options=[str(day) for day in range(7)],
                    multiple=True,
                    translation_key="weekday",
                )
            )
        ),
        vol.Required(CONF_NOBODY_HOME, default=False): BooleanSelector(),
        vol.Optional(CONF_SCHEDULE): _entity_selector(CONF_SCHEDULE),
        vol.Optional(CONF_ARMED): _entity_selector(CONF_ARMED),
        vol.Optional(CONF_CONDITIONS, default=[]): _Conditions(),
    }


def _notification_fields() -> dict[vol.Marker, Any]:
    return {
        vol.Optional(CONF_NOTIFY): _entities_selector(CONF_NOTIFY),
        vol.Required(CONF_PERSISTENT, default=False): BooleanSelector(),
        vol.Required(CONF_CRITICAL, default=False): BooleanSelector(),
        vol.Optional(CONF_TITLE, default=""): _Template(),
        vol.Optional(CONF_MESSAGE, default=""): _Template(),
    }


def _light_fields() -> dict[vol.Marker, Any]:
    return {
        vol.Optional(CONF_LIGHTS): _entities_selector(CONF_LIGHTS),
        vol.Required(CONF_COLOUR, default=[255, 0, 0]): ColorRGBSelector(),
        vol.Required(CONF_BRIGHTNESS, default=100): number(
            BRIGHTNESS, "%", slider=True
        ),
        vol.Required(CONF_FLASHES, default=5): number(FLASHES),
        vol.Required(CONF_ON_SECONDS, default=0.3): number(FLASH_SECONDS, "s"),
        vol.Required(CONF_OFF_SECONDS, default=0.3): number(FLASH_SECONDS, "s"),
    }


def _speaker_fields() -> dict[vol.Marker, Any]:
    return {
        vol.Optional(CONF_SPEAKERS): _entities_selector(CONF_SPEAKERS),
        vol.Optional(CONF_SOUND): MediaSelector(
            MediaSelectorConfig(accept=["audio/*"])
        ),
        vol.Optional(CONF_TTS): _entity_selector(CONF_TTS),
        vol.Optional(CONF_SPEECH, default=""): _Template(),
    }


def _ai_fields() -> dict[vol.Marker, Any]:
    return {
        vol.Optional(CONF_AI_DESCRIBER): _entity_selector(CONF_AI_DESCRIBER),
        vol.Optional(CONF_AI_PROMPT, default=""): TextSelector(
            TextSelectorConfig(multiline=True)
        ),
        vol.Optional(CONF_AI_JUDGE): _entity_selector(CONF_AI_JUDGE),
        vol.Optional(CONF_AI_QUESTION, default=""): TextSelector(),
        vol.Required(CONF_AI_THRESHOLD, default=50): number(AI_THRESHOLD, "%"),
        vol.Required(CONF_AI_PATIENCE, default=5.0): number(AI_PATIENCE, "s"),
        vol.Required(CONF_AI_BLUR, default=True): BooleanSelector(),
    }


def _shown_light_settings(data: Mapping[str, Any]) -> dict[str, Any]:
    # Without lights there are no settings of theirs, but what was entered is kept.
    lights = LightAlarmSettings(lights=())
    return {
        CONF_LIGHTS: list(data.get(CONF_LIGHTS, ())),
        CONF_COLOUR: list(data.get(CONF_COLOUR, lights.colour)),
        CONF_BRIGHTNESS: data.get(CONF_BRIGHTNESS, lights.brightness),
        CONF_FLASHES: data.get(CONF_FLASHES, lights.flashes),
        CONF_ON_SECONDS: data.get(CONF_ON_SECONDS, lights.on),
        CONF_OFF_SECONDS: data.get(CONF_OFF_SECONDS, lights.off),
    }


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are set."""
    return {key: value for key, value in values.items() if value is not None}


def _entity_selector(field: str) -> EntitySelector:
    return EntitySelector(
        EntitySelectorConfig(filter=[{"domain": list(DOMAINS[field])}])
    )


def _entities_selector(field: str) -> EntitySelector:
    # Without a default: the frontend shows it in place of “Select an entity”.
    return EntitySelector(
        EntitySelectorConfig(filter=[{"domain": list(DOMAINS[field])}], multiple=True)
    )


def _several_selector(options: list[SelectOptionDict]) -> SelectSelector:
    return SelectSelector(SelectSelectorConfig(options=options, multiple=True))
