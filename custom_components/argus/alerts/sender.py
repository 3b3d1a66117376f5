"""What an alert tells of incidents, worded and handed to everything that it does."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from homeassistant.core import Context, HomeAssistant

from ..incidents.incident_json import incident_as_json, snapshot_path, steps_as_json
from ..model.camera import WatchedCamera
from ..model.decision import Delivery
from ..model.incident import Incident
from .deliveries import (
    async_carry_out,
    clearing_errands,
    first_errands,
    later_errands,
)
from .light_alarm import LightAlarm
from .message_text import MessageText, async_as_test, async_message_text
from .own_actions import OwnActions
from .own_texts import OwnTexts
from .persistent import async_picture_for_all
from .settings import AlertSettings


class AlertSender:
    """Carries out one alert as it is set up; set up anew, it has a new one."""

    def __init__(
        self,
        hass: HomeAssistant,
        cameras: Mapping[str, WatchedCamera],
        light_alarm: LightAlarm,
        settings: AlertSettings,
        alert_id: str,
        name: str,
        texts: OwnTexts,
        own_actions: Callable[[], OwnActions],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            cameras: a live mapping of those that are watched, by the ids of their subentries.
            light_alarm: flashes the lights of all alerts.
            settings: of the alert.
            alert_id: id of its subentry.
            name: what the user calls it.
            texts: its templates.
            own_actions: returns the user's own actions as they are set up by now.

        """
        self._hass = hass
        self._cameras = cameras
        self._light_alarm = light_alarm
        self._settings = settings
        self._alert_id = alert_id
        self._name = name
        self._texts = texts
        self._own_actions = own_actions
        self._shown: str | None = None
        """Names the notification that Home Assistant itself shows, if that is known."""

    def variables(self, incident: Incident) -> dict[str, Any]:
        """Return what templates, conditions and own actions may use of an incident."""
        entity_id = self._entity_of(incident)
        picture = snapshot_path(incident)
        told = incident_as_json(incident, entity_id, picture) | steps_as_json(incident)
        return {"alert": self._name, "incident": told, "camera": entity_id}

    async def async_word(
        self,
        incidents: Sequence[Incident],
        tag: str,
        *,
        again: bool = False,
        live: str | None = None,
    ) -> MessageText:
        """Put linked incidents into words.

        Args:
            incidents: in the order in which they came.
            tag: names the notification.
            again: whether it was told before, so that nobody is to be startled.
            live: entity id of a camera whose present picture is shown where there is none.

        """
        message = await async_message_text(
            self._hass,
            self._settings,
            (self._alert_id, self._name),
            incidents,
            self._texts.async_render(self.variables(incidents[-1])),
            tag=tag,
            again=again,
            live=live,
        )
        if not self._settings.persistent:
            return message
        picture = await async_picture_for_all(
            self._hass, message.snapshot, map(self._entity_of, incidents)
        )
        return message.with_persistent_picture(picture)

    async def async_send(
        self, incident: Incident, message: MessageText
    ) -> tuple[Delivery, ...]:
        """Do everything that the alert does; return what became of each thing."""
        self._shown = message.message.tag
        variables = self.variables(incident)
        errands = first_errands(
            self._hass,
            self._settings,
            self._alert_id,
            self._light_alarm,
            message,
            variables,
            self._sequence,
            Context(),
        )
        return await async_carry_out(self._hass, errands, self._name)

    async def async_update(self, message: MessageText) -> tuple[Delivery, ...]:
        """Change the notifications that can be changed, without a sound."""
        self._shown = message.message.tag
        errands = later_errands(self._hass, self._settings, self._alert_id, message)
        return await async_carry_out(self._hass, errands, self._name)

    async def async_clear(self, tag: str) -> None:
        """Take a notification back from everybody from whom it can be."""
        # Another may have taken its place where there is one for each alert.
        is_shown = self._settings.persistent and self._shown in (None, tag)
        errands = clearing_errands(
            self._hass,
            self._settings,
            tag,
            self._alert_id if is_shown else None,
        )
        await async_carry_out(self._hass, errands, self._name)

    async def async_try_out(self, incident: Incident) -> tuple[Delivery, ...]:
        """Do everything that the alert does for an incident, as a test that says so."""
        message = await async_as_test(
            self._hass,
            self._alert_id,
            await self.async_word((incident,), "", live=self._live(incident)),
        )
        return await self.async_send(incident, message)

    def _entity_of(self, incident: Incident) -> str | None:
        camera = self._cameras.get(incident.camera)
        return camera.entity_id if camera is not None else None

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

    @property
    def _sequence(
        self,
    ) -> Callable[[dict[str, Any], Context], Coroutine[Any, Any, None]] | None:
        return self._async_run_own_actions if self._settings.actions else None

    async def _async_run_own_actions(
        self, variables: dict[str, Any], context: Context
    ) -> None:
        wanted: OwnActions | None = None
        # Those that the user wants by now; none when the alert is no more.
        while wanted is not self._own_actions():
            wanted = self._own_actions()
            if await wanted.async_run(variables, context):
                return
