"""What becomes of incidents after they were recorded: somebody marks them, looks at them, or they are deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Edit(StrEnum):
    """What can be made of an incident."""

    DELETED = "deleted"
    """By somebody, or because it was too old or too much."""
    FAVOURITE = "favourite"
    FALSE_ALARM = "false_alarm"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class IncidentEdit:
    """What was made of some incidents at once."""

    what: Edit
    is_so: bool
    """Whether it holds from now on, or no longer."""
    cameras: Mapping[str, str]
    """Ids of their cameras' subentries, by the ids of the incidents."""
    user: str | None = None
    """Id of who looked; None if nobody in particular did, then it holds for everybody."""
