"""One alert: as the user set it up, with what it does about incidents and what is shown of it."""

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..ai.tasks import AiTasks
from ..incidents.recorder import IncidentRecorder
from ..model.appointment import Appointment
from ..model.camera import WatchedCamera
from ..model.decision import Decision, Verdict
from ..model.incident import Incident, IncidentChange, Phase
from ..model.listeners import Listeners
from ..model.names import one_line
from .alert_setup import AlertSetup
from .alert_state import AlertStates
from .change_lanes import ChangeLanes
from .conditions import Conditions
from .decision_log import DecisionLog
from .example import async_example
from .incident_decider import IncidentDecider, verdict_of
from .light_alarm import LightAlarm
from .own_actions import OwnActions
from .own_texts import OwnTexts
from .persistent import async_take_back
from .rule import Refusal
from .sender import AlertSender
from .settings import AlertSettings


class Alert:
    """An alert as the user set it up."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        cameras: Mapping[str, WatchedCamera],
        recorder: IncidentRecorder,
        light_alarm: LightAlarm,
        memory: AlertStates,
        ai: AiTasks,
    ) -> None:
        """Prepare; nothing is decided yet.

        Args:
            hass: Home Assistant.
            entry: the config entry of Argus.
            subentry: what the user set up.
            cameras: a live mapping of those that are watched, by the ids of their subentries.
            recorder: keeps what is decided with the incidents.
            light_alarm: flashes the lights of all alerts.
            memory: keeps what was sent across restarts.
            ai: asks the AIs of the house.

        Raises:
            UnreadableSettingsError: it cannot be read.

        """
        self._hass = hass
        self._entry = entry
        self._cameras = cameras
        self._recorder = recorder
        self._light_alarm = light_alarm
        self._memory = memory
        self.subentry = subentry
        self._read: tuple[str, dict[str, Any]] = ("", {})
        self._listeners = Listeners[()]()
        self._setup = self._set_up()
        self._log = DecisionLog(
            recorder,
            subentry.subentry_id,
            lambda: self.name,
            self._listeners.async_tell,
        )
        self._decider = IncidentDecider(
            hass,
            entry,
            subentry.subentry_id,
            lambda: self.name,
            lambda: self._setup,
            cameras,
            recorder,
            memory,
            ai,
            self._log,
            look_again=self._look_again,
        )
        self._lanes = ChangeLanes(
            hass,
            entry,
            lambda: self.name,
            self._decider.async_decide,
            self._decider.async_pass_over,
        )
        self._end_of_snooze = Appointment(hass, self._snooze_ends)
        self._await_end_of_snooze()
        if not self.settings.persistent:
            self.async_take_back()

    @property
    def name(self) -> str:
        """What the user calls it."""
        return one_line(self.subentry.title)

    @property
    def settings(self) -> AlertSettings:
        """What it is for and what it does."""
        return self._setup.settings

    @property
    def last_decision(self) -> Decision | None:
        """What it decided last since the start."""
        return self._log.last

    @property
    def last_incident(self) -> str | None:
        """Id of the incident that was about."""
        return self._log.last_incident

    @property
    def verdicts(self) -> Counter[Verdict]:
        """How often it decided what since the start."""
        return self._log.verdicts

    @property
    def last_sent(self) -> datetime | None:
        """When it was last sent for any camera, in UTC."""
        sent = self._memory.of(self.subentry.subentry_id).sent
        return max(sent.values(), default=None)

    @property
    def snoozed_until(self) -> datetime | None:
        """Until when it is silenced, in UTC; None if it is not."""
        memory = self._memory.of(self.subentry.subentry_id)
        return memory.snoozed_until if memory.is_snoozed(dt_util.utcnow()) else None

    @callback
    def async_configure(self, subentry: ConfigSubentry) -> bool:
        """Take over what the user changed; return whether anything was.

        Raises:
            UnreadableSettingsError: it cannot be read; nothing was changed.
        """
        self.subentry = subentry
        # Home Assistant changes a subentry in place, so what was read is what to compare with.
        if self._read == (subentry.title, dict(subentry.data)):
            return False
        # Before anything is changed: what cannot be read leaves the alert as it is.
        setup = self._set_up()
        self._setup.async_close()
        self._setup = setup
        if not self.settings.persistent:
            self.async_take_back()
        self._listeners.async_tell()
        return True

    def _set_up(self) -> AlertSetup:
        """Return the alert as the user set it up by now.

        Raises:
            UnreadableSettingsError: it cannot be read.
        """
        settings = AlertSettings.from_data(self.subentry.data)
        self._read = (self.subentry.title, deepcopy(dict(self.subentry.data)))
        alert_id = self.subentry.subentry_id
        texts = OwnTexts(self._hass, settings, alert_id, self.name)
        return AlertSetup(
            settings,
            Conditions(self._hass, settings, self.name),
            OwnActions(self._hass, settings, self.name),
            texts,
            AlertSender(
                self._hass,
                self._cameras,
                self._light_alarm,
                settings,
                alert_id,
                self.name,
                texts,
                lambda: self._setup.actions,
            ),
        )

    @callback
    def async_take_back(self) -> None:
        """Take the notification away that Home Assistant itself shows."""
        async_take_back(self._hass, self.subentry.subentry_id)

    @callback
    def async_set(self, **changes: Any) -> None:
        """Store changed settings in the subentry; they hold at once."""
        self._hass.config_entries.async_update_subentry(
            self._entry, self.subentry, data={**self.subentry.data, **changes}
        )

    @callback
    def async_subscribe(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when anything that is shown of the alert changes; returns what ends that."""
        return self._listeners.async_add(listener)

    async def async_close(self) -> None:
        """Bring what is under way to its end, for a moment; what lasts, such as flashing lights, ends on its own."""
        await self._decider.async_end_words()
        await self._lanes.async_close()
        self._end_of_snooze.async_cancel()
        self._decider.async_close()
        self._setup.async_close()

    @callback
    def async_take(self, change: IncidentChange) -> None:
        """Take in what became of an incident."""
        self._lanes.async_put(change)

    @callback
    def _look_again(self, change: IncidentChange) -> None:
        """Have an incident decided about once more although nothing changed in it."""
        self._lanes.async_put_again(change)

    @callback
    def async_take_description(self, incident: Incident) -> None:
        """Take in what an AI says of an incident; of one that the alert did not follow, that is no news."""
        if self._decider.follows(incident):
            self.async_take(IncidentChange(Phase.UPDATED, incident))

    async def async_settle(self) -> None:
        """Wait until everything that was taken in is decided and told."""
        await self._lanes.async_settle()

    async def async_test(self) -> Decision:
        """Do everything the alert does, whatever its conditions say; its rest is left alone.

        It tells of the last incident that it could have been for; of a made-up one if there is none, with what its
        camera shows now.
        """
        incident = await async_example(
            self._recorder, self._cameras, self.settings, self.name
        )
        deliveries = await self._setup.sender.async_try_out(incident)
        return self._log.decision(
            Refusal(verdict_of(deliveries)), dt_util.utcnow(), deliveries
        )

    async def async_snooze(self, until: datetime | None) -> None:
        """Send nothing until a moment in UTC, or again at once."""
        self._memory.of(self.subentry.subentry_id).snoozed_until = until
        self._await_end_of_snooze()
        self._listeners.async_tell()
        await self._memory.async_keep()

    @callback
    def _await_end_of_snooze(self) -> None:
        self._end_of_snooze.async_cancel()
        if (until := self.snoozed_until) is not None:
            self._end_of_snooze.async_make(until)

    @callback
    def _snooze_ends(self, _now: datetime) -> None:
        self._listeners.async_tell()
