"""Report of a day in words, as a notification shows it."""

from collections.abc import Iterator, Mapping
from datetime import date as Date, datetime
from typing import Any, Final

from ..model.wording import Wording

BAR: Final = "\N{FULL BLOCK}"
LONGEST_BAR: Final = 10

type Report = Mapping[str, Any]
"""What `visitor_report.async_report` returns for one day."""


def day_of(report: Report) -> Date:
    """Return the day that a report is of."""
    return Date.fromisoformat(report["from"])


def title(wording: Wording, report: Report) -> str:
    """Return a headline: how many came, or, where nobody is ever counted, how much happened."""
    counted = report["cameras"] or not report["incidents"]
    return wording(
        "report_title",
        what=wording.count("report_visitors", report["total_in"])
        if counted
        else wording.count("report_events", report["incidents"]),
        date=wording.date(day_of(report)),
    )


def text(wording: Wording, report: Report) -> str:
    """Return all that a notification says below its headline, line by line."""
    return "\n".join(
        (
            *summary(wording, report),
            *_camera_lines(wording, report),
            *_vehicle_lines(wording, report),
            *_hour_bars(wording, report),
        )
    )


def summary(wording: Wording, report: Report) -> Iterator[str]:
    """Return sentences that say what the day was like."""
    if (compared := change(wording, report)) is not None:
        yield compared
    if (rush := busiest(wording, report)) is not None:
        yield wording("report_busiest", rush=rush)
    if report["opening_hours"] is not None:
        unusual = outside(
            wording,
            report["visitors_outside_opening_hours"],
            sum(
                hour["incidents"] for hour in report["incidents_outside_opening_hours"]
            ),
        )
        yield (
            wording("report_outside", what=unusual)
            if unusual
            else wording("report_nothing_outside")
        )


def change(wording: Wording, report: Report) -> str | None:
    """Return how the day compares with the one a week before; None if nobody came on either."""
    before, weekday = report["same_days_last_week"], wording.weekday(day_of(report))
    if report["total_in"] == before:
        return wording("report_same", weekday=weekday) if before else None
    if not before:
        return wording("report_nobody_before", weekday=weekday)
    return wording(
        "report_change",
        change=wording.change(report["change_percent"]),
        weekday=weekday,
        visitors=wording.number(before),
    )


def busiest(wording: Wording, report: Report) -> str | None:
    """Return the hour with the most visitors, and how many they were; None if nobody came."""
    if (hour := report["peak_hour"]) is None:
        return None
    return wording(
        "report_rush",
        start=wording.hour(hour),
        end=wording.hour(hour + 1),
        visitors=wording.count("report_visitors", report["peak_hour_visitors"]),
    )


def busiest_minute(wording: Wording, report: Report) -> str:
    """Return the time of the most visitors within a minute; nothing if nobody came."""
    peak: str | None = report["peak_time"]
    return "" if peak is None else wording.time(datetime.fromisoformat(peak).time())


def outside(wording: Wording, passages: int, incidents: int) -> str:
    """Return what happened outside the opening hours; nothing if nothing did."""
    told = (
        wording.count("report_passages", passages) if passages else "",
        wording.count("report_events", incidents) if incidents else "",
    )
    return ", ".join(part for part in told if part)


def busy_hours(report: Report) -> list[Mapping[str, Any]]:
    """Return the hours of a day in which somebody came."""
    return [hour for hour in report["per_hour"] if hour["in"]]


def _camera_lines(wording: Wording, report: Report) -> Iterator[str]:
    if len(report["cameras"]) > 1:
        for camera in report["cameras"]:
            yield wording(
                "report_camera",
                camera=camera["camera"],
                visitors=wording.number(camera["in"]),
            )


def _vehicle_lines(wording: Wording, report: Report) -> Iterator[str]:
    for line in report["vehicles"]:
        yield wording.count(
            "report_vehicles",
            line["in"],
            line=line["name"],
            camera=line["camera"],
            left=wording.number(line["out"]),
        )


def _hour_bars(wording: Wording, report: Report) -> Iterator[str]:
    for hour in busy_hours(report):
        length = LONGEST_BAR * hour["in"] / report["peak_hour_visitors"]
        # Whoever came alone can be seen beside a crowd, too.
        bar = BAR * max(1, round(length))
        yield f"{wording.hour(hour['hour'])} {bar} {wording.number(hour['in'])}"
