"""Form fields of zones and lines, in percent of the picture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
import math
from typing import Any, Final, assert_never, cast, override
from uuid import uuid4

import voluptuous as vol

from homeassistant.helpers.selector import (
    ObjectSelector,
    ObjectSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..const import DOMAIN
from ..model.limits import MOST_CORNERS, MOST_LINES, MOST_ZONES
from ..model.line_rules import FaultyLine, LineFault
from ..model.names import seen
from ..model.ranges import SENSITIVITY, SHORTEST_LINE
from ..model.zone_rules import FaultyZone, ZoneFault
from ..vision import Ignored, Line, LineCounts, ObjectKind, Point, Zone, ZoneKind
from .fields import FormError, number, read_line, shorten_text

SECTION_ZONES: Final = "zone_settings"
SECTION_LINES: Final = "line_settings"

NAME: Final = "name"
ZONE_KIND: Final = "kind"
ZONE_CORNERS: Final = "corners"
ZONE_SENSITIVITY: Final = "sensitivity"
ZONE_KINDS: Final = "kinds"
ZONE_IGNORE: Final = "ignore"
LINE_ENDS: Final = "ends"
LINE_COUNTS: Final = "counts"
LINE_NAME_IN: Final = "name_in"
LINE_NAME_OUT: Final = "name_out"

_LONGEST_POINTS: Final = 4_000
"""Characters of the corners of a zone or the ends of a line."""

# The first is what whoever does not look gets: with faces alone, those who leave would not be counted.
_COUNTS: Final = (
    LineCounts.BOTH,
    LineCounts.PERSONS,
    LineCounts.VEHICLES,
    LineCounts.MOTION,
    LineCounts.FACES,
)


# The first is what whoever wants a screen or a poster left alone looks for.
_IGNORED: Final = (Ignored.BOTH, Ignored.MOTION, Ignored.FACES)


class Places(ObjectSelector):
    """Zones, lines or other things with several fields; what is no list of such things is refused as any other that cannot be used."""

    @override
    def __call__(self, data: Any) -> Any:
        """Return what was entered as its fields read it: a number that came as text is one.

        Raises:
            Invalid: it is none of that.
        """
        if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
            raise vol.Invalid("expected a list of objects")
        super().__call__(data)
        read: dict[str, Callable[[Any], Any]] = {
            name: cast("Callable[[Any], Any]", field["selector"])
            for name, field in self.config["fields"].items()
        }
        return [
            {name: read[name](value) for name, value in one.items()} for one in data
        ]


def zones_selector(words: Mapping[str, str]) -> ObjectSelector:
    """Return the field for the zones of a camera, with the translations of selectors."""
    return Places(
        ObjectSelectorConfig(
            fields={
                NAME: {"required": True, "selector": TextSelector()},
                ZONE_KIND: {
                    "required": True,
                    "selector": labelled_choice(ZoneKind, "zone_kind", words),
                },
                ZONE_CORNERS: {"required": True, "selector": TextSelector()},
                ZONE_SENSITIVITY: {"required": False, "selector": number(SENSITIVITY)},
                ZONE_KINDS: {
                    "required": False,
                    "selector": labelled_choice(
                        ObjectKind, "object_kind", words, multiple=True
                    ),
                },
                ZONE_IGNORE: {
                    "required": False,
                    "selector": labelled_choice(_IGNORED, "zone_ignore", words),
                },
            },
            multiple=True,
            label_field=NAME,
            description_field=ZONE_CORNERS,
            translation_key="zone",
        )
    )


def lines_selector(words: Mapping[str, str]) -> ObjectSelector:
    """Return the field for the counting lines of a camera, with the translations of selectors."""
    return Places(
        ObjectSelectorConfig(
            fields={
                NAME: {"required": True, "selector": TextSelector()},
                LINE_ENDS: {"required": True, "selector": TextSelector()},
                LINE_COUNTS: {
                    "required": True,
                    "selector": labelled_choice(_COUNTS, "line_counts", words),
                },
                LINE_NAME_IN: {"required": False, "selector": TextSelector()},
                LINE_NAME_OUT: {"required": False, "selector": TextSelector()},
            },
            multiple=True,
            label_field=NAME,
            description_field=LINE_ENDS,
            translation_key="line",
        )
    )


def shown_zone(zone: Zone) -> dict[str, Any]:
    """Return a zone as the form shows it."""
    shown: dict[str, Any] = {
        NAME: zone.name,
        ZONE_KIND: zone.kind,
        ZONE_CORNERS: _shown_points(zone.points),
    }
    if zone.sensitivity is not None:
        shown[ZONE_SENSITIVITY] = zone.sensitivity
    if zone.kind is ZoneKind.EXCLUDE:
        shown[ZONE_IGNORE] = zone.ignore
    if zone.kinds:
        shown[ZONE_KINDS] = sorted(zone.kinds)
    return shown


def shown_line(line: Line) -> dict[str, Any]:
    """Return a line as the form shows it."""
    shown: dict[str, Any] = {
        NAME: line.name,
        LINE_ENDS: _shown_points((line.start, line.end)),
        LINE_COUNTS: line.counts,
    }
    if line.name_in:
        shown[LINE_NAME_IN] = line.name_in
    if line.name_out:
        shown[LINE_NAME_OUT] = line.name_out
    return shown


def read_zones(
    shown: Sequence[Mapping[str, Any]], before: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the zones to store; one that kept its name or its corners keeps its id.

    Raises:
        FormError: a zone cannot be read, or there are too many; whether they are of use is for `zone_rules`.
    """
    if len(shown) > MOST_ZONES:
        raise FormError("too_many_zones", f"{MOST_ZONES}", SECTION_ZONES)

    def place(zone: Mapping[str, Any]) -> dict[str, Any]:
        corners = _read_points(zone[ZONE_CORNERS], SECTION_ZONES)
        if len(corners) < 3:
            raise FormError(
                "bad_corners", shorten_text(zone[ZONE_CORNERS]), SECTION_ZONES
            )
        if len(corners) > MOST_CORNERS:
            raise FormError("too_many_corners", f"{MOST_CORNERS}", SECTION_ZONES)
        sensitivity = zone.get(ZONE_SENSITIVITY)
        return {
            "kind": str(zone[ZONE_KIND]),
            "points": corners,
            "sensitivity": None if sensitivity is None else int(sensitivity),
            "kinds": sorted({str(kind) for kind in zone.get(ZONE_KINDS) or ()}),
            "ignore": str(zone.get(ZONE_IGNORE) or Ignored.MOTION),
        }

    return _read_places(shown, before, place, ("points",), SECTION_ZONES)


