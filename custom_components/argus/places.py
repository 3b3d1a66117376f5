"""Zones and lines of a camera as a drawing on its picture gives them, in shares of the picture."""

from collections.abc import Iterable, Mapping
import math
from typing import Any, Final
from uuid import uuid4

import voluptuous as vol

from .names import is_one_line
from .settings import SENSITIVITY
from .vision import LineCounts, ZoneKind

MOST_PLACES: Final = 50
MOST_CORNERS: Final = 100
LONGEST_NAME: Final = 100
SHORTEST_LINE: Final = 0.02
"""Share of the picture; the same as in the camera's form."""


def _share(value: Any) -> float:
    """Return a number from 0 to 1.

    Raises:
        Invalid: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise vol.Invalid("expected a number")
    if not 0 <= value <= 1:
        raise vol.Invalid("expected a share of the picture, 0 to 1")
    return float(value)


def _name(value: Any) -> str:
    """Return a name without spaces around it.

    Raises:
        Invalid: nothing is left of it, it is too long, or has characters that nobody sees.
    """
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST_NAME:
        raise vol.Invalid(f"expected a name of 1 to {LONGEST_NAME} characters")
    if not is_one_line(value):
        raise vol.Invalid("expected a name on one line, without control characters")
    return value.strip()


def _corners(value: list[list[float]]) -> list[list[float]]:
    """Return the corners of a zone.

    Raises:
        Invalid: they enclose nothing.
    """
    if len({tuple(point) for point in value}) < 3:
        raise vol.Invalid("expected at least 3 different corners")
    return value


def _line(value: dict[str, Any]) -> dict[str, Any]:
    """Return a line.

    Raises:
        Invalid: it is too short to be crossed.
    """
    if math.dist(value["start"], value["end"]) < SHORTEST_LINE:
        raise vol.Invalid("expected a line that is longer")
    return value


def _named_apart(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return places.

    Raises:
        Invalid: two have one name, or one id.
    """
    for key in ("name", "id"):
        values = [place[key] for place in value if place.get(key)]
        if len(values) != len(set(values)):
            raise vol.Invalid(f"expected a different {key} for each")
    return value


_POINT: Final = vol.All([_share], vol.Length(2, 2))
_KNOWN: Final = {vol.Optional("id"): str, vol.Required("name"): _name}

ZONES: Final = vol.All(
    [
        {
            **_KNOWN,
            vol.Required("points"): vol.All(
                [_POINT], vol.Length(3, MOST_CORNERS), _corners
            ),
            vol.Optional("kind", default=ZoneKind.INCLUDE): vol.Coerce(ZoneKind),
            vol.Optional("sensitivity", default=None): vol.Any(
                None,
                vol.All(int, vol.Range(int(SENSITIVITY.low), int(SENSITIVITY.high))),
            ),
        }
    ],
    vol.Length(0, MOST_PLACES),
    _named_apart,
)
LINES: Final = vol.All(
    [
        vol.All(
            {
                **_KNOWN,
                vol.Required("start"): _POINT,
                vol.Required("end"): _POINT,
                vol.Optional("counts", default=LineCounts.BOTH): vol.Coerce(LineCounts),
                vol.Optional("name_in", default=None): vol.Any(None, _name),
                vol.Optional("name_out", default=None): vol.Any(None, _name),
            },
            _line,
        )
    ],
    vol.Length(0, MOST_PLACES),
    _named_apart,
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
    known = {place["id"] for place in before}
    return [
        {
            **{
                # Enumerations are stored as the plain text they stand for.
                key: str(value) if key in {"kind", "counts"} else value
                for key, value in place.items()
            },
            "id": place["id"] if place.get("id") in known else uuid4().hex,
        }
        for place in drawn
    ]
