"""Vehicles in the report: how many crossed each line that counted them, beside the visitors, for they are none."""

from collections.abc import Collection, Mapping
from typing import Any

from .source import ReportSource

type Counts = Mapping[tuple[str, str], tuple[int, int]]
"""How many came in and went out, by the ids of a camera's subentry and of its line."""


def report_vehicles(
    source: ReportSource, counts: Counts, cameras: Collection[str] | None
) -> list[dict[str, Any]]:
    """Return how many vehicles crossed each line that counted them, and each that counts them now, also if none did.

    Args:
        source: knows the names that cameras and lines have now; what is no longer there keeps its id for a name.
        counts: what the journal knows of these cameras.
        cameras: ids of the cameras that the report is of; None for all.

    """
    told = []
    for camera_id, line_id in _lines_in_order(source, counts, cameras):
        camera = source.cameras.get(camera_id)
        lines = camera.settings.lines if camera else ()
        names = {line.id: line.name for line in lines}
        came, left = counts.get((camera_id, line_id), (0, 0))
        told.append(
            {
                "camera": camera.subentry.title if camera else camera_id,
                "camera_id": camera_id,
                "camera_entity_id": camera.entity_id if camera else None,
                "line": line_id,
                "name": names.get(line_id, line_id),
                "in": came,
                "out": left,
            }
        )
    return sorted(told, key=lambda line: str(line["camera"]).casefold())


def _lines_in_order(
    source: ReportSource, counts: Counts, cameras: Collection[str] | None
) -> list[tuple[str, str]]:
    """Return the lines to tell of: those that count vehicles now as they are set, then those that did."""
    now = [
        (camera_id, line.id)
        for camera_id, camera in source.cameras.items()
        for line in camera.settings.lines
        if not line.is_for_visitors and (cameras is None or camera_id in cameras)
    ]
    return list(dict.fromkeys([*now, *sorted(counts)]))
