"""What all watched cameras share: the journal, the recorder, the threads, and whom each camera tells."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .capture.active_profile import ActiveProfile
from .capture.executor import VisionExecutor
from .capture.face_memories import FaceMemories
from .capture.request_executor import RequestExecutor
from .capture.trial import Trials
from .feedback.false_alarms import FalseAlarms
from .incidents.recorder import IncidentRecorder
from .journal import Journal
from .model.model_files import ModelFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedByCameras:
    """What all watched cameras share, and whom each of them tells."""

    device_id: str
    """Id of the device of Argus itself."""
    journal: Journal
    recorder: IncidentRecorder
    workers: VisionExecutor
    side_work: RequestExecutor
    trials: Trials
    false_alarms: FalseAlarms
    face_memories: FaceMemories
    profile: ActiveProfile
    heatmap_days: Callable[[], int]
    """Tells for how many days heat is kept now."""
    model_files: Callable[[], ModelFiles]
    """Tells where the models of neural networks lie that are there."""
    is_overloaded: Callable[[str], bool]
    """Tells whether frames of a camera, by the id of its subentry, are left out because the eyes do not keep up."""
    on_object_trouble: Callable[[], None]
    """Hears when the object detector of a camera breaks, and when it works again."""
    on_change: Callable[[], None]
    """Hears when the state or the status of a camera changed."""
    on_seen: Callable[[str, datetime], None]
    """Hears when somebody was last seen, in UTC, by the camera of a subentry's id."""
