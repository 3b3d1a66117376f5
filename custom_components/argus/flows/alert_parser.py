"""Parses what the user entered in the form of an alert, as far as that needs no look at the home."""

from collections.abc import Mapping
import json
from typing import Any, Final

from ..ai.prompt import LONGEST_PROMPT
from ..alerts.settings import (
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
    COOLDOWN,
    LOST_AFTER,
)
from ..model.names import is_one_line
from .alert_form import (
    CONF_ALERT_NAME,
    SECTION_AI,
    SECTION_HOW_OFTEN,
    SECTION_LIGHTS,
    SECTION_NOTIFICATIONS,
    SECTION_ONLY_IF,
    SECTION_OTHERS,
    SECTION_SIRENS,
    SECTION_SPEAKERS,
    SECTION_WHEN,
)
from .fields import (
    FormError,
    is_within,
    read_clock,
    read_duration,
    read_line,
    shorten_text,
)

LONGEST_QUESTION: Final = 250
"""Characters of a question to an AI: it is kept with each decision."""
LONGEST_TEMPLATE: Final = 5_000
LONGEST_TOPIC: Final = 65_535
"""Bytes; what MQTT can carry."""
LONGEST_SEQUENCE: Final = 100_000
"""Characters of conditions or actions as JSON."""
MOST_OF_A_VALUE: Final = 100
"""Characters of what cannot be read, to say what it is."""


def read_alert_name(user_input: Mapping[str, Any]) -> str:
    """Return the name of the alert.

    Raises:
        FormError: there is none, or it cannot be used.
    """
    name = read_line(user_input[CONF_ALERT_NAME], CONF_ALERT_NAME)
    if not name:
        raise FormError("no_alert_name", "", CONF_ALERT_NAME)
    return name


