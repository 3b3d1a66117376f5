"""Pipeline of incidents by camera: stored in the journal first, told to listeners then, their snapshots after."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..model.incident import Incident, Phase
from . import write_buffer as backlog
from .picture_writer import PictureOrder, PictureWriter

_LOGGER = logging.getLogger(__name__)

PICTURE_PATIENCE: Final = 0.5
"""Seconds that whoever is to be told of an incident waits for its picture; one that comes later is told by itself."""
MOST_WAITING: Final = 8
"""Changes at a camera that wait to be told; when there are more, those before them wait for nothing any more."""


@dataclass(slots=True)
class QueuedChange:
    """A change of an incident on its way to who listens."""

    phase: Phase
    incident: Incident
    since: float
    """When it began to wait, by the loop's clock."""
    urgent: bool = False
    """Whether it is to be in the journal before it is told; others are stored within seconds."""
    picture: PictureOrder | None = None
    """The picture that goes with it, if there is one."""

    def take_up(self, newer: QueuedChange) -> bool:
        """Let a newer change of the same incident take the place of this one; return whether it can.

        The latest state counts, but neither the start nor the end of an incident is passed over.
        """
        if self.incident.id != newer.incident.id or newer.phase is Phase.STARTED:
            return False
        if self.phase is Phase.STARTED and newer.phase is Phase.ENDED:
            return False
        if self.phase is Phase.UPDATED:
            self.phase = newer.phase
        self.incident = newer.incident
        self.urgent |= newer.urgent
        self.picture = newer.picture or self.picture
        return True


class IncidentLane:
    """Tells what becomes of incidents, of each camera in its order and of all cameras side by side.

    Whatever the journal, the disk and the eyes do, a change is told within `backlog.PATIENCE` and `PICTURE_PATIENCE`
    of being seen. So no more wait than a camera sees in that time, and of each incident at most its start and its
    end.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        journal: backlog.WriteBuffer,
        pictures: PictureWriter,
        tell: Callable[[QueuedChange], None],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            journal: stores incidents.
            pictures: makes their pictures.
            tell: called with each change when its time has come.

        """
        self._hass = hass
        self._journal = journal
        self._pictures = pictures
        self._tell = tell
        self._waiting: dict[str, deque[QueuedChange]] = {}
        """By camera."""
        self._under_way: dict[str, QueuedChange] = {}
        self._working: dict[str, asyncio.Task[None]] = {}

    @callback
    def async_add(self, step: QueuedChange) -> None:
        """Take in a change; what it needs in the journal is handed to the backlog already."""
        camera = step.incident.camera
        waiting = self._waiting.setdefault(camera, deque())
        if not (waiting and waiting[-1].take_up(step)):
            waiting.append(step)
        if camera not in self._working:
            self._working[camera] = self._hass.async_create_task(
                self._async_tell_waiting(camera),
                "argus tells incidents",
                eager_start=False,
            )

    @callback
    def async_is_telling(self, incident: Incident) -> bool:
        """Return whether a change of an incident is still to be told."""
        steps = [*self._waiting.get(incident.camera, ())]
        if (under_way := self._under_way.get(incident.camera)) is not None:
            steps.append(under_way)
        return any(step.incident.id == incident.id for step in steps)

    async def async_settle(self, camera: str) -> None:
        """Wait until everything that was seen by a camera is told."""
        while (task := self._working.get(camera)) is not None:
            await asyncio.wait({task})

    async def _async_tell_waiting(self, camera: str) -> None:
        """Tell the queued changes of one camera in their order."""
        waiting = self._waiting[camera]
        try:
            while waiting:
                step = self._under_way[camera] = waiting.popleft()
                try:
                    await self._async_prepare_step(
                        step, hurry=len(waiting) > MOST_WAITING
                    )
                except Exception:
                    _LOGGER.exception("An incident is told before it is stored")
                finally:
                    del self._under_way[camera]
                    self._tell(step)
        finally:
            del self._working[camera]
            # None are left unless Home Assistant stops in the middle of it.
            for step in self._waiting.pop(camera):
                self._tell(step)

    async def _async_prepare_step(self, step: QueuedChange, *, hurry: bool) -> None:
        """Wait until a change is stored and its picture is there, but not for long."""
        if step.urgent and not hurry:
            await self._journal.async_store_in_time(step.since)
        if step.picture is None:
            return
        self._pictures.async_make(step.picture)
        late = step.since + backlog.PATIENCE + PICTURE_PATIENCE
        left = min(late - self._hass.loop.time(), PICTURE_PATIENCE)
        if left > 0 and not hurry:
            await asyncio.wait({step.picture.done}, timeout=left)
