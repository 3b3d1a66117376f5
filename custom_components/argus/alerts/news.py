"""What is new in an incident for an alert: somebody who was not there before, and what is worth saying beside."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..model.activity import OF_KIND, ActivityType
from ..model.incident import Incident
from .settings import AlertSettings

ONE_FACE: Final = 1
"""Least faces of an alert for which each face counts that comes into view."""


def brings_somebody(settings: AlertSettings, before: Incident, now: Incident) -> bool:
    """Return whether somebody, or something else that an alert is for, came newly into an incident.

    That it moves goes without saying in an incident, so motion is never new in it.

    Args:
        settings: of the alert.
        before: the incident as it was looked at before.
        now: the same incident as it is now.

    """
    wanted = settings.types - {ActivityType.MOTION}
    if wanted.intersection(now.types) - set(before.types):
        return True
    if ActivityType.FACE in wanted and (
        now.faces > before.faces
        or (now.newcomers > before.newcomers and settings.min_faces <= ONE_FACE)
    ):
        return True
    if ActivityType.PERSON in wanted and now.new_persons > before.new_persons:
        return True
    came = now.visitors_in > before.visitors_in
    left = now.visitors_out > before.visitors_out
    return (came and ActivityType.VISITOR_IN in wanted) or (
        left and ActivityType.VISITOR_OUT in wanted
    )


def first_of(part: Incident, before: Incident) -> Incident:
    """Return an incident that goes on from another as it would be if nobody had come since.

    Args:
        part: the incident.
        before: the one that it goes on from.

    """
    return replace(
        part,
        types=before.types,
        faces=before.faces,
        newcomers=0,
        new_persons=0,
        visitors_in=0,
        visitors_out=0,
    )


def worth_telling(
    settings: AlertSettings, incidents: Iterable[Incident]
) -> tuple[object, ...]:
    """Return what of incidents is worth telling quietly while they last: when it changes, there is something new.

    That is what the alert is for, what kind of thing it is, faces, tampering, the zones that it is for, a picture at last, another camera, the
    words of an AI if the alert has them. How many visitors there were is told at the end.
    """
    told = settings.types | {
        ActivityType.FACE,
        ActivityType.TAMPERED,
        *OF_KIND.values(),
    }
    return tuple(
        (
            incident.id,
            told.intersection(incident.types),
            incident.faces,
            settings.zones.intersection(incident.zones),
            incident.snapshot is not None,
            settings.ai_describer is not None and incident.description,
        )
        for incident in incidents
    )


def only_moves(settings: AlertSettings, incident: Incident) -> bool:
    """Return whether motion is all that an alert could be for in an incident."""
    return settings.types.intersection(incident.types) == {ActivityType.MOTION}
