"""How fast pages of a long journal are listed, next to bare SQLite queries of the same pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
import sqlite3
import statistics
import tempfile
import time

from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from custom_components.argus.activity import ActivityType
from custom_components.argus.incident import Incident, Step
from custom_components.argus.journal import Journal, incidents
from custom_components.argus.journal.incidents import IncidentQuery
from homeassistant.util.ulid import ulid_at_time

from .report import Target

BATCH = 2000
START = datetime(2026, 1, 1, tzinfo=UTC)


def run(
    data: Path | None = None, count: int = 100_000, repeats: int = 40
) -> dict[str, object]:
    """Measure pages of 50 of a journal with many incidents.

    Args:
        data: Not needed.
        count: Incidents in the journal.
        repeats: Times that each page is read; the median counts.

    Returns:
        Milliseconds of each page and of the bare query, their ratio, and targets.
    """
    found: dict[str, object] = {"incidents": count}
    targets: list[Target] = []
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "argus.db")
        journal.open()
        for first in range(0, count, BATCH):
            journal.run(partial(_fill, first=first, last=min(count, first + BATCH)))
        deep = _id(count // 10)
        face = ActivityType.FACE
        for name, query in {
            "newest": IncidentQuery(),
            "deep": IncidentQuery(before=deep),
            "camera, deep": IncidentQuery(cameras=["camera3"], before=deep),
            "type, deep": IncidentQuery(type=face, before=deep),
            "type and camera, deep": IncidentQuery(
                type=face, cameras=["camera3"], before=deep
            ),
        }.items():
            statement = str(
                incidents.statement(query).compile(
                    dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
                )
            )
            bare = sqlite3.connect(Path(folder) / "argus.db")
            work = partial(incidents.find, query=query)
            ours, theirs = _side_by_side(
                partial(journal.read, work),
                partial(_fetch, bare, statement),
                repeats,
            )
            bare.close()
            found[name] = {
                "ms": ours,
                "bare ms": theirs,
                "ratio": ours / theirs,
            }
            targets += [
                Target(f"journal, {name}: ratio", ours / theirs, 3.0, at_most=True),
                Target(f"journal, {name}: ms", ours, 50.0, at_most=True),
            ]
        journal.close()
    found["targets"] = targets
    return found


def _id(number: int) -> str:
    moment = START + timedelta(minutes=number)
    return f"{ulid_at_time(moment.timestamp())[:10]}{number:016}"


def _fill(session: Session, first: int, last: int) -> None:
    for number in range(first, last):
        start = START + timedelta(minutes=number)
        kinds = (ActivityType.MOTION, ActivityType.FACE)[: 1 + (number % 5 == 0)]
        incidents.save(
            session,
            Incident(
                id=_id(number),
                camera=f"camera{number % 8}",
                camera_name="Front door",
                start=start,
                end=start + timedelta(seconds=40),
                types=kinds,
                trace=tuple(Step(start, kind, 5.0, 1) for kind in kinds),
            ),
        )
    session.flush()
    session.expunge_all()


def _fetch(connection: sqlite3.Connection, statement: str) -> list[object]:
    return connection.execute(statement).fetchall()


def _side_by_side(
    ours: Callable[[], object], theirs: Callable[[], object], repeats: int
) -> tuple[float, float]:
    """Return the medians of both in milliseconds, taken in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(repeats + 3):
        for work, kept in zip((ours, theirs), times, strict=True):
            began = time.perf_counter()
            work()
            if turn >= 3:
                kept.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])
