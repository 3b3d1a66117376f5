"""One alert: takes in what happens in front of cameras, decides, and sends."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..ai.tasks import AiTasks
from ..incidents.recorder import IncidentRecorder
from ..model.appointment import Appointment
from ..model.camera import WatchedCamera
from ..model.decision import Decision, Delivery, Verdict
from ..model.detached_context import async_detached_task
from ..model.incident import Incident, IncidentChange, Phase
from ..model.listeners import Listeners
from ..model.names import one_line
from .ai_help import AiHelp
from .alert_state import LONGEST_CALM, AlertStates
from .change_queue import ChangeQueue
from .conditions import Conditions
from .example import async_example
from .incident_state import IncidentState
from .light_alarm import LightAlarm
from .message_text import MessageText
from .news import brings_somebody, first_of, only_moves, worth_telling
from .notification_state import NotificationState, Worded
from .notifications import Notifications
from .own_actions import OwnActions
from .persistent import async_take_back
from .rule import (
    Refusal,
    incident_refusal,
    may_still_come,
    refusal,
    seconds_until_lost,
)
from .sender import AlertSender
from .settings import AlertSettings

_LOGGER = logging.getLogger(__name__)

AI_CHANNEL: Final = "ai"
"""Kind of action that adds an AI's words, in decisions."""
FAREWELL: Final = 3.0
"""Seconds that what is under way has when Argus stops."""


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

        """
        self._hass = hass
        self._entry = entry
        self._cameras = cameras
        self._recorder = recorder
        self._light_alarm = light_alarm
        self._memory = memory
        self.subentry = subentry
        self._read: tuple[str, dict[str, Any]] = ("", {})
        self.settings = AlertSettings()
        self._conditions = Conditions(hass, self.settings, subentry.title)
        self._actions = OwnActions(hass, self.settings, subentry.title)
        self._sender = self._make_sender()
        self._help = AiHelp(
            hass,
            entry,
            ai,
            recorder,
            lambda: self.settings,
            on_no_words=self._take_no_words,
        )
        self.last_decision: Decision | None = None
        self.last_incident: str | None = None
        """Id of the incident it was about."""
        self.verdicts: Counter[Verdict] = Counter()
        """How often it decided what since the start."""
        self._waiting: dict[str, ChangeQueue] = {}
        """By camera: what a busy alert did not get to yet."""
        self._working: dict[str, asyncio.Task[None]] = {}
        self._notifications = Notifications(subentry.subentry_id)
        self._until_lost: dict[str, Appointment] = {}
        """When a camera will have been lost for long enough, by the incident's id."""
        self._listeners = Listeners[()]()
        self._end_of_snooze = Appointment(hass, self._snooze_ends)
        self._configure()
        self._await_end_of_snooze()

    @property
    def name(self) -> str:
        """What the user calls it."""
        return one_line(self.subentry.title)

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
        self._configure()
        return True

    def _configure(self) -> None:
        # Before anything is changed: what cannot be read leaves the alert as it is.
        self.settings = AlertSettings.from_data(self.subentry.data)
        self._read = (self.subentry.title, deepcopy(dict(self.subentry.data)))
        self._conditions.async_close()
        self._conditions = Conditions(self._hass, self.settings, self.name)
        self._actions.async_close()
        self._actions = OwnActions(self._hass, self.settings, self.name)
        self._sender = self._make_sender()
        if not self.settings.persistent:
            self.async_take_back()
        self._listeners.async_tell()

    def _make_sender(self) -> AlertSender:
        return AlertSender(
            self._hass,
            self._cameras,
            self._light_alarm,
            self.settings,
            self.subentry.subentry_id,
            self.name,
            lambda: self._actions,
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
        await self._help.async_close()
        if working := list(self._working.values()):
            _, late = await asyncio.wait(working, timeout=FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._end_of_snooze.async_cancel()
        for appointment in self._until_lost.values():
            appointment.async_cancel()
        self._conditions.async_close()
        self._actions.async_close()

    @callback
    def async_take(self, change: IncidentChange) -> None:
        """Take in what became of an incident."""
        camera = change.incident.camera
        passed_over = self._waiting.setdefault(camera, ChangeQueue()).put_change(change)
        if passed_over is not None:
            self._pass_over(passed_over.incident)
        if camera not in self._working:
            self._working[camera] = async_detached_task().run(self._begin_work, camera)

    async def async_settle(self) -> None:
        """Wait until everything that was taken in is decided and told."""
        while working := list(self._working.values()):
            await asyncio.wait(working)

    @callback
    def async_take_description(self, incident: Incident) -> None:
        """Take in what an AI says of an incident; of one that the alert did not follow, that is no news."""
        if self._notifications.find(incident) is not None:
            self.async_take(IncidentChange(Phase.UPDATED, incident))

    def _begin_work(self, camera: str) -> asyncio.Task[None]:
        return self._entry.async_create_background_task(
            self._hass,
            self._async_work(camera),
            f"argus alert {self.name}",
            eager_start=False,
        )

    @callback
    def _pass_over(self, incident: Incident) -> None:
        if self._notifications.find(incident) is None:
            _LOGGER.warning("Alert %s is too busy for an incident", self.name)
            self._record_decision(incident, self._decision(Refusal(Verdict.FAILED)))

    async def _async_work(self, camera: str) -> None:
        waiting = self._waiting[camera]
        try:
            while (change := waiting.take_change()) is not None:
                try:
                    await self._async_decide(change)
                except Exception:
                    _LOGGER.exception("Alert %s could not take an incident", self.name)
        finally:
            del self._working[camera]

    async def _async_decide(self, change: IncidentChange) -> None:
        notification = self._notifications.find_or_open(change.incident, self.settings)
        if notification is None:
            # News of what was over long ago.
            return
        # Of linked incidents at two cameras, one rings and the other joins it.
        async with notification.turn:
            before, state = notification.take(change)
            state.fits = incident_refusal(self.settings, state.incident) is None
            if before is not None and brings_somebody(
                self.settings, before, state.incident
            ):
                state.opinion = None
            if state.is_over and state.fits:
                self._remember_end(state.incident)
            if notification.rung_at is None:
                await self._async_decide_first(notification, state, before)
            else:
                await self._async_decide_again(notification, state, before)

    @callback
    def _remember_end(self, incident: Incident) -> None:
        memory = self._memory.of(self.subentry.subentry_id)
        memory.moved[incident.camera] = incident.end or dt_util.utcnow()

    async def _async_decide_first(
        self,
        notification: NotificationState,
        state: IncidentState,
        before: Incident | None,
    ) -> None:
        """Decide about an incident of which nobody was told."""
        incident, over = state.incident, state.is_over
        self._cancel_wait(incident)
        if over and state.said not in (None, Verdict.FAILED):
            # It was not one for the alert while it lasted, so that it ends is no reason either.
            return
        if (
            state.said is Verdict.COOLDOWN
            and before is not None
            and not brings_somebody(self.settings, before, incident)
        ):
            # That the rest is over is no news of its own.
            return
        refused = await self._async_refusal(incident)
        if refused is None and self._only_goes_on(notification, incident):
            refused = Refusal(Verdict.COOLDOWN)
        if refused is None:
            if not over and not state.may_try(self._hass.loop.time()):
                return
            # Last, for it takes seconds and may cost money.
            refused = await self._help.async_refusal(state)
        if refused is None:
            await self._async_send(notification, state)
            return
        if refused.verdict is Verdict.LOST_BRIEFLY and not over:
            self._wait_until_lost(incident)
        if state.said is not refused.verdict and (
            over or not may_still_come(refused.verdict)
        ):
            state.said = refused.verdict
            self._record_decision(incident, self._decision(refused))

    def _only_goes_on(
        self, notification: NotificationState, incident: Incident
    ) -> bool:
        """Return whether an incident only goes on from one that was told, with nobody new in it.

        What only moves and never comes to rest is told again all the same after `LONGEST_CALM`.
        """
        before = notification.goes_on_from
        if before is None:
            return False
        sent = self._memory.of(self.subentry.subentry_id).sent.get(incident.camera)
        if (
            sent is not None
            and only_moves(self.settings, incident)
            and dt_util.utcnow() - sent >= LONGEST_CALM
        ):
            return False
        return not brings_somebody(self.settings, first_of(incident, before), incident)

    async def _async_decide_again(
        self,
        notification: NotificationState,
        state: IncidentState,
        before: Incident | None,
    ) -> None:
        """Ring anew for somebody new after the rest, or change what was told."""
        incident = state.incident
        if not state.fits:
            self._refuse_to_join(state)
            return
        if before is None:
            # It joins what was told of another camera.
            await self._async_rest(notification, notification.rung_at)
        elif (
            (state.is_owed or brings_somebody(self.settings, before, incident))
            and notification.may_ring(dt_util.utcnow())
            and state.may_try(self._hass.loop.time())
        ):
            if await self._async_refusal(incident) is None:
                refused = await self._help.async_refusal(state)
                if refused is None:
                    await self._async_send(notification, state)
                    return
                self._record_decision(incident, self._decision(refused))
        self._help.order_words(state)
        if incident.is_preview_coming or (
            notification.is_over and state.are_words_coming
        ):
            # It goes with the end, in one update: the next change brings it, or tells that there is none.
            return
        if incident.is_loss and notification.is_over:
            await self._sender.async_clear(notification.tag)
        elif notification.may_update():
            await self._async_update(notification)
            self._record_joined(state, Refusal(Verdict.SENT))
        elif state.is_over:
            self._record_joined(state, Refusal(Verdict.COOLDOWN))

    @callback
    def _take_no_words(self, state: IncidentState, error: str) -> None:
        """Say with an incident, and in the log, why it goes without an AI's words."""
        entity_id = self.settings.ai_describer or ""
        _LOGGER.warning(
            "Alert %s goes without the words of %s: %s", self.name, entity_id, error
        )
        self._recorder.async_add_decision(
            state.incident.id,
            self._decision(
                Refusal(Verdict.NOT_DESCRIBED, error),
                deliveries=(Delivery(AI_CHANNEL, entity_id, error),),
            ),
        )
        if state.is_over:
            # The end waited for them.
            self.async_take(IncidentChange(Phase.UPDATED, state.incident))

    @callback
    def _refuse_to_join(self, state: IncidentState) -> None:
        refused = incident_refusal(self.settings, state.incident)
        if state.is_over and refused is not None:
            self._record_joined(state, refused)

    @callback
    def _record_joined(self, state: IncidentState, answer: Refusal) -> None:
        """Record once what was decided about an incident that came to a notification which was sent for another."""
        if state.said is None:
            state.said = answer.verdict
            self._record_decision(state.incident, self._decision(answer))

    @callback
    def _wait_until_lost(self, incident: Incident) -> None:
        """Look again at a lost camera when it will have been lost for long enough."""
        left = seconds_until_lost(self.settings, incident, dt_util.utcnow())
        change = IncidentChange(Phase.UPDATED, incident)
        waiting = Appointment(self._hass, lambda _: self.async_take(change))
        waiting.async_make(dt_util.utcnow() + timedelta(seconds=left))
        self._until_lost[incident.id] = waiting

    @callback
    def _cancel_wait(self, incident: Incident) -> None:
        if (waiting := self._until_lost.pop(incident.id, None)) is not None:
            waiting.async_cancel()

    async def _async_refusal(self, incident: Incident) -> Refusal | None:
        now = dt_util.utcnow()
        refused = refusal(self.settings, incident, dt_util.as_local(now))
        if refused is not None:
            return refused
        camera = self._cameras.get(incident.camera)
        if camera is not None and not camera.settings.alerts:
            return Refusal(Verdict.PROFILE)
        refused = await self._conditions.async_refusal(self._sender.variables(incident))
        if refused is not None:
            return refused
        memory = self._memory.of(self.subentry.subentry_id)
        if memory.is_snoozed(now) and memory.snoozed_until is not None:
            until = dt_util.as_local(memory.snoozed_until)
            return Refusal(Verdict.SNOOZED, f"{until:%Y-%m-%d %H:%M}")
        cooldown = self.settings.cooldown
        left = memory.seconds_left(incident.camera, cooldown, now)
        if left <= 0 and only_moves(self.settings, incident):
            left = memory.seconds_of_calm_left(
                incident.camera, cooldown, incident.start, now
            )
        return Refusal(Verdict.COOLDOWN, f"{left:.0f} s") if left > 0 else None

    async def _async_send(
        self, notification: NotificationState, state: IncidentState
    ) -> None:
        now = dt_util.utcnow()
        incident = state.incident
        message = await self._sender.async_word(
            notification.told() or (incident,), notification.tag
        )
        try:
            deliveries = await self._sender.async_send(incident, message)
        except asyncio.CancelledError:
            # Some may have been told by now, and should not be told of the next incident at once.
            await self._async_rest(notification, now)
            raise
        decision = self._decision(
            Refusal(_verdict(deliveries), opinion=state.opinion), now, deliveries
        )
        if decision.verdict is Verdict.SENT:
            # Whoever could not be told is told when the incident goes on.
            notification.rung_at = now
            state.is_owed = False
            notification.worded = _worded(message)
            notification.worth = worth_telling(self.settings, notification.told())
            await self._async_rest(notification, now)
            self._help.order_words(state)
        else:
            state.failed_at = self._hass.loop.time()
            state.is_owed = True
            if not state.is_over and state.said is Verdict.FAILED:
                return
        state.said = decision.verdict
        self._record_decision(incident, decision)

    async def _async_update(self, notification: NotificationState) -> None:
        """Change a notification that can be changed, if it says anything new by now."""
        worth = worth_telling(self.settings, notification.told())
        if worth == notification.worth and not notification.is_over:
            return
        notification.worth = worth
        message = await self._sender.async_word(
            notification.told(), notification.tag, again=True
        )
        worded = _worded(message)
        if worded != notification.worded:
            notification.worded = worded
            notification.updates += 1
            await self._sender.async_update(message)

    async def _async_rest(
        self, notification: NotificationState, since: datetime | None
    ) -> None:
        """Let the alert rest for all cameras that a notification tells of, since a moment in UTC."""
        if since is None:
            return
        sent = self._memory.of(self.subentry.subentry_id).sent
        sent |= {incident.camera: since for incident in notification.told()}
        await self._memory.async_keep()

    async def async_test(self) -> Decision:
        """Do everything the alert does, whatever its conditions say; its rest is left alone.

        It tells of the last incident that it could have been for; of a made-up one if there is none, with what its
        camera shows now.
        """
        incident = await async_example(
            self._recorder, self._cameras, self.settings, self.name
        )
        deliveries = await self._sender.async_try_out(incident)
        return self._decision(
            Refusal(_verdict(deliveries)), dt_util.utcnow(), deliveries
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

    def _decision(
        self,
        refused: Refusal,
        at: datetime | None = None,
        deliveries: tuple[Delivery, ...] = (),
    ) -> Decision:
        return Decision(
            at or dt_util.utcnow(),
            self.subentry.subentry_id,
            self.name,
            refused.verdict,
            refused.detail,
            deliveries,
            refused.opinion,
        )

    @callback
    def _record_decision(self, incident: Incident, decision: Decision) -> None:
        self.last_decision, self.last_incident = decision, incident.id
        self.verdicts[decision.verdict] += 1
        self._recorder.async_add_decision(incident.id, decision)
        self._listeners.async_tell()


def _verdict(deliveries: tuple[Delivery, ...]) -> Verdict:
    done = any(delivery.error is None for delivery in deliveries)
    return Verdict.SENT if done else Verdict.FAILED


def _worded(message: MessageText) -> Worded:
    told = message.message
    return told.title, told.text, message.snapshot is not None, told.video
