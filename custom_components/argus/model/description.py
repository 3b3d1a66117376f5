"""Description of an incident in the words of an AI that was shown its pictures."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Description:
    """What an AI says of an incident: a guess of a machine, and shown as one."""

    text: str
    """One paragraph of plain text, see `ai.plain_words`."""
    entity_id: str
    """The AI task entity whose words they are."""
    at: datetime
    """UTC."""
