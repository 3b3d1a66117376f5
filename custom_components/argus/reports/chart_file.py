"""Chart of a report as a PNG: for whoever asks, and as a file for actions that take media."""

from datetime import date as Date
from functools import partial
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..model.access import Audience
from ..model.atomic_file import write_atomically
from .chart import DayHours, draw
from .source import ReportSource
from .visitors import ReportRangeError, async_report

MIME_TYPE: Final = "image/png"
MEDIA_FOLDER: Final = "report"
"""What stands for all cameras in the media source."""
MOST_FILES: Final = 100
"""Charts that are kept as files; any of them is drawn again when it is asked for."""
_CHARTS: Final = "????-??-??.png"


def chart_path(day: Date) -> str:
    """Return the path of the view that gives the chart of a day."""
    return f"/api/{DOMAIN}/report/{day.isoformat()}.png"


def chart_media(day: Date) -> str:
    """Return the id of the chart of a day as actions that take media want it."""
    return f"media-source://{DOMAIN}/{MEDIA_FOLDER}/{day.isoformat()}"


async def async_chart(source: ReportSource, audience: Audience, day: Date) -> bytes:
    """Return the chart of a day as PNG, of the cameras that somebody may see.

    Raises:
        BusyError: too much is asked for at once.
        ReportRangeError: there is no such day.
        JournalError: the journal cannot be used.

    """
    cameras = None if audience.ids is None else frozenset(audience.ids)
    return await source.side_work.async_share(
        audience.user,
        ("chart", day, cameras),
        partial(_async_draw_chart, source, audience, day),
    )


async def _async_draw_chart(
    source: ReportSource, audience: Audience, day: Date
) -> bytes:
    report = await async_report(source, audience, day, day)
    hours = _day_hours(source, day, report["per_hour"])
    if (chart := source.charts.get(hours)) is None:
        chart = await source.side_work.async_run(draw, hours)
        source.charts.put(hours, chart)
    return chart


async def async_chart_file(
    hass: HomeAssistant, source: ReportSource, day: Date
) -> Path:
    """Draw the chart of a day, of all cameras, into its file; return where that is.

    Raises:
        BusyError: too much is asked for at once.
        ReportRangeError: there is no such day yet.
        JournalError: the journal cannot be used.
        OSError: the file cannot be written.

    """
    # Otherwise whoever may see the charts could fill the disk with those of all days to come.
    if day > dt_util.now().date():
        raise ReportRangeError(day, day)
    chart = await async_chart(source, Audience.of(source.cameras, None), day)
    path = _chart_folder(hass) / f"{day.isoformat()}.png"
    await hass.async_add_executor_job(_write_chart, path, chart)
    return path


async def async_forget_charts(hass: HomeAssistant, before: Date) -> None:
    """Delete the files of charts of earlier days.

    Raises:
        OSError: they cannot be deleted.
    """
    await hass.async_add_executor_job(
        _delete_charts_before, _chart_folder(hass), before
    )


def _chart_folder(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(DOMAIN, "reports"))


def _day_hours(
    source: ReportSource, day: Date, per_hour: list[dict[str, Any]]
) -> DayHours:
    opening_hours = source.settings.opening_hours
    return DayHours(
        tuple(hour["in"] for hour in per_hour),
        tuple(hour["last_week"] for hour in per_hour),
        None
        if opening_hours is None
        else tuple(opening_hours.covers(day, hour["hour"]) for hour in per_hour),
    )


def _write_chart(path: Path, chart: bytes) -> None:
    write_atomically(path, chart)
    others = [file for file in path.parent.glob(_CHARTS) if file != path]
    others.sort(key=lambda file: file.lstat().st_mtime)
    for file in others[: 1 - MOST_FILES]:
        file.unlink(missing_ok=True)


def _delete_charts_before(folder: Path, before: Date) -> None:
    for file in folder.glob(_CHARTS):
        if file.stem < before.isoformat():
            file.unlink(missing_ok=True)
