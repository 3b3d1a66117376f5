"""What the house knows of an incident that lasts, or of which something is still to come, beside what its camera saw."""

from dataclasses import dataclass, replace

from ..model.activity import ActivityType
from ..model.description import Description
from ..model.incident import Incident


@dataclass(slots=True)
class OpenIncident:
    """What the house adds to what a camera knows of its incident."""

    incident: Incident
    """As the camera saw it last."""
    linked: tuple[str, ...] = ()
    snapshot: str | None = None
    preview: str | None = None
    favourite: bool = False
    false_alarm: bool = False
    description: Description | None = None
    types: tuple[ActivityType, ...] = ()
    """What it was about when its picture was wanted last."""
    told: bool = False
    """Whether its end was told."""

    def complete(self, incident: Incident) -> Incident:
        """Return a state of the incident with all that was added to it."""
        return replace(
            incident,
            linked=self.linked,
            snapshot=self.snapshot,
            preview=self.preview,
            favourite=self.favourite,
            false_alarm=self.false_alarm,
            description=self.description,
        )
