"""The dashboard of the demo: a column for each camera."""

from collections.abc import Mapping, Sequence
from typing import Any

# What Argus adds for a camera and the demo shows, by the end of the unique id.
SHOWN = (
    "motion",
    "presence",
    "faces",
    "last_seen",
    "visitors_in",
    "visitors_out",
    "inside",
    "activity",
    "detection",
)

COUNTERS = frozenset({"visitors_in", "visitors_out", "inside"})

TITLE = "Argus demo"
PATH = "argus-demo"


def section(name: str, entities: Mapping[str, str], camera: str) -> dict[str, Any]:
    """Build the column of one camera.

    Args:
        name: What the camera is called.
        entities: Entity id for each kind of :data:`SHOWN`, and ``annotated``.
        camera: The camera's own entity id.

    Returns:
        A section for a view of type ``sections``.
    """
    cards: list[dict[str, Any]] = [
        {"type": "heading", "heading": name, "icon": "mdi:cctv"},
        {
            "type": "picture-entity",
            "entity": entities.get("annotated", camera),
            "camera_view": "live",
            "show_name": False,
            "show_state": False,
            "grid_options": {"columns": "full"},
        },
    ]
    cards.extend(
        # Without the device's name in front of it: that is the heading.
        {
            "type": "tile",
            "entity": entities[kind],
            "name": {"type": "entity"},
            # With the name of the line they are too long for half of a column.
            "grid_options": {"columns": "full" if kind in COUNTERS else 6},
        }
        for kind in SHOWN
        if kind in entities
    )
    history = [
        {"entity": entities[kind], "name": {"type": "entity"}}
        for kind in ("motion", "presence", "faces")
        if kind in entities
    ]
    if history:
        cards.append(
            {
                "type": "history-graph",
                "entities": history,
                "hours_to_show": 0.25,
                "grid_options": {"columns": "full"},
            }
        )
    if "heatmap" in entities:
        cards.append(
            {
                "type": "picture-entity",
                "entity": entities["heatmap"],
                "show_name": False,
                "show_state": False,
                "grid_options": {"columns": "full"},
            }
        )
    return {"type": "grid", "cards": cards}


def dashboard(sections: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Build the whole dashboard out of its columns."""
    return {
        "views": [
            {
                "title": "Cameras",
                "path": "cameras",
                "type": "sections",
                "max_columns": max(len(sections), 1),
                "sections": list(sections),
            }
        ]
    }
