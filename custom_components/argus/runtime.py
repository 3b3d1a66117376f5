"""The cameras of one household: what lives as long as the config entry."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
import logging
from pathlib import Path
from typing import Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, instance_id
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import (
    async_call_later,
    async_track_time_interval,
)
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .alerts.light_alarm import LightAlarm
from .alerts.manager import AlertManager
from .alerts.siren import async_sirens
from .capture.executor import VisionExecutor
from .capture.model_download import (
    async_ensure_face_model,
    async_face_model_is_missing,
    async_face_model_is_there,
)
from .capture.overload import Overload
from .capture.request_executor import Drawings, RequestExecutor
from .capture.trial import Trials
from .const import DOMAIN, SIGNAL_CAMERA, SUBENTRY_CAMERA
from .coordinator import ArgusConfigEntry, ArgusCoordinator
from .device import argus_device, camera_device
from .feedback.false_alarms import FalseAlarms
from .incidents.journal_transfer import JournalTransfers, database_of
from .incidents.recorder import IncidentRecorder
from .issues import (
    async_camera_is_unreadable,
    async_issue_is_over,
    async_journal_fails,
    async_journal_set_aside,
    async_journal_works,
    async_options_are_unreadable,
)
from .journal import BEAT, Journal, JournalError, JournalTakenError
from .model.appointment import Appointment
from .model.local_day import LocalDay
from .model.settings import ArgusSettings
from .model.stored_settings import UnreadableSettingsError
from .model.teardown import Teardown, async_contain
from .overview import ArgusOverview
from .reports.chart import DayHours
from .vision import FaceDetector

_LOGGER = logging.getLogger(__name__)

STORE_VERSION: Final = 1
SAVE_DELAY: Final = 5
"""Seconds; what a crash can make Argus forget of when somebody was last seen."""
FACE_MODEL_AGAIN: Final = timedelta(hours=1)
"""Until the face detector's model is looked for again: the network may have come, or the user put it there."""
MOST_CHARTS: Final = 8
PURGE_EVERY: Final = timedelta(hours=1)
STOPPING: Final = 120.0
"""Seconds until a camera is left alone that does not stop, although each part of it has its own limit."""
FIRST_PURGE: Final = 60
"""Seconds after the start, when there is time for it."""


