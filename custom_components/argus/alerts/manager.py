"""The alerts of a house: each is told of every incident and decides for itself."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
import logging
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..ai.tasks import AiTasks
from ..const import SIGNAL_ALERT, SUBENTRY_ALERT
from ..device import alert_device
from ..feedback.marks import async_mark
from ..incidents.recorder import IncidentRecorder
from ..issues.alerts import async_alert_is_unreadable
from ..issues.repair import async_issue_is_over
from ..journal import JournalError
from ..model.access import async_user_of
from ..model.camera import WatchedCamera
from ..model.incident import Incident, IncidentChange
from ..model.stored_settings import UnreadableSettingsError
from ..model.teardown import async_contain
from .alert import Alert
from .alert_state import AlertStates
from .light_alarm import LightAlarm
from .message_text import FALSE_ALARM, SILENCE
from .permission import may_switch

_LOGGER = logging.getLogger(__name__)

EVENT_BUTTON: Final = "mobile_app_notification_action"
"""Fired when somebody presses a button of a notification on a phone."""
SILENCED_FOR: Final = timedelta(hours=1)
"""By that button."""


class AlertManager:
    """Keeps the alerts in step with the config entry, and hands them what happens."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        device_id: str,
        cameras: Mapping[str, WatchedCamera],
        recorder: IncidentRecorder,
        light_alarm: LightAlarm,
        ai: AiTasks,
    ) -> None:
        """Prepare; there are no alerts yet.

        Args:
            hass: Home Assistant.
            entry: the config entry of Argus.
            device_id: id of the device of Argus itself.
            cameras: a live mapping of those that are watched, by the ids of their subentries.
            recorder: tells what becomes of incidents.
            light_alarm: flashes the lights of all alerts.
            ai: asks the AIs of the house.

        """
        self._hass = hass
        self._entry = entry
        self._device_id = device_id
        self._cameras = cameras
        self._recorder = recorder
        self._light_alarm = light_alarm
        self._ai = ai
        self._memory = AlertStates(hass)
        self.alerts: dict[str, Alert] = {}
        """By the id of their subentry."""
        self._unreadable: dict[str, str] = {}
        """Ids of the issues about alerts whose settings cannot be read, by the id of their subentry."""
        self._untrack: list[CALLBACK_TYPE] = []

    async def async_open(self) -> None:
        """Remember what was sent, and listen."""
        await self._memory.async_open()
        self._untrack += [
            self._recorder.async_subscribe(self._take),
            self._recorder.edits.async_subscribe_descriptions(self._take_description),
            self._hass.bus.async_listen(EVENT_BUTTON, self._async_pressed),
        ]

    async def async_close(self) -> None:
        """Decide nothing any more."""
        for untrack in self._untrack:
            untrack()
        self._untrack.clear()
        await asyncio.gather(*map(self._async_close_alert, self.alerts.values()))
        self.alerts.clear()
        for alert_id in list(self._unreadable):
            self._is_readable(alert_id)

    async def _async_close_alert(self, alert: Alert) -> None:
        await async_contain(f"Closing alert {alert.name}", alert.async_close)

    async def _async_remove_alert(self, alert: Alert) -> None:
        await self._async_close_alert(alert)
        alert.async_take_back()

    async def async_reconcile(self) -> None:
        """Add, change and remove alerts until they are what the config entry says."""
        gone = self.alerts.keys() - self._entry.subentries.keys()
        await asyncio.gather(
            *(self._async_remove_alert(self.alerts.pop(alert_id)) for alert_id in gone)
        )
        # Not before: more may have been removed meanwhile.
        wanted = {
            subentry.subentry_id: subentry
            for subentry in self._entry.get_subentries_of_type(SUBENTRY_ALERT)
        }
        for alert_id in self._unreadable.keys() - wanted.keys():
            self._is_readable(alert_id)
        for alert_id, subentry in wanted.items():
            try:
                self._bring_in_step(alert_id, subentry)
            except UnreadableSettingsError as err:
                self._unreadable[alert_id] = async_alert_is_unreadable(
                    self._hass, subentry, err.fields
                )
            except Exception:
                # One keeps none of the others from being what the user wants.
                _LOGGER.exception("Alert %s cannot be set up", subentry.title)
            else:
                self._is_readable(alert_id)
        await self._memory.async_forget_others(wanted)

    def _bring_in_step(self, alert_id: str, subentry: ConfigSubentry) -> None:
        alert = self.alerts.get(alert_id)
        if alert is None:
            alert = Alert(
                self._hass,
                self._entry,
                subentry,
                self._cameras,
                self._recorder,
                self._light_alarm,
                self._memory,
                self._ai,
            )
            self.alerts[alert_id] = alert
        elif alert.async_configure(subentry):
            # It may have another name.
            dr.async_get(self._hass).async_get_or_create(
                config_entry_id=self._entry.entry_id,
                config_subentry_id=alert_id,
                **alert_device(alert_id, alert.name, self._device_id),
            )
        else:
            return
        async_dispatcher_send(
            self._hass, SIGNAL_ALERT.format(self._entry.entry_id), alert
        )

    @callback
    def _is_readable(self, alert_id: str) -> None:
        if (issue := self._unreadable.pop(alert_id, None)) is not None:
            async_issue_is_over(self._hass, issue)

    @callback
    def _take(self, change: IncidentChange) -> None:
        for alert in self.alerts.values():
            try:
                alert.async_take(change)
            except Exception:
                _LOGGER.exception("Alert %s could not take an incident", alert.name)

    @callback
    def _take_description(self, incident: Incident) -> None:
        for alert in self.alerts.values():
            try:
                alert.async_take_description(incident)
            except Exception:
                _LOGGER.exception("Alert %s could not take words", alert.name)

    async def _async_pressed(self, event: Event) -> None:
        action = str(event.data.get("action", ""))
        if not action.startswith((SILENCE, FALSE_ALARM)):
            return
        # Every app may send anything, and which alerts there are is no secret.
        try:
            user = await async_user_of(self._hass, event.context)
            if action.startswith(SILENCE):
                await self._async_silence(action.removeprefix(SILENCE), user)
            else:
                await self._async_call_false(action.removeprefix(FALSE_ALARM), user)
        except (JournalError, Unauthorized, UnknownUser) as err:
            _LOGGER.warning("A button of a notification does nothing: %r", err)

    async def _async_silence(self, alert_id: str, user: User | None) -> None:
        """Silence an alert if whoever holds the phone may."""
        alert = self.alerts.get(alert_id)
        if alert is not None and may_switch(
            self._hass, user, self._entry.entry_id, alert_id
        ):
            await alert.async_snooze(dt_util.utcnow() + SILENCED_FOR)

    async def _async_call_false(self, incident_id: str, user: User | None) -> None:
        """Mark an incident as whoever holds the phone says.

        Raises:
            Unauthorized: they may not.
            JournalError: the journal cannot be used.
        """
        await async_mark(self._recorder, user, incident_id, True)
