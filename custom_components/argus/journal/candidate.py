"""Checks a database that the user names before the journal moves there."""

from . import database
from .migrations import bring_up_to_date, stored_version
from .ownership import Ownership


class Candidates:
    """Looks at databases that the user names, for one Home Assistant.

    What is in them may be somebody else's: it is not claimed, not brought up to date and not set aside.
    """

    def __init__(self, instance: str) -> None:
        """Prepare for the Home Assistant of an id."""
        self._ownership = Ownership(instance)

    def check_database(self, db_url: str) -> None:
        """Make sure that a database can hold the journal; one without a journal gets its tables.

        Whoever looks again after `LEASE` learns whether the owner still does anything.

        Args:
            db_url: such as postgresql://user:password@host/name.

        Raises:
            JournalTakenError: it holds the journal of another Home Assistant.
            JournalNewerError: it was written by a newer Argus.
            JournalRefusedError: it is none that a journal may be kept in.
            JournalError: it cannot be reached, read, or changed.
        """
        with database.translated_errors(db_url):
            url = database.url_of(db_url)
            database.refuse_unfit(url)
            path = database.file_of(url)
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            engine = database.connected(url)
            try:
                database.refuse_recorder(engine)
                database.check(engine)
                with database.reading(engine).connect() as connection:
                    version = stored_version(connection)
                    if version:
                        self._ownership.find_owner(connection)
                if version is None:
                    bring_up_to_date(engine)
            finally:
                engine.dispose()
