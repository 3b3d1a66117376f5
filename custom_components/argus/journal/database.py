"""Database engine of the journal: SQLite in a file, or a server such as PostgreSQL or MariaDB."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
import sqlite3
from typing import Any, Final

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from ..model.journal_error import JournalError, NoFileError, RecorderError
from ..model.redaction import redacted
from .migrations import Claim, bring_up_to_date
from .vehicles_apart import VehicleLines

BUSY_TIMEOUT: Final = 10
"""Seconds to wait for another process that holds the database, or for a server to answer."""
CHECKPOINT_PAGES: Final = 1000
"""Pages in the write-ahead log at which SQLite moves them into the database file; its own default."""

RECORDER_FILE: Final = "home-assistant_v2.db"
"""Where Home Assistant's recorder keeps what it records unless it is told otherwise."""
_RECORDER_TABLES: Final = frozenset({"recorder_runs", "schema_changes"})
_READ_ONLY: Final = "argus_read_only"


def url_of(where: Path | str) -> URL:
    """Return the URL of a database file or the parsed form of a URL such as the recorder takes.

    Raises:
        SQLAlchemyError: the text is no URL of a database.
    """
    if isinstance(where, Path):
        return URL.create("sqlite", database=str(where))
    return make_url(where)


def file_of(url: URL) -> Path | None:
    """Return the file of a SQLite database, None for a server."""
    if not _is_sqlite(url) or not url.database:
        return None
    return Path(url.database)


def refuse_unfit(url: URL) -> None:
    """Make sure that a journal may be kept at an address; nothing is opened.

    Raises:
        NoFileError: it is in memory, a `file:` address with rules of its own, or a pipe or device.
        RecorderError: it is the file of Home Assistant's recorder.
    """
    if not _is_sqlite(url):
        return
    name = url.database or ""
    if not name or name == ":memory:" or name.lower().startswith("file:"):
        raise NoFileError("nothing would be left of it after a restart")
    path = Path(name)
    if path.exists() and not path.is_file():
        raise NoFileError(f"{path} is no file")
    if path.resolve().name == RECORDER_FILE:
        raise RecorderError("it belongs to Home Assistant's recorder")


def refuse_recorder(engine: Engine) -> None:
    """Make sure that a database is not the one of Home Assistant's recorder, however its address is written.

    Raises:
        RecorderError: it is.
        SQLAlchemyError: it cannot be reached or read.
    """
    with reading(engine).connect() as connection:
        tables = set(inspect(connection).get_table_names())
    if tables >= _RECORDER_TABLES:
        raise RecorderError("it belongs to Home Assistant's recorder")


