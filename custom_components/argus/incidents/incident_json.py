"""Incidents as JSON: the same for HTTP, WebSocket, actions and listeners."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any, Final

from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..model.decision import Decision
from ..model.description import Description
from ..model.incident import Incident, Step
from ..model.moment import Moment, sides_of

PREVIEW: Final = "preview"
"""Names the moving preview of an incident, beside its picture."""


def incident_as_json(
    incident: Incident, camera: str | None, image_url: str | None
) -> dict[str, Any]:
    """Return what lists show of an incident as plain JSON values, without its steps and what was decided about it.

    Args:
        incident: what happened.
        camera: entity id of the camera; None if it is no longer watched.
        image_url: where its picture can be had, if there is one.

    """
    return {
        # As the REST API of the old Argus called them.
        "id": incident.id,
        "detection_type": str(incident.main_type),
        "timestamp": incident.start.isoformat(),
        "faces_count": incident.faces,
        "motion_intensity": round(incident.intensity / 100, 4),
        "location": incident.location or incident.camera_name,
        "image_url": image_url,
        # What it did not know.
        "camera": incident.camera_name,
        "camera_id": incident.camera,
        "camera_entity_id": camera,
        "end": incident.end.isoformat() if incident.end else None,
        "types": [str(kind) for kind in incident.types],
        "kinds": [str(kind) for kind in incident.kinds],
        "zones": list(incident.zones),
        "visitors_in": incident.visitors_in,
        "visitors_out": incident.visitors_out,
        "favourite": incident.favourite,
        "false_alarm": incident.false_alarm,
        "linked": list(incident.linked),
        "continues": incident.continues,
        "media_content_id": media_content_id(incident),
        "preview_url": preview_path(incident),
        "preview_media_content_id": preview_media_content_id(incident),
        **_description_as_json(incident.description),
    }


def _description_as_json(description: Description | None) -> dict[str, Any]:
    """Return what an AI says of an incident, and which: whoever shows it says that it is an AI's."""
    if description is None:
        return {"description": None, "described_by": None, "described_at": None}
    return {
        "description": description.text,
        "described_by": description.entity_id,
        "described_at": description.at.isoformat(),
    }


def steps_as_json(incident: Incident) -> dict[str, Any]:
    """Return the steps of an incident, to go with the rest."""
    return {"trace": [_step_as_json(step) for step in incident.trace]}


def moments_as_json(
    incident: Incident, sign: Callable[[str], str] | None = None
) -> dict[str, Any]:
    """Return the moments of an incident, to go with the rest.

    Args:
        incident: with its moments.
        sign: turns the path of a picture into one that needs no token; None leaves paths as they are.

    """
    return {
        "moments": [
            {
                "time": moment.at.isoformat(),
                "type": str(moment.type),
                "box": None
                if (sides := sides_of(moment.box)) is None
                else [round(side, 4) for side in sides],
                "zone": moment.zone,
                "line": moment.line,
                "picture": _moment_path(incident, moment, sign),
            }
            for moment in incident.moments
        ]
    }


def _moment_path(
    incident: Incident, moment: Moment, sign: Callable[[str], str] | None
) -> str | None:
    """Return the path of the view that gives the picture of a moment, if it has one."""
    if not moment.has_picture:
        return None
    path = f"/api/{DOMAIN}/events/{incident.id}/moments/{moment.number}.jpg"
    return path if sign is None else sign(path)


def decisions_as_json(decisions: Iterable[Decision]) -> dict[str, Any]:
    """Return what was decided about an incident, to go with the rest."""
    return {"decisions": [decision_as_json(decision) for decision in decisions]}


def snapshot_path(incident: Incident) -> str | None:
    """Return the path of the view that gives an incident's picture, if it has one."""
    return _picture_path(incident, "snapshot.jpg")


def thumbnail_path(incident: Incident) -> str | None:
    """Return the path of the view that gives an incident's picture small, if it has one."""
    return _picture_path(incident, "thumbnail.jpg")


def preview_path(incident: Incident) -> str | None:
    """Return the path of the view that gives an incident's moving preview, if it has one."""
    if incident.preview is None:
        return None
    suffix = PurePosixPath(incident.preview).suffix
    return f"/api/{DOMAIN}/events/{incident.id}/{PREVIEW}{suffix}"


def _picture_path(incident: Incident, name: str) -> str | None:
    if incident.snapshot is None:
        return None
    return f"/api/{DOMAIN}/events/{incident.id}/{name}"


def media_identifier(incident: Incident) -> str:
    """Return what names an incident in Argus's media source."""
    day = dt_util.as_local(incident.start).date()
    return f"{incident.camera}/{day.isoformat()}/{incident.id}"


def media_content_id(incident: Incident) -> str | None:
    """Return the id of an incident's picture as actions that take media want it."""
    if incident.snapshot is None:
        return None
    return f"media-source://{DOMAIN}/{media_identifier(incident)}"


def preview_media_content_id(incident: Incident) -> str | None:
    """Return the id of an incident's moving preview as actions that take media want it."""
    if incident.preview is None:
        return None
    return f"media-source://{DOMAIN}/{media_identifier(incident)}/{PREVIEW}"


def _step_as_json(step: Step) -> dict[str, Any]:
    return {
        "at": step.at.isoformat(),
        "what": step.what,
        "motion_intensity": round(step.intensity / 100, 4),
        "faces_count": step.faces,
        "zones": list(step.zones),
        "line": step.line,
    }


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """Return what an alert decided as plain JSON values."""
    return {
        "at": decision.at.isoformat(),
        "alert": decision.alert,
        "alert_name": decision.alert_name,
        "verdict": str(decision.verdict),
        "detail": decision.detail,
        "deliveries": [asdict(delivery) for delivery in decision.deliveries],
        "opinion": None if decision.opinion is None else asdict(decision.opinion),
    }
