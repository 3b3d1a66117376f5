"""The journal: incidents, visitor counts and heat maps in a database of its own."""

from .candidate import Candidates
from .errors import (
    JournalError,
    JournalNewerError,
    JournalRefusedError,
    JournalTakenError,
    NoFileError,
    RecorderError,
)
from .ownership import BEAT
from .store import Journal
from .tally import Tally

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
    "Tally",
]
