"""One alert: takes in what happens in front of cameras, decides, and sends."""

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
import logging
from typing import Any, Final

from homeassistant.components.persistent_notification import async_dismiss
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..incidents.incident_json import incident_as_json, snapshot_path, steps_as_json
from ..incidents.recorder import IncidentRecorder
from ..model.appointment import Appointment
from ..model.camera import WatchedCamera
from ..model.decision import Decision, Delivery, Verdict
from ..model.detached_context import async_detached_task
from ..model.incident import Incident, IncidentChange, Phase
from ..model.listeners import Listeners
from ..model.names import one_line
from .conditions import Conditions
from .deliveries import async_carry_out, first_errands, later_errands
from .example import async_example
from .incident_state import IncidentState
from .light_alarm import LightAlarm
from .memory import AlertStates
from .message_text import MessageText, async_as_test, async_message_text
from .own_actions import OwnActions
from .rule import Refusal, may_still_come, refusal
from .settings import AlertSettings

_LOGGER = logging.getLogger(__name__)

MOST_WAITING: Final = 10
"""Incidents of a camera that wait for an alert whose receivers hang; what came long ago is not worth telling."""
MOST_SHOWN: Final = 20
"""Notifications of an alert that Home Assistant itself shows; an older one makes way."""
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
        self.last_decision: Decision | None = None
        self.last_incident: str | None = None
        """Id of the incident it was about."""
        self.verdicts: Counter[Verdict] = Counter()
        """How often it decided what since the start."""
        self._courses: dict[str, IncidentState] = {}
        """By the id of the camera, at which one incident lasts at a time."""
        self._past: dict[str, IncidentState] = {}
        """Of the incident that was over last, by the id of the camera: its picture may come after its end."""
        self._waiting: dict[str, dict[str, IncidentChange]] = {}
        """The newest change of each incident by its id, by camera: what a busy alert did not get to yet."""
        self._working: dict[str, asyncio.Task[None]] = {}
        self._shown: deque[str] = deque()
        """Ids of the notifications that Home Assistant itself shows, the oldest first."""
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
        self._listeners.async_tell()

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
        if working := list(self._working.values()):
            _, late = await asyncio.wait(working, timeout=FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._end_of_snooze.async_cancel()
        self._conditions.async_close()
        self._actions.async_close()

    @callback
    def async_take(self, change: IncidentChange) -> None:
        """Take in what became of an incident. Nothing queues up: a newer change of it takes the place of an older."""
        camera = change.incident.camera
        waiting = self._waiting.setdefault(camera, {})
        waiting[change.incident.id] = change
        if len(waiting) > MOST_WAITING:
            self._pass_over(waiting.pop(next(iter(waiting))))
        if camera not in self._working:
            self._working[camera] = async_detached_task().run(self._begin_work, camera)

    def _begin_work(self, camera: str) -> asyncio.Task[None]:
        return self._entry.async_create_background_task(
            self._hass,
            self._async_work(camera),
            f"argus alert {self.name}",
            eager_start=False,
        )

    @callback
    def _pass_over(self, change: IncidentChange) -> None:
        incident = change.incident
        course = self._courses.get(incident.camera)
        if course is None or course.incident != incident.id:
            _LOGGER.warning("Alert %s is too busy for an incident", self.name)
            self._keep(incident, self._decision(Refusal(Verdict.FAILED)))

    async def _async_work(self, camera: str) -> None:
        waiting = self._waiting[camera]
        try:
            while waiting:
                change = waiting.pop(next(iter(waiting)))
                try:
                    await self._async_decide(change)
                except Exception:
                    _LOGGER.exception("Alert %s could not take an incident", self.name)
        finally:
            del self._working[camera]

    async def _async_decide(self, change: IncidentChange) -> None:
        incident = change.incident
        # A change that brings the picture may have taken the place of the end.
        over = change.phase is Phase.ENDED or incident.end is not None
        past = self._past.get(incident.camera)
        if past is not None and past.incident == incident.id:
            if past.told is not None and past.is_new(incident):
                past.told = incident
                await self._async_tell_again(incident)
            return
        course = self._courses.get(incident.camera)
        if course is None or course.incident != incident.id:
            # That of an incident which the user deleted while it lasted, whose end is told to nobody, goes as well.
            course = self._courses[incident.camera] = IncidentState(incident.id)
        if over:
            self._past[incident.camera] = self._courses.pop(incident.camera)
        if course.told is not None:
            if over or course.is_new(incident):
                course.told = incident
                await self._async_tell_again(incident)
        elif over and course.said not in (None, Verdict.FAILED):
            # It was not one for the alert while it lasted, so that it ends is no reason either.
            pass
        elif (refused := await self._async_refusal(incident)) is not None:
            news = course.said is not refused.verdict
            if news and (over or not may_still_come(refused.verdict)):
                course.said = refused.verdict
                self._keep(incident, self._decision(refused))
        elif over or course.may_try(self._hass.loop.time()):
            await self._async_send(incident, course, over)

    async def _async_refusal(self, incident: Incident) -> Refusal | None:
        now = dt_util.utcnow()
        refused = refusal(self.settings, incident, dt_util.as_local(now))
        if refused is not None:
            return refused
        refused = await self._conditions.async_refusal(self._variables(incident))
        if refused is not None:
            return refused
        memory = self._memory.of(self.subentry.subentry_id)
        if memory.is_snoozed(now) and memory.snoozed_until is not None:
            until = dt_util.as_local(memory.snoozed_until)
            return Refusal(Verdict.SNOOZED, f"{until:%Y-%m-%d %H:%M}")
        left = memory.seconds_left(incident.camera, self.settings.cooldown, now)
        return Refusal(Verdict.COOLDOWN, f"{left:.0f} s") if left > 0 else None

    async def _async_send(
        self, incident: Incident, course: IncidentState, over: bool
    ) -> None:
        now = dt_util.utcnow()
        telling = await self._async_tell(incident)
        try:
            deliveries = await self._async_deliver(incident, telling)
        except asyncio.CancelledError:
            # Some may have been told by now, and should not be told of the next incident at once.
            await self._async_rest(incident.camera, now)
            raise
        decision = self._decision(Refusal(_verdict(deliveries)), now, deliveries)
        if decision.verdict is Verdict.SENT:
            # Whoever could not be told is told when the incident goes on.
            course.told = incident
            self._make_way(telling)
            await self._async_rest(incident.camera, now)
        else:
            course.failed_at = self._hass.loop.time()
            if not over and course.said is Verdict.FAILED:
                return
        course.said = decision.verdict
        self._keep(incident, decision)

    @callback
    def _make_way(self, telling: MessageText) -> None:
        """Take back the oldest notification for a new one: nobody reads hundreds, and they are kept in memory."""
        if not self.settings.persistent or telling.message.tag is None:
            return
        self._shown.append(telling.message.tag)
        if len(self._shown) > MOST_SHOWN:
            async_dismiss(self._hass, self._shown.popleft())

    async def _async_rest(self, camera: str, since: datetime) -> None:
        self._memory.of(self.subentry.subentry_id).sent[camera] = since
        await self._memory.async_keep()

    async def _async_tell(
        self, incident: Incident, *, again: bool = False, live: str | None = None
    ) -> MessageText:
        return await async_message_text(
            self._hass,
            self.settings,
            (self.subentry.subentry_id, self.name),
            incident,
            self._variables(incident),
            again=again,
            live=live,
        )

    async def _async_deliver(
        self, incident: Incident, telling: MessageText
    ) -> tuple[Delivery, ...]:
        errands = first_errands(
            self._hass,
            self.settings,
            self._light_alarm,
            telling,
            self._variables(incident),
            self._async_own_actions if self.settings.actions else None,
            Context(),
        )
        return await async_carry_out(self._hass, errands, self.name)

    async def _async_tell_again(self, incident: Incident) -> None:
        telling = await self._async_tell(incident, again=True)
        await async_carry_out(
            self._hass, later_errands(self._hass, self.settings, telling), self.name
        )

    async def async_test(self) -> Decision:
        """Do everything the alert does, whatever its conditions say; its rest is left alone.

        It tells of the last incident that it could have been for; of a made-up one if there is none, with what its
        camera shows now.
        """
        incident = await async_example(
            self._recorder, self._cameras, self.settings, self.name
        )
        telling = await async_as_test(
            self._hass,
            self.subentry.subentry_id,
            await self._async_tell(incident, live=self._live(incident)),
        )
        deliveries = await self._async_deliver(incident, telling)
        return self._decision(
            Refusal(_verdict(deliveries)), dt_util.utcnow(), deliveries
        )

    def _live(self, incident: Incident) -> str | None:
        """Return the camera of an incident if its picture may be shown as it is."""
        camera = self._cameras.get(incident.camera)
        if (
            camera is None
            or not camera.settings.snapshots
            or camera.settings.blur_faces
        ):
            return None
        return camera.entity_id

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

    def _variables(self, incident: Incident) -> dict[str, Any]:
        camera = self._cameras.get(incident.camera)
        entity_id = camera.entity_id if camera is not None else None
        picture = snapshot_path(incident)
        told = incident_as_json(incident, entity_id, picture) | steps_as_json(incident)
        return {"alert": self.name, "incident": told, "camera": entity_id}

    async def _async_own_actions(
        self, variables: dict[str, Any], context: Context
    ) -> None:
        wanted: OwnActions | None = None
        # Those that the user wants by now; none when the alert is no more.
        while wanted is not self._actions:
            wanted = self._actions
            if await wanted.async_run(variables, context):
                return

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
        )

    @callback
    def _keep(self, incident: Incident, decision: Decision) -> None:
        self.last_decision, self.last_incident = decision, incident.id
        self.verdicts[decision.verdict] += 1
        self._recorder.async_add_decision(incident.id, decision)
        self._listeners.async_tell()


def _verdict(deliveries: tuple[Delivery, ...]) -> Verdict:
    done = any(delivery.error is None for delivery in deliveries)
    return Verdict.SENT if done else Verdict.FAILED
