"""Reruns replays of incidents marked as false alarms, and proposes a change of settings."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
import logging
from typing import Any, Final, Protocol

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..capture.replay import ReplayError
from ..capture.request_executor import RequestExecutor
from ..incidents.recorder import IncidentRecorder
from ..incidents.replay_files import ReplayFiles
from ..journal import JournalError
from ..model.camera import WatchedCamera
from ..model.incident import Incident
from ..model.model_files import ModelFiles
from ..model.wording import async_wording
from ..state_file import StateFile
from ..vision import Box, PipelineSettings
from .issue import async_propose_change, async_proposed, async_withdraw
from .kind import AlarmKind
from .kinds_proposal import propose_kinds
from .marks import async_find_marked, async_find_with
from .proposal import ENOUGH, async_evidence, async_propose
from .recognition import Recognition
from .unsolved import (
    async_is_unsolved,
    async_no_replays,
    async_no_setting_helps,
    async_not_unsolved,
)

_LOGGER = logging.getLogger(__name__)

RESUME_AFTER: Final = 60
"""Seconds after the start until what was left is looked at, when there is time for it."""
MOST_FALSE: Final = 12
"""False alarms that are looked at again, the newest …"""
MOST_OTHERS: Final = 60
"""… and other incidents: more would keep the workers busy for long."""
_SHAPE: Final = vol.Schema([str])


def false_alarms_file(hass: HomeAssistant) -> StateFile[list[str]]:
    """Return the file that keeps the ids of cameras whose false alarms were not yet looked at."""
    return StateFile(hass, "false_alarms", _SHAPE)


class ReconsideredCamera(WatchedCamera, Protocol):
    """A camera whose false alarms are looked at again."""

    @property
    def tells_kinds(self) -> bool:
        """Whether persons, vehicles and animals are told apart, as far as it was tried."""


class FalseAlarms:
    """Looks again at what the user marked, one camera at a time, while the cameras go on."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        cameras: Mapping[str, ReconsideredCamera],
        recorder: IncidentRecorder,
        side_work: RequestExecutor,
        model_files: Callable[[], ModelFiles],
    ) -> None:
        """Prepare; nothing is looked at yet.

        Args:
            hass: Home Assistant.
            entry: the config entry of Argus.
            cameras: a live mapping of those that are watched, by the ids of their subentries.
            recorder: tells which incidents are marked, and finds others.
            side_work: where replays are looked at again.
            model_files: tells where the models of neural networks lie that are there.

        """
        self._hass = hass
        self._entry = entry
        self._cameras = cameras
        self._recorder = recorder
        self._side_work = side_work
        self._model_files = model_files
        self._due: dict[str, None] = {}
        """Ids of cameras whose false alarms changed, in the order in which they did."""
        self._looking: str | None = None
        """Id of the camera whose false alarms are looked at."""
        self._file = false_alarms_file(hass)
        self._task: asyncio.Task[None] | None = None
        self._untrack: list[CALLBACK_TYPE] = []

    async def async_open(self) -> None:
        """Begin to listen to the user, and go on later with what was left when Argus stopped."""
        for camera in await self._file.async_load() or []:
            self._due[camera] = None
        self._untrack.append(
            self._recorder.edits.async_subscribe_marks(
                lambda incident: self._queue_camera(incident.camera)
            )
        )
        if self._due:
            await self._file.async_remove()
            self._untrack.append(
                async_call_later(self._hass, RESUME_AFTER, self._resume_queue)
            )

    async def async_close(self) -> None:
        """Stop in the middle of it, and keep what is left for the next start."""
        for untrack in self._untrack:
            untrack()
        self._untrack.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        left = [*([self._looking] if self._looking else []), *self._due]
        if left:
            await self._file.async_save(left)

    @callback
    def async_settings_changed(self, camera: WatchedCamera) -> None:
        """Look again whether what is proposed for a camera is still right."""
        camera_id = camera.subentry.subentry_id
        if any(
            async_proposed(self._hass, camera_id, kind)
            or async_is_unsolved(self._hass, camera_id, kind)
            for kind in AlarmKind
        ):
            self._queue_camera(camera_id)

    @callback
    def async_forget(self, camera: WatchedCamera) -> None:
        """Take back what was proposed for a camera that is no longer watched."""
        for kind in AlarmKind:
            async_withdraw(self._hass, camera.subentry.subentry_id, kind)
            async_not_unsolved(self._hass, camera.subentry.subentry_id, kind)

    @callback
    def _queue_camera(self, camera: str) -> None:
        """Queue a camera whose marked incidents are to be rerun."""
        self._due[camera] = None
        self._resume_queue()

    @callback
    def _resume_queue(self, _now: datetime | None = None) -> None:
        """Begin to work on the queue unless that is under way."""
        if self._untrack and (self._task is None or self._task.done()):
            self._task = self._entry.async_create_background_task(
                self._hass, self._async_consider_queue(), "argus false alarms"
            )

    async def _async_consider_queue(self) -> None:
        """Rerun the marked incidents of the queued cameras, one after the other."""
        while self._due:
            self._looking = camera_id = next(iter(self._due))
            # Before it is looked at: a mark meanwhile makes it due once more.
            del self._due[camera_id]
            if (camera := self._cameras.get(camera_id)) is not None:
                for kind in AlarmKind:
                    await self._async_consider_kind_safely(camera, kind)
            self._looking = None

    async def _async_consider_kind_safely(
        self, camera: ReconsideredCamera, kind: AlarmKind
    ) -> None:
        """Look at the false alarms of a kind; what fails is told in the log, for nobody waits for it."""
        try:
            await self._async_consider_kind(camera, kind)
        except JournalError as err:
            _LOGGER.warning("False alarms cannot be looked at: %s", err)
        except Exception:
            _LOGGER.exception("Looking at false alarms failed")

    async def _async_consider_kind(
        self, camera: ReconsideredCamera, kind: AlarmKind
    ) -> None:
        camera_id = camera.subentry.subentry_id
        rerun = partial(self._async_rerun_replay, kind)
        settings = camera.settings.pipeline(self._model_files())
        marked = await async_find_marked(self._recorder, camera_id, kind)
        others: list[Incident] = []
        evidence: dict[str, Sequence[Box]] = {}
        if len(marked) >= ENOUGH:
            others = await async_find_with(
                self._recorder, camera_id, kind, MOST_OTHERS, are_false_alarms=False
            )
        recognition = Recognition.of(settings, camera.tells_kinds, [*marked, *others])
        if len(marked) >= ENOUGH:
            told = [one.id for one in marked if recognition.may_be_told(one, settings)]
            evidence = await async_evidence(rerun, settings, told[:MOST_FALSE])
        proposed = async_proposed(self._hass, camera_id, kind)
        if proposed is not None and proposed.ignored:
            if len(evidence.keys() - proposed.evidence) < ENOUGH:
                return
        elif len(evidence) < ENOUGH:
            async_withdraw(self._hass, camera_id, kind)
            await self._async_explain_few(camera, kind, marked)
            return
        real = [one for one in others if recognition.may_be_told(one, settings)]
        seen: Mapping[str, Sequence[Box]] = {}
        proposal = None
        if kind is AlarmKind.MOTION:
            false = [one for one in marked if one.id in evidence]
            proposal = propose_kinds(recognition, settings, false, real)
        if proposal is None:
            seen = await async_evidence(rerun, settings, [one.id for one in real])
            proposal = await async_propose(rerun, kind, settings, evidence, list(seen))
        wording = await async_wording(self._hass)
        # From here on nothing is awaited, so what the user did meanwhile is known.
        if self._cameras.get(camera_id) is not camera:
            return
        if camera.settings.pipeline(self._model_files()) != settings:
            self._due[camera_id] = None
            return
        if proposal is None:
            async_withdraw(self._hass, camera_id, kind)
            async_no_setting_helps(
                self._hass, camera.subentry, kind, wording, len(evidence), len(seen)
            )
            return
        async_not_unsolved(self._hass, camera_id, kind)
        async_propose_change(
            self._hass, self._entry, camera.subentry, kind, proposal, evidence, wording
        )

    async def _async_explain_few(
        self, camera: ReconsideredCamera, kind: AlarmKind, marked: Sequence[Incident]
    ) -> None:
        """Tell if too few false alarms can be looked at again; that they alarm no more needs no words."""
        newest = [one.id for one in marked[:MOST_FALSE]]
        kept = await self._hass.async_add_executor_job(self._count_replays, newest)
        wording = await async_wording(self._hass)
        if self._cameras.get(camera.subentry.subentry_id) is not camera:
            return
        if len(marked) >= ENOUGH > kept:
            async_no_replays(self._hass, camera.subentry, kind, wording, len(marked))
        else:
            async_not_unsolved(self._hass, camera.subentry.subentry_id, kind)

    def _count_replays(self, incidents: Sequence[str]) -> int:
        """Return how many incidents, by their ids, have a replay; blocks."""
        return sum(self._recorder.replays.size(one) > 0 for one in incidents)

    async def _async_rerun_replay(
        self, kind: AlarmKind, incident: str, settings: PipelineSettings
    ) -> Sequence[Box]:
        return await self._side_work.async_run(
            _rerun_replay, self._recorder.replays, kind, incident, settings
        )


def _rerun_replay(
    replays: ReplayFiles, kind: AlarmKind, incident: str, settings: PipelineSettings
) -> Sequence[Box]:
    """Run in a worker thread: return where the replay of an incident alarms; nowhere if it cannot be used."""
    from ..vision.frames.frame import FrameError
    from ..vision.rerun import rerun_faces, rerun_motion

    look = rerun_faces if kind is AlarmKind.FACE else rerun_motion
    try:
        return look(replays.read(incident), settings)
    except (ReplayError, FrameError) as err:
        _LOGGER.warning("The replay of incident %s is damaged: %s", incident, err)
        return ()
