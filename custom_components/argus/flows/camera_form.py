"""Form schema and parser of a camera's settings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import voluptuous as vol

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..const import (
    CONF_BLUR_FACES,
    CONF_CAMERA,
    CONF_FACE_DETECTOR,
    CONF_FACES,
    CONF_INTERVAL,
    CONF_LINES,
    CONF_LOCATION,
    CONF_LOOK_AFTER,
    CONF_LOOK_STATES,
    CONF_LOOK_WHILE,
    CONF_MIN_CONTOUR_AREA,
    CONF_MIN_FACE,
    CONF_MIN_OBJECT,
    CONF_MOTION,
    CONF_MOTION_THRESHOLD,
    CONF_OBJECT_DETECTOR,
    CONF_OBJECT_KINDS,
    CONF_ONLY_KINDS,
    CONF_PRESENCE_TIMEOUT,
    CONF_PREVIEWS,
    CONF_PROFILES,
    CONF_SENSITIVITY,
    CONF_SNAPSHOTS,
    CONF_SOURCE,
    CONF_ZERO_AT_NIGHT,
    CONF_ZONES,
)
from ..model.camera_settings import CameraSettings, SourceKind
from ..model.look_while import tells_moments
from ..model.profile import BUILT_IN
from ..model.ranges import (
    INTERVAL,
    LOOK_AFTER,
    MIN_CONTOUR_AREA,
    MIN_FACE,
    MIN_OBJECT,
    MOTION_THRESHOLD,
    PRESENCE_TIMEOUT,
    SENSITIVITY,
)
from ..vision import FaceDetector, ObjectDetector, ObjectKind
from .fields import (
    Duration,
    FormError,
    choice_selector,
    number,
    read_duration,
    read_line,
    shown_duration,
)
from .place_form import (
    SECTION_LINES,
    SECTION_ZONES,
    lines_selector,
    read_lines,
    read_zones,
    shown_line,
    shown_zone,
    zones_selector,
)
from .profile_form import (
    SECTION_PROFILES,
    camera_profiles_selector,
    read_profile_changes,
    shown_profile_changes,
)

SECTION_MOTION: Final = "motion_settings"
SECTION_FACES: Final = "face_settings"
SECTION_OBJECTS: Final = "object_settings"
SECTION_PICTURES: Final = "picture_settings"
SECTION_EXPERT: Final = "expert_settings"
SECTIONS: Final = (
    SECTION_MOTION,
    SECTION_FACES,
    SECTION_OBJECTS,
    SECTION_ZONES,
    SECTION_LINES,
    SECTION_PICTURES,
    SECTION_PROFILES,
    SECTION_EXPERT,
)
LOOKED_WHILE: Final = (
    "alarm_control_panel",
    "binary_sensor",
    "button",
    "calendar",
    "cover",
    "device_tracker",
    "event",
    "input_boolean",
    "input_button",
    "input_select",
    "light",
    "lock",
    "person",
    "schedule",
    "select",
    "sensor",
    "sun",
    "switch",
    "valve",
)
"""Kinds of entities that may say when to look."""
STATES: Final = (
    "on",
    "off",
    "open",
    "below_horizon",
    "above_horizon",
    "armed_away",
    "armed_home",
    "armed_night",
    "triggered",
    "home",
    "not_home",
)
"""States that are offered; any other can be typed."""
MOST_STATES: Final = 20


def camera_form(
    camera: EntitySelector,
    words: Mapping[str, str],
    opened: Collection[str],
    profiles: Sequence[str] = BUILT_IN,
) -> vol.Schema:
    """Return the fields.

    Args:
        camera: the field for the camera itself.
        words: the translations of choices.
        opened: the sections that are not collapsed.
        profiles: the names of all profiles.

    """
    return vol.Schema(
        {
            vol.Required(CONF_CAMERA): camera,
            vol.Required(CONF_INTERVAL, default=1.0): number(INTERVAL, "s"),
            vol.Required(CONF_SOURCE, default=SourceKind.AUTO): choice_selector(
                SourceKind, CONF_SOURCE
            ),
            vol.Optional(CONF_LOCATION, default=""): TextSelector(),
            vol.Required(SECTION_MOTION): section(
                vol.Schema(
                    {
                        vol.Required(CONF_MOTION, default=True): BooleanSelector(),
                        vol.Required(CONF_SENSITIVITY, default=50): number(
                            SENSITIVITY, slider=True
                        ),
                        vol.Required(CONF_MIN_OBJECT, default=0.12): number(
                            MIN_OBJECT, "%"
                        ),
                    }
                ),
                {"collapsed": SECTION_MOTION not in opened},
            ),
            vol.Required(SECTION_FACES): section(
                vol.Schema(
                    {
                        vol.Required(CONF_FACES, default=True): BooleanSelector(),
                        vol.Required(
                            CONF_FACE_DETECTOR, default=FaceDetector.AUTO
                        ): choice_selector(FaceDetector, CONF_FACE_DETECTOR),
                        vol.Required(CONF_MIN_FACE, default=4.0): number(MIN_FACE, "%"),
                        vol.Required(
                            CONF_PRESENCE_TIMEOUT, default={"minutes": 10}
                        ): Duration(),
                    }
                ),
                {"collapsed": SECTION_FACES not in opened},
            ),
            vol.Required(SECTION_OBJECTS): section(
                vol.Schema(
                    {
                        vol.Required(
                            CONF_OBJECT_DETECTOR, default=ObjectDetector.AUTO
                        ): choice_selector(ObjectDetector, CONF_OBJECT_DETECTOR),
                        vol.Required(
                            CONF_OBJECT_KINDS, default=[*ObjectKind]
                        ): SelectSelector(
                            SelectSelectorConfig(
                                options=[str(kind) for kind in ObjectKind],
                                multiple=True,
                                mode=SelectSelectorMode.LIST,
                                translation_key="object_kind",
                            )
                        ),
                        vol.Required(CONF_ONLY_KINDS, default=False): BooleanSelector(),
                    }
                ),
                {"collapsed": SECTION_OBJECTS not in opened},
            ),
            vol.Required(SECTION_ZONES): section(
                vol.Schema(
                    {vol.Optional(CONF_ZONES, default=[]): zones_selector(words)}
                ),
                {"collapsed": SECTION_ZONES not in opened},
            ),
            vol.Required(SECTION_LINES): section(
                vol.Schema(
                    {
                        vol.Optional(CONF_LINES, default=[]): lines_selector(words),
                        vol.Required(
                            CONF_ZERO_AT_NIGHT, default=True
                        ): BooleanSelector(),
                    }
                ),
                {"collapsed": SECTION_LINES not in opened},
            ),
            vol.Required(SECTION_PICTURES): section(
                vol.Schema(
                    {
                        vol.Required(CONF_SNAPSHOTS, default=True): BooleanSelector(),
                        vol.Required(CONF_PREVIEWS, default=True): BooleanSelector(),
                        vol.Required(CONF_BLUR_FACES, default=False): BooleanSelector(),
                    }
                ),
                {"collapsed": SECTION_PICTURES not in opened},
            ),
            vol.Required(SECTION_PROFILES): section(
                vol.Schema(
                    {
                        vol.Optional(
                            CONF_PROFILES, default=[]
                        ): camera_profiles_selector(profiles, words)
                    }
                ),
                {"collapsed": SECTION_PROFILES not in opened},
            ),
            vol.Required(SECTION_EXPERT): section(
                vol.Schema(
                    {
                        vol.Optional(CONF_LOOK_WHILE): EntitySelector(
                            EntitySelectorConfig(filter={"domain": list(LOOKED_WHILE)})
                        ),
                        vol.Optional(CONF_LOOK_STATES, default=[]): SelectSelector(
                            SelectSelectorConfig(
                                options=list(STATES),
                                multiple=True,
                                custom_value=True,
                                mode=SelectSelectorMode.DROPDOWN,
                                translation_key="look_state",
                            )
                        ),
                        vol.Required(
                            CONF_LOOK_AFTER, default={"seconds": 30}
                        ): Duration(),
                        vol.Optional(CONF_MOTION_THRESHOLD): number(MOTION_THRESHOLD),
                        vol.Optional(CONF_MIN_CONTOUR_AREA): number(MIN_CONTOUR_AREA),
                    }
                ),
                {"collapsed": SECTION_EXPERT not in opened},
            ),
        }
    )


def shown_camera_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to show for the stored data of a camera; without the camera itself."""
    settings = CameraSettings.readable_part({CONF_CAMERA: "", **data})
    expert = {
        CONF_LOOK_WHILE: settings.look_while,
        CONF_LOOK_STATES: list(settings.look_states),
        CONF_LOOK_AFTER: shown_duration(settings.look_after),
        CONF_MOTION_THRESHOLD: settings.motion_threshold,
        CONF_MIN_CONTOUR_AREA: settings.min_contour_area,
    }
    return {
        CONF_INTERVAL: settings.interval,
        CONF_SOURCE: settings.source,
        CONF_LOCATION: settings.location,
        SECTION_MOTION: {
            CONF_MOTION: settings.motion,
            CONF_SENSITIVITY: settings.sensitivity,
            CONF_MIN_OBJECT: round(100 * settings.min_object, 4),
        },
        SECTION_FACES: {
            CONF_FACES: settings.faces,
            CONF_FACE_DETECTOR: settings.face_detector,
            CONF_MIN_FACE: round(100 * settings.min_face, 4),
            CONF_PRESENCE_TIMEOUT: shown_duration(settings.presence_timeout),
        },
        SECTION_OBJECTS: {
            CONF_OBJECT_DETECTOR: settings.object_detector,
            CONF_OBJECT_KINDS: [
                kind for kind in ObjectKind if kind in settings.object_kinds
            ],
            CONF_ONLY_KINDS: settings.only_kinds,
        },
        SECTION_ZONES: {
            CONF_ZONES: [shown_zone(zone) for zone in settings.zones],
        },
        SECTION_LINES: {
            CONF_LINES: [shown_line(line) for line in settings.lines],
            CONF_ZERO_AT_NIGHT: settings.zero_at_night,
        },
        SECTION_PICTURES: {
            CONF_SNAPSHOTS: settings.snapshots,
            CONF_PREVIEWS: settings.previews,
            CONF_BLUR_FACES: settings.blur_faces,
        },
        SECTION_PROFILES: {CONF_PROFILES: shown_profile_changes(settings.profiles)},
        SECTION_EXPERT: {
            key: value for key, value in expert.items() if value is not None
        },
    }


