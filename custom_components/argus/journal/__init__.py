"""What Argus remembers: counts, hours and places, in a database of its own."""

from .store import Journal, JournalError
from .tally import Tally

__all__ = ["Journal", "JournalError", "Tally"]
