"""What is drawn over the picture of a camera, as plain JSON values: places, counters, and what is seen in a frame."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from ..coordinator import ArgusCoordinator
from ..model.counter_key import current_key
from ..vision import Box, Line, Observation, TrackKind, Zone

MOST_BOXES: Final = 50
"""Of each kind in one frame; nobody could tell more of them apart."""


def camera_details(camera: ArgusCoordinator) -> dict[str, Any]:
    """Return what is known of a camera besides what happens in front of it."""
    settings, sight = camera.settings, camera.sight
    return {
        "id": camera.subentry.subentry_id,
        "entity_id": camera.entity_id,
        "name": camera.subentry.title,
        "status": str(camera.status),
        "size": None
        if sight is None
        else [sight.observation.width, sight.observation.height],
        "interval": settings.interval
        if camera.watch is None
        else camera.watch.frame_interval,
        "settings": {
            "motion": settings.motion,
            "faces": settings.faces,
            "sensitivity": settings.sensitivity,
            # As the entity and the form show it: percent of the picture.
            "min_object": round(100 * settings.min_object, 4),
        },
        "zones": [_zone(zone) for zone in settings.zones],
        "lines": [_line(line, camera) for line in settings.lines],
    }


def frame_as_json(observation: Observation, at: datetime) -> dict[str, Any]:
    """Return what was seen in one frame."""
    objects = [track for track in observation.tracks if track.kind is TrackKind.OBJECT]
    return {
        "at": at.isoformat(),
        "tracks": [
            {
                "id": track.id,
                "box": box_as_json(track.box),
                "kind": None if track.object is None else str(track.object),
            }
            for track in objects[:MOST_BOXES]
        ],
        "faces": _boxes(face.box for face in observation.faces[:MOST_BOXES]),
        "moving": _boxes(observation.motion.boxes[:MOST_BOXES])
        if observation.motion.detected
        else [],
    }


def box_as_json(box: Box) -> list[float]:
    """Return left, top, right and bottom as shares of the picture."""
    return [round(side, 4) for side in (box.x0, box.y0, box.x1, box.y1)]


def _boxes(boxes: Iterable[Box]) -> list[list[float]]:
    return [box_as_json(box) for box in boxes]


def _zone(zone: Zone) -> dict[str, Any]:
    return {
        "id": zone.id,
        "name": zone.name,
        "points": [[point.x, point.y] for point in zone.points],
        "kind": str(zone.kind),
        "sensitivity": zone.sensitivity,
        "ignore": str(zone.ignore),
        "kinds": sorted(str(kind) for kind in zone.kinds),
    }


def _line(line: Line, camera: ArgusCoordinator) -> dict[str, Any]:
    tally = camera.data.tallies.get(current_key(line))
    return {
        "id": line.id,
        "name": line.name,
        "start": [line.start.x, line.start.y],
        "end": [line.end.x, line.end.y],
        "counts": str(line.counts),
        "name_in": line.name_in,
        "name_out": line.name_out,
        **(
            {}
            if tally is None
            else {
                "today_in": tally.today_in,
                "today_out": tally.today_out,
                "inside": tally.inside,
            }
        ),
    }
