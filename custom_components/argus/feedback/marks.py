"""Marks incidents as false alarms; this changes what cameras see, so only administrators may, whichever way."""

from homeassistant.auth.models import User
from homeassistant.exceptions import Unauthorized

from ..incidents.recorder import IncidentRecorder
from ..model.access import may_change
from ..model.incident import Incident


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