def last_seen_store(hass: HomeAssistant) -> Store[dict[str, str]]:
    """Return the file that keeps when somebody was last seen, by the id of the camera's subentry."""
    return Store(hass, STORE_VERSION, f"{DOMAIN}.last_seen", atomic_writes=True)


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
        """Charts of reports that were asked for lately."""
        self.journal = Journal(self._database, self._set_aside)
        self._transfers = JournalTransfers(
            hass, entry, self.journal, self._refresh_counters
        )
        self._day = LocalDay(hass, self._refresh_counters)
        self.incidents = IncidentRecorder(hass, self.journal, lambda: self.settings)
        self.light_alarm = LightAlarm(hass)
        self.sirens = async_sirens(hass)
        self.false_alarms = FalseAlarms(hass, entry, self)
        self.cameras: dict[str, ArgusCoordinator] = {}
        """Coordinators by the id of their subentry."""
        self.device_id = (
            dr.async_get(hass)
            .async_get_or_create(
                config_entry_id=entry.entry_id, **argus_device(entry.entry_id)
            )
            .id
        )
        """Device of Argus itself."""
        self.alerts = AlertManager(hass, entry, self)
        self.overview = ArgusOverview(hass, entry, self.cameras)
        self.overload = Overload(
            hass, self.cameras, self.workers, self.overview.async_refresh_state
        )
        self.face_model: Path | None = None
        """Where the better face detector's model lies, if it does."""
        self._last_seen: dict[str, str] = {}
        self._store = last_seen_store(hass)
        self._face_model_asked = False
        self._face_model_again = Appointment(hass, self._fetch_face_model)
        self._reconciling = asyncio.Lock()
        self._journal_begun = False
        """Whether what the journal holds was gone on with."""
        self._holding = False
        self._closed = False
        self._teardown = Teardown()
        self._unreadable: dict[str, str] = {}
        """Ids of the issues about settings that cannot be read, by the subentry's id; by "" for the options."""

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
        end(
            "Ending the workers",
            partial(hass.async_add_executor_job, self.workers.close),
        )
        end(
            "Ending what people asked for",
            partial(hass.async_add_executor_job, self.side_work.close),
        )
        end("Storing when somebody was seen", self._async_store_last_seen)
        end("Closing the journal", self.journal.async_close)
        end("Ending the move of the journal", self._transfers.async_close)
        end("Storing incidents", self.incidents.async_close)
        end("Closing the false alarms", self.false_alarms.async_close)
        end("Ending alarms", self._async_end_alarms)
        end("Closing the alerts", self.alerts.async_close)
        end("Ending the look at overload", self.overload.async_close)
        end("Fetching the face model", self._face_model_again.async_cancel)
        self._tell_unreadable_options()
        self._last_seen = await self._store.async_load() or {}
        await self.workers.async_load_vision()
        try:
            await self.journal.async_open(
                await instance_id.async_get(self.hass), self._transfers.begin
            )
        except JournalError as err:
            # Watching goes on; what is counted waits until it can be stored.
            async_journal_fails(self.hass, err)
        self._journal_begun = await self.incidents.async_open()
        self._transfers.async_go_on()
        await self.light_alarm.async_open()
        await self.sirens.async_open()
        await self.alerts.async_open()
        await self.false_alarms.async_open()
        self.overload.async_open()
        end("Ending the day's watch", self._day.async_close)
        self._day.async_open()
        for untrack in (
            async_track_time_interval(
                self.hass, self._async_keep_journal, timedelta(seconds=BEAT)
            ),
            async_track_time_interval(self.hass, self._async_purge, PURGE_EVERY),
            async_call_later(self.hass, FIRST_PURGE, self._async_purge),
        ):
            end("Ending a timer", untrack)
        # Each part of it has its own limit.
        end("Stopping the cameras", self._async_stop_cameras, None)

    async def async_close(self) -> None:
        """Stop all cameras and threads, whatever of it fails."""
        async with self._reconciling:
            self._closed = True
            await self._teardown.async_run()

    async def _async_stop_cameras(self) -> None:
        cameras = list(self.cameras.values())
        await asyncio.gather(
            *(
                async_contain(
                    f"Stopping {camera.subentry.title}", camera.async_stop, STOPPING
                )
                for camera in cameras
            )
        )
        self.cameras.clear()

    async def _async_end_alarms(self) -> None:
        await asyncio.gather(
            async_contain("Ending the light alarm", self.light_alarm.async_close),
            async_contain("Ending the sirens", self.sirens.async_close),
        )

    async def _async_store_last_seen(self) -> None:
        await self._store.async_save(self._last_seen)

    async def async_hold_changes(self) -> None:
        """Wait for changes under way; no others begin until they are resumed."""
        async with self._reconciling:
            self._holding = True

    @callback
    def resume_changes(self) -> None:
        """Let changes begin again, first of all those that came meanwhile."""
        self._holding = False
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
            wanted = {
                subentry.subentry_id: subentry
                for subentry in self._entry.get_subentries_of_type(SUBENTRY_CAMERA)
            }
            for subentry_id in self._unreadable.keys() - wanted.keys() - {""}:
                self._is_readable(subentry_id)
            for subentry_id in self.cameras.keys() - wanted.keys():
                await async_contain(
                    "Removing a camera", partial(self._async_remove, subentry_id), None
                )
            for subentry in wanted.values():
                await async_contain(
                    f"Bringing {subentry.title} in step",
                    partial(self._async_bring_in_step, subentry),
                    None,
                )
            self.overview.async_refresh_state()
            self._want_face_model()

    async def _async_bring_in_step(self, subentry: ConfigSubentry) -> None:
        """Start a camera or change it; one whose settings cannot be read stays as it is, and the user is told."""
        camera = self.cameras.get(subentry.subentry_id)
        try:
            if camera is None:
                await self._async_add(subentry)
            elif not camera.is_up_to_date(subentry):
                await self._async_change(camera, subentry)
        except UnreadableSettingsError as err:
            self._unreadable[subentry.subentry_id] = async_camera_is_unreadable(
                self.hass, subentry, err.fields
            )
        else:
            self._is_readable(subentry.subentry_id)

    @property
    def unread_cameras(self) -> frozenset[str]:
        """Ids of the subentries of cameras that are not there, as their settings cannot be read."""
        return frozenset(self._unreadable.keys() - self.cameras.keys() - {""})

    @callback
    def _tell_unreadable_options(self) -> None:
        if self.settings.unreadable:
            self._unreadable[""] = async_options_are_unreadable(
                self.hass, self.settings.unreadable
            )
        else:
            self._is_readable("")

    @callback
    def _is_readable(self, subentry_id: str) -> None:
        if (issue := self._unreadable.pop(subentry_id, None)) is not None:
            async_issue_is_over(self.hass, issue)

    @callback
    def _forget_unreadable(self) -> None:
        for subentry_id in list(self._unreadable):
            self._is_readable(subentry_id)

    @property
    def _wants_face_model(self) -> bool:
        return any(
            camera.settings.faces
            and camera.settings.face_detector is not FaceDetector.HAAR
            for camera in self.cameras.values()
        )

    @callback
    def _want_face_model(self) -> None:
        """Fetch the better face detector's model, as soon as a camera asks for it; nobody waits for it."""
        if not self._wants_face_model:
            self._face_model_asked = False
            self._face_model_again.async_cancel()
            async_face_model_is_there(self.hass)
        elif not self._face_model_asked:
            self._face_model_asked = True
            self._fetch_face_model()

    @callback
    def _fetch_face_model(self, _: datetime | None = None) -> None:
        self._entry.async_create_background_task(
            self.hass, self._async_fetch_face_model(), "argus face model"
        )

    async def _async_fetch_face_model(self) -> None:
        path = await async_ensure_face_model(self.hass)
        if not self._wants_face_model or self._closed:
            return
        if path is None:
            async_face_model_is_missing(self.hass)
            self._face_model_again.async_make(dt_util.utcnow() + FACE_MODEL_AGAIN)
        else:
            self.async_use_face_model(path)

    @callback
    def async_use_face_model(self, path: Path) -> None:
        """Let the cameras use the better face detector, whose model is at a path, from the next frame on."""
        self.face_model = path
        self._face_model_again.async_cancel()
        async_face_model_is_there(self.hass)
        for camera in self.cameras.values():
            camera.async_configure_watch()

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
        self._tell_unreadable_options()
        if moved:
            await self._async_move_journal()
        self._transfers.async_go_on()

    @property
    def _database(self) -> Path | str:
        return database_of(self.hass, self.settings.db_url)

    async def _async_move_journal(self) -> None:
        self._journal_begun = False
        await self._transfers.async_close()
        try:
            await self.journal.async_move(self._database, self._transfers.begin)
        except JournalError as err:
            async_journal_fails(self.hass, err)
            return
        await self._async_begin_journal()

    async def _async_begin_journal(self) -> None:
        """Go on with what a journal holds that was not used before."""
        async_journal_works(self.hass)
        self._journal_begun = await self.incidents.async_open()
        await self._async_refresh_counters()

    async def _async_keep_journal(self, _now: datetime) -> None:
        """Keep other Home Assistants from the journal, or take it when they are gone; go on when it can be used again."""
        self._day.async_check()
        try:
            await self.journal.async_keep()
        except JournalError as err:
            self._journal_begun &= not isinstance(err, JournalTakenError)
            async_journal_fails(self.hass, err)
            return
        if not self._journal_begun:
            await self._async_begin_journal()
        elif not self._waits_for_journal:
            async_journal_works(self.hass)
        for camera in list(self.cameras.values()):
            await camera.visitors.async_catch_up()
        await self.incidents.async_try_pictures()

    @property
    def _waits_for_journal(self) -> bool:
        """Whether something is still to be stored: what could not be may fail again."""
        return self.incidents.waits or any(
            camera.visitors.waits for camera in self.cameras.values()
        )

    def _set_aside(self, path: Path) -> None:
        """Run in the journal's thread."""
        self.hass.loop.call_soon_threadsafe(self._async_set_aside, path.name)

    @callback
    def _async_set_aside(self, name: str) -> None:
        async_journal_set_aside(self.hass, name)
        # A new one was begun: what is shown is not in it.
        self._journal_begun = False

    async def _async_purge(self, _now: datetime) -> None:
        try:
            await self.incidents.async_purge()
        except JournalError as err:
            async_journal_fails(self.hass, err)

    async def _async_add(self, subentry: ConfigSubentry) -> None:
        camera = ArgusCoordinator(self.hass, self._entry, subentry, self)
        self.cameras[subentry.subentry_id] = camera
        camera.async_subscribe_activities(partial(self.overview.async_tell, camera))
        last_seen = self._last_seen.get(subentry.subentry_id)
        await camera.async_start(
            dt_util.parse_datetime(last_seen) if last_seen else None
        )
        self._announce(camera)

    async def _async_change(
        self, camera: ArgusCoordinator, subentry: ConfigSubentry
    ) -> None:
        await camera.async_configure(subentry)
        if subentry.subentry_id not in self._entry.subentries:
            return  # removed meanwhile; the next turn stops the camera
        # Another camera has another name and another device.
        dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self._entry.entry_id,
            config_subentry_id=subentry.subentry_id,
            **camera_device(camera),
        )
        self._announce(camera)

    async def _async_remove(self, subentry_id: str) -> None:
        camera = self.cameras.pop(subentry_id)
        await camera.async_stop()
        camera.async_forget()
        self._last_seen.pop(subentry_id, None)
        self._store.async_delay_save(lambda: dict(self._last_seen), SAVE_DELAY)

    @callback
    def _refresh_counters(self) -> None:
        self._entry.async_create_task(self.hass, self._async_refresh_counters())

    async def _async_refresh_counters(self) -> None:
        """Show what is counted of this day, and when it began."""
        for camera in list(self.cameras.values()):
            await camera.visitors.async_refresh()
            camera.async_update_listeners()
        self.overview.async_refresh_state()
        self.overview.async_update_listeners()

    @callback
    def _announce(self, camera: ArgusCoordinator) -> None:
        if camera.subentry.subentry_id not in self._entry.subentries:
            return  # removed meanwhile; the next turn stops the camera
        async_dispatcher_send(
            self.hass, SIGNAL_CAMERA.format(self._entry.entry_id), camera
        )

    @callback
    def async_remember_last_seen(self, subentry_id: str, last_seen: datetime) -> None:
        """Keep across restarts when somebody was last seen by a camera."""
        self._last_seen[subentry_id] = last_seen.isoformat()
        self._store.async_delay_save(lambda: dict(self._last_seen), SAVE_DELAY)
