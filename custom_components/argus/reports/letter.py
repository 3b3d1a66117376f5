"""Report of a day as an HTML letter with the chart of its hours."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from ..alerts.letter import page
from ..model.wording import Wording
from .chart import LAST_WEEK, OPEN, UNEXPECTED, VISITORS
from .text import (
    Report,
    busiest,
    busiest_minute,
    busy_hours,
    day_of,
    outside,
    summary,
    title,
)

CHART: Final = "chart"
"""What the letter calls its chart."""

_CELL: Final = "padding:4px 10px 4px 0;text-align:left;vertical-align:top"
_NUMBER: Final = "padding:4px 10px 4px 0;text-align:right;vertical-align:top"
# Small enough for the five columns of the cameras on a phone.
_TABLE: Final = '<table style="border-collapse:collapse;margin:16px 0;font-size:14px">'


def report_letter(wording: Wording, report: Report) -> str:
    """Return the HTML of a report of one day; nothing that comes from outside is taken for HTML.

    Its chart is the attachment that `CHART` names.
    """
    words = "<br>".join(escape(line) for line in summary(wording, report))
    body = "".join(
        (
            f"<p>{words}</p>" if words else "",
            _chart_html(wording, report),
            _facts_html(wording, report),
            _cameras_html(wording, report),
            _vehicles_html(wording, report),
            _outside_hours_text(wording, report),
        )
    )
    return page(wording, title(wording, report), body, wording("report_footer"))


def _chart_html(wording: Wording, report: Report) -> str:
    hours = ", ".join(
        f"{wording.hour(hour['hour'])} {wording.number(hour['in'])}"
        for hour in busy_hours(report)
    )
    told = (
        wording("report_chart", hours=hours) if hours else wording("report_empty_chart")
    )
    return (
        f'<p style="margin:16px 0 4px"><img src="cid:{CHART}" alt="{escape(told)}" width="600" '
        'style="max-width:100%;height:auto;border-radius:8px"></p>'
        f'<p style="margin:0;font-size:13px">{" ".join(_legend_html(wording, report))}</p>'
    )


def _legend_html(wording: Wording, report: Report) -> Iterator[str]:
    """Return what the colours of the chart mean, as far as they are in it."""
    yield _legend_key(VISITORS, wording("report_legend_visitors"))
    if report["opening_hours"] is not None:
        yield _legend_key(UNEXPECTED, wording("report_legend_outside"))
        yield _legend_key(OPEN, wording("report_legend_open"))
    if report["same_days_last_week"]:
        weekday = wording.weekday(day_of(report))
        yield _legend_key(
            LAST_WEEK, wording("report_legend_last_week", weekday=weekday), hollow=True
        )


def _legend_key(
    colour: tuple[int, int, int], meaning: str, *, hollow: bool = False
) -> str:
    shade = "#{:02x}{:02x}{:02x}".format(*colour)
    fill = f"border:2px solid {shade}" if hollow else f"background:{shade}"
    return (
        '<span style="white-space:nowrap;margin-right:12px">'
        '<span style="display:inline-block;width:12px;height:12px;box-sizing:border-box;'
        f'vertical-align:-1px;{fill}"></span> {escape(meaning)}</span>'
    )


def _facts_html(wording: Wording, report: Report) -> str:
    weekday = wording.weekday(day_of(report))
    rows = (
        (wording("report_row_in"), wording.number(report["total_in"])),
        (wording("report_row_out"), wording.number(report["total_out"])),
        (
            wording("report_row_last_week", weekday=weekday),
            wording.number(report["same_days_last_week"]),
        ),
        (wording("report_row_busiest"), busiest(wording, report) or ""),
        (wording("report_row_minute"), busiest_minute(wording, report)),
        (wording("report_row_events"), wording.number(report["incidents"])),
    )
    lines = (
        f'<tr><th style="{_CELL};font-weight:600">{escape(label)}</th>'
        f'<td style="{_CELL}">{escape(value)}</td></tr>'
        for label, value in rows
        if value
    )
    return f"{_TABLE}{''.join(lines)}</table>"


def _cameras_html(wording: Wording, report: Report) -> str:
    """Return a table of what each camera counted, and each line of those that have several."""
    if not report["cameras"]:
        return ""
    weekday = wording.weekday(day_of(report))
    head = (
        wording("report_row_camera"),
        wording("report_row_in"),
        wording("report_row_out"),
        wording("report_row_last_week", weekday=weekday),
        wording("report_row_busiest"),
    )
    rows = []
    for camera in report["cameras"]:
        hour = camera["peak_hour"]
        rows.append(
            _table_row(
                camera["camera"],
                (
                    wording.number(camera["in"]),
                    wording.number(camera["out"]),
                    wording.number(camera["same_days_last_week"]),
                    "" if hour is None else wording.hour(hour),
                ),
            )
        )
        if len(camera["lines"]) > 1:
            rows += [
                _table_row(
                    f"\N{EN DASH} {line['name']}",
                    (wording.number(line["in"]), wording.number(line["out"]), "", ""),
                )
                for line in camera["lines"]
            ]
    return f"{_TABLE}{_table_head(head)}{''.join(rows)}</table>"


def _vehicles_html(wording: Wording, report: Report) -> str:
    """Return a table of the lines that count vehicles."""
    if not report["vehicles"]:
        return ""
    head = (
        wording("report_row_vehicles"),
        wording("report_row_in"),
        wording("report_row_out"),
    )
    rows = "".join(
        _table_row(
            wording("report_line", line=line["name"], camera=line["camera"]),
            (wording.number(line["in"]), wording.number(line["out"])),
        )
        for line in report["vehicles"]
    )
    return f"{_TABLE}{_table_head(head)}{rows}</table>"


def _table_head(labels: Sequence[str]) -> str:
    cells = "".join(
        f'<th style="{_NUMBER if column else _CELL};border-bottom:1px solid #888">'
        f"{escape(label)}</th>"
        for column, label in enumerate(labels)
    )
    return f"<tr>{cells}</tr>"


def _table_row(name: str, numbers: Iterable[str]) -> str:
    cells = "".join(
        f'<td style="{_NUMBER}">{escape(number)}</td>' for number in numbers
    )
    return f'<tr><td style="{_CELL}">{escape(name)}</td>{cells}</tr>'


def _outside_hours_text(wording: Wording, report: Report) -> str:
    """Return a list of the hours in which something happened although it was closed."""
    hours: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for visits in report["outside_opening_hours"]:
        hours[visits["hour"]][0] += visits["visitors"]
    for outside_hour in report["incidents_outside_opening_hours"]:
        hours[outside_hour["hour"]][1] += outside_hour["incidents"]
    if not hours:
        return ""
    rows = "".join(
        _hour_text(wording, hour, outside(wording, passages, incidents))
        for hour, (passages, incidents) in sorted(hours.items())
    )
    heading = escape(wording("report_outside_heading"))
    return f'<h3 style="margin:16px 0 4px">{heading}</h3>{_TABLE}{rows}</table>'


def _hour_text(wording: Wording, hour: int, what: str) -> str:
    when = wording("report_hours", start=wording.hour(hour), end=wording.hour(hour + 1))
    return (
        f'<tr><td style="{_CELL}">{escape(when)}</td>'
        f'<td style="{_CELL}">{escape(what)}</td></tr>'
    )
