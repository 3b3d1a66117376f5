"""Results for people and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
import json


@dataclass(frozen=True, slots=True)
class Target:
    """A number and what it should be."""

    what: str
    value: float
    limit: float
    at_most: bool = False
    """True when less is better."""

    @property
    def met(self) -> bool:
        """Whether the value keeps to the limit."""
        return self.value <= self.limit if self.at_most else self.value >= self.limit


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of numbers under a title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


@dataclass(slots=True)
class Report:
    """What a benchmark found."""

    tables: list[Table] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def add(self, other: Report) -> None:
        """Append another report."""
        self.tables += other.tables
        self.targets += other.targets


def as_json(report: Report) -> str:
    """Write a report as JSON."""
    return json.dumps(
        {
            "tables": [asdict(table) for table in report.tables],
            "targets": [
                {**asdict(target), "met": target.met} for target in report.targets
            ],
        },
        indent=2,
    )


def as_text(report: Report) -> str:
    """Write a report as tables a person can read; they are Markdown as well."""
    parts = [
        f"{table.title}\n\n{grid(table.columns, table.rows)}" for table in report.tables
    ]
    if report.targets:
        rows = [
            (
                target.what,
                target.value,
                f"{'<=' if target.at_most else '>='} {_cell(target.limit)}",
                "ok" if target.met else "missed",
            )
            for target in report.targets
        ]
        parts.append("Targets\n\n" + grid(("what", "value", "target", ""), rows))
    return "\n\n".join(parts)


def grid(columns: Sequence[str], rows: Sequence[Sequence[str | float]]) -> str:
    """Lay rows out under their columns.

    Args:
        columns: Titles.
        rows: Cells; numbers are rounded to three digits and stand at the right.
    """
    cells = [list(columns), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(columns))]
    lines = [_line(row, widths) for row in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if index == 0 else cell.rjust(width)
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "| " + " | ".join(padded) + " |"


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    if value and abs(value) < 0.1:
        return f"{value:.4f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def flatten(
    values: Mapping[str, object], prefix: str = ""
) -> list[tuple[str, float | str]]:
    """Turn nested results into rows, the keys joined by a slash.

    Args:
        values: Numbers, words and mappings of them.
        prefix: What to put in front of every key.
    """
    rows: list[tuple[str, float | str]] = []
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            rows += flatten(value, f"{name} / ")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            rows.append((name, str(value)))
        else:
            rows.append((name, float(value)))
    return rows
