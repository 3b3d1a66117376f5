"""Takes in what the user calls a false alarm, and proposes what to change."""

import asyncio
from collections.abc import Sequence
from functools import partial
import logging
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..activity import ActivityType
from ..incident import Incident
from ..journal import JournalError
from ..journal.pages import IncidentQuery
from ..replay import ReplayError
from ..replay_files import ReplayFiles
from ..vision import Box, PipelineSettings
from .issue import async_propose_change, async_proposed, async_withdraw
from .kind import AlarmKind, kind_of
from .proposal import ENOUGH, async_evidence, async_propose

if TYPE_CHECKING:
    from ..coordinator import ArgusConfigEntry, ArgusCoordinator
    from ..house import House

_LOGGER = logging.getLogger(__name__)

MOST_FALSE: Final = 12
"""False alarms that are looked at again, the newest …"""
MOST_OTHERS: Final = 60
"""… and other incidents: more would keep the workers busy for long."""


class FalseAlarms:
    """Looks again at what the user marked, one camera at a time, while the cameras go on."""

    def __init__(
        self, hass: HomeAssistant, entry: ArgusConfigEntry, house: House
    ) -> None:
        """Prepare; nothing is looked at yet."""
        self._hass = hass
        self._entry = entry
        self._house = house
        self._due: dict[str, None] = {}
        """Ids of cameras whose false alarms changed, in the order in which they did."""
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: CALLBACK_TYPE | None = None

    @callback
    def async_open(self) -> None:
        """Begin to listen to the user."""
        self._unsubscribe = self._house.incidents.async_subscribe_marks(
            lambda incident: self._consider(incident.camera)
        )

    async def async_close(self) -> None:
        """Stop in the middle of it: the next mark begins anew."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._due.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @callback
    def async_settings_changed(self, camera: ArgusCoordinator) -> None:
        """Look again whether what is proposed for a camera is still right."""
        if any(async_proposed(self._hass, camera.subentry, kind) for kind in AlarmKind):
            self._consider(camera.subentry.subentry_id)

    @callback
    def async_forget(self, camera: ArgusCoordinator) -> None:
        """Take back what was proposed for a camera that is no longer watched."""
        for kind in AlarmKind:
            async_withdraw(self._hass, camera.subentry.subentry_id, kind)

    @callback
    def _consider(self, camera: str) -> None:
        self._due[camera] = None
        if self._unsubscribe is not None and (self._task is None or self._task.done()):
            self._task = self._entry.async_create_background_task(
                self._hass, self._async_consider(), "argus false alarms"
            )

    async def _async_consider(self) -> None:
        while self._due:
            camera_id = next(iter(self._due))
            del self._due[camera_id]
            camera = self._house.cameras.get(camera_id)
            if camera is None:
                continue
            for kind in AlarmKind:
                try:
                    await self._async_consider_kind(camera, kind)
                except JournalError as err:
                    _LOGGER.warning("False alarms cannot be looked at: %s", err)
                except Exception:
                    _LOGGER.exception("Looking at false alarms failed")

    async def _async_consider_kind(
        self, camera: ArgusCoordinator, kind: AlarmKind
    ) -> None:
        camera_id = camera.subentry.subentry_id
        rerun = partial(self._async_rerun, kind)
        settings = camera.settings.pipeline(self._house.face_model)
        marked = await self._async_incidents(camera_id, kind, MOST_FALSE, marked=True)
        marked = [incident for incident in marked if kind_of(incident) is kind]
        evidence = (
            await async_evidence(rerun, settings, [one.id for one in marked])
            if len(marked) >= ENOUGH
            else {}
        )
        proposed = async_proposed(self._hass, camera.subentry, kind)
        if proposed is not None and proposed.ignored:
            if len(evidence.keys() - proposed.evidence) < ENOUGH:
                return
        elif len(evidence) < ENOUGH:
            async_withdraw(self._hass, camera_id, kind)
            return
        others = await self._async_incidents(camera_id, kind, MOST_OTHERS, marked=False)
        seen = await async_evidence(rerun, settings, [one.id for one in others])
        proposal = await async_propose(rerun, kind, settings, evidence, list(seen))
        if proposal is None:
            async_withdraw(self._hass, camera_id, kind)
            return
        if camera.settings.pipeline(self._house.face_model) != settings:
            # The user changed something meanwhile.
            self._due[camera_id] = None
            return
        await async_propose_change(
            self._hass, self._entry, camera.subentry, kind, proposal, list(evidence)
        )

    async def _async_incidents(
        self, camera: str, kind: AlarmKind, most: int, *, marked: bool
    ) -> list[Incident]:
        """Return the newest incidents of a camera with what a kind is about in them."""
        return await self._house.incidents.async_find(
            IncidentQuery(
                limit=most,
                cameras=[camera],
                type=ActivityType(kind),
                false_alarm=marked,
            )
        )

    async def _async_rerun(
        self, kind: AlarmKind, incident: str, settings: PipelineSettings
    ) -> Sequence[Box]:
        return await self._house.workers.async_run(
            _rerun, self._house.incidents.replays, kind, incident, settings
        )


def _rerun(
    replays: ReplayFiles, kind: AlarmKind, incident: str, settings: PipelineSettings
) -> Sequence[Box]:
    """Run in a worker thread: return where the replay of an incident alarms; nowhere if it cannot be used."""
    from ..vision.frame import FrameError
    from ..vision.rerun import rerun_faces, rerun_motion

    look = rerun_faces if kind is AlarmKind.FACE else rerun_motion
    try:
        return look(replays.read(incident), settings)
    except (ReplayError, FrameError) as err:
        _LOGGER.warning("The replay of incident %s is damaged: %s", incident, err)
        return ()
