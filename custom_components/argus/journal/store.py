"""The database and the one thread that touches it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
import logging
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.orm import Session

from .models import SCHEMA_VERSION, Base, Meta

_LOGGER = logging.getLogger(__name__)

BUSY_TIMEOUT: Final = 10
"""Seconds to wait for another process that holds the database, such as a backup."""


class JournalError(Exception):
    """Something could not be written or read."""


class Journal:
    """A SQLite database in WAL mode, read and written by one thread in the order of the calls.

    A call returns after its transaction is on disk, so what was acknowledged survives a crash.
    """

    def __init__(self, path: Path) -> None:
        """Prepare; nothing is opened yet.

        Args:
            path: the database file; it and its folder are made if they are not there.

        """
        self.path = path
        self.set_aside: Path | None = None
        """Where a damaged database was put when the journal was opened, if it was."""
        self._engine: Engine | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="argus-journal")

    async def async_open(self) -> None:
        """Open the database; a damaged one is set aside and a new one begun.

        Raises:
            JournalError: it can neither be opened nor made.
        """
        await self._async_in_thread(self.open)

    async def async_close(self) -> None:
        """Wait for what is under way, and close."""
        await self._async_in_thread(self.close)
        # The thread has nothing left to do, so this does not block.
        self._thread.shutdown(wait=True)

    async def async_run[R](self, work: Callable[[Session], R]) -> R:
        """Run work in a transaction in the journal's thread.

        Raises:
            JournalError: the database refused; nothing of the work was stored.
        """
        return await self._async_in_thread(self.run, work)

    async def _async_in_thread[*Ts, R](
        self, function: Callable[[*Ts], R], *args: *Ts
    ) -> R:
        loop = asyncio.get_running_loop()
        # Shielded: work that was handed over is finished even if nobody waits for it any more.
        return await asyncio.shield(loop.run_in_executor(self._thread, function, *args))

    def open(self) -> None:
        """Open the database in the calling thread; see `async_open`."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._engine = self._opened()
            except DatabaseError as err:
                if not _is_damaged(err):
                    raise
                self.set_aside = self._put_aside()
                _LOGGER.error(
                    "The journal is damaged; it was kept as %s and a new one begun",
                    self.set_aside.name,
                )
                self._engine = self._opened()
        except (OSError, SQLAlchemyError) as err:
            raise JournalError(str(err)) from err

    def close(self) -> None:
        """Close the database in the calling thread."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def run[R](self, work: Callable[[Session], R]) -> R:
        """Run work in a transaction in the calling thread; see `async_run`."""
        if self._engine is None:
            raise JournalError("the journal is not open")
        try:
            with (
                Session(self._engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                return work(session)
        except SQLAlchemyError as err:
            raise JournalError(str(err.__cause__ or err)) from err

    def _opened(self) -> Engine:
        engine = create_engine(
            f"sqlite:///{self.path}",
            connect_args={"timeout": BUSY_TIMEOUT, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_connection)
        try:
            _check(engine)
            Base.metadata.create_all(engine)
            with Session(engine) as session, session.begin():
                version = session.get(Meta, "schema_version")
                if version is None:
                    session.add(Meta(key="schema_version", value=str(SCHEMA_VERSION)))
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _put_aside(self) -> Path:
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        aside = self.path.with_name(f"{self.path.name}.damaged-{now}")
        for suffix in ("-wal", "-shm", ""):
            part = self.path.with_name(self.path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
        return aside


def _prepare_connection(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A count that was shown must survive a power cut; crossings are rare enough to wait for the disk.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _check(engine: Engine) -> None:
    """Raise the error that SQLite itself raises for a damaged database, if it finds one."""
    with engine.connect() as connection:
        finding = connection.scalar(text("PRAGMA quick_check(1)"))
    if finding != "ok":
        raise DatabaseError(None, None, Exception(f"malformed: {finding}"))


def _is_damaged(err: DatabaseError) -> bool:
    """Tell a damaged file from a full disk or a missing permission."""
    return any(
        sign in str(err.orig) for sign in ("malformed", "not a database", "encrypted")
    )
