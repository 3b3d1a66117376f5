"""What can go wrong with the journal."""


class JournalError(Exception):
    """Something could not be written or read."""


class JournalTakenError(JournalError):
    """Another Home Assistant keeps its journal in the same database."""


class JournalNewerError(JournalError):
    """The database was written by a newer Argus."""
