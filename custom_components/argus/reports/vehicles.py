"""Vehicles in the report: what crossed the lines that count them, which are lines of no visitors."""

from collections.abc import Collection, Mapping
from typing import Any

from ..vision import Line
from .source import ReportSource

type Counts = Mapping[tuple[str, str], tuple[int, int]]
"""How many came in and went out, by camera and line."""


def vehicle_lines(source: ReportSource) -> dict[tuple[str, str], Line]:
    """Return the lines that vehicles are counted on, by the ids of their camera's subentry and of their own."""
    return {
        (camera_id, line.id): line
        for camera_id, camera in source.cameras.items()
        for line in camera.settings.lines
        if not line.is_for_visitors
    }


def report_vehicles(
    source: ReportSource, counts: Counts, cameras: Collection[str] | None
) -> list[dict[str, Any]]:
    """Return how many vehicles crossed each line that counts them, also where there were none.

    Args:
        source: knows the names that cameras and lines have now.
        counts: what the journal knows.
        cameras: ids of the cameras that the report is of; None for all.

    """
    told = []
    for (camera_id, line_id), line in vehicle_lines(source).items():
        if cameras is not None and camera_id not in cameras:
            continue
        camera = source.cameras[camera_id]
        came, left = counts.get((camera_id, line_id), (0, 0))
        told.append(
            {
                "camera": camera.subentry.title,
                "camera_id": camera_id,
                "camera_entity_id": camera.entity_id,
                "line": line_id,
                "name": line.name,
                "in": came,
                "out": left,
            }
        )
    return sorted(told, key=lambda line: str(line["camera"]).casefold())
