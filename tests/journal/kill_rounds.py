"""Kills Argus's counting and remembering at random moments, and looks at what is left.

scripts/kill-rounds [ROUNDS] [SEED]
"""

from dataclasses import dataclass, field, replace
from functools import partial
import os
from pathlib import Path
import random
import signal
import subprocess
import sys
import tempfile
import time
from typing import Self

import av
from sqlalchemy import text
from sqlalchemy.orm import Session

from custom_components.argus.incidents.preview_encoder import MP4
from custom_components.argus.incidents.snapshot_files import SnapshotFiles
from custom_components.argus.journal import Journal, incidents, pages
from custom_components.argus.journal.pages import IncidentQuery

from .incident_maker import incident
from .kill_words import GONE, OPEN, PASSING, VICTIM
from .test_migrations import VERSION_1, make
from .test_tally import read

ROUNDS_OF_A_HOUSE = 5
"""Kills after which a new journal is begun; every second one is of an older version and has to be migrated."""
LINES_OF_A_START = 250
LINES = 2500
LONGEST = 0.4
"""Seconds after the journal is open."""
OLD_TOTAL, OLD_INCIDENT = 70, "01KAR0000000000000000000A1"
"""What the older journal holds."""


@dataclass
class House:
    """A journal with its pictures, and what it acknowledged."""

    folder: Path
    counted: int = 0
    first: int = 0
    ended: set[int] = field(default_factory=set)
    begun: set[int] = field(default_factory=set)
    pictured: set[int] = field(default_factory=set)
    filmed: set[int] = field(default_factory=set)
    deleting: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    old: set[str] = field(default_factory=set)

    @classmethod
    def build(cls, folder: Path, *, old: bool) -> House:
        """Make an empty one, or one whose journal an older Argus wrote."""
        folder.mkdir(parents=True)
        (folder / PASSING).mkdir()
        if not old:
            return cls(folder)
        make(folder / "argus.db", VERSION_1)
        return cls(folder, counted=OLD_TOTAL, old={OLD_INCIDENT})

    @property
    def passing(self) -> Path:
        """Where the process puts what it keeps for a moment only."""
        return self.folder / PASSING

    def note(self, said: list[tuple[str, int]]) -> None:
        """Take down what was acknowledged."""
        for what, number in said:
            if what == "counted":
                self.counted += 1
            elif what != OPEN:
                getattr(self, what).add(number)
        self.first = max(self.begun, default=-1) + 2

    def check(self) -> None:
        """Open what the killed process left, as the next start does, and compare it with what was acknowledged."""
        journal = Journal(self.folder / "argus.db")
        journal.open()
        try:
            assert journal.set_aside is None
            assert journal.run(_damage) == "ok"
            stored = read(journal)
            assert stored.total_in - self.counted in {0, 1}, "lost or counted twice"
            self.counted = stored.total_in
            self._check_incidents(journal)
        finally:
            journal.close()

    def _check_incidents(self, journal: Journal) -> None:
        journal.run(partial(incidents.close_open, lasting=()))
        query = IncidentQuery(limit=1000, trace=True)
        found = {one.id: one for one in journal.run(partial(pages.find, query=query))}
        assert self.old <= found.keys()
        ids = {number: incident(number).id for number in range(self.first + 2)}
        known = {ids[number] for number in self.begun}
        gone = {ids[number] for number in self.deleted}
        going = {ids[number] for number in self.deleting}
        assert known - going <= found.keys()
        assert not gone & found.keys()
        # At most the one that was about to be acknowledged.
        assert len(found.keys() - known - self.old) <= 1
        assert all(one.end is not None for one in found.values())
        for number in self.ended - self.deleting:
            bare = replace(found[ids[number]], snapshot=None, preview=None)
            assert bare == incident(number)
        pictures = SnapshotFiles(self.folder / "media", self.folder / "thumbnails")
        for number in self.pictured - self.deleting:
            path = found[ids[number]].snapshot
            assert path is not None
            assert pictures.absolute(path).is_file()
        for number in self.filmed - self.deleting:
            path = found[ids[number]].preview
            assert path is not None
            assert pictures.absolute(path).is_file()
        for film in self.folder.rglob(f"*{MP4}"):
            assert _plays(film)
        assert not [*self.passing.iterdir()], "a film was left where anybody finds it"
        for picture in self.folder.rglob("*.jpg"):
            content = picture.read_bytes()
            assert content[:2] == b"\xff\xd8"
            assert content[-2:] == b"\xff\xd9"
        pictures.delete_unfinished(time.time() + 1)
        assert not [*self.folder.rglob("*.tmp")]
        self.begun = {number for number, one in ids.items() if one in found}
        self.first = max(self.begun, default=-1) + 1
        self.pictured &= self.begun
        self.filmed &= self.begun
        self.ended &= self.begun


def _plays(film: Path) -> bool:
    """Return whether a film is there whole."""
    with av.open(film) as container:
        return len([*container.decode(video=0)]) > 1


def _damage(session: Session) -> str:
    return str(session.execute(text("PRAGMA integrity_check")).scalar_one())


class Victims:
    """A process that begets others to be killed; what they need is loaded once."""

    def __enter__(self) -> Self:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", VICTIM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.communicate()

    def kill(self, house: House, rng: random.Random, *, early: bool) -> str:
        """Let a process work in a house and kill it; return how.

        Args:
            house: where.
            rng: chooses the moment: before a line of Python, or some time after the start, in whatever is done then.
            early: whether it is to be killed while the journal is opened.

        """
        line = rng.randrange(1, LINES_OF_A_START if early else LINES)
        seconds = rng.uniform(0, LONGEST)
        if not early and rng.random() < 0.5:
            line = 0
        assert self._process.stdin is not None
        print(house.folder, house.first, line, file=self._process.stdin, flush=True)
        said: list[tuple[str, int]] = []
        while not said or said[-1][0] != GONE:
            said.append(self._hear())
            if said[-1][0] == OPEN and not line:
                time.sleep(seconds)
                os.kill(said[-1][1], signal.SIGKILL)
        assert said.pop()[1] == -signal.SIGKILL, "it ended by itself"
        house.note(said)
        return f"before line {line}" if line else f"after {seconds:.3f} s"

    def _hear(self) -> tuple[str, int]:
        assert self._process.stdout is not None
        what, number = self._process.stdout.readline().split()
        return what, int(number)


def run(folder: Path, rounds: int, seed: int) -> list[str]:
    """Kill again and again; return how, each time.

    Raises:
        AssertionError: something acknowledged was lost, something is there twice or in part.
    """
    rng = random.Random(seed)
    moments: list[str] = []
    with Victims() as victims:
        for number in range(rounds):
            place, again = divmod(number, ROUNDS_OF_A_HOUSE)
            if not again:
                house = House.build(folder / str(place), old=bool(place % 2))
            moments.append(victims.kill(house, rng, early=not again))
            try:
                house.check()
            except AssertionError as err:
                err.add_note(f"seed {seed}, round {number}, killed {moments[-1]}")
                raise
    return moments


def main(rounds: int = 200, seed: int = 0) -> None:
    """Kill so many times, from a seed that is told when nobody gave one."""
    seed = seed or random.SystemRandom().randrange(1, 1 << 32)
    print(f"seed {seed}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        for number, moment in enumerate(run(Path(folder), rounds, seed)):
            print(f"round {number}: killed {moment}, nothing lost")  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
