"""What the object detector recognised in incidents, and which of them it would leave if only some kinds were motion."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from ..model.activity import OF_KIND, ActivityType
from ..model.incident import Incident
from ..vision import ObjectDetector, ObjectKind, PipelineSettings

_TOLD_ANYHOW: Final = frozenset(
    {
        ActivityType.VISITOR_IN,
        ActivityType.VISITOR_OUT,
        ActivityType.TAMPERED,
        ActivityType.CAMERA_LOST,
    }
)
"""What is told whatever counts as motion."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Since when it is known what was in the incidents of a camera.

    An incident does not say whether anybody looked for persons in it. So an empty one counts as empty only after another
    one in which something was recognised.
    """

    since: datetime | None
    """UTC; None if it is not known of any."""

    @classmethod
    def of(
        cls,
        settings: PipelineSettings,
        is_working: bool,
        incidents: Iterable[Incident],
    ) -> Self:
        """Find out since when it is known.

        Args:
            settings: of the camera.
            is_working: whether its object detector can be used, as far as it was tried.
            incidents: of the camera.

        """
        if (
            not is_working
            or not settings.objects
            or settings.object_detector is ObjectDetector.OFF
            or settings.object_model is None
        ):
            return cls(None)
        sure = set(ObjectKind)
        if any(not line.is_for_visitors for line in settings.lines):
            # Without a detector whatever crosses such a line is told as a vehicle.
            sure.remove(ObjectKind.VEHICLE)
        return cls(
            min(
                (one.start for one in incidents if not sure.isdisjoint(one.kinds)),
                default=None,
            )
        )

    def knows(self, incident: Incident) -> bool:
        """Return whether it is known what was in an incident."""
        return self.since is not None and incident.start >= self.since

    def may_be_told(self, incident: Incident, settings: PipelineSettings) -> bool:
        """Return whether an incident may be one with some settings, by the kinds in it: certainly where nobody knows them."""
        if not settings.only_kinds or not self.knows(incident):
            return True
        told = {*_TOLD_ANYHOW, *(OF_KIND[kind] for kind in settings.object_kinds)}
        if settings.faces:
            told.add(ActivityType.FACE)
        return not told.isdisjoint(incident.types)
