"""Write buffer of the journal: incidents, links, snapshots and decisions, retried while it cannot be written."""

import asyncio
from datetime import datetime
import logging
from typing import Final

from sqlalchemy.orm import Session

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..issues.storage import async_journal_fails, async_journal_works
from ..journal import (
    Journal,
    JournalError,
    decisions,
    incident_moments,
    incidents,
)
from ..model.decision import Decision
from ..model.description import Description
from ..model.incident import Incident

_LOGGER = logging.getLogger(__name__)

TOGETHER: Final = 5
"""Seconds in which changes of incidents that last are gathered before they are stored."""
PATIENCE: Final = 1.0
"""Seconds that whoever is to be told of an incident waits until it is stored; a server that hangs may take minutes to fail."""
RETRY: Final = 30
"""Seconds until what could not be stored is tried again."""
MOST: Final = 1000
"""Incidents, and decisions about them, that are kept in memory while the journal cannot be written; then the oldest are
lost."""


class WriteBuffer:
    """Stores incidents, their links, pictures and decisions: at once or soon, and again if the journal could not be written."""

    def __init__(self, hass: HomeAssistant, journal: Journal) -> None:
        """Prepare for a journal."""
        self._hass = hass
        self._journal = journal
        self._incidents: dict[str, Incident] = {}
        self._links: dict[tuple[str, str], None] = {}
        self._snapshots: dict[str, tuple[str, int]] = {}
        self._previews: dict[str, tuple[str, int]] = {}
        self._moments: dict[tuple[str, int], int] = {}
        """Bytes of the pictures of moments, by their incidents and numbers."""
        self._decisions: dict[tuple[str, Decision], None] = {}
        self._descriptions: dict[str, Description] = {}
        self._cancel: CALLBACK_TYPE | None = None
        self._one_at_a_time = asyncio.Lock()
        self._storing: asyncio.Task[None] | None = None
        self._next: asyncio.Future[bool] | None = None
        """What those wait for who came while others are stored."""
        self._began: float | None = None
        """Since when the journal is being written, by the loop's clock."""

    @callback
    def async_save(self, incident: Incident) -> None:
        """Store the present state of an incident soon."""
        self._incidents[incident.id] = incident
        while len(self._incidents) > MOST:
            lost = next(iter(self._incidents))
            self.async_drop(lost)
            _LOGGER.warning("Incident %s is lost: the journal fails", lost)
        self._async_store_later(TOGETHER)

    @callback
    def async_link(self, one: str, other: str) -> None:
        """Store soon that two incidents belong together."""
        self._links[one, other] = None
        self._async_store_later(TOGETHER)

    @callback
    def async_set_snapshot(self, incident: str, path: str, size: int) -> None:
        """Store soon where the picture of an incident lies, and how many bytes it takes with all that belongs to it."""
        self._snapshots[incident] = (path, size)
        self._async_store_later(TOGETHER)

    @callback
    def async_set_preview(self, incident: str, path: str, size: int) -> None:
        """Store soon where the moving preview of an incident lies, and how many bytes it takes."""
        self._previews[incident] = (path, size)
        self._async_store_later(TOGETHER)

    @callback
    def async_set_moment_picture(self, incident: str, number: int, size: int) -> None:
        """Store soon that a picture of a moment of an incident is there, and how many bytes it takes."""
        self._moments[incident, number] = size
        self._async_store_later(TOGETHER)

    @callback
    def async_add_decision(self, incident: str, decision: Decision) -> None:
        """Store soon what was decided about an incident."""
        self._decisions[incident, decision] = None
        while len(self._decisions) > MOST:
            del self._decisions[next(iter(self._decisions))]
        self._async_store_later(TOGETHER)

    @callback
    def async_set_description(self, incident: str, description: Description) -> None:
        """Store soon what an AI says of an incident."""
        self._descriptions[incident] = description
        while len(self._descriptions) > MOST:
            del self._descriptions[next(iter(self._descriptions))]
        self._async_store_later(TOGETHER)

    @callback
    def async_drop(self, incident: str) -> None:
        """Store nothing more of an incident."""
        self._incidents.pop(incident, None)
        self._snapshots.pop(incident, None)
        self._previews.pop(incident, None)
        for one in [one for one in self._moments if one[0] == incident]:
            del self._moments[one]
        self._descriptions.pop(incident, None)
        for pair in [pair for pair in self._links if incident in pair]:
            del self._links[pair]
        for decided in [one for one in self._decisions if one[0] == incident]:
            del self._decisions[decided]

    @property
    def waits(self) -> bool:
        """Whether anything is still to be stored."""
        return bool(
            self._incidents
            or self._links
            or self._snapshots
            or self._previews
            or self._moments
            or self._decisions
            or self._descriptions
        )

    async def async_store(self) -> bool:
        """Store all that waits, in one transaction; return whether that worked.

        What cannot be stored is told to the user and waits for the next time.
        """
        async with self._one_at_a_time:
            self._async_cancel_timer()
            if not self.waits:
                return True
            saved, links = dict(self._incidents), list(self._links)
            snapshots, decided = dict(self._snapshots), list(self._decisions)
            previews, described = dict(self._previews), dict(self._descriptions)
            moments = dict(self._moments)

            def work(session: Session) -> None:
                for incident in saved.values():
                    incidents.save(session, incident)
                for one, other in links:
                    incidents.link(session, one, other)
                for incident_id, (path, size) in snapshots.items():
                    incidents.set_snapshot(session, incident_id, path, size)
                for incident_id, (path, size) in previews.items():
                    incidents.set_preview(session, incident_id, path, size)
                for (incident_id, number), size in moments.items():
                    incident_moments.set_picture(session, incident_id, number, size)
                for incident_id, decision in decided:
                    decisions.add(session, incident_id, decision)
                for incident_id, words in described.items():
                    incidents.set_description(session, incident_id, words)

            try:
                await self._journal.async_run(work)
            except JournalError as err:
                async_journal_fails(self._hass, err)
                self._async_store_later(RETRY)
                return False
            except Exception:
                # Those who wait are told all the same, and what can be stored is next time.
                _LOGGER.exception("Incidents could not be stored")
                self._async_store_later(RETRY)
                return False
            # Only what was stored is done: it may have changed again meanwhile.
            for incident_id, incident in saved.items():
                if self._incidents.get(incident_id) is incident:
                    del self._incidents[incident_id]
            for incident_id, snapshot in snapshots.items():
                if self._snapshots.get(incident_id) is snapshot:
                    del self._snapshots[incident_id]
            for incident_id, preview in previews.items():
                if self._previews.get(incident_id) is preview:
                    del self._previews[incident_id]
            for moment in moments:
                self._moments.pop(moment, None)
            for incident_id, words in described.items():
                if self._descriptions.get(incident_id) is words:
                    del self._descriptions[incident_id]
            for pair in links:
                self._links.pop(pair, None)
            for one in decided:
                self._decisions.pop(one, None)
        async_journal_works(self._hass)
        return True

    async def async_store_in_time(self, since: float) -> bool:
        """Store all that waits, unless the journal hangs; return whether it is stored by now.

        Cameras that ask at the same time share a transaction.

        Args:
            since: when whoever asks began to wait, by the loop's clock; `PATIENCE` counts from then.

        """
        loop = self._hass.loop
        left = since + PATIENCE - loop.time()
        hangs = self._began is not None and loop.time() - self._began >= PATIENCE
        if left <= 0 or hangs:
            # What is not stored now is when the journal answers.
            return False
        if self._next is None:
            self._next = loop.create_future()
        stored = self._next
        if self._storing is None or self._storing.done():
            self._storing = self._hass.async_create_background_task(
                self._async_store_in_turn(), "argus stores incidents"
            )
        done, _ = await asyncio.wait({stored}, timeout=left)
        return bool(done) and stored.result()

    async def _async_store_in_turn(self) -> None:
        """Store for all who wait, then for those who came meanwhile."""
        while (waits := self._next) is not None:
            self._next, self._began = None, self._hass.loop.time()
            stored = False
            try:
                stored = await self.async_store()
            finally:
                self._began = None
                if not waits.done():
                    waits.set_result(stored)

    async def async_close(self) -> None:
        """Store what still waits, if it can be."""
        await self.async_store()
        self._async_cancel_timer()

    @callback
    def _async_store_later(self, seconds: float) -> None:
        if self._cancel is None:
            self._cancel = async_call_later(
                self._hass, seconds, self._async_storing_due
            )

    async def _async_storing_due(self, _now: datetime) -> None:
        """Store what waits, unless another write is under way."""
        self._cancel = None
        if self._one_at_a_time.locked():
            # One that waits is enough.
            self._async_store_later(TOGETHER)
            return
        await self.async_store()

    @callback
    def _async_cancel_timer(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
