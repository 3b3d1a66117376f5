"""Form fields of profiles: which there are, what chooses among them, and what is otherwise in them at a camera."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import voluptuous as vol

from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    ObjectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
)

from ..const import CONF_PROFILE_FOLLOWS, CONF_PROFILE_STATES, CONF_PROFILES
from ..model.names import seen
from ..model.profile import BUILT_IN, MOST_PROFILES, ProfileChange, ProfileRules
from ..model.ranges import SENSITIVITY
from .fields import FormError, number, read_line, shorten_text
from .place_form import Places, labelled_choice

SECTION_PROFILES: Final = "profile_settings"
FOLLOWED: Final = (
    "alarm_control_panel",
    "input_select",
    "schedule",
    "select",
    "binary_sensor",
    "input_boolean",
    "person",
    "zone",
)
"""Kinds of entities that a profile can follow."""

PROFILE: Final = "profile"
DETECTION: Final = "detection"
PROFILE_SENSITIVITY: Final = "sensitivity"
ALERTS: Final = "alerts"
STATE: Final = "state"

_ON: Final = "on"
_ON_OR_OFF: Final = (_ON, "off")
_MOST_STATES: Final = 50


def camera_profiles_selector(
    profiles: Sequence[str], words: Mapping[str, str]
) -> Places:
    """Return the field for what is otherwise at a camera in some profiles.

    Args:
        profiles: the names of all.
        words: the translations of choices.

    """
    return Places(
        ObjectSelectorConfig(
            fields={
                PROFILE: {
                    "required": True,
                    "selector": labelled_choice(profiles, "profile", words),
                },
                DETECTION: {
                    "required": False,
                    "selector": labelled_choice(_ON_OR_OFF, "on_or_off", words),
                },
                PROFILE_SENSITIVITY: {
                    "required": False,
                    "selector": number(SENSITIVITY),
                },
                ALERTS: {
                    "required": False,
                    "selector": labelled_choice(_ON_OR_OFF, "on_or_off", words),
                },
            },
            multiple=True,
            label_field=PROFILE,
            translation_key="profile_change",
        )
    )


def shown_profile_changes(changes: Iterable[ProfileChange]) -> list[dict[str, Any]]:
    """Return what is otherwise in some profiles as the form shows it."""
    return [
        {
            key: value
            for key, value in (
                (PROFILE, change.profile),
                (DETECTION, _shown_flag(change.detection)),
                (PROFILE_SENSITIVITY, change.sensitivity),
                (ALERTS, _shown_flag(change.alerts)),
            )
            if value is not None
        }
        for change in changes
    ]


def read_profile_changes(shown: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what to store of what is otherwise in some profiles.

    Raises:
        FormError: there are too many, or a profile comes twice.
    """
    if len(shown) > MOST_PROFILES + len(BUILT_IN):
        raise FormError("too_many_profiles", f"{MOST_PROFILES}", SECTION_PROFILES)
    read: dict[str, dict[str, Any]] = {}
    for one in shown:
        profile = read_line(str(one[PROFILE]), SECTION_PROFILES)
        if profile in read:
            raise FormError("profile_twice", shorten_text(profile), SECTION_PROFILES)
        sensitivity = one.get(PROFILE_SENSITIVITY)
        read[profile] = ProfileChange(
            profile,
            _read_flag(one.get(DETECTION)),
            None if sensitivity is None else int(sensitivity),
            _read_flag(one.get(ALERTS)),
        ).as_data()
    return list(read.values())


def profiles_form(rules: ProfileRules, words: Mapping[str, str]) -> vol.Schema:
    """Return the fields of the profiles that there are, and of what chooses among them.

    Args:
        rules: those so far.
        words: the translations of choices.

    """
    return vol.Schema(
        {
            vol.Optional(CONF_PROFILES): TextSelector(
                TextSelectorConfig(multiple=True)
            ),
            vol.Optional(CONF_PROFILE_FOLLOWS): EntitySelector(
                EntitySelectorConfig(filter={"domain": list(FOLLOWED)})
            ),
            vol.Optional(CONF_PROFILE_STATES): Places(
                ObjectSelectorConfig(
                    fields={
                        STATE: {"required": True, "selector": TextSelector()},
                        PROFILE: {
                            "required": True,
                            "selector": labelled_choice(
                                rules.names, "profile", words, custom_value=True
                            ),
                        },
                    },
                    multiple=True,
                    label_field=STATE,
                    description_field=PROFILE,
                    translation_key="profile_state",
                )
            ),
        }
    )


def shown_profiles_form(rules: ProfileRules) -> dict[str, Any]:
    """Return the values to show."""
    shown: dict[str, Any] = {
        CONF_PROFILES: list(rules.own),
        CONF_PROFILE_STATES: [
            {STATE: state, PROFILE: profile}
            for state, profile in (rules.states or {}).items()
        ],
    }
    if rules.follows is not None:
        shown[CONF_PROFILE_FOLLOWS] = rules.follows
    return shown


def read_profiles_form(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options to store.

    Raises:
        FormError: a name cannot be used, or a state leads to no profile.
    """
    own = [
        read_line(name, SECTION_PROFILES) for name in user_input.get(CONF_PROFILES, ())
    ]
    own = list({seen(name): name for name in reversed(own) if name}.values())[::-1]
    if len(own) > MOST_PROFILES:
        raise FormError("too_many_profiles", f"{MOST_PROFILES}", SECTION_PROFILES)
    for name in own:
        if seen(name).casefold() in BUILT_IN:
            raise FormError("profile_taken", shorten_text(name), SECTION_PROFILES)
    rules = ProfileRules(own=tuple(own))
    rows = user_input.get(CONF_PROFILE_STATES, ())
    if len(rows) > _MOST_STATES:
        raise FormError("too_many_states", f"{_MOST_STATES}", SECTION_PROFILES)
    states: dict[str, str] = {}
    for row in rows:
        state = read_line(str(row[STATE]), SECTION_PROFILES)
        profile = read_line(str(row[PROFILE]), SECTION_PROFILES)
        if profile not in rules.names:
            raise FormError("no_such_profile", shorten_text(profile), SECTION_PROFILES)
        if state:
            states[state] = profile
    follows = user_input.get(CONF_PROFILE_FOLLOWS)
    if follows is not None and follows.startswith(("schedule.", "binary_sensor.")):
        # On and off are called like no profile.
        if not states:
            raise FormError("profile_states_missing", follows, SECTION_PROFILES)
    return {
        CONF_PROFILES: own,
        CONF_PROFILE_FOLLOWS: follows,
        CONF_PROFILE_STATES: states,
    }


def _shown_flag(flag: bool | None) -> str | None:
    return None if flag is None else _ON_OR_OFF[not flag]


def _read_flag(shown: str | None) -> bool | None:
    return None if not shown else shown == _ON
