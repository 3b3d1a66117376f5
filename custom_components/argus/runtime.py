"""The cameras of one household: what lives as long as the config entry."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .ai.pictures import LentPictures
from .ai.tasks import AiTasks
from .alerts.light_alarm import LightAlarm
from .alerts.manager import AlertManager
from .alerts.siren import async_sirens
from .camera_reconciler import CameraReconciler
from .capture.active_profile import ActiveProfile
from .capture.executor import VisionExecutor
from .capture.face_memories import FaceMemories
from .capture.last_seen import LastSeen
from .capture.model_supply import ModelSupplies
from .capture.overload import Overload
from .capture.request_executor import Drawings, RequestExecutor
from .capture.trial import Trials
from .coordinator import ArgusCoordinator
from .device import async_create_argus_device
from .feedback.false_alarms import FalseAlarms
from .incidents.journal_transfer import JournalTransfers, database_of
from .incidents.journal_upkeep import JournalUpkeep
from .incidents.recorder import IncidentRecorder
from .issues.options import async_options_are_readable, async_options_are_unreadable
from .journal import Journal
from .model.house_settings import ArgusSettings
from .model.local_day import LocalDay
from .model.model_files import ModelFiles
from .model.teardown import Teardown, async_contain
from .model.vehicle_lines import vehicle_lines
from .overview import ArgusOverview
from .reports.chart import DayHours
from .shared_by_cameras import SharedByCameras

MOST_CHARTS: Final = 8
"""Charts of reports that are kept for who asks again."""

type ArgusConfigEntry = ConfigEntry[ArgusRuntime]


class ArgusRuntime:
    """Keeps the cameras in step with the config entry.

    Adding, changing or removing one camera leaves the others alone.
    """

    def __init__(self, hass: HomeAssistant, entry: ArgusConfigEntry) -> None:
        """Prepare; nothing is watched yet."""
        self.hass = hass
        self._entry = entry
        self.settings = ArgusSettings.from_options(entry.options)
        self.workers = VisionExecutor(self.settings.workers)
        self.side_work = RequestExecutor(hass)
        self.trials = Trials(self.side_work)
        self.charts = Drawings[DayHours](MOST_CHARTS)
        self.cameras: dict[str, ArgusCoordinator] = {}
        """Coordinators by the id of their subentry."""
        self.overview = ArgusOverview(hass, entry, self.cameras)
        self.journal = Journal(
            self._database, self._set_journal_aside, partial(vehicle_lines, entry)
        )
        self._transfers = JournalTransfers(
            hass, entry, self.journal, self._refresh_counters
        )
        self._day = LocalDay(hass, self._refresh_counters)
        self.incidents = IncidentRecorder(hass, self.journal, lambda: self.settings)
        self._upkeep = JournalUpkeep(
            hass,
            self.journal,
            self._transfers,
            self.incidents,
            lambda: [camera.visitors for camera in self.cameras.values()],
            self.overview.async_refresh_counters,
            self._day.async_check,
        )
        self._models = ModelSupplies(hass, entry, self.cameras)
        self.light_alarm = LightAlarm(hass)
        self.sirens = async_sirens(hass)
        self.false_alarms = FalseAlarms(
            hass,
            entry,
            self.cameras,
            self.incidents,
            self.side_work,
            lambda: self.model_files,
        )
        self.device_id = async_create_argus_device(hass, entry.entry_id)
        """Device of Argus itself."""
        self.ai = AiTasks(
            hass,
            LentPictures(
                hass,
                self.side_work,
                self.incidents.snapshots,
                self.cameras,
                lambda: self.model_files,
            ),
            lambda: self.settings.ai_per_day,
        )
        self.alerts = AlertManager(
            hass,
            entry,
            self.device_id,
            self.cameras,
            self.incidents,
            self.light_alarm,
            self.ai,
        )
        self.overload = Overload(
            hass, self.cameras, self.workers, self.overview.async_refresh_state
        )
        self._last_seen = LastSeen(hass)
        self._face_memories = FaceMemories(hass)
        self.profile = ActiveProfile(hass, self._reconcile_soon)
        shared = SharedByCameras(
            device_id=self.device_id,
            journal=self.journal,
            recorder=self.incidents,
            workers=self.workers,
            side_work=self.side_work,
            trials=self.trials,
            false_alarms=self.false_alarms,
            face_memories=self._face_memories,
            profile=self.profile,
            heatmap_days=lambda: self.settings.heatmap_days,
            model_files=lambda: self.model_files,
            on_object_trouble=self._models.async_take_trouble,
            is_overloaded=lambda camera: camera in self.overload.cameras,
            on_change=self.overview.async_refresh_state,
            on_seen=self._last_seen.async_remember,
        )
        self._reconciler = CameraReconciler(
            hass, entry, self.cameras, shared, self._last_seen, self.overview.async_tell
        )
        self._reconciling = asyncio.Lock()
        self._holding = False
        self._closed = False
        self._teardown = Teardown()

    async def async_open(self) -> None:
        """Load what has to be there before the first camera starts.

        What fails here leaves a house that is to be closed.

        Raises:
            VisionUnavailableError: OpenCV is not installed or does not load.
        """
        async with self._reconciling:
            if not self._closed:
                await self._async_open()

    async def _async_open(self) -> None:
        # Everything is noted down before it begins: what fails halfway may have begun. It ends in reverse order.
        end, hass = self._teardown.add, self.hass
        end("Taking back what cannot be read", self._forget_unreadable)
        for what, threads in (
            ("Ending the workers", self.workers),
            ("Ending what people asked for", self.side_work),
        ):
            end(what, partial(hass.async_add_executor_job, threads.close))
        end("Storing when somebody was seen", self._last_seen.async_store)
        end("Storing what was learnt of faces", self._face_memories.async_store)
        end("Storing the profile", self.profile.async_store)
        end("Closing the journal", self.journal.async_close)
        end("Ending the move of the journal", self._transfers.async_close)
        end("Storing incidents", self.incidents.async_close)
        end("Closing the false alarms", self.false_alarms.async_close)
        end("Ending alarms", self._async_end_alarms)
        end("Asking no AI any more", self.ai.async_close)
        end("Closing the alerts", self.alerts.async_close)
        end("Ending the look at overload", self.overload.async_close)
        self._tell_unreadable_options()
        await self._last_seen.async_load()
        await self._face_memories.async_load()
        await self.profile.async_open(self.settings.profiles)
        await self.workers.async_load_vision()
        await self._upkeep.async_open()
        await self.ai.async_open()
        await self.light_alarm.async_open()
        await self.sirens.async_open()
        await self.alerts.async_open()
        await self.false_alarms.async_open()
        self.overload.async_open()
        end("Ending the day's watch", self._day.async_close)
        self._day.async_open()
        self._upkeep.async_start_timers(partial(end, "Ending a timer"))
        # Each part of it has its own limit.
        end("Stopping the cameras", self._reconciler.async_stop_cameras, None)
        end("Fetching models", self._models.async_close)

    async def async_close(self) -> None:
        """Stop all cameras and threads, whatever of it fails."""
        async with self._reconciling:
            self._closed = True
            await self._teardown.async_run()

    async def _async_end_alarms(self) -> None:
        await asyncio.gather(
            async_contain("Ending the light alarm", self.light_alarm.async_close),
            async_contain("Ending the sirens", self.sirens.async_close),
        )

    async def async_hold_changes(self) -> None:
        """Wait for changes under way; no others begin until they are resumed."""
        async with self._reconciling:
            self._holding = True

    @callback
    def resume_changes(self) -> None:
        """Let changes begin again, first of all those that came meanwhile."""
        self._holding = False
        self._reconcile_soon()

    @callback
    def _reconcile_soon(self) -> None:
        self._entry.async_create_task(
            self.hass, self.async_reconcile(), "argus catches up"
        )

    async def async_reconcile(self) -> None:
        """Start, stop and change cameras until they are what the config entry says."""
        async with self._reconciling:
            if self._closed or self._holding:
                return
            # One that fails keeps none of the others from being what the user wants.
            await async_contain(
                "Taking over the options", self._async_apply_options, None
            )
            # Before the cameras: what a new one sees first may be what an alert is for.
            await async_contain(
                "Bringing the alerts in step", self.alerts.async_reconcile, None
            )
            await self._reconciler.async_reconcile()
            self.overview.async_refresh_state()
            self._models.async_look()

    @property
    def unread_cameras(self) -> frozenset[str]:
        """Ids of the subentries of cameras that are not there, as their settings cannot be read."""
        return self._reconciler.unread

    @callback
    def _tell_unreadable_options(self) -> None:
        if self.settings.unreadable:
            async_options_are_unreadable(self.hass, self.settings.unreadable)
        else:
            async_options_are_readable(self.hass)

    @callback
    def _forget_unreadable(self) -> None:
        self._reconciler.async_forget_unreadable()
        async_options_are_readable(self.hass)

    @property
    def model_files(self) -> ModelFiles:
        """Where the models of neural networks lie that are there."""
        return self._models.files

    @callback
    def async_use_model(self, issue: str, path: Path) -> None:
        """Let the cameras use a model that was missing, as an issue said, from the next frame on."""
        self._models.async_use(issue, path)

    async def _async_apply_options(self) -> None:
        settings = ArgusSettings.from_options(self._entry.options)
        if settings.workers != self.settings.workers:
            old = self.workers.resize(settings.workers)
            await async_contain(
                "Ending workers",
                partial(
                    self.hass.async_add_executor_job, partial(old.shutdown, wait=True)
                ),
            )
        moved = settings.db_url != self.settings.db_url
        self.settings = settings
        self.ai.budget.async_look()
        self._tell_unreadable_options()
        self.profile.async_configure(settings.profiles)
        if moved:
            await self._upkeep.async_move(self._database)
        self._transfers.async_go_on()

    @property
    def _database(self) -> Path | str:
        return database_of(self.hass, self.settings.db_url)

    def _set_journal_aside(self, path: Path) -> None:
        """Run in the journal's thread."""
        self._upkeep.set_aside(path)

    @callback
    def _refresh_counters(self) -> None:
        self.ai.budget.async_look()
        self._entry.async_create_task(self.hass, self.overview.async_refresh_counters())
