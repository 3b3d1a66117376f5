"""Answers as short facts for a language model: plain JSON, few of each, names as data."""

from collections.abc import Sequence
from typing import Any

from ..incidents.incident_json import media_content_id
from ..model.camera_status import CameraStatus
from ..model.incident import Incident
from ..model.named import named, named_zones
from ..model.wording import Wording
from ..vision import ObjectKind
from .answers import KINDS, MOST_CAMERAS, Happened, Sighting, View
from .scope import AssistScope
from .spoken_time import spoken_moment


def happened_as_facts(
    scope: AssistScope, wording: Wording, happened: Happened, pictures: bool
) -> dict[str, Any]:
    """Return incidents as facts.

    Args:
        scope: who asks of what.
        wording: words for moments.
        happened: the incidents.
        pictures: whether the ids of their pictures are asked for, too.

    """
    return {
        "since": spoken_moment(wording, happened.since),
        "until": spoken_moment(wording, happened.until),
        "incidents": [
            _incident_as_facts(scope, wording, incident, pictures)
            for incident in happened.incidents
        ],
        "more": happened.more,
    }


def _incident_as_facts(
    scope: AssistScope, wording: Wording, incident: Incident, pictures: bool
) -> dict[str, Any]:
    camera = scope.audience.cameras[incident.camera]
    end = incident.end
    facts: dict[str, Any] = {
        "when": spoken_moment(wording, incident.start),
        "seconds": round((end - incident.start).total_seconds()) if end else None,
        "camera": named(camera.subentry.title),
        "area": _area(scope, camera),
        "what": kinds_of(incident),
        "zones": named_zones(incident.zones),
        "faces": incident.faces,
        "visitors_in": incident.visitors_in,
        "visitors_out": incident.visitors_out,
    }
    if pictures and (picture := media_content_id(incident)) is not None:
        facts["picture"] = picture
    return {key: value for key, value in facts.items() if value not in (None, 0, [])}


def kinds_of(incident: Incident) -> list[str]:
    """Return what an incident was about; that it moved goes without saying where more is known."""
    kinds = [
        kind
        for kind, types in KINDS.items()
        if not set(types).isdisjoint(incident.types)
    ]
    return [kind for kind in kinds if kind != "motion"] or kinds


def sightings_as_facts(
    scope: AssistScope, wording: Wording, sightings: Sequence[Sighting]
) -> dict[str, Any]:
    """Return when each camera saw something last."""
    return {
        "last_seen": [
            {
                "camera": named(sighting.camera.subentry.title),
                "area": _area(scope, sighting.camera),
                "what": sighting.kind,
                "when": spoken_moment(wording, sighting.at),
                "still_there": sighting.now,
            }
            for sighting in sightings
        ]
    }


def visitors_as_facts(report: dict[str, Any]) -> dict[str, Any]:
    """Return who came and went, and when: hours without anybody are left out, and so are vehicles where none are counted."""
    told: dict[str, Any] = {
        "from": report["from"],
        "to": report["to"],
        "came_in": report["total_in"],
        "went_out": report["total_out"],
        "busiest_minute": report["peak_time"],
        "by_hour": {
            f"{hour['hour']:02}:00": {"in": hour["in"], "out": hour["out"]}
            for hour in report["per_hour"]
            if hour["in"] or hour["out"]
        },
        "cameras": [
            {"camera": named(one["camera"]), "in": one["in"], "out": one["out"]}
            for one in report["cameras"][:MOST_CAMERAS]
        ],
    }
    if report["vehicles"]:
        told["vehicles"] = [
            {
                "camera": named(one["camera"]),
                "line": named(one["name"]),
                "in": one["in"],
                "out": one["out"],
            }
            for one in report["vehicles"][:MOST_CAMERAS]
        ]
    return told


def views_as_facts(scope: AssistScope, views: Sequence[View]) -> dict[str, Any]:
    """Return whether anybody is there now; of a camera that is not watched nothing can be told."""
    return {
        "anybody_there": any(view.somebody for view in views),
        "cameras": [
            {
                "camera": named(view.camera.subentry.title),
                "area": _area(scope, view.camera),
                **(
                    {
                        "anybody_there": view.somebody,
                        "faces": view.camera.data.faces,
                        "people": view.camera.data.recent_people,
                        "vehicle": ObjectKind.VEHICLE in view.camera.data.kinds,
                        "animal": ObjectKind.ANIMAL in view.camera.data.kinds,
                        "motion": view.camera.data.motion,
                    }
                    if view.sees
                    else {"cannot_tell": str(view.status)}
                ),
            }
            for view in views
        ],
    }


def health_as_facts(scope: AssistScope, views: Sequence[View]) -> dict[str, Any]:
    """Return which cameras work, and what is wrong with the others."""
    return {
        "cameras": [
            {
                "camera": named(view.camera.subentry.title),
                "area": _area(scope, view.camera),
                "state": str(view.status),
                "out_of_order": out_of_order(view),
                "tampered_with": str(view.camera.data.tamper or "no"),
                "overloaded": view.camera.overloaded,
            }
            for view in views
        ]
    }


def out_of_order(view: View) -> bool:
    """Return whether a camera gives no picture although it should, or one that shows nothing."""
    return view.status is CameraStatus.UNAVAILABLE or (
        view.sees and view.camera.data.tamper is not None
    )


def _area(scope: AssistScope, camera: Any) -> str | None:
    area = scope.area_of(camera)
    return named(area) if area else None
