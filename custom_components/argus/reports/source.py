"""What reports of visitors are made of."""

from collections.abc import Mapping
from typing import Protocol

from ..capture.request_executor import Drawings, RequestExecutor
from ..journal import Journal
from ..model.camera import WatchedCamera
from ..model.house_settings import ArgusSettings
from .chart import DayHours


class ReportSource(Protocol):
    """Counts, the names that cameras have now, and what draws charts."""

    @property
    def journal(self) -> Journal:
        """Where visitors are counted."""

    @property
    def cameras(self) -> Mapping[str, WatchedCamera]:
        """Those that are watched now, by the ids of their subentries."""

    @property
    def settings(self) -> ArgusSettings:
        """Tell when visitors are expected."""

    @property
    def side_work(self) -> RequestExecutor:
        """Draws charts, and limits how much is asked for at once."""

    @property
    def charts(self) -> Drawings[DayHours]:
        """Those that were asked for lately."""
