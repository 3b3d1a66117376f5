"""Orders of the pictures and moving previews of incidents, from what their camera kept of them."""

from homeassistant.util import dt as dt_util

from ..model.incident import Incident, IncidentChange, Phase
from .picture_writer import PictureOrder
from .preview_encoder import FEWEST
from .preview_writer import PreviewOrder
from .recorded_camera import RecordedCamera
from .snapshot_files import SnapshotFiles


def picture_order(
    camera: RecordedCamera, change: IncidentChange, files: SnapshotFiles
) -> PictureOrder | None:
    """Return the best picture so far, at the start for who is told at once, at the end for good, with the replay.

    Args:
        camera: whose incident it is.
        change: what became of the incident.
        files: tell where pictures belong.

    Returns:
        None if there is none, or the user wants none.

    """
    settings, best, incident = camera.settings, camera.best, change.incident
    if not settings.snapshots or best.frame is None or incident.is_loss:
        return None
    ends = change.phase is Phase.ENDED
    return PictureOrder(
        incident,
        files.path_of(incident, dt_util.as_local(incident.start)),
        best.frame,
        best.faces,
        camera.hides_faces,
        camera.replay.replay() if ends and settings.keeps_replays else (),
        subject=best.subject,
    )


def take_preview(camera: RecordedCamera, incident: Incident) -> PreviewOrder | None:
    """Take the frames of an incident that is over from its camera, for its moving preview.

    Args:
        camera: whose incident it is; it lets go of the frames.
        incident: what happened.

    Returns:
        None if there are too few, or the user wants none.

    """
    if incident.is_loss:
        return None
    lasted = ((incident.end or incident.start) - incident.start).total_seconds()
    frames = camera.preview.frames(lasted)
    camera.preview.end()
    if not camera.settings.keeps_previews or len(frames) < FEWEST:
        return None
    return PreviewOrder(incident, frames, camera.hides_faces)
