"""What Argus remembers: counts, hours and places, in a database of its own."""

from .errors import JournalError, JournalTakenError
from .ownership import BEAT
from .store import Journal
from .tally import Tally

__all__ = ["BEAT", "Journal", "JournalError", "JournalTakenError", "Tally"]
