"""State of the cameras as plain JSON values, with the names the old Argus used."""

from typing import Any, Final

from homeassistant.util import dt as dt_util

from ..coordinator import ArgusCoordinator
from ..model.access import Audience
from ..model.camera_status import CameraStatus
from ..model.tally import visitors_of_day

_MOST_TELLING: Final = (
    CameraStatus.WATCHING,
    CameraStatus.STARTING,
    CameraStatus.WAITING,
    CameraStatus.UNAVAILABLE,
    CameraStatus.OFF,
    CameraStatus.STOPPED,
)


def status_as_json(audience: Audience[ArgusCoordinator]) -> dict[str, Any]:
    """Return what the cameras that somebody may see do and see, together and each."""
    cameras = list(audience.cameras.values())
    statuses = {camera.status for camera in cameras}
    return {
        "status": next(
            (str(status) for status in _MOST_TELLING if status in statuses),
            str(CameraStatus.STOPPED),
        ),
        "is_running": CameraStatus.WATCHING in statuses,
        "motion_detected": any(camera.data.motion for camera in cameras),
        "faces_count": sum(camera.data.faces for camera in cameras),
        "people_count": sum(camera.data.recent_people for camera in cameras),
        "visitors_today": sum(_visitors_today(camera) for camera in cameras),
        "overloaded": any(camera.overloaded for camera in cameras),
        "dropped_frames": sum(_dropped_frames(camera) for camera in cameras),
        "cameras": {
            # Beside what MQTT is told as well, which would be told anew with every frame.
            camera.entity_id or subentry_id: camera_as_json(camera)
            | {"dropped_frames": _dropped_frames(camera)}
            for subentry_id, camera in audience.cameras.items()
        },
    }


def camera_as_json(camera: ArgusCoordinator) -> dict[str, Any]:
    """Return what one camera does and sees."""
    state = camera.data
    return {
        "id": camera.subentry.subentry_id,
        "entity_id": camera.entity_id,
        "name": camera.subentry.title,
        "location": camera.settings.location or camera.subentry.title,
        "status": str(camera.status),
        "is_running": camera.status is CameraStatus.WATCHING,
        "overloaded": camera.overloaded,
        "motion_detected": state.motion,
        "motion_intensity": round(state.intensity / 100, 4),
        "faces_count": state.faces,
        "people_count": state.recent_people,
        "kinds": [str(kind) for kind in state.kinds],
        "present": state.present,
        "last_seen": state.last_seen.isoformat() if state.last_seen else None,
        "visitors_today": _visitors_today(camera),
    }


def _visitors_today(camera: ArgusCoordinator) -> int:
    today = dt_util.now().date()
    return visitors_of_day(camera.data.tallies, camera.settings.lines, today)


def _dropped_frames(camera: ArgusCoordinator) -> int:
    return 0 if camera.watch is None else camera.watch.statistics.dropped
