"""Marks incidents as false alarms, and finds those that are; marking changes what cameras see, so only administrators may, whichever way."""

from typing import Final

from homeassistant.auth.models import User
from homeassistant.exceptions import Unauthorized

from ..incidents.recorder import IncidentRecorder
from ..journal.pages import IncidentQuery
from ..model.access import may_change
from ..model.activity import ActivityType
from ..model.incident import Incident
from .kind import AlarmKind, kind_of

_MOST_READ: Final = 100


async def async_mark(
    recorder: IncidentRecorder, user: User | None, incident: str, false_alarm: bool
) -> Incident | None:
    """Remember whether an incident was nothing, as somebody says; return it, or None if it is not there.

    Args:
        recorder: has recorded it.
        user: who says so; None stands for Home Assistant itself.
        incident: id of the incident.
        false_alarm: whether it was nothing.

    Raises:
        Unauthorized: they may not change anything.
        JournalError: the journal cannot be used.

    """
    if not may_change(user):
        raise Unauthorized
    return await recorder.edits.async_set_false_alarm(incident, false_alarm)


async def async_find_marked(
    recorder: IncidentRecorder, camera: str, kind: AlarmKind
) -> list[Incident]:
    """Return the newest incidents of a camera, by its id, that are marked and of a kind, the newest first.

    Raises:
        JournalError: the journal cannot be used.
    """
    marked = await async_find_with(
        recorder, camera, kind, _MOST_READ, are_false_alarms=True
    )
    # Those with a face moved as well, but are of another kind.
    return [one for one in marked if kind_of(one) is kind]


async def async_find_with(
    recorder: IncidentRecorder,
    camera: str,
    kind: AlarmKind,
    most: int,
    *,
    are_false_alarms: bool,
) -> list[Incident]:
    """Return the newest incidents of a camera, by its id, with what a kind is about in them, the newest first.

    Raises:
        JournalError: the journal cannot be used.
    """
    return await recorder.async_find(
        IncidentQuery(
            limit=most,
            cameras=[camera],
            type=ActivityType(kind),
            false_alarm=are_false_alarms,
        )
    )