def connected(url: URL) -> Engine:
    """Return how to reach a database; nothing is asked of it yet.

    Raises:
        SQLAlchemyError: there is no such kind of database.
        ImportError: the driver of a server is not installed.
    """
    if _is_sqlite(url):
        engine = create_engine(
            url, connect_args={"timeout": BUSY_TIMEOUT, "check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin_transaction)
    else:
        wanted: dict[str, Any] = {"connect_timeout": BUSY_TIMEOUT}
        if url.get_backend_name() in {"mysql", "mariadb"}:
            wanted["charset"] = "utf8mb4"
        known = {key: value for key, value in wanted.items() if key not in url.query}
        # A server that was restarted meanwhile is asked again before work is lost.
        engine = create_engine(url, connect_args=known, pool_pre_ping=True, pool_size=1)
    return engine


def opened(
    url: URL, claim: Claim | None = None, vehicle_lines: VehicleLines = ()
) -> Engine:
    """Open a database, look whether it is whole, and bring its tables up to date.

    Args:
        url: where it is.
        claim: makes it somebody's before anything is changed.
        vehicle_lines: lines whose counts are vehicles, if the database does not know that itself yet.

    Raises:
        JournalNewerError: it is newer than this code; nothing was touched.
        JournalTakenError: it is somebody else's; nothing was touched.
        JournalRefusedError: no journal may be kept there; nothing was touched.
        SQLAlchemyError: it cannot be opened, or is damaged (`is_damaged`).
        ImportError: the driver of a server is not installed.
    """
    refuse_unfit(url)
    engine = connected(url)
    try:
        refuse_recorder(engine)
        check(engine)
        bring_up_to_date(engine, claim, vehicle_lines)
        if _is_sqlite(url):
            _use_write_ahead_log(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def reading(engine: Engine) -> Engine:
    """Return the same database for transactions that only read: they wait for no writer."""
    return engine.execution_options(**{_READ_ONLY: True})


def rows(connection: Connection, statement: str, values: Any) -> Sequence[Any]:
    """Return what a query finds, as the driver returns it.

    Past SQLAlchemy's own results, which take more time than a page of rows takes the database.

    Args:
        connection: within a transaction.
        statement: in the database's words.
        values: as the driver takes them.

    Raises:
        DatabaseError: the database refused.
    """
    with _driver_cursor(connection, statement) as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def check(engine: Engine) -> None:
    """Look whether a SQLite file is whole; servers look after themselves.

    Raises:
        DatabaseError: as SQLite itself raises for a damaged one (`is_damaged`).
    """
    if not _is_sqlite(engine.url):
        return
    with reading(engine).connect() as connection:
        finding = connection.scalar(text("PRAGMA quick_check(1)"))
    if finding != "ok":
        raise DatabaseError(None, None, Exception(f"malformed: {finding}"))


def begin_backup(engine: Engine) -> None:
    """Leave the file of a SQLite database as it is until `end_backup`; servers are backed up by their own means.

    What is written meanwhile is appended to the write-ahead log beside it. Whatever part of that log a copy catches,
    SQLite reads it up to the last whole transaction, so file and log together are a consistent copy, and nobody has
    to wait. See "Checkpointing" and "The WAL file format" in SQLite's documentation.
    """
    if _is_sqlite(engine.url):
        _run_pragmas(engine, "wal_checkpoint(TRUNCATE)", "wal_autocheckpoint=0")


def end_backup(engine: Engine) -> None:
    """Let SQLite move the log into the file again."""
    if _is_sqlite(engine.url):
        _run_pragmas(engine, f"wal_autocheckpoint={CHECKPOINT_PAGES}", "wal_checkpoint")


def is_damaged(err: BaseException) -> bool:
    """Tell a damaged SQLite file from a full disk or a missing permission."""
    return isinstance(err, DatabaseError) and any(
        sign in str(err.orig) for sign in ("malformed", "not a database", "encrypted")
    )


@contextmanager
def translated_errors(where: Path | str) -> Iterator[None]:
    """Turn what a database or its driver raises into what the user is told.

    Args:
        where: the database's file or URL.

    Raises:
        JournalError: with the reason in the database's words.
    """
    try:
        yield
    except (OSError, ImportError, ValueError, SQLAlchemyError, sqlite3.Error) as err:
        raise JournalError(failure_reason(where, err)) from err


def failure_reason(where: Path | str, err: BaseException) -> str:
    """Return what went wrong in the database's words, without its address."""
    text = str(getattr(err, "orig", None) or err.__cause__ or err).strip()
    if isinstance(where, Path):
        return text
    try:
        url_of(where)
    except SQLAlchemyError, ValueError:
        return "the address of the database cannot be read"
    return redacted(text)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _prepare_connection(connection: Any, _record: Any) -> None:
    """Set the PRAGMAs of each new SQLite connection, and leave transactions to us."""
    # SQLAlchemy begins transactions itself, see `_begin_transaction`.
    connection.isolation_level = None
    cursor = connection.cursor()
    # A count that was shown must survive a power cut; crossings are rare enough to wait for the disk.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_transaction(connection: Connection) -> None:
    # Another process may write to the same file: what is read to be changed must not change in between.
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    if read_only:
        # As SQLAlchemy would, but in a tenth of the time: each page that is listed waits for it.
        with _driver_cursor(connection, "BEGIN") as cursor:
            cursor.execute("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _driver_cursor(connection: Connection, statement: str) -> Iterator[DBAPICursor]:
    """Give a cursor of the driver, whose errors become SQLAlchemy's."""
    try:
        cursor = connection.connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
    except connection.dialect.loaded_dbapi.Error as err:
        raise DatabaseError(statement, None, err) from err


def _use_write_ahead_log(engine: Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone() != ("wal",):
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()
    finally:
        connection.close()


def _run_pragmas(engine: Engine, *pragmas: str) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}").fetchall()
        cursor.close()
    finally:
        connection.close()
