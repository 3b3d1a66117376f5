"""The form of one camera: what is stored, as the user sees it, and back."""

from collections.abc import Iterable, Mapping
import math
from typing import Any, Final
from uuid import uuid4

import voluptuous as vol

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    DurationSelector,
    EntitySelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    ObjectSelector,
    ObjectSelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from .const import (
    CONF_CAMERA,
    CONF_FACE_DETECTOR,
    CONF_FACES,
    CONF_INTERVAL,
    CONF_LOCATION,
    CONF_MIN_CONTOUR_AREA,
    CONF_MIN_FACE,
    CONF_MIN_OBJECT,
    CONF_MOTION,
    CONF_MOTION_THRESHOLD,
    CONF_PRESENCE_TIMEOUT,
    CONF_SENSITIVITY,
    CONF_ZONES,
)
from .settings import (
    INTERVAL,
    MIN_CONTOUR_AREA,
    MIN_FACE,
    MIN_OBJECT,
    MOTION_THRESHOLD,
    PRESENCE_TIMEOUT,
    SENSITIVITY,
    CameraSettings,
    Range,
)
from .vision import FaceDetector, ZoneKind

SECTION_MOTION: Final = "motion_settings"
SECTION_FACES: Final = "face_settings"
SECTION_ZONES: Final = "zone_settings"
SECTION_EXPERT: Final = "expert_settings"
SECTIONS: Final = (SECTION_MOTION, SECTION_FACES, SECTION_ZONES, SECTION_EXPERT)

ZONE_NAME: Final = "name"
ZONE_KIND: Final = "kind"
ZONE_CORNERS: Final = "corners"
ZONE_SENSITIVITY: Final = "sensitivity"


class FormError(Exception):
    """Something in the form cannot be used."""

    def __init__(self, field: str, reason: str, text: str) -> None:
        """Name the field or section, the translation key of the reason, and the text it is about."""
        super().__init__(f"{field}: {reason}: {text}")
        self.field = field
        self.reason = reason
        self.text = text


def camera_form(camera: EntitySelector) -> vol.Schema:
    """Return the fields, with a selector for the camera itself."""
    return vol.Schema(
        {
            vol.Required(CONF_CAMERA): camera,
            vol.Required(CONF_INTERVAL, default=1.0): _number(INTERVAL, "s"),
            vol.Optional(CONF_LOCATION, default=""): TextSelector(),
            vol.Required(SECTION_MOTION): section(
                vol.Schema(
                    {
                        vol.Required(CONF_MOTION, default=True): BooleanSelector(),
                        vol.Required(CONF_SENSITIVITY, default=50): _number(
                            SENSITIVITY, slider=True
                        ),
                        vol.Required(CONF_MIN_OBJECT, default=0.12): _number(
                            MIN_OBJECT, "%"
                        ),
                    }
                )
            ),
            vol.Required(SECTION_FACES): section(
                vol.Schema(
                    {
                        vol.Required(CONF_FACES, default=True): BooleanSelector(),
                        vol.Required(
                            CONF_FACE_DETECTOR, default=FaceDetector.AUTO
                        ): _choice(FaceDetector, CONF_FACE_DETECTOR),
                        vol.Required(CONF_MIN_FACE, default=4.0): _number(
                            MIN_FACE, "%"
                        ),
                        vol.Required(
                            CONF_PRESENCE_TIMEOUT, default={"minutes": 10}
                        ): DurationSelector(),
                    }
                )
            ),
            vol.Required(SECTION_ZONES): section(
                vol.Schema({vol.Optional(CONF_ZONES, default=[]): _zones_selector()}),
                {"collapsed": True},
            ),
            vol.Required(SECTION_EXPERT): section(
                vol.Schema(
                    {
                        vol.Optional(CONF_MOTION_THRESHOLD): _number(MOTION_THRESHOLD),
                        vol.Optional(CONF_MIN_CONTOUR_AREA): _number(MIN_CONTOUR_AREA),
                    }
                ),
                {"collapsed": True},
            ),
        }
    )


