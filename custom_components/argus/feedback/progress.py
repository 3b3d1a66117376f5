"""What came of the marks so far, for who has just marked one more."""

from dataclasses import dataclass

from homeassistant.core import HomeAssistant

from ..incidents.recorder import IncidentRecorder
from ..journal import JournalError
from ..model.incident import Incident
from .issue import async_proposed
from .kind import kind_of
from .marks import async_find_marked


@dataclass(frozen=True, slots=True)
class Progress:
    """How many false alarms there are of a kind at a camera, and what is proposed against them."""

    marked: int
    issue: str | None
    """Key of what is proposed; None if nothing is, or if the user does not want to hear of it."""


async def async_progress(
    hass: HomeAssistant, recorder: IncidentRecorder, incident: Incident
) -> Progress | None:
    """Return what came of the marks on incidents such as this one; None if nothing can, or if nobody can tell."""
    kind = kind_of(incident)
    if kind is None:
        return None
    try:
        marked = await async_find_marked(recorder, incident.camera, kind)
    except JournalError:
        # It is marked all the same.
        return None
    proposed = async_proposed(hass, incident.camera, kind)
    return Progress(
        len(marked), None if proposed is None or proposed.ignored else proposed.text
    )
