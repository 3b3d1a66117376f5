"""Tests of incidents in the database: stored, linked, listed, closed after a crash."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
import signal
import subprocess
import sys

import pytest
from sqlalchemy.orm import Session

from custom_components.argus.journal import Journal, decisions, incidents, pages
from custom_components.argus.journal.decisions import (
    LONGEST_TEXT,
    MOST_DECISIONS,
    MOST_DELIVERIES,
)
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.decision import Decision, Delivery, Opinion, Verdict
from custom_components.argus.model.incident import Incident

from .incident_maker import EPOCH, decision, incident

FACE, MOTION = ActivityType.FACE, ActivityType.MOTION
WRITER = """
from dataclasses import replace
from functools import partial
from pathlib import Path
import sys

from custom_components.argus.journal import Journal, incidents
from tests.journal.incident_maker import incident

journal = Journal(Path(sys.argv[1]))
journal.open()
for number in range(100000):
    made = incident(number)
    journal.run(partial(incidents.save, incident=replace(made, end=None)))
    journal.run(partial(incidents.save, incident=made))
    print("stored", flush=True)
"""


def save(journal: Journal, *made: Incident) -> None:
    """Store incidents."""
    for one in made:
        journal.run(partial(incidents.save, incident=one))


def get(journal: Journal, one: Incident) -> Incident:
    """Return a stored incident."""
    found = journal.run(partial(pages.get, incident=one.id))
    assert found is not None
    return found


def decide(journal: Journal, one: Incident, *taken: Decision) -> None:
    """Store what was decided about an incident."""
    for decided in taken:
        journal.run(partial(decisions.add, incident=one.id, decision=decided))


def find(journal: Journal, **query: object) -> list[str]:
    """Return the ids of a page."""
    asked = replace(IncidentQuery(), **query)
    return [made.id for made in journal.run(partial(pages.find, query=asked))]


def test_it_comes_back_as_it_went(journal: Journal) -> None:
    """Everything is stored; a list leaves trace and decisions out unless asked for them."""
    made = replace(incident(1), decisions=(decision(1),), false_alarm=True)
    save(journal, replace(made, end=None, types=(MOTION,)), made)
    assert get(journal, made) == made
    (listed,) = journal.run(partial(pages.find, query=IncidentQuery()))
    assert listed == replace(made, trace=(), decisions=())
    (whole,) = journal.run(partial(pages.find, query=IncidentQuery(trace=True)))
    assert whole == made


def test_it_never_ends_before_it_began(journal: Journal) -> None:
    """Whatever the clock did."""
    made = incident(1)
    save(journal, replace(made, end=made.start - timedelta(days=1)))
    assert get(journal, made).end == made.start


def test_links_survive_on_both_sides(journal: Journal) -> None:
    """Each knows the other once, also after both were stored again without their links."""
    one, other = incident(1), incident(2, camera="yard")
    save(journal, one, other)
    for _ in range(2):
        journal.run(partial(incidents.link, one=one.id, other=other.id))
        save(journal, one, other)
    assert get(journal, one).linked == (other.id,)
    assert get(journal, other).linked == (one.id,)


def test_storing_again_keeps_what_the_user_and_the_picture_added(
    journal: Journal,
) -> None:
    """A change that comes late takes back neither the favourite nor the picture."""
    made = incident(1)
    save(journal, made)
    journal.run(partial(incidents.set_favourite, incident=made.id, favourite=True))
    journal.run(
        partial(incidents.set_snapshot, incident=made.id, path="argus/a.jpg", size=9)
    )
    decide(journal, made, decision(1))
    told = journal.run(
        partial(incidents.set_false_alarm, incident=made.id, false_alarm=True)
    )
    assert told == get(journal, made)
    save(journal, made)
    kept = get(journal, made)
    assert (kept.favourite, kept.false_alarm) == (True, True)
    assert kept.snapshot == "argus/a.jpg"
    assert kept.decisions == (decision(1),)


def test_what_told_somebody_is_kept_longest(journal: Journal) -> None:
    """An incident holds so many decisions and no more, whatever an alert brings."""
    made = incident(1)
    save(journal, made)
    sent = decision(0)
    many = [decision(n, Verdict.COOLDOWN, f"{n} s") for n in range(1, 80)]
    decide(journal, made, sent, *many)
    assert get(journal, made).decisions == (sent, *many[-MOST_DECISIONS + 1 :])
    told = [decision(n) for n in range(100, 160)]
    decide(journal, made, *told)
    assert get(journal, made).decisions == tuple(told[-MOST_DECISIONS:])


def test_no_decision_is_larger_than_it_may_be(journal: Journal) -> None:
    """Texts from outside, such as what a mail server answers, are cut."""
    made = incident(1)
    save(journal, made)
    long = "🙈" * 10_000
    delivery = Delivery(long, long, long)
    decide(
        journal,
        made,
        Decision(EPOCH, long, long, Verdict.FAILED, long, (delivery,) * 100),
    )
    (kept,) = get(journal, made).decisions
    short = long[:LONGEST_TEXT]
    assert kept == Decision(
        EPOCH,
        short,
        short,
        Verdict.FAILED,
        short,
        (Delivery(short, short, short),) * MOST_DELIVERIES,
    )


def test_what_an_ai_was_asked_is_kept_with_the_decision(journal: Journal) -> None:
    """Its answer, or why there was none; texts from outside are cut."""
    made = incident(1)
    save(journal, made)
    asked = [
        Opinion("Is this a stranger?", "ai_task.judge", 1.8, 0.04),
        Opinion("x" * 1000, "ai_task.judge", 5.0, None, "y" * 1000),
    ]
    for number, opinion in enumerate(asked):
        decide(journal, made, replace(decision(number), opinion=opinion))
    first, second = get(journal, made).decisions
    assert first.opinion == asked[0]
    assert second.opinion == Opinion(
        "x" * LONGEST_TEXT, "ai_task.judge", 5.0, None, "y" * LONGEST_TEXT
    )


def test_decisions_about_what_is_gone_are_passed_over(journal: Journal) -> None:
    """The user may have deleted the incident meanwhile."""
    gone = incident(1)
    decide(journal, gone, decision(1))
    assert journal.run(partial(pages.get, incident=gone.id)) is None
    mark = partial(incidents.set_false_alarm, incident=gone.id, false_alarm=True)
    assert journal.run(mark) is None


def test_a_lost_picture_is_forgotten_unless_it_was_replaced(journal: Journal) -> None:
    """Only the picture that was looked for."""
    one, other = incident(1), incident(2)
    save(journal, one, other)
    for made in (one, other):
        work = partial(incidents.set_snapshot, incident=made.id, path="new", size=9)
        journal.run(work)
    gone = [(one.id, "new"), (other.id, "old")]
    journal.run(partial(incidents.clear_snapshots, gone=gone))
    assert get(journal, one).snapshot is None
    assert get(journal, other).snapshot == "new"


MARKS: list[tuple[bool | None, bool | None]] = [
    (None, None),
    (True, None),
    (False, None),
    (None, True),
    (None, False),
    (False, True),
]
"""Favourite and false alarm, as they are asked for."""


def test_pages_hold_everything_once(journal: Journal) -> None:
    """Page after page, with any filter, is what one large page is."""
    made = [
        incident(
            n,
            camera=("shop", "yard", "door")[n % 3],
            types=(MOTION, FACE) if n % 4 == 0 else (MOTION,),
            favourite=n % 5 == 0,
            false_alarm=n % 7 == 0,
        )
        for n in range(60)
    ]
    save(journal, *made)
    since, until = EPOCH + timedelta(minutes=7), EPOCH + timedelta(minutes=43)
    for cameras in (None, ["shop"], ["shop", "yard"], ["shop", "shop", "gone"], []):
        for kind in (None, FACE, ActivityType.TAMPERED):
            for favourite, false_alarm in MARKS:
                for first, last in ((None, None), (since, until)):
                    query = {
                        "cameras": cameras,
                        "type": kind,
                        "favourite": favourite,
                        "false_alarm": false_alarm,
                        "since": first,
                        "until": last,
                    }
                    expected = [
                        one.id
                        for one in reversed(made)
                        if (cameras is None or one.camera in cameras)
                        and (kind is None or kind in one.types)
                        and (favourite is None or one.favourite == favourite)
                        and (false_alarm is None or one.false_alarm == false_alarm)
                        and (first is None or one.start >= first)
                        and (last is None or one.start < last)
                    ]
                    pages: list[str] = []
                    while page := find(
                        journal,
                        limit=7,
                        before=pages[-1] if pages else None,
                        **query,
                    ):
                        pages += page
                    assert pages == expected, query


PAGES = [
    (IncidentQuery(), ["incident"]),
    (IncidentQuery(before="01X"), ["incident"]),
    (IncidentQuery(since=EPOCH, until=EPOCH), ["incident"]),
    (IncidentQuery(cameras=["shop"], before="01X"), ["incident_camera_id"]),
    (IncidentQuery(cameras=["a", "b"], before="01X"), ["incident_camera_id"]),
    (IncidentQuery(favourite=True), ["incident_favourite_id"]),
    (
        IncidentQuery(cameras=["shop"], false_alarm=True, before="01X"),
        ["incident_camera_false_alarm_id"],
    ),
    (IncidentQuery(type=FACE, before="01X"), ["incident_type_incident_camera"]),
    (
        IncidentQuery(type=FACE, cameras=["shop"], before="01X"),
        ["incident_type_camera_incident", "incident_type_incident_camera"],
    ),
    (
        IncidentQuery(type=FACE, cameras=["a", "b"], before="01X"),
        ["incident_type_camera_incident", "incident_type_incident_camera"],
    ),
]


@pytest.mark.parametrize(
    ("query", "indexes"), PAGES, ids=lambda value: repr(value)[:60]
)
def test_pages_are_read_along_an_index(
    journal: Journal, query: IncidentQuery, indexes: Sequence[str]
) -> None:
    """No page needs to read or sort more than what it shows, so it does not matter how much there is."""

    def explain(session: Session) -> list[str]:
        statement, values = pages.sql(session.connection().dialect, query)
        plan = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", values
        )
        return [str(row[3]) for row in plan]

    plan = journal.run(explain)
    tables = [line for line in plan if "incident" in line]
    assert any(
        f"INDEX {index} " in line or f"INDEX sqlite_autoindex_{index}_1" in line
        for index in indexes
        for line in tables
    ), plan
    for line in tables:
        assert "SEARCH" in line or "USING INDEX" in line, plan
    assert not any("TEMP B-TREE" in line for line in plan), plan


def test_kill_in_the_middle_of_writing(tmp_path: Path) -> None:
    """What was acknowledged is there, whole; what was left open is ended at the next start."""
    database = tmp_path / "argus.db"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(database)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        for _ in range(25):
            assert process.stdout.readline() == "stored\n"
        process.send_signal(signal.SIGKILL)
        stored = 25 + process.stdout.read().count("stored")
    journal = Journal(database)
    journal.open()
    assert journal.set_aside is None
    journal.run(partial(incidents.close_open, lasting=()))
    query = IncidentQuery(limit=1000, trace=True)
    found = journal.run(partial(pages.find, query=query))
    assert stored <= len(found) <= stored + 1
    for number, one in enumerate(reversed(found[-stored:])):
        assert one == incident(number)
    assert all(one.end is not None for one in found)
    journal.close()


def test_those_that_last_are_not_closed(journal: Journal) -> None:
    """Only what a crash left open ends, at its last step."""
    left, lasts = incident(1, lasts=True), incident(2, lasts=True)
    save(journal, left, lasts)
    journal.run(partial(incidents.close_open, lasting=[lasts.id]))
    assert get(journal, left).end == left.start + timedelta(seconds=1)
    assert get(journal, lasts).end is None


def test_a_preview_counts_and_goes_with_its_incident(journal: Journal) -> None:
    """Its bytes are part of what pictures may take, and its path is told to whoever deletes."""
    old, new = incident(1), incident(2)
    save(journal, old, new)
    for one in (old, new):
        for store, name in (
            (incidents.set_snapshot, "jpg"),
            (incidents.set_preview, "mp4"),
        ):
            journal.run(
                partial(store, incident=one.id, path=f"{one.id}.{name}", size=300)
            )
    # What is stored of the incident later leaves it alone.
    save(journal, old)
    assert get(journal, old).preview == f"{old.id}.mp4"

    def expired(most: int) -> list[str]:
        return journal.read(partial(incidents.expired, before=EPOCH, most_bytes=most))

    assert expired(1200) == []
    assert expired(1199) == [old.id]
    assert expired(500) == [old.id, new.id]
    assert sorted(journal.read(incidents.previews)) == [
        (old.id, f"{old.id}.mp4"),
        (new.id, f"{new.id}.mp4"),
    ]
    journal.run(partial(incidents.clear_previews, gone=[(new.id, f"{new.id}.mp4")]))
    assert get(journal, new).preview is None
    assert expired(900) == []
    journal.run(
        partial(incidents.adopt_preview, incident=new.id, path="found.mp4", size=7)
    )
    journal.run(
        partial(incidents.adopt_preview, incident=new.id, path="other.mp4", size=7)
    )
    assert get(journal, new).preview == "found.mp4"
    gone = journal.run(partial(incidents.remove, incidents=[old.id, new.id]))
    assert sorted(gone) == sorted(
        [f"{old.id}.jpg", f"{old.id}.mp4", f"{new.id}.jpg", "found.mp4"]
    )
