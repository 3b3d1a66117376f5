"""Lease of one Home Assistant on a database: two that wrote to the same one would mix what they saw.

The owner leaves its name in the database and adds to a number while it runs. No clock is asked, for two machines seldom
agree on the time, and clocks jump: who finds somebody else's name watches the number, and takes over when it has stood
still for long enough.
"""

from dataclasses import dataclass
import logging
import secrets
import time
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from ..model.journal_error import JournalTakenError
from .models import Base, Meta

_LOGGER = logging.getLogger(__name__)

BEAT: Final = 30.0
"""Seconds after which the owner adds to its number."""
LEASE: Final = 3 * BEAT
"""Seconds that the number of another owner has to stand still before its journal is taken over."""

_META: Final = Base.metadata.tables[Meta.__tablename__]
_KEY: Final = "owner"
_OWNER: Final = select(_META.c.value).where(_META.c.key == _KEY)
_LOCKED: Final = _OWNER.with_for_update()


def has_owner(connection: Connection) -> bool:
    """Return whether a database is anybody's."""
    return connection.scalar(_OWNER) is not None


@dataclass(frozen=True, slots=True)
class _OwnerMark:
    """What an owner leaves in the database."""

    instance: str
    run: str
    beat: int

    @classmethod
    def read(cls, stored: str) -> _OwnerMark:
        """Return a stored name; of what nobody here wrote, one that is nobody's."""
        instance, _, rest = stored.partition("/")
        run, _, beat = rest.partition("/")
        return cls(instance, run, int(beat) if beat.isdecimal() else 0)

    def stored(self) -> str:
        return f"{self.instance}/{self.run}/{self.beat}"


class Ownership:
    """The claim of one Home Assistant, for one run of its journal.

    Every method works in a transaction that the caller begins, and that keeps others from writing meanwhile.
    """

    def __init__(self, instance: str) -> None:
        """Prepare for the Home Assistant of an id; nothing is claimed yet."""
        self._instance = instance
        self._run = secrets.token_hex(8)
        self._beat = 0
        self._beaten = 0.0
        self._robbed = False
        self._watched: tuple[str, float] | None = None

    def claim(self, connection: Connection) -> None:
        """Make the database ours.

        What a crash left of the same Home Assistant is taken over at once, what another one left after `LEASE`.

        Raises:
            JournalTakenError: another Home Assistant uses it, or did so until a moment ago.
        """
        stored = self.find_owner(connection)
        if stored is None:
            connection.execute(insert(_META).values(key=_KEY, value=self._next_mark()))
            return
        # Not waited for: a server keeps for hours what an owner had locked that lost its network.
        if connection.scalar(_OWNER.with_for_update(nowait=True)) != stored:
            raise self._taken_error()
        if self._watched is not None and self._watched[0] == stored:
            _LOGGER.warning(
                "The journal is taken over from another Home Assistant that does nothing any more"
            )
        self._robbed = False
        self._watched = None
        self._write_mark(connection)

    def find_owner(self, connection: Connection) -> str | None:
        """Return what the owner left in the database that may be claimed now, None if it has none.

        Raises:
            JournalTakenError: another Home Assistant uses it, or did so until a moment ago.
        """
        stored = connection.scalar(_OWNER)
        if stored is not None:
            name = _OwnerMark.read(stored)
            if name.run != self._run and not self._may_succeed(stored, name):
                raise self._taken_error()
        return stored

    def keep(self, connection: Connection) -> None:
        """Make sure that the database is still ours, and show from time to time that we are here.

        Raises:
            JournalTakenError: another Home Assistant took over, because this one was held up or is a copy of it.
        """
        stored = connection.scalar(_LOCKED)
        if stored is None:
            # Somebody emptied the table, or put an older copy of the database in its place.
            connection.execute(insert(_META).values(key=_KEY, value=self._next_mark()))
        elif _OwnerMark.read(stored).run != self._run:
            self._robbed = True
            self._watched = (stored, time.monotonic())
            raise self._taken_error()
        elif time.monotonic() - self._beaten >= BEAT:
            self._write_mark(connection)

    def beat(self, connection: Connection) -> None:
        """Show that we are here, now.

        Raises:
            JournalTakenError: another Home Assistant took over.
        """
        self.keep(connection)
        self._write_mark(connection)

    def release(self, connection: Connection) -> None:
        """Let others have the database, if it is ours."""
        stored = connection.scalar(_LOCKED)
        if stored is not None and _OwnerMark.read(stored).run == self._run:
            connection.execute(delete(_META).where(_META.c.key == _KEY))

    def _may_succeed(self, stored: str, name: _OwnerMark) -> bool:
        """Return whether another owner is one of our own that crashed, or does nothing any more."""
        # Two copies of one Home Assistant would take it from each other for ever.
        if name.instance == self._instance and not self._robbed:
            return True
        now = time.monotonic()
        if self._watched is None or self._watched[0] != stored:
            self._watched = (stored, now)
        return now - self._watched[1] >= LEASE

    def _next_mark(self) -> str:
        """Return the owner's mark with a new beat."""
        self._beat += 1
        self._beaten = time.monotonic()
        return _OwnerMark(self._instance, self._run, self._beat).stored()

    def _write_mark(self, connection: Connection) -> None:
        connection.execute(
            update(_META).where(_META.c.key == _KEY).values(value=self._next_mark())
        )

    def _taken_error(self) -> JournalTakenError:
        return JournalTakenError(
            "another Home Assistant keeps its journal in the same database"
        )