def shown_camera_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to show for the stored data of a camera; without the camera itself."""
    settings = CameraSettings.from_data({CONF_CAMERA: "", **data})
    expert = {
        CONF_MOTION_THRESHOLD: settings.motion_threshold,
        CONF_MIN_CONTOUR_AREA: settings.min_contour_area,
    }
    return {
        CONF_INTERVAL: settings.interval,
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
            CONF_PRESENCE_TIMEOUT: _duration(settings.presence_timeout),
        },
        SECTION_ZONES: {
            CONF_ZONES: [
                {
                    ZONE_NAME: zone.name,
                    ZONE_KIND: zone.kind,
                    ZONE_CORNERS: " ".join(
                        f"{round(100 * point.x, 2):g},{round(100 * point.y, 2):g}"
                        for point in zone.points
                    ),
                    **(
                        {}
                        if zone.sensitivity is None
                        else {ZONE_SENSITIVITY: zone.sensitivity}
                    ),
                }
                for zone in settings.zones
            ]
        },
        SECTION_EXPERT: {
            key: value for key, value in expert.items() if value is not None
        },
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
    timeout = _seconds(flat[CONF_PRESENCE_TIMEOUT])
    if not PRESENCE_TIMEOUT.low <= timeout <= PRESENCE_TIMEOUT.high:
        raise FormError("base", "bad_presence_timeout", f"{timeout:g} s")
    return {
        CONF_INTERVAL: float(flat[CONF_INTERVAL]),
        CONF_LOCATION: flat.get(CONF_LOCATION, "").strip(),
        CONF_MOTION: flat[CONF_MOTION],
        CONF_SENSITIVITY: int(flat[CONF_SENSITIVITY]),
        CONF_MIN_OBJECT: flat[CONF_MIN_OBJECT] / 100,
        CONF_FACES: flat[CONF_FACES],
        CONF_FACE_DETECTOR: str(flat[CONF_FACE_DETECTOR]),
        CONF_MIN_FACE: flat[CONF_MIN_FACE] / 100,
        CONF_PRESENCE_TIMEOUT: timeout,
        CONF_MOTION_THRESHOLD: flat.get(CONF_MOTION_THRESHOLD),
        CONF_MIN_CONTOUR_AREA: flat.get(CONF_MIN_CONTOUR_AREA),
        CONF_ZONES: _read_zones(flat.get(CONF_ZONES, ()), before.get(CONF_ZONES, ())),
    }


def _read_zones(
    shown: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the zones to store; one that kept its name or its corners keeps its id."""
    ids_by_name = {zone["name"]: zone["id"] for zone in before}
    ids_by_points = {str(zone["points"]): zone["id"] for zone in before}
    zones: list[dict[str, Any]] = []
    for zone in shown:
        name = zone[ZONE_NAME].strip()
        if not name or name in {other["name"] for other in zones}:
            raise FormError("base", "bad_zone_name", name)
        points = read_corners(zone[ZONE_CORNERS])
        known = ids_by_name.get(name) or ids_by_points.get(str(points))
        taken = {other["id"] for other in zones}
        sensitivity = zone.get(ZONE_SENSITIVITY)
        zones.append(
            {
                "id": known if known and known not in taken else uuid4().hex,
                "name": name,
                "kind": str(zone.get(ZONE_KIND, ZoneKind.INCLUDE)),
                "points": points,
                "sensitivity": None if sensitivity is None else int(sensitivity),
            }
        )
    return zones


def read_corners(text: str) -> list[list[float]]:
    """Return the corners of a zone, 0..1, from text such as `10,20 60,20 60,90` in percent of the frame.

    Raises:
        FormError: there are fewer than three corners, or one is no pair of numbers from 0 to 100.
    """
    try:
        corners = [
            [float(number) / 100 for number in corner.split(",")]
            for corner in text.replace(";", " ").split()
        ]
    except ValueError:
        corners = []
    if len(corners) < 3 or not all(
        len(corner) == 2 and all(math.isfinite(n) and 0 <= n <= 1 for n in corner)
        for corner in corners
    ):
        raise FormError("base", "bad_corners", text)
    return corners


def _zones_selector() -> ObjectSelector:
    return ObjectSelector(
        ObjectSelectorConfig(
            fields={
                ZONE_NAME: {"required": True, "selector": TextSelector()},
                ZONE_KIND: {
                    "required": True,
                    "selector": _choice(ZoneKind, "zone_kind"),
                },
                ZONE_CORNERS: {"required": True, "selector": TextSelector()},
                ZONE_SENSITIVITY: {"required": False, "selector": _number(SENSITIVITY)},
            },
            multiple=True,
            label_field=ZONE_NAME,
            description_field=ZONE_CORNERS,
            translation_key="zone",
        )
    )


def _number(
    limits: Range, unit: str | None = None, *, slider: bool = False
) -> NumberSelector:
    config = NumberSelectorConfig(
        min=limits.low,
        max=limits.high,
        step=limits.step,
        mode=NumberSelectorMode.SLIDER if slider else NumberSelectorMode.BOX,
    )
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _choice(options: Iterable[str], translation_key: str) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=[str(option) for option in options],
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=translation_key,
        )
    )


def _duration(seconds: float) -> dict[str, int]:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return {"hours": hours, "minutes": minutes, "seconds": rest}


def _seconds(duration: Mapping[str, float]) -> float:
    return float(
        86400 * duration.get("days", 0)
        + 3600 * duration.get("hours", 0)
        + 60 * duration.get("minutes", 0)
        + duration.get("seconds", 0)
    )
