"""Zones and lines of a camera as a drawing on its picture gives them, in shares of the picture."""

from collections.abc import Iterable, Mapping
import math
from typing import Any, Final
from uuid import uuid4

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from ..const import CONF_CAMERA, CONF_LINES, CONF_ZONES, DOMAIN
from ..vision import Ignored, LineCounts, ObjectKind, ZoneKind
from . import bounded
from .camera_settings import CameraSettings
from .limits import LONGEST_ID, MOST_CORNERS, MOST_LINES, MOST_ZONES
from .line_rules import FaultyLine, LineFault, find_faulty_line
from .names import seen
from .ranges import SENSITIVITY, SHORTEST_LINE
from .zone_rules import FaultyZone, ZoneFault, find_faulty_zone


def _check_share(value: Any) -> float:
    """Return a number from 0 to 1.

    Raises:
        Invalid: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise vol.Invalid("expected a number")
    if not 0 <= value <= 1:
        raise vol.Invalid("expected a share of the picture, 0 to 1")
    return float(value)


def _check_point(value: Any) -> list[float]:
    """Return a point.

    Raises:
        Invalid: it is none.
    """
    if not isinstance(value, list) or len(value) != 2:
        raise vol.Invalid("expected two numbers")
    return [_check_share(value[0]), _check_share(value[1])]


def _check_corners(value: list[list[float]]) -> list[list[float]]:
    """Return the corners of a zone.

    Raises:
        Invalid: they enclose nothing.
    """
    if len({tuple(point) for point in value}) < 3:
        raise vol.Invalid("expected at least 3 different corners")
    return value


def _check_line(value: dict[str, Any]) -> dict[str, Any]:
    """Return a line.

    Raises:
        Invalid: it is too short to be crossed.
    """
    if math.dist(value["start"], value["end"]) < SHORTEST_LINE:
        raise vol.Invalid("expected a line that is longer")
    return value


def _check_names_apart(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return places.

    Raises:
        Invalid: two have one name, or one id.
    """
    for key in ("name", "id"):
        # Two names that look the same are one to whoever reads them.
        values = [seen(place[key]) for place in value if place.get(key)]
        if len(values) != len(set(values)):
            raise vol.Invalid(f"expected a different {key} for each")
    return value


_KNOWN: Final = {
    vol.Optional("id"): bounded.text(LONGEST_ID),
    vol.Required("name"): bounded.name,
}

ZONES: Final = vol.All(
    bounded.items(
        bounded.mapping(
            {
                **_KNOWN,
                vol.Required("points"): vol.All(
                    bounded.items(_check_point, MOST_CORNERS, 3), _check_corners
                ),
                vol.Optional("kind", default=ZoneKind.INCLUDE): bounded.word(ZoneKind),
                vol.Optional("sensitivity", default=None): vol.Any(
                    None, bounded.whole(SENSITIVITY.low, SENSITIVITY.high)
                ),
                vol.Optional("ignore"): bounded.word(Ignored),
                vol.Optional("kinds"): bounded.items(
                    bounded.word(ObjectKind), len(ObjectKind)
                ),
            }
        ),
        MOST_ZONES,
    ),
    _check_names_apart,
)
LINES: Final = vol.All(
    bounded.items(
        vol.All(
            bounded.mapping(
                {
                    **_KNOWN,
                    vol.Required("start"): _check_point,
                    vol.Required("end"): _check_point,
                    vol.Optional("counts", default=LineCounts.BOTH): bounded.word(
                        LineCounts
                    ),
                    vol.Optional("name_in", default=None): vol.Any(None, bounded.name),
                    vol.Optional("name_out", default=None): vol.Any(None, bounded.name),
                }
            ),
            _check_line,
        ),
        MOST_LINES,
    ),
    _check_names_apart,
)


def stored_places(
    drawn: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return places as a camera's subentry keeps them.

    A place keeps the id, and with it its entities and counters, that the camera already knows; any other is new.

    Args:
        drawn: places that `ZONES` or `LINES` accepted.
        before: the places of the camera so far.

    """
    known = {place["id"]: place for place in before}
    return [
        {
            # An editor that does not know of these leaves them as they are.
            **_kinds(known.get(place.get("id"), {})),
            **_ignored(known.get(place.get("id"), {})),
            **{
                # Enumerations are stored as the plain text they stand for.
                key: str(value) if key in {"kind", "counts", "ignore"} else value
                for key, value in place.items()
            },
            **_kinds(place),
            "id": place["id"] if place.get("id") in known else uuid4().hex,
        }
        for place in drawn
    ]


def _kinds(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kinds that a zone wants, if any were named, as they are stored."""
    if "kinds" not in place:
        return {}
    return {"kinds": sorted({str(kind) for kind in place["kinds"]})}


def _ignored(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a zone ignores, if that was said, as it is stored."""
    return {"ignore": place["ignore"]} if "ignore" in place else {}


async def async_check_zones(
    hass: HomeAssistant, camera: Mapping[str, Any], zones: Iterable[Mapping[str, Any]]
) -> None:
    """Check that new zones of a camera are of use.

    Args:
        hass: Home Assistant.
        camera: the data of the camera's subentry.
        zones: what `stored_places` returned.

    Raises:
        ServiceValidationError: one of them is not, or all of them together are not.
    """
    settings = CameraSettings.from_data(
        {CONF_CAMERA: "", **camera, CONF_ZONES: list(zones)}
    )
    faulty = await hass.async_add_executor_job(find_faulty_zone, settings)
    if faulty is not None:
        raise _zone_error(faulty)


def _zone_error(faulty: FaultyZone) -> ServiceValidationError:
    name = {"zone": faulty.name}
    match faulty.fault:
        case ZoneFault.FLAT:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="zone_flat",
                translation_placeholders=name,
            )
        case ZoneFault.CROSSED:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="zone_crossed",
                translation_placeholders=name,
            )
        case ZoneFault.SMALL:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="zone_small",
                translation_placeholders=name,
            )
        case ZoneFault.IGNORED:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="zone_ignored",
                translation_placeholders=name,
            )
        case ZoneFault.OTHER_KINDS:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="zone_other_kinds",
                translation_placeholders=name,
            )
        case ZoneFault.ALL_IGNORED:
            return ServiceValidationError(
                translation_domain=DOMAIN, translation_key="all_ignored"
            )


def check_lines(camera: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> None:
    """Check that new lines of a camera would count.

    Args:
        camera: the data of the camera's subentry.
        lines: what `stored_places` returned.

    Raises:
        ServiceValidationError: one of them would not, with what else the camera is set to.
    """
    settings = CameraSettings.from_data(
        {CONF_CAMERA: "", **camera, CONF_LINES: list(lines)}
    )
    faulty = find_faulty_line(settings)
    if faulty is not None:
        raise _line_error(faulty)


def _line_error(faulty: FaultyLine) -> ServiceValidationError:
    name = {"line": faulty.name}
    match faulty.fault:
        case LineFault.WANTS_MOTION:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="line_wants_motion",
                translation_placeholders=name,
            )
        case LineFault.WANTS_FACES:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="line_wants_faces",
                translation_placeholders=name,
            )
        case LineFault.WANTS_PERSONS:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="line_wants_persons",
                translation_placeholders=name,
            )
        case LineFault.WANTS_VEHICLES:
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="line_wants_vehicles",
                translation_placeholders=name,
            )
