"""How fast pages of a long journal are listed, next to bare SQLite queries of the same pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
import sqlite3
import statistics
import tempfile
import time

from sqlalchemy.orm import Session

from custom_components.argus.journal import Journal, incidents, pages
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident, Step
from homeassistant.util.ulid import ulid_at_time

from .report import Target

BATCH = 2000
START = datetime(2026, 1, 1, tzinfo=UTC)


def run(
    data: Path | None = None, count: int = 100_000, repeats: int = 100
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
        for name, (query, condition) in _pages(count).items():
            bare = sqlite3.connect(Path(folder) / "argus.db")
            ask = partial(_fetch, bare, _bare(query, condition))
            answer = partial(journal.read, partial(pages.find, query=query))
            if [one.id for one in answer()] != [row[0] for row in ask()]:
                raise ValueError(f"not the same page: {name}")
            ours, theirs = _side_by_side(answer, ask, repeats)
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


def _pages(count: int) -> dict[str, tuple[IncidentQuery, str]]:
    """Return pages by name, each as Argus asks for it and as one would write it in SQL."""
    face = ActivityType.FACE
    three = ["camera1", "camera3", "camera6"]
    most = [f"camera{number}" for number in range(7)]
    deep = _id(count // 10)
    past = f"incident.id < '{deep}'"
    since, until = (START + timedelta(minutes=count // part) for part in (10, 5))
    between = " AND ".join(
        f"start {sign} {moment.timestamp() * 1000:.0f}"
        for sign, moment in ((">=", since), ("<", until))
    )
    return {
        "newest": (IncidentQuery(), "TRUE"),
        "deep": (IncidentQuery(before=deep), past),
        "a range of time": (
            IncidentQuery(since=since, until=until),
            # The id begins with the time: whoever writes SQL by hand knows that, too.
            f"{between} AND id < '{_id(count // 5)}'",
        ),
        "camera, deep": (
            IncidentQuery(cameras=["camera3"], before=deep),
            f"camera = 'camera3' AND {past}",
        ),
        "three cameras, deep": (
            IncidentQuery(cameras=three, before=deep),
            f"camera IN {tuple(three)} AND {past}",
        ),
        "seven cameras, deep": (
            IncidentQuery(cameras=most, before=deep),
            f"camera IN {tuple(most)} AND {past}",
        ),
        "type, deep": (
            IncidentQuery(type=face, before=deep),
            f"type = 'face' AND {past}",
        ),
        "type and camera, deep": (
            IncidentQuery(type=face, cameras=["camera5"], before=deep),
            f"type = 'face' AND incident_type.camera = 'camera5' AND {past}",
        ),
        "type and three cameras, deep": (
            IncidentQuery(type=face, cameras=three, before=deep),
            f"type = 'face' AND incident_type.camera IN {tuple(three)} AND {past}",
        ),
    }


def _bare(query: IncidentQuery, condition: str) -> str:
    """Return the SQL of a page: the columns that an incident of a list is made of."""
    table, key = "incident", "incident.id"
    if query.type is not None:
        table = "incident_type JOIN incident ON incident.id = incident_type.incident"
        key = "incident_type.incident"
        condition = condition.replace("incident.id", key)
    columns = (
        "incident.id, incident.camera, camera_name, location, start, end, types, "
        "intensity, faces, visitors_in, visitors_out, zones, snapshot, favourite, "
        "linked, false_alarm"
    )
    return " ".join(
        (
            *("SELECT", columns, "FROM", table, "WHERE", condition),
            *("ORDER BY", key, "DESC LIMIT", str(query.limit)),
        )
    )


def _fetch(connection: sqlite3.Connection, statement: str) -> list[tuple[str, ...]]:
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
