"""What people and AIs do to incidents afterwards: favourites, false alarms, that they were seen, words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..journal import Journal, incidents, links, pages, seen
from ..model.description import Description
from ..model.incident import Incident
from ..model.incident_edit import Edit, IncidentEdit
from ..model.listeners import Listeners
from .open_incident import OpenIncident
from .write_buffer import WriteBuffer


class IncidentEdits:
    """Changes incidents in the journal, those too that still last, and tells who listens."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        backlog: WriteBuffer,
        open_incidents: Mapping[str, OpenIncident],
        is_preview_coming: Callable[[str], bool],
        on_looks: Callable[[], None],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            journal: where incidents are.
            backlog: what is still to be stored of them.
            open_incidents: a live mapping of those that last, by their ids.
            is_preview_coming: tells whether the moving preview of an incident is still to be made.
            on_looks: called when there may be more or fewer incidents to look at.

        """
        self._hass = hass
        self._journal = journal
        self._backlog = backlog
        self._open_incidents = open_incidents
        self._is_preview_coming = is_preview_coming
        self._on_looks = on_looks
        self._marks = Listeners[Incident]()
        self._words = Listeners[Incident]()
        self._edits = Listeners[IncidentEdit]()

    @callback
    def async_subscribe_marks(
        self, listener: Callable[[Incident], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every incident that is marked as a false alarm, or no longer; returns what ends that."""
        return self._marks.async_add(listener)

    @callback
    def async_subscribe_descriptions(
        self, listener: Callable[[Incident], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every incident, old ones too, that an AI described; returns what ends that."""
        return self._words.async_add(listener)

    @callback
    def async_subscribe_edits(
        self, listener: Callable[[IncidentEdit], None]
    ) -> CALLBACK_TYPE:
        """Call a listener when incidents were marked, looked at or deleted, by whatever way; returns what ends that."""
        return self._edits.async_add(listener)

    async def async_mark_seen(self, ids: Sequence[str], user: str | None) -> None:
        """Remember that a user, by their id, looked at incidents; None says that nobody needs to any more.

        Raises:
            JournalError: the journal cannot be used.
        """
        if self._backlog.waits:
            # What just began may not be there yet.
            await self._backlog.async_store()
        await self._journal.async_run(partial(seen.mark, incidents=ids, user=user))
        self.async_tell(Edit.SEEN, True, await self.async_cameras_of(ids), user)
        self._on_looks()

    async def async_set_favourite(self, incident: str, favourite: bool) -> bool:
        """Keep an incident for ever, or no longer; return whether it is there.

        Raises:
            JournalError: the journal cannot be used.
        """
        found = await self._journal.async_run(
            partial(incidents.set_favourite, incident=incident, favourite=favourite)
        )
        if (lasting := self._open_incidents.get(incident)) is not None:
            lasting.favourite = favourite
        if found:
            cameras = await self.async_cameras_of([incident])
            self.async_tell(Edit.FAVOURITE, favourite, cameras)
        return found

    async def async_set_false_alarm(
        self, incident_id: str, false_alarm: bool
    ) -> Incident | None:
        """Remember whether an incident was nothing; return it, or None if it is not there.

        Raises:
            JournalError: the journal cannot be used.
        """
        incident = await self._journal.async_run(
            partial(
                incidents.set_false_alarm,
                incident=incident_id,
                false_alarm=false_alarm,
            )
        )
        if (lasting := self._open_incidents.get(incident_id)) is not None:
            lasting.false_alarm = false_alarm
        if incident is not None:
            self._marks.async_tell(incident)
            cameras = {incident.id: incident.camera}
            self.async_tell(Edit.FALSE_ALARM, false_alarm, cameras)
            self._on_looks()
        return incident

    async def async_set_description(
        self, incident_id: str, description: Description
    ) -> Incident | None:
        """Keep what an AI says of an incident with it, and tell it; return the incident, or None if it is not there.

        Raises:
            JournalError: the journal cannot be used; what lasts is told all the same, and stored later.
        """
        self._backlog.async_set_description(incident_id, description)
        await self._backlog.async_store_in_time(self._hass.loop.time())
        if (lasting := self._open_incidents.get(incident_id)) is not None:
            lasting.description = description
            incident: Incident | None = replace(
                lasting.complete(lasting.incident),
                is_preview_coming=self._is_preview_coming(incident_id),
            )
        else:
            incident = await self._journal.async_read(
                partial(pages.get, incident=incident_id)
            )
        if incident is not None:
            incident = replace(incident, description=description)
            self._words.async_tell(incident)
        return incident

    async def async_cameras_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the cameras of incidents, by the incidents' ids.

        Raises:
            JournalError: the journal cannot be used.
        """
        return await self._journal.async_read(partial(links.cameras_of, incidents=ids))

    @callback
    def async_tell(
        self, what: Edit, is_so: bool, cameras: dict[str, str], user: str | None = None
    ) -> None:
        """Tell who listens that incidents were changed by somebody.

        Args:
            what: what was done.
            is_so: whether it is so now, or no longer.
            cameras: of the incidents, by their ids; nothing is told of none.
            user: id of whom it concerns, if it is not everybody.

        """
        if cameras:
            self._edits.async_tell(IncidentEdit(what, is_so, cameras, user))
