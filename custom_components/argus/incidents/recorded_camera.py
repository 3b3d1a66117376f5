"""What the recorder of incidents takes from a camera when something happens in front of it."""

from typing import Protocol

from ..capture.best_frame import BestFrame
from ..capture.preview import PreviewRecorder
from ..capture.replay import ReplayRecorder
from ..model.camera import WatchedCamera
from ..vision import PipelineSettings


class RecordedCamera(WatchedCamera, Protocol):
    """A camera with the pictures of what happens in front of it."""

    @property
    def best(self) -> BestFrame:
        """The frame of the incident that shows most."""

    @property
    def replay(self) -> ReplayRecorder:
        """Stills of the incident."""

    @property
    def preview(self) -> PreviewRecorder:
        """Frames of the incident, and from just before it."""

    @property
    def hides_faces(self) -> PipelineSettings | None:
        """How to find the faces that pictures must not show, None where they may show them."""