def read_alert_form(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data to store for what the user entered; what the form does not show is not in it.

    Args:
        user_input: the filled-in form.

    Raises:
        FormError: a value cannot be used, two contradict each other, or the alert would do nothing.
    """
    data = {
        **_read_when(user_input[SECTION_WHEN]),
        **_read_only_if(user_input[SECTION_ONLY_IF]),
        **_read_how_often(user_input[SECTION_HOW_OFTEN]),
        **_read_notifications(user_input[SECTION_NOTIFICATIONS]),
        **_read_lights(user_input[SECTION_LIGHTS]),
        **_read_sirens(user_input[SECTION_SIRENS]),
        **_read_speakers(user_input[SECTION_SPEAKERS]),
        **_read_ai(user_input[SECTION_AI]),
        **_read_others(user_input[SECTION_OTHERS]),
    }
    if not any(
        data[key]
        for key in (
            CONF_NOTIFY,
            CONF_PERSISTENT,
            CONF_LIGHTS,
            CONF_SIRENS,
            CONF_SPEAKERS,
            CONF_MQTT_TOPIC,
            CONF_ACTIONS,
        )
    ):
        raise FormError("nothing_to_do", "")
    return data


def _read_when(values: Mapping[str, Any]) -> dict[str, Any]:
    if not values[CONF_TYPES]:
        raise FormError("no_type", "", SECTION_WHEN)
    lost_after = read_duration(values[CONF_LOST_AFTER])
    if not LOST_AFTER.low <= lost_after <= LOST_AFTER.high:
        raise FormError("bad_lost_after", f"{lost_after:g} s", SECTION_WHEN)
    return {
        CONF_CAMERAS: _without_doubles(values.get(CONF_CAMERAS, ())),
        CONF_TYPES: _without_doubles(values[CONF_TYPES]),
        CONF_ZONES: _without_doubles(values.get(CONF_ZONES, ())),
        CONF_KINDS: _without_doubles(values.get(CONF_KINDS, ())),
        CONF_IN_DOUBT: str(values[CONF_IN_DOUBT]),
        CONF_MIN_FACES: int(values[CONF_MIN_FACES]),
        CONF_MIN_INTENSITY: float(values[CONF_MIN_INTENSITY]),
        CONF_LOST_AFTER: lost_after,
    }


def _read_only_if(values: Mapping[str, Any]) -> dict[str, Any]:
    start, end = read_clock(values.get(CONF_START)), read_clock(values.get(CONF_END))
    if bool(start) != bool(end):
        raise FormError("half_hours", f"{start or end}", SECTION_ONLY_IF)
    if start and start == end:
        raise FormError("same_hours", start, SECTION_ONLY_IF)
    if not values[CONF_DAYS]:
        raise FormError("no_day", "", SECTION_ONLY_IF)
    return {
        CONF_START: start,
        CONF_END: end,
        CONF_DAYS: sorted({int(day) for day in values[CONF_DAYS]}),
        CONF_NOBODY_HOME: values[CONF_NOBODY_HOME],
        CONF_SCHEDULE: values.get(CONF_SCHEDULE),
        CONF_ARMED: values.get(CONF_ARMED),
        CONF_CONDITIONS: _read_conditions(values.get(CONF_CONDITIONS)),
    }


def _read_how_often(values: Mapping[str, Any]) -> dict[str, Any]:
    cooldown = read_duration(values[CONF_COOLDOWN])
    if not COOLDOWN.low <= cooldown <= COOLDOWN.high:
        raise FormError("bad_cooldown", f"{cooldown:g} s", SECTION_HOW_OFTEN)
    return {CONF_COOLDOWN: cooldown}


def _read_notifications(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        CONF_NOTIFY: _without_doubles(values.get(CONF_NOTIFY, ())),
        CONF_PERSISTENT: values[CONF_PERSISTENT],
        CONF_CRITICAL: values[CONF_CRITICAL],
        CONF_TITLE: _read_template(values.get(CONF_TITLE), SECTION_NOTIFICATIONS),
        CONF_MESSAGE: _read_template(values.get(CONF_MESSAGE), SECTION_NOTIFICATIONS),
    }


def _read_lights(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        CONF_LIGHTS: _without_doubles(values.get(CONF_LIGHTS, ())),
        CONF_COLOUR: list(values[CONF_COLOUR]),
        CONF_BRIGHTNESS: int(values[CONF_BRIGHTNESS]),
        CONF_FLASHES: int(values[CONF_FLASHES]),
        CONF_ON_SECONDS: float(values[CONF_ON_SECONDS]),
        CONF_OFF_SECONDS: float(values[CONF_OFF_SECONDS]),
    }


def _read_sirens(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        CONF_SIRENS: _without_doubles(values.get(CONF_SIRENS, ())),
        CONF_SIREN_SECONDS: float(values[CONF_SIREN_SECONDS]),
    }


def _read_speakers(values: Mapping[str, Any]) -> dict[str, Any]:
    speakers = _without_doubles(values.get(CONF_SPEAKERS, ()))
    sound, tts = values.get(CONF_SOUND) or None, values.get(CONF_TTS)
    speech = _read_template(values.get(CONF_SPEECH), SECTION_SPEAKERS)
    if speech and tts is None:
        raise FormError("no_voice", "", SECTION_SPEAKERS)
    if (sound or tts) and not speakers:
        raise FormError("no_speaker", "", SECTION_SPEAKERS)
    if speakers and not (sound or tts):
        raise FormError("silent_speakers", "", SECTION_SPEAKERS)
    return {
        CONF_SPEAKERS: speakers,
        CONF_SOUND: sound,
        CONF_TTS: tts,
        CONF_SPEECH: speech,
    }


def _read_ai(values: Mapping[str, Any]) -> dict[str, Any]:
    judge = values.get(CONF_AI_JUDGE)
    question = read_line(values.get(CONF_AI_QUESTION, ""), SECTION_AI, LONGEST_QUESTION)
    if question and judge is None:
        raise FormError("no_judge", shorten_text(question), SECTION_AI)
    if judge is not None and not question:
        raise FormError("no_question", judge[:MOST_OF_A_VALUE], SECTION_AI)
    return {
        CONF_AI_DESCRIBER: values.get(CONF_AI_DESCRIBER),
        CONF_AI_PROMPT: _read_prompt(values.get(CONF_AI_PROMPT, "")),
        CONF_AI_JUDGE: judge,
        CONF_AI_QUESTION: question,
        CONF_AI_THRESHOLD: int(values[CONF_AI_THRESHOLD]),
        CONF_AI_PATIENCE: float(values[CONF_AI_PATIENCE]),
        CONF_AI_BLUR: values[CONF_AI_BLUR],
    }


def _read_prompt(value: str) -> str:
    """Return a prompt as it was entered; it may have lines."""
    if len(value) > LONGEST_PROMPT:
        raise FormError(
            "too_long", shorten_text(value), SECTION_AI, most=f"{LONGEST_PROMPT}"
        )
    text = value.strip()
    lines = text.replace("\r\n", "\n").replace("\t", " ").split("\n")
    if not all(is_one_line(line) for line in lines):
        raise FormError("bad_characters", shorten_text(text), SECTION_AI)
    return text


def _read_others(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        CONF_MQTT_TOPIC: _read_topic(values.get(CONF_MQTT_TOPIC, "")),
        CONF_ACTIONS: _read_sequence(
            values.get(CONF_ACTIONS), "bad_actions", SECTION_OTHERS
        ),
    }


def _without_doubles(values: Any) -> list[str]:
    """Return values in their order, each once."""
    return list(dict.fromkeys(values))


def _read_template(value: Any, field: str) -> str:
    """Return a template as it was entered; its syntax is checked against the home later."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FormError("bad_template", _shown_value(value), field)
    if len(value) > LONGEST_TEMPLATE:
        raise FormError("template_too_long", f"{LONGEST_TEMPLATE}", field)
    text = value.strip()
    # A template may have lines and tabs.
    lines = text.replace("\r\n", "\n").replace("\t", " ").split("\n")
    if not all(is_one_line(line) for line in lines):
        raise FormError("bad_characters", shorten_text(text), field)
    return text


def _read_topic(value: str) -> str:
    topic = read_line(value, SECTION_OTHERS, LONGEST_TOPIC)
    if any(sign in topic for sign in "+#") or len(topic.encode()) > LONGEST_TOPIC:
        raise FormError("bad_topic", shorten_text(topic), SECTION_OTHERS)
    return topic


def _read_conditions(value: Any) -> list[dict[str, Any]]:
    if not is_within(value, LONGEST_SEQUENCE, LONGEST_SEQUENCE):
        raise FormError("too_many_steps", f"{LONGEST_SEQUENCE}", SECTION_ONLY_IF)
    values = value if isinstance(value, list) else [value] if value else []
    return _read_sequence(
        [
            # The short form of a condition that is a template alone.
            {"condition": "template", "value_template": one}
            if isinstance(one, str)
            else one
            for one in values
        ],
        "bad_conditions",
        SECTION_ONLY_IF,
    )


def _read_sequence(value: Any, reason: str, field: str) -> list[dict[str, Any]]:
    """Return conditions or actions as they were entered.

    Raises:
        FormError: they are no such thing, or too many.
    """
    values = value if isinstance(value, list) else [value] if value else []
    # JSON takes a character for each value at the least.
    if not is_within(values, LONGEST_SEQUENCE, LONGEST_SEQUENCE):
        raise FormError("too_many_steps", f"{LONGEST_SEQUENCE}", field)
    if not all(isinstance(one, dict) for one in values):
        raise FormError(reason, _shown_value(value), field)
    try:
        text = json.dumps(values)
    except (TypeError, ValueError, RecursionError) as err:
        raise FormError(reason, _shown_value(err), field) from err
    if len(text) > LONGEST_SEQUENCE:
        raise FormError("too_many_steps", f"{LONGEST_SEQUENCE}", field)
    return values


def _shown_value(value: object) -> str:
    """Return enough of something that cannot be read to say what it is."""
    text = f"{value}"
    return text if len(text) <= MOST_OF_A_VALUE else f"{text[:MOST_OF_A_VALUE]}…"
