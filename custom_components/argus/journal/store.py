"""The one thread that reads and writes the journal's database."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
import logging
from pathlib import Path
import time
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ..model.journal_error import JournalError, JournalTakenError
from . import database
from .ownership import Ownership
from .vehicles_apart import VehicleLines

_LOGGER = logging.getLogger(__name__)

OPEN_AGAIN: Final = 15.0
"""Seconds after which a database that could not be opened is tried again when there is work."""
TOGETHER: Final = 100
"""Calls that are stored in one transaction at most."""


@dataclass(slots=True, eq=False)
class _Work:
    """Work that waits for the thread, or was done together with other work."""

    function: Callable[[Session], Any]
    alone: bool = False
    done: bool = False
    result: Any = None


class Journal:
    """A database read and written by one thread in the order of the calls.

    A call returns after its transaction is on disk, so what was acknowledged survives a crash. Calls that wait for the
    thread at the same time are committed together. A database that cannot be opened, or is damaged or taken away
    while it is in use, is opened again or begun anew.
    """

    def __init__(
        self,
        where: Path | str,
        on_set_aside: Callable[[Path], None] | None = None,
        vehicle_lines: Callable[[], VehicleLines] = tuple,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            where: the file of a SQLite database, made with its folder if it is not there, or a URL such as
                postgresql://user:password@host/name.
            on_set_aside: called in the journal's thread with the new name of a damaged database.
            vehicle_lines: called there, too, for the lines that count vehicles: an older database does not know.

        """
        self._where = where
        self._on_set_aside = on_set_aside
        self._vehicle_lines = vehicle_lines
        self.set_aside: Path | None = None
        """Where a damaged database was put, if one was."""
        self._engine: Engine | None = None
        self._reader: Engine | None = None
        self._inode: int | None = None
        self._wanted = False
        self._failed: tuple[float, JournalError] | None = None
        self._ownership: Ownership | None = None
        self._backup = False
        self._waiting: deque[_Work] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="argus-journal")

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database, None for a server."""
        if isinstance(self._where, Path):
            return self._where
        try:
            return database.file_of(database.url_of(self._where))
        except SQLAlchemyError:
            return None

    async def async_open(
        self,
        instance: str | None = None,
        begin: Callable[[Journal], None] | None = None,
    ) -> None:
        """Open the database; a damaged one is set aside and a new one begun.

        Args:
            instance: id of the Home Assistant whose journal it is to be from now on; None makes it nobody's.
            begin: called in the journal's thread with the open journal, before any other work.

        Raises:
            JournalTakenError: it is another Home Assistant's.
            JournalError: it can neither be opened nor made.
        """
        await self._async_in_thread(self.open, instance, begin)

    async def async_move(
        self, where: Path | str, begin: Callable[[Journal], None] | None = None
    ) -> None:
        """Go on with another database; what the old one holds stays there.

        Args:
            where: file or URL of the other one.
            begin: called in the journal's thread with the open journal, before any other work.

        Raises:
            JournalError: it can neither be opened nor made; calls will try again.
        """
        await self._async_in_thread(self._move_database, where, begin)

    async def async_close(self) -> None:
        """Wait for what is under way, and close."""
        try:
            await self._async_in_thread(self.close)
        except BaseException:
            # It ends when it has done what hangs.
            self._thread.shutdown(wait=False)
            raise
        # The thread has nothing left to do, so this does not block.
        self._thread.shutdown(wait=True)

    async def async_run[R](self, work: Callable[[Session], R]) -> R:
        """Run work in a transaction in the journal's thread.

        Work must be able to run again: when other work in the same transaction fails, all of it is taken back and
        run one by one.

        Raises:
            JournalError: the database refused; nothing of the work was stored.
        """
        item = _Work(work)
        self._waiting.append(item)
        result: R = await self._async_in_thread(self._work_result, item)
        return result

    async def async_read[R](self, work: Callable[[Session], R]) -> R:
        """Run work that only reads; it does not wait for another process that writes.

        Raises:
            JournalError: the database refused.
        """
        return await self._async_in_thread(self.read, work)

    async def async_call(self, work: Callable[[Journal], None]) -> None:
        """Run work in the journal's thread that makes transactions of its own.

        Raises:
            JournalError: the database refused, or whatever else the work asks.
        """
        await self._async_in_thread(work, self)

    async def async_begin_backup(self) -> None:
        """Keep the database file as it is until `async_end_backup`; reading and writing go on.

        Raises:
            JournalError: the database refused.
        """
        await self._async_in_thread(self._set_backup, True)

    async def async_end_backup(self) -> None:
        """Let the database file change again.

        Raises:
            JournalError: the database refused.
        """
        await self._async_in_thread(self._set_backup, False)

    async def _async_in_thread[*Ts, R](
        self, function: Callable[[*Ts], R], *args: *Ts
    ) -> R:
        loop = asyncio.get_running_loop()
        try:
            future = loop.run_in_executor(self._thread, function, *args)
        except RuntimeError as err:
            raise JournalError("the journal is closed") from err
        # Work that was handed over is finished even if nobody waits for it any more, who then has no use for its error:
        # asyncio.shield would give it to the event loop as one that nobody expected.
        future.add_done_callback(_take_outcome)
        await asyncio.wait((future,))
        return future.result()

    async def async_keep(self) -> None:
        """Show that this Home Assistant is still there, at least every `BEAT` seconds.

        Something is written each time, so that who comes back from here knows that the database can be written to.

        Raises:
            JournalTakenError: another one took the journal over.
            JournalError: the database refused.
        """
        await self.async_run(self._renew_claim)

    def _renew_claim(self, session: Session) -> None:
        if self._ownership is not None:
            self._ownership.beat(session.connection())

    def open(
        self,
        instance: str | None = None,
        begin: Callable[[Journal], None] | None = None,
    ) -> None:
        """Open the database in the calling thread; see `async_open`."""
        self._ownership = None if instance is None else Ownership(instance)
        self._open_anew(begin)

    def _open_anew(self, begin: Callable[[Journal], None] | None) -> None:
        self._wanted = True
        self._failed = None
        self._open_database()
        if begin is not None:
            begin(self)

    def close(self) -> None:
        """Close the database in the calling thread; others may have it."""
        self._wanted = False
        try:
            self._release_claim()
        finally:
            self._dispose_engines()

    def run[R](self, work: Callable[[Session], R]) -> R:
        """Run work in a transaction in the calling thread; see `async_run`."""
        return self._run_or_recover(work)

    def read[R](self, work: Callable[[Session], R]) -> R:
        """Run work that only reads in the calling thread; see `async_read`."""
        return self._run_or_recover(work, read_only=True)

    def _work_result(self, item: _Work) -> Any:
        """Return what work comes to, done now or together with work before it."""
        if not item.done and not item.alone:
            together = [self._waiting.popleft()]
            while self._waiting and len(together) < TOGETHER:
                together.append(self._waiting.popleft())
            if len(together) > 1:
                self._run_together(together)
        return item.result if item.done else self.run(item.function)

    def _run_together(self, items: list[_Work]) -> None:
        """Run small work that waits in one transaction; if that fails, each is run alone."""
        try:
            results = self.run(lambda s: [item.function(s) for item in items])
        except Exception:
            _LOGGER.debug("Done one by one, as not all could be stored", exc_info=True)
            for item in items:
                item.alone = True
            return
        for item, result in zip(items, results, strict=True):
            item.done, item.result = True, result

    def _run_or_recover[R](
        self, work: Callable[[Session], R], *, read_only: bool = False
    ) -> R:
        """Run work in a transaction, and once more in a new file if the old one is damaged."""
        try:
            return self._run_transaction(work, read_only)
        except JournalTakenError as err:
            self._note_failure(err)
            raise
        except SQLAlchemyError as err:
            if not self._recover_damaged_file(err):
                raise JournalError(self._reason_of(err)) from err
        try:
            return self._run_transaction(work, read_only)
        except SQLAlchemyError as err:
            raise JournalError(self._reason_of(err)) from err

    def _run_transaction[R](self, work: Callable[[Session], R], read_only: bool) -> R:
        """Open the database if need be and run work in one transaction."""
        if self._engine is not None and self._is_file_gone():
            _LOGGER.error("The journal's file was taken away; a new one is begun")
            self._dispose_engines()
        if self._engine is None:
            if not self._wanted:
                raise JournalError("the journal is not open")
            if (
                self._failed is not None
                and time.monotonic() - self._failed[0] < OPEN_AGAIN
            ):
                _, failure = self._failed
                raise type(failure)(*failure.args)
            self._open_database()
        assert self._engine is not None
        if read_only:
            # There is nothing to commit.
            with Session(self._reader) as session:
                return work(session)
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            if self._ownership is not None:
                self._ownership.keep(session.connection())
            return work(session)

    def _recover_damaged_file(self, err: SQLAlchemyError) -> bool:
        """Begin anew if the file turns out to be damaged; return whether that was so."""
        if self.path is None or not database.is_damaged(err):
            return False
        _LOGGER.error("The journal cannot be used any more: %s", self._reason_of(err))
        # Another process that uses it may have set it aside already.
        damaged = not self._is_file_gone()
        self._dispose_engines()
        self._open_database(damaged=damaged)
        return True

    def _is_file_gone(self) -> bool:
        """Tell whether somebody took the file away: SQLite would go on writing to one without a name."""
        return _inode_of(self.path) != self._inode

    def _move_database(
        self, where: Path | str, begin: Callable[[Journal], None] | None
    ) -> None:
        self._release_claim()
        self._dispose_engines()
        self._where = where
        self._open_anew(begin)

    def _open_database(self, *, damaged: bool = False) -> None:
        try:
            with database.translated_errors(self._where):
                self._engine = self._open_engine(damaged)
                self._reader = database.reading(self._engine)
                self._inode = _inode_of(self.path)
                if self._backup:
                    database.begin_backup(self._engine)
        except JournalError as err:
            self._note_failure(err)
            raise
        self._failed = None

    def _open_engine(self, damaged: bool) -> Engine:
        """Return an engine whose schema is up to date and whose database is claimed."""
        claim = None if self._ownership is None else self._ownership.claim
        url = database.url_of(self._where)
        path = database.file_of(url)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            if damaged:
                self._set_file_aside(path)
        try:
            return database.opened(url, claim, self._vehicle_lines())
        except SQLAlchemyError as err:
            if path is None or not database.is_damaged(err):
                raise
            self._set_file_aside(path)
            return database.opened(url, claim)

    def _note_failure(self, failure: JournalError) -> None:
        """Let go of the database, and answer with what went wrong until it is tried again."""
        self._dispose_engines()
        self._failed = (time.monotonic(), failure)

    def _release_claim(self) -> None:
        if self._ownership is None or self._engine is None:
            return
        try:
            with self._engine.begin() as connection:
                self._ownership.release(connection)
        except SQLAlchemyError as err:
            _LOGGER.debug("The journal could not be released: %s", self._reason_of(err))

    def _dispose_engines(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = self._reader = None

    def _set_backup(self, under_way: bool) -> None:
        self._backup = under_way
        if self._engine is None:
            return
        with database.translated_errors(self._where):
            if under_way:
                database.begin_backup(self._engine)
            else:
                database.end_backup(self._engine)

    def _set_file_aside(self, path: Path) -> None:
        """Rename a damaged file with its log, so that nothing is lost that could be rescued."""
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        aside = path.with_name(f"{path.name}.damaged-{now}")
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
        self.set_aside = aside
        _LOGGER.error(
            "The journal is damaged; it was kept as %s and a new one begun", aside.name
        )
        if self._on_set_aside is not None:
            self._on_set_aside(aside)

    def _reason_of(self, err: BaseException) -> str:
        return database.failure_reason(self._where, err)


def _inode_of(path: Path | None) -> int | None:
    """Tell one file from another under the same name; None if there is none."""
    try:
        return None if path is None else path.stat().st_ino
    except OSError:
        return None


def _take_outcome(future: asyncio.Future[Any]) -> None:
    """Look at how work ended, so that asyncio does not complain of an error that nobody waited for."""
    if not future.cancelled():
        future.exception()
