"""The journal: incidents, visitor counts and heat maps in a database of its own."""

from ..model.journal_error import (
    JournalError,
    JournalNewerError,
    JournalRefusedError,
    JournalTakenError,
    NoFileError,
    RecorderError,
)
from .candidate import Candidates
from .ownership import BEAT
from .store import Journal

__all__ = [
    "BEAT",
    "Candidates",
    "Journal",
    "JournalError",
    "JournalNewerError",
    "JournalRefusedError",
    "JournalTakenError",
    "NoFileError",
    "RecorderError",
]
