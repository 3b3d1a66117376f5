"""What can go wrong with the journal."""


class JournalError(Exception):
    """Something could not be written or read."""


class JournalTakenError(JournalError):
    """Another Home Assistant keeps its journal in the same database."""


class JournalNewerError(JournalError):
    """The database was written by a newer Argus."""


class JournalRefusedError(JournalError):
    """The database is none that a journal may be kept in, whatever it holds."""


class NoFileError(JournalRefusedError):
    """It leads to no file of its own: all would be forgotten at the next restart, or nothing ever read."""


class RecorderError(JournalRefusedError):
    """It is the database of Home Assistant's recorder."""
