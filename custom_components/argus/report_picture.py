"""The chart of a report as a picture: for whoever asks, and as a file for actions that take media."""

from datetime import date as Date
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant

from .access import Audience
from .atomic_file import write_atomically
from .const import DOMAIN
from .house import House
from .report_chart import DayHours, draw
from .visitor_report import async_report

MIME_TYPE: Final = "image/png"
MEDIA_FOLDER: Final = "report"
"""What stands for all cameras in the media source."""


def chart_path(day: Date) -> str:
    """Return the path of the view that gives the chart of a day."""
    return f"/api/{DOMAIN}/report/{day.isoformat()}.png"


def chart_media(day: Date) -> str:
    """Return the id of the chart of a day as actions that take media want it."""
    return f"media-source://{DOMAIN}/{MEDIA_FOLDER}/{day.isoformat()}"


async def async_chart(
    hass: HomeAssistant, house: House, audience: Audience, day: Date
) -> bytes:
    """Return the chart of a day as PNG, of the cameras that somebody may see.

    Raises:
        ReportRangeError: there is no such day.
        JournalError: the journal cannot be used.

    """
    report = await async_report(house, audience, day, day)
    hours = _day_hours(house, day, report["per_hour"])
    return await hass.async_add_executor_job(draw, hours)


async def async_chart_file(hass: HomeAssistant, house: House, day: Date) -> Path:
    """Draw the chart of a day, of all cameras, into its file; return where that is.

    Raises:
        ReportRangeError: there is no such day.
        JournalError: the journal cannot be used.
        OSError: the file cannot be written.

    """
    chart = await async_chart(hass, house, Audience.of(house, None), day)
    path = _folder(hass) / f"{day.isoformat()}.png"
    await hass.async_add_executor_job(write_atomically, path, chart)
    return path


async def async_forget_charts(hass: HomeAssistant, before: Date) -> None:
    """Delete the files of charts of earlier days.

    Raises:
        OSError: they cannot be deleted.
    """
    await hass.async_add_executor_job(_forget, _folder(hass), before)


def _folder(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(DOMAIN, "reports"))


def _day_hours(house: House, day: Date, per_hour: list[dict[str, Any]]) -> DayHours:
    opening_hours = house.settings.opening_hours
    return DayHours(
        tuple(hour["in"] for hour in per_hour),
        tuple(hour["last_week"] for hour in per_hour),
        None
        if opening_hours is None
        else tuple(opening_hours.covers(day, hour["hour"]) for hour in per_hour),
    )


def _forget(folder: Path, before: Date) -> None:
    for file in folder.glob("????-??-??.png"):
        if file.stem < before.isoformat():
            file.unlink(missing_ok=True)
