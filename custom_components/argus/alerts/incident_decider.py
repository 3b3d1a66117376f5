"""Decides what one alert does about incidents: tell, ring again for somebody new, change what was told, or say nothing."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..ai.tasks import AiTasks
from ..incidents.recorder import IncidentRecorder
from ..model.camera import WatchedCamera
from ..model.decision import Delivery, Verdict
from ..model.incident import Incident, IncidentChange, Phase
from .ai_help import AiHelp
from .alert_setup import AlertSetup
from .alert_state import LONGEST_CALM, AlertStates
from .decision_log import DecisionLog
from .incident_state import IncidentState
from .incident_waits import IncidentWaits
from .message_text import MessageText
from .news import brings_somebody, first_of, only_moves, worth_telling
from .notification_state import NotificationState, Worded
from .notifications import Notifications
from .refusals import async_refusal, profile_refusal
from .rule import Refusal, incident_refusal, kind_refusal, may_still_come
from .settings import AlertSettings

_LOGGER = logging.getLogger(__name__)

AI_CHANNEL: Final = "ai"
"""Kind of action that adds an AI's words, in decisions."""


class IncidentDecider:
    """Follows the incidents that one alert may be for, each in its notification."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        alert_id: str,
        name: Callable[[], str],
        setup: Callable[[], AlertSetup],
        cameras: Mapping[str, WatchedCamera],
        recorder: IncidentRecorder,
        memory: AlertStates,
        ai: AiTasks,
        log: DecisionLog,
        *,
        look_again: Callable[[IncidentChange], None],
    ) -> None:
        """Prepare; nothing is decided yet.

        Args:
            hass: Home Assistant.
            entry: the config entry that tasks belong to.
            alert_id: id of the alert's subentry.
            name: tells what the user calls the alert.
            setup: tells how it is set up now.
            cameras: a live mapping of those that are watched, by the ids of their subentries.
            recorder: keeps what an AI says of incidents.
            memory: keeps what was sent across restarts.
            ai: asks the AIs of the house.
            log: keeps what is decided.
            look_again: called with an incident that is to be decided about once more in its turn, although nothing changed in it.

        """
        self._hass = hass
        self._alert_id = alert_id
        self._name = name
        self._setup = setup
        self._cameras = cameras
        self._memory = memory
        self._log = log
        self._look_again = look_again
        self._help = AiHelp(
            hass,
            entry,
            ai,
            recorder,
            lambda: self._settings,
            on_no_words=self._take_no_words,
        )
        self._notifications = Notifications(alert_id)
        self._waits = IncidentWaits(hass, look_again)

    @property
    def _settings(self) -> AlertSettings:
        return self._setup().settings

    def follows(self, incident: Incident) -> bool:
        """Return whether an incident belongs to a notification already."""
        return self._notifications.find(incident) is not None

    async def async_end_words(self) -> None:
        """Wait for no words of an AI any more."""
        await self._help.async_close()

    @callback
    def async_close(self) -> None:
        """Look again at nothing because time passed."""
        self._waits.async_close()

    @callback
    def async_pass_over(self, incident: Incident) -> None:
        """Record that an incident was left out, as too many wait."""
        if not self.follows(incident):
            _LOGGER.warning("Alert %s is too busy for an incident", self._name())
            self._log.async_record(
                incident, self._log.decision(Refusal(Verdict.FAILED))
            )

    async def async_decide(self, change: IncidentChange) -> None:
        """Take in what became of an incident, and tell, ring again, change what was told, or record why not."""
        self._waits.async_cancel(change.incident)
        notification = self._notifications.find_or_open(change.incident, self._settings)
        if notification is None:
            # News of what was over long ago.
            return
        # Of linked incidents at two cameras, one rings and the other joins it.
        async with notification.turn:
            before, state = notification.take(change)
            joins = not state.fits
            misfit = self._misfit(state)
            if before is not None and brings_somebody(
                self._settings, before, state.incident
            ):
                state.opinion = None
            if state.is_over and misfit is None:
                self._remember_end(state.incident)
            if notification.rung_at is None:
                state.fits = misfit is None
                await self._async_decide_first(notification, state, before)
            elif joins:
                await self._async_decide_to_join(notification, state, before, misfit)
            elif before is not None and self._is_silenced(state.incident):
                await self._async_leave_as_told(notification, state, before)
            elif misfit is not None:
                state.fits = False
                self._refuse(state, misfit)
            else:
                await self._async_decide_again(notification, state, before)

    def _misfit(self, state: IncidentState) -> Refusal | None:
        """Return why an incident is not one for the alert, as far as the incident itself tells; None if it is."""
        refused = incident_refusal(self._settings, state.incident)
        if refused is not None or state.said is Verdict.SENT:
            # What was told in doubt stays told, whatever it turns out to be.
            return refused
        return kind_refusal(self._settings, state.incident, dt_util.utcnow())

    @callback
    def _remember_end(self, incident: Incident) -> None:
        memory = self._memory.of(self._alert_id)
        memory.moved[incident.camera] = incident.end or dt_util.utcnow()

    async def _async_decide_first(
        self,
        notification: NotificationState,
        state: IncidentState,
        before: Incident | None,
    ) -> None:
        """Decide about an incident of which nobody was told."""
        incident, over = state.incident, state.is_over
        if over and state.said not in (None, Verdict.FAILED):
            # It was not one for the alert while it lasted, so that it ends is no reason either.
            return
        if (
            state.said is Verdict.COOLDOWN
            and before is not None
            and not brings_somebody(self._settings, before, incident)
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
        if refused is not None:
            self._refuse(state, refused)
            return
        await self._async_keep_out_others(notification, state)
        await self._async_send(notification, state)

    @callback
    def _refuse(self, state: IncidentState, refused: Refusal) -> None:
        """Record why nobody is told of an incident: at once, or when it is over if it may yet become one for the alert."""
        over = state.is_over
        if not over:
            self._waits.async_wait(self._settings, state.incident, refused)
        if state.said not in (refused.verdict, Verdict.SENT) and (
            over or not may_still_come(refused.verdict)
        ):
            state.said = refused.verdict
            self._log.async_record(state.incident, self._log.decision(refused))

    async def _async_keep_out_others(
        self, notification: NotificationState, rings: IncidentState
    ) -> None:
        """Leave incidents out of a notification that rings for another one, if nobody is to be told of them.

        What only rests comes along; what was refused for anything else may join with what happens in it next.
        """
        for state in notification.incidents.values():
            if state is not rings and state.fits:
                state.fits = (
                    state.said in (None, Verdict.COOLDOWN, Verdict.FAILED)
                    and await self._async_refusal_to_join(state) is None
                )

    async def _async_refusal_to_join(self, state: IncidentState) -> Refusal | None:
        """Return why an incident does not come to what is told of others, or None if it does; an AI is asked last."""
        refused = await self._async_refusal(state.incident, joins=True)
        return refused or await self._help.async_refusal(state)

    async def _async_decide_to_join(
        self,
        notification: NotificationState,
        state: IncidentState,
        before: Incident | None,
        misfit: Refusal | None,
    ) -> None:
        """Let an incident come to what was told of others, if it had been told alone as well but for the pause."""
        if state.is_over and state.said not in (None, Verdict.FAILED):
            # It was kept out while it lasted, so that it ends is no reason either.
            return
        refused = misfit or await self._async_refusal_to_join(state)
        if refused is not None:
            self._refuse(state, refused)
            return
        state.fits, state.said = True, None
        await self._async_decide_again(notification, state, before, joins=True)

    def _only_goes_on(
        self, notification: NotificationState, incident: Incident
    ) -> bool:
        """Return whether an incident only goes on from one that was told, with nobody new in it.

        What only moves and never comes to rest is told again all the same after `LONGEST_CALM`.
        """
        before = notification.goes_on_from
        if before is None:
            return False
        sent = self._memory.of(self._alert_id).sent.get(incident.camera)
        if (
            sent is not None
            and only_moves(self._settings, incident)
            and dt_util.utcnow() - sent >= LONGEST_CALM
        ):
            return False
        return not brings_somebody(self._settings, first_of(incident, before), incident)

    async def _async_decide_again(
        self,
        notification: NotificationState,
        state: IncidentState,
        before: Incident | None,
        *,
        joins: bool = False,
    ) -> None:
        """Ring anew for somebody new after the rest, or change what was told; what joins is new in it."""
        incident = state.incident
        if (
            before is not None
            and (state.is_owed or brings_somebody(self._settings, before, incident))
            and notification.may_ring(dt_util.utcnow())
            and state.may_try(self._hass.loop.time())
        ):
            if await self._async_refusal(incident) is None:
                refused = await self._help.async_refusal(state)
                if refused is None:
                    await self._async_send(notification, state)
                    return
                self._log.async_record(incident, self._log.decision(refused))
        elif joins:
            # It came to what was told of another camera.
            await self._async_rest(notification, notification.rung_at)
        self._help.order_words(state)
        if incident.is_preview_coming or (
            notification.is_over and state.are_words_coming
        ):
            # It goes with the end, in one update: the next change brings it, or tells that there is none.
            return
        if incident.is_loss and notification.is_over:
            await self._setup().sender.async_clear(notification.tag)
        elif notification.may_update():
            await self._async_update(notification)
            self._record_joined(state, Refusal(Verdict.SENT))
        elif state.is_over:
            self._record_joined(state, Refusal(Verdict.COOLDOWN))

    def _is_silenced(self, incident: Incident) -> bool:
        """Return whether nobody is told of an incident's camera in the profile that holds."""
        return profile_refusal(self._cameras.get(incident.camera)) is not None

    async def _async_leave_as_told(
        self, notification: NotificationState, state: IncidentState, told: Incident
    ) -> None:
        """Let an incident of a camera that is silenced by now change nothing of what was told.

        Args:
            notification: it was sent already.
            state: of the incident.
            told: the incident as the notification tells of it.

        """
        # What was told stays told; what the camera sees from now on does not come in with news of another one.
        state.incident = told
        if told.is_loss and notification.is_over:
            # To take back what is no longer so tells nobody anything.
            await self._setup().sender.async_clear(notification.tag)

    @callback
    def _take_no_words(self, state: IncidentState, error: str) -> None:
        """Say with an incident, and in the log, why it goes without an AI's words."""
        entity_id = self._settings.ai_describer or ""
        _LOGGER.warning(
            "Alert %s goes without the words of %s: %s", self._name(), entity_id, error
        )
        self._log.async_add(
            state.incident,
            self._log.decision(
                Refusal(Verdict.NOT_DESCRIBED, error),
                deliveries=(Delivery(AI_CHANNEL, entity_id, error),),
            ),
        )
        if state.is_over:
            # The end waited for them.
            self._look_again(IncidentChange(Phase.UPDATED, state.incident))

    @callback
    def _record_joined(self, state: IncidentState, answer: Refusal) -> None:
        """Record once what was decided about an incident that came to a notification which was sent for another."""
        if state.said is None:
            state.said = answer.verdict
            self._log.async_record(state.incident, self._log.decision(answer))

    async def _async_refusal(
        self, incident: Incident, *, joins: bool = False
    ) -> Refusal | None:
        return await async_refusal(
            self._setup(),
            incident,
            self._cameras.get(incident.camera),
            self._memory.of(self._alert_id),
            joins=joins,
        )

    async def _async_send(
        self, notification: NotificationState, state: IncidentState
    ) -> None:
        now = dt_util.utcnow()
        incident = state.incident
        message = await self._setup().sender.async_word(
            notification.told() or (incident,), notification.tag
        )
        try:
            deliveries = await self._setup().sender.async_send(incident, message)
        except asyncio.CancelledError:
            # Some may have been told by now, and should not be told of the next incident at once.
            await self._async_rest(notification, now)
            raise
        decision = self._log.decision(
            Refusal(verdict_of(deliveries), opinion=state.opinion), now, deliveries
        )
        if decision.verdict is Verdict.SENT:
            # Whoever could not be told is told when the incident goes on.
            notification.rung_at = now
            state.is_owed = False
            notification.worded = _worded(message)
            notification.worth = worth_telling(self._settings, notification.told())
            await self._async_rest(notification, now)
            self._help.order_words(state)
        else:
            state.failed_at = self._hass.loop.time()
            state.is_owed = True
            if not state.is_over and state.said is Verdict.FAILED:
                return
        state.said = decision.verdict
        self._log.async_record(incident, decision)

    async def _async_update(self, notification: NotificationState) -> None:
        """Change a notification that can be changed, if it says anything new by now."""
        worth = worth_telling(self._settings, notification.told())
        if worth == notification.worth and not notification.is_over:
            return
        notification.worth = worth
        message = await self._setup().sender.async_word(
            notification.told(), notification.tag, again=True
        )
        worded = _worded(message)
        if worded != notification.worded:
            notification.worded = worded
            notification.updates += 1
            await self._setup().sender.async_update(message)

    async def _async_rest(
        self, notification: NotificationState, since: datetime | None
    ) -> None:
        """Let the alert rest for all cameras that a notification tells of, since a moment in UTC."""
        if since is None:
            return
        sent = self._memory.of(self._alert_id).sent
        sent |= {incident.camera: since for incident in notification.told()}
        await self._memory.async_keep()


def verdict_of(deliveries: tuple[Delivery, ...]) -> Verdict:
    """Return whether anybody was told, or anything done, by what became of each thing."""
    done = any(delivery.error is None for delivery in deliveries)
    return Verdict.SENT if done else Verdict.FAILED


def _worded(message: MessageText) -> Worded:
    told = message.message
    return told.title, told.text, message.snapshot is not None, told.video
