"""What incidents are read from, by whoever lists, searches or shows them."""

from collections.abc import Mapping
from typing import Protocol

from ..capture.request_executor import RequestExecutor
from ..journal import Journal
from ..model.camera import WatchedCamera
from .recorder import IncidentRecorder


class IncidentArchive(Protocol):
    """Incidents that were recorded, and the cameras that are watched now."""

    @property
    def incidents(self) -> IncidentRecorder:
        """Recorded them."""

    @property
    def journal(self) -> Journal:
        """Where they are stored."""

    @property
    def cameras(self) -> Mapping[str, WatchedCamera]:
        """By the ids of their subentries."""

    @property
    def side_work(self) -> RequestExecutor:
        """Limits how much is asked for at once."""
