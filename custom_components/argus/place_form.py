"""Zones and lines of a camera in its form: places in percent of the picture."""

from collections.abc import Callable, Iterable, Mapping
import math
from typing import Any, Final
from uuid import uuid4

from homeassistant.helpers.selector import (
    ObjectSelector,
    ObjectSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from .const import DOMAIN
from .form_fields import FormError, number
from .names import one_line
from .settings import SENSITIVITY
from .vision import Line, LineCounts, Point, Zone, ZoneKind

NAME: Final = "name"
ZONE_KIND: Final = "kind"
ZONE_CORNERS: Final = "corners"
ZONE_SENSITIVITY: Final = "sensitivity"
LINE_ENDS: Final = "ends"
LINE_COUNTS: Final = "counts"
LINE_NAME_IN: Final = "name_in"
LINE_NAME_OUT: Final = "name_out"

# The first is what whoever does not look gets: with faces alone, those who leave would not be counted.
_COUNTS: Final = (LineCounts.BOTH, LineCounts.MOTION, LineCounts.FACES)


def zones_selector(words: Mapping[str, str]) -> ObjectSelector:
    """Return the field for the zones of a camera, with the translations of selectors."""
    return ObjectSelector(
        ObjectSelectorConfig(
            fields={
                NAME: {"required": True, "selector": TextSelector()},
                ZONE_KIND: {
                    "required": True,
                    "selector": _choice(ZoneKind, "zone_kind", words),
                },
                ZONE_CORNERS: {"required": True, "selector": TextSelector()},
                ZONE_SENSITIVITY: {"required": False, "selector": number(SENSITIVITY)},
            },
            multiple=True,
            label_field=NAME,
            description_field=ZONE_CORNERS,
            translation_key="zone",
        )
    )


def lines_selector(words: Mapping[str, str]) -> ObjectSelector:
    """Return the field for the counting lines of a camera, with the translations of selectors."""
    return ObjectSelector(
        ObjectSelectorConfig(
            fields={
                NAME: {"required": True, "selector": TextSelector()},
                LINE_ENDS: {"required": True, "selector": TextSelector()},
                LINE_COUNTS: {
                    "required": True,
                    "selector": _choice(_COUNTS, "line_counts", words),
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
    shown: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the zones to store; one that kept its name or its corners keeps its id.

    Raises:
        FormError: a zone cannot be used.
    """

    def place(zone: Mapping[str, Any]) -> dict[str, Any]:
        corners = read_points(zone[ZONE_CORNERS])
        if len(corners) < 3:
            raise FormError("bad_corners", zone[ZONE_CORNERS])
        sensitivity = zone.get(ZONE_SENSITIVITY)
        return {
            "kind": str(zone[ZONE_KIND]),
            "points": corners,
            "sensitivity": None if sensitivity is None else int(sensitivity),
        }

    return _read_places(shown, before, place, ("points",))


def read_lines(
    shown: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the lines to store; one that kept its name or its ends keeps its id and so its counters.

    Raises:
        FormError: a line cannot be used.
    """

    def place(line: Mapping[str, Any]) -> dict[str, Any]:
        ends = read_points(line[LINE_ENDS])
        if len(ends) != 2 or math.dist(*ends) < 0.02:
            raise FormError("bad_line", line[LINE_ENDS])
        return {
            "start": ends[0],
            "end": ends[1],
            "counts": str(line[LINE_COUNTS]),
            "name_in": one_line(line.get(LINE_NAME_IN, "")) or None,
            "name_out": one_line(line.get(LINE_NAME_OUT, "")) or None,
        }

    return _read_places(shown, before, place, ("start", "end"))


def read_points(text: str) -> list[list[float]]:
    """Return points, 0..1, from text such as `10,20 60,20` in percent of the picture.

    Returns nothing if any of them is no pair of numbers from 0 to 100.
    """
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


def _choice(
    options: Iterable[str], key: str, words: Mapping[str, str]
) -> SelectSelector:
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
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=key,
        )
    )


def _read_places(
    shown: Iterable[Mapping[str, Any]],
    before: Iterable[Mapping[str, Any]],
    place: Callable[[Mapping[str, Any]], dict[str, Any]],
    geometry: tuple[str, ...],
) -> list[dict[str, Any]]:
    known = list(before)
    places: list[dict[str, Any]] = []
    for item in shown:
        name = one_line(item[NAME])
        if not name or any(other["name"] == name for other in places):
            raise FormError("bad_name", name)
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