def opened_sections(shown: Mapping[str, Any], failed: Iterable[str] = ()) -> set[str]:
    """Return the sections to show open: those in which something is set, and those with an error.

    Args:
        shown: the values of the form.
        failed: fields and sections with an error.

    """
    plain = shown_camera_form({})
    return {
        *failed,
        *(name for name in SECTIONS if shown.get(name, plain[name]) != plain[name]),
    }


def read_camera_form(
    user_input: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the data to store for what the user entered.

    Args:
        user_input: the filled-in form.
        before: the data stored so far, whose zones keep their ids.

    Raises:
        FormError: a value cannot be used.
    """
    flat = {key: value for key, value in user_input.items() if key not in SECTIONS}
    for name in SECTIONS:
        flat |= user_input.get(name, {})
    timeout = read_duration(flat[CONF_PRESENCE_TIMEOUT])
    if not PRESENCE_TIMEOUT.low <= timeout <= PRESENCE_TIMEOUT.high:
        raise FormError("bad_presence_timeout", f"{timeout:g} s", SECTION_FACES)
    if not flat[CONF_MOTION] and not flat[CONF_FACES]:
        raise FormError("sees_nothing", "", SECTION_MOTION)
    objects = str(flat[CONF_OBJECT_DETECTOR]) != ObjectDetector.OFF
    if objects and not flat[CONF_OBJECT_KINDS]:
        raise FormError("no_kinds", "", SECTION_OBJECTS)
    if flat[CONF_ONLY_KINDS] and not objects:
        raise FormError("kinds_unknown", "", SECTION_OBJECTS)
    return {
        **_read_look_while(flat),
        CONF_PROFILES: read_profile_changes(flat.get(CONF_PROFILES, ())),
        CONF_INTERVAL: float(flat[CONF_INTERVAL]),
        CONF_SOURCE: str(flat[CONF_SOURCE]),
        CONF_LOCATION: read_line(flat.get(CONF_LOCATION, ""), CONF_LOCATION),
        CONF_MOTION: flat[CONF_MOTION],
        CONF_SENSITIVITY: int(flat[CONF_SENSITIVITY]),
        CONF_MIN_OBJECT: flat[CONF_MIN_OBJECT] / 100,
        CONF_FACES: flat[CONF_FACES],
        CONF_FACE_DETECTOR: str(flat[CONF_FACE_DETECTOR]),
        CONF_MIN_FACE: flat[CONF_MIN_FACE] / 100,
        CONF_OBJECT_DETECTOR: str(flat[CONF_OBJECT_DETECTOR]),
        CONF_OBJECT_KINDS: sorted({str(kind) for kind in flat[CONF_OBJECT_KINDS]}),
        CONF_ONLY_KINDS: flat[CONF_ONLY_KINDS],
        CONF_PRESENCE_TIMEOUT: timeout,
        CONF_MOTION_THRESHOLD: flat.get(CONF_MOTION_THRESHOLD),
        CONF_MIN_CONTOUR_AREA: flat.get(CONF_MIN_CONTOUR_AREA),
        CONF_ZONES: read_zones(flat.get(CONF_ZONES, ()), before.get(CONF_ZONES, ())),
        CONF_LINES: read_lines(flat.get(CONF_LINES, ()), before.get(CONF_LINES, ())),
        CONF_ZERO_AT_NIGHT: flat[CONF_ZERO_AT_NIGHT],
        CONF_SNAPSHOTS: flat[CONF_SNAPSHOTS],
        CONF_PREVIEWS: flat[CONF_PREVIEWS],
        CONF_BLUR_FACES: flat[CONF_BLUR_FACES],
    }


def _read_look_while(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return when to look, as it is stored.

    Raises:
        FormError: it cannot be used.
    """
    entity_id = flat.get(CONF_LOOK_WHILE)
    states = flat.get(CONF_LOOK_STATES, ())
    after = read_duration(flat.get(CONF_LOOK_AFTER, {}))
    if len(states) > MOST_STATES:
        raise FormError("too_many_states", f"{MOST_STATES}", SECTION_EXPERT)
    if not LOOK_AFTER.low <= after <= LOOK_AFTER.high:
        raise FormError("bad_look_after", f"{after:g} s", SECTION_EXPERT)
    if entity_id is not None and tells_moments(entity_id) and not after:
        raise FormError("no_look_after", entity_id, SECTION_EXPERT)
    return {
        CONF_LOOK_WHILE: entity_id,
        CONF_LOOK_STATES: list(
            dict.fromkeys(
                line for state in states if (line := read_line(state, SECTION_EXPERT))
            )
        ),
        CONF_LOOK_AFTER: after,
    }