def read_lines(
    shown: Sequence[Mapping[str, Any]], before: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the lines to store; one that kept its name or its ends keeps its id and so its counters.

    Raises:
        FormError: a line cannot be used, or there are too many.
    """
    if len(shown) > MOST_LINES:
        raise FormError("too_many_lines", f"{MOST_LINES}", SECTION_LINES)

    def place(line: Mapping[str, Any]) -> dict[str, Any]:
        ends = _read_points(line[LINE_ENDS], SECTION_LINES)
        if len(ends) != 2:
            raise FormError("bad_line", shorten_text(line[LINE_ENDS]), SECTION_LINES)
        if math.dist(*ends) < SHORTEST_LINE:
            raise FormError("short_line", shorten_text(line[LINE_ENDS]), SECTION_LINES)
        return {
            "start": ends[0],
            "end": ends[1],
            "counts": str(line[LINE_COUNTS]),
            "name_in": read_line(line.get(LINE_NAME_IN, ""), SECTION_LINES) or None,
            "name_out": read_line(line.get(LINE_NAME_OUT, ""), SECTION_LINES) or None,
        }

    return _read_places(shown, before, place, ("start", "end"), SECTION_LINES)


def zone_error(faulty: FaultyZone) -> FormError:
    """Return the error for zones that are of no use."""
    match faulty.fault:
        case ZoneFault.FLAT:
            return FormError("zone_flat", faulty.name, SECTION_ZONES)
        case ZoneFault.CROSSED:
            return FormError("zone_crossed", faulty.name, SECTION_ZONES)
        case ZoneFault.SMALL:
            return FormError("zone_small", faulty.name, SECTION_ZONES)
        case ZoneFault.IGNORED:
            return FormError("zone_ignored", faulty.name, SECTION_ZONES)
        case ZoneFault.OTHER_KINDS:
            return FormError("zone_other_kinds", faulty.name, SECTION_ZONES)
        case ZoneFault.ALL_IGNORED:
            return FormError("all_ignored", "", SECTION_ZONES)
        case _:
            assert_never(faulty.fault)


def line_error(faulty: FaultyLine) -> FormError:
    """Return the error for a line that would not count."""
    match faulty.fault:
        case LineFault.WANTS_MOTION:
            return FormError("line_wants_motion", faulty.name, SECTION_LINES)
        case LineFault.WANTS_FACES:
            return FormError("line_wants_faces", faulty.name, SECTION_LINES)
        case LineFault.WANTS_PERSONS:
            return FormError("line_wants_persons", faulty.name, SECTION_LINES)
        case LineFault.WANTS_VEHICLES:
            return FormError("line_wants_vehicles", faulty.name, SECTION_LINES)
        case _:
            assert_never(faulty.fault)


def _read_points(text: str, field: str) -> list[list[float]]:
    """Return points, 0..1, from text such as `10,20 60,20` in percent of the picture.

    Returns nothing if any of them is no pair of numbers from 0 to 100.

    Raises:
        FormError: the text is longer than any that makes sense.
    """
    if len(text) > _LONGEST_POINTS:
        raise FormError(
            "too_long", shorten_text(text), field, most=f"{_LONGEST_POINTS}"
        )
    try:
        points = [
            [float(part) / 100 for part in point.split(",")]
            for point in text.replace(";", " ").split()
        ]
    except ValueError:
        return []
    if all(len(point) == 2 and all(0 <= n <= 1 for n in point) for point in points):
        return points
    return []


def labelled_choice(
    options: Iterable[str],
    key: str,
    words: Mapping[str, str],
    *,
    multiple: bool = False,
    custom_value: bool = False,
) -> SelectSelector:
    """Return a field of an object for one or several of some words, with the translations of selectors."""
    # The frontend translates no options inside an object, so they come with their labels.
    return SelectSelector(
        SelectSelectorConfig(
            options=[
                SelectOptionDict(
                    value=str(option),
                    label=words.get(
                        f"component.{DOMAIN}.selector.{key}.options.{option}",
                        str(option),
                    ),
                )
                for option in options
            ],
            multiple=multiple,
            custom_value=custom_value,
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=key,
        )
    )


def _read_places(
    shown: Iterable[Mapping[str, Any]],
    before: Iterable[Mapping[str, Any]],
    place: Callable[[Mapping[str, Any]], dict[str, Any]],
    geometry: tuple[str, ...],
    field: str,
) -> list[dict[str, Any]]:
    known = list(before)
    places: list[dict[str, Any]] = []
    for item in shown:
        name = read_line(item[NAME], field)
        if not name:
            raise FormError("no_name", "", field)
        if any(seen(other["name"]) == seen(name) for other in places):
            raise FormError("bad_name", name, field)
        data = place(item)
        taken = {other["id"] for other in places}
        same = [
            old["id"]
            for old in sorted(known, key=lambda old: old["name"] != name)
            if old["id"] not in taken
            and (old["name"] == name or all(old[key] == data[key] for key in geometry))
        ]
        places.append({"id": same[0] if same else uuid4().hex, "name": name, **data})
    return places


def _shown_points(points: Iterable[Point]) -> str:
    return " ".join(
        f"{round(100 * point.x, 2):g},{round(100 * point.y, 2):g}" for point in points
    )
