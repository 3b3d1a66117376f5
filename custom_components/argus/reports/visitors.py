"""Visitor report of the cameras that somebody may see; vehicles are beside it, for they are no visitors."""

from datetime import date as Date, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..journal.report import report, vehicle_counts
from ..model.access import Audience
from .source import ReportSource
from .vehicles import report_vehicles

LONGEST_REPORT: Final = timedelta(days=3660)
_FIRST_DAY: Final = Date(1970, 1, 1)
_LAST_DAY: Final = Date(9998, 12, 31)
"""The day after the last has to be on the calendar in every time zone."""


class ReportRangeError(Exception):
    """The days of a report are in the wrong order or too many."""

    def __init__(self, first: Date, last: Date) -> None:
        """Name the days."""
        super().__init__(f"There is no report from {first} to {last}")
        self.first, self.last = first, last


def bad_report_range(err: ReportRangeError) -> ServiceValidationError:
    """Return the error that tells a user so."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="bad_report_range",
        translation_placeholders={"from": str(err.first), "to": str(err.last)},
    )


async def async_report(
    source: ReportSource,
    audience: Audience,
    first: Date | None,
    last: Date | None,
    camera: str | None = None,
) -> dict[str, Any]:
    """Return the visitors of a range of days, and the vehicles beside them, with the names that cameras and lines have now.

    Args:
        source: where they were counted.
        audience: who asks.
        first: first day; None for the last day, or for today.
        last: last day; None for today, or for the first day if that is later.
        camera: id of a subentry that the audience sees; None sums up all that it sees.

    Raises:
        ReportRangeError: the last day is before the first, or there are too many.
        BusyError: they ask for too much at once.
        JournalError: the journal cannot be used.

    """
    today = dt_util.now().date()
    first = first or last or today
    last = last or max(first, today)
    if not _FIRST_DAY <= first <= last <= _LAST_DAY or last - first > LONGEST_REPORT:
        raise ReportRangeError(first, last)
    cameras = audience.ids if camera is None else (camera,)
    opening_hours = source.settings.opening_hours
    with source.side_work.questions.enter(audience.user):
        told = await source.journal.async_read(
            partial(
                report,
                first=first,
                last=last,
                camera=cameras,
                opening_hours=opening_hours,
            )
        )
        vehicles = await source.journal.async_read(
            partial(vehicle_counts, first=first, last=last, cameras=cameras)
        )
    return {
        **told,
        "vehicles": report_vehicles(source, vehicles, cameras),
        "opening_hours": None
        if opening_hours is None
        else {
            "opens": opening_hours.opens.isoformat("minutes"),
            "closes": opening_hours.closes.isoformat("minutes"),
            "days": sorted(opening_hours.days),
        },
        "cameras": sorted(
            (_with_names(source, camera) for camera in told["cameras"]),
            key=lambda camera: str(camera["camera"]).casefold(),
        ),
    }


def _with_names(source: ReportSource, counted: dict[str, Any]) -> dict[str, Any]:
    """Return what a camera counted, with names; what is no longer there keeps its id for a name."""
    camera = source.cameras.get(counted["camera"])
    lines = {line.id: line for line in camera.settings.lines} if camera else {}
    return {
        "camera": camera.subentry.title if camera else counted["camera"],
        "camera_id": counted["camera"],
        "camera_entity_id": camera.entity_id if camera else None,
        **{key: value for key, value in counted.items() if key != "camera"},
        "lines": [
            {
                **line,
                "name": lines[line["line"]].name
                if line["line"] in lines
                else line["line"],
            }
            for line in counted["lines"]
        ],
    }
