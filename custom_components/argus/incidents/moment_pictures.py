"""Keeps the pictures of moments in step with the incidents that last: new ones are made, dropped ones deleted."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from homeassistant.core import HomeAssistant, callback

from ..capture.frame_loop import ObservedFrame
from ..model.incident import Incident
from ..model.moment import Moment
from .moment_files import MomentFiles
from .moment_writer import MomentOrder, MomentWriter
from .recorded_camera import RecordedCamera
from .write_buffer import WriteBuffer


class MomentPictures:
    """Has a picture made of each new moment, from the frame in which it came."""

    def __init__(
        self,
        hass: HomeAssistant,
        folder: Path,
        backlog: WriteBuffer,
        on_done: Callable[[str], None],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            folder: where the pictures are kept.
            backlog: stores in the journal which are there.
            on_done: called with the id of an incident of which pictures were made, or turned out not to come.

        """
        self._hass = hass
        self._backlog = backlog
        self.files = MomentFiles(folder)
        self._writer = MomentWriter(
            hass, self.files, self._take_written, lambda order: on_done(order.incident)
        )
        self._moments: dict[str, set[int]] = {}
        """Numbers of the moments of each incident that lasts."""
        self._pictured: dict[str, set[int]] = {}
        """Those of which there is a picture."""
        self._deleting: set[asyncio.Future[None]] = set()

    @callback
    def async_take(
        self, camera: RecordedCamera, incident: Incident, sight: ObservedFrame | None
    ) -> None:
        """Take in the moments of an incident; the frame that shows the new ones has just been seen."""
        if not incident.moments:
            return
        known = self._moments.get(incident.id, set())
        numbers = {moment.number for moment in incident.moments}
        self._moments[incident.id] = numbers
        if dropped := known - numbers:
            self._delete_moments(incident.id, dropped)
        fresh = tuple(one for one in incident.moments if one.number not in known)
        if fresh and sight is not None and camera.settings.snapshots:
            self._writer.async_make(
                MomentOrder(
                    incident.camera,
                    incident.id,
                    fresh,
                    sight.frame,
                    sight.observation.faces,
                    camera.hides_faces,
                )
            )

    @callback
    def async_complete(self, incident: Incident) -> tuple[Moment, ...]:
        """Return the moments of an incident, with those marked of which there is a picture."""
        pictured = self._pictured.get(incident.id, ())
        return tuple(
            replace(moment, has_picture=moment.number in pictured)
            for moment in incident.moments
        )

    @property
    def is_failing(self) -> bool:
        """Whether the last pictures could not be made."""
        return self._writer.is_failing

    @callback
    def async_is_coming(self, incident: str) -> bool:
        """Return whether a picture of an incident's moments is still to be made."""
        return self._writer.async_is_coming(incident)

    @callback
    def async_release(self, incident: str) -> None:
        """Forget an incident that is over, or deleted."""
        self._moments.pop(incident, None)
        self._pictured.pop(incident, None)

    async def async_delete(self, incidents: Iterable[str]) -> None:
        """Delete all pictures of incidents."""
        await self._hass.async_add_executor_job(self.files.delete, list(incidents))

    async def async_settle(self) -> None:
        """Wait until all pictures so far are made, and those that were dropped are gone."""
        await self._writer.async_settle()
        while self._deleting:
            await asyncio.wait(self._deleting)

    async def async_close(self) -> None:
        """Bring what is under way to its end, for a moment."""
        await self._writer.async_close()

    @callback
    def _take_written(self, order: MomentOrder, moment: Moment, size: int) -> None:
        if moment.number not in self._moments.get(order.incident, ()):
            # It was dropped, or the user deleted its incident meanwhile.
            self._delete_moments(order.incident, {moment.number})
            return
        self._pictured.setdefault(order.incident, set()).add(moment.number)
        self._backlog.async_set_moment_picture(order.incident, moment.number, size)

    @callback
    def _delete_moments(self, incident: str, numbers: set[int]) -> None:
        self._pictured.get(incident, set()).difference_update(numbers)
        deleting = self._hass.async_add_executor_job(
            self.files.delete_moments, incident, numbers
        )
        self._deleting.add(deleting)
        deleting.add_done_callback(self._deleting.discard)
