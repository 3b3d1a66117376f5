"""Which cameras and alerts a conversation agent may speak of to whoever asks."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from homeassistant.auth.models import User
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.components.switch.const import DOMAIN as SWITCH
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import UnknownUser
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    intent,
)

from ..alerts.alert import Alert
from ..alerts.permission import may_switch
from ..const import DOMAIN
from ..coordinator import ArgusCoordinator
from ..model.access import Audience, async_user_of
from ..running import async_entry, async_runtime
from ..runtime import ArgusConfigEntry, ArgusRuntime

CAMERA = "camera"


class UnknownPlaceError(Exception):
    """No camera that may be spoken of is called so or stands there; what cannot be seen is not there either."""


@dataclass(frozen=True, slots=True)
class AssistScope:
    """What may be spoken of: cameras that are exposed to an assistant and readable by whoever asks."""

    hass: HomeAssistant
    runtime: ArgusRuntime
    audience: Audience[ArgusCoordinator]
    assistant: str
    user: User | None
    """None for Home Assistant itself, such as a voice satellite that anybody may speak to."""

    def at(self, place: str | None) -> Audience[ArgusCoordinator]:
        """Return what may be seen by the cameras of that name, or in an area or on a floor of that name.

        Args:
            place: None for all cameras.

        Raises:
            UnknownPlaceError: there is none.
        """
        if not self.audience.cameras:
            raise UnknownPlaceError
        if place is None:
            return self.audience
        titled = {
            subentry_id
            for subentry_id, camera in self.audience.cameras.items()
            if _same(place, camera.subentry.title)
            or _same(place, camera.settings.location)
        }
        return self._narrowed(titled or set(self._matching(place)))

    def _narrowed(self, ids: Collection[str]) -> Audience[ArgusCoordinator]:
        cameras = {
            subentry_id: camera
            for subentry_id, camera in self.audience.cameras.items()
            if subentry_id in ids
        }
        if not cameras:
            raise UnknownPlaceError
        return Audience(cameras, False, self.audience.user)

    def _matching(self, place: str) -> Iterator[str]:
        """Yield the cameras that Home Assistant finds by a name, an alias, an area or a floor: the first that fits."""
        for named in (
            intent.MatchTargetsConstraints(name=place, allow_duplicate_names=True),
            intent.MatchTargetsConstraints(area_name=place),
            intent.MatchTargetsConstraints(floor_name=place),
        ):
            named.domains, named.assistant = {CAMERA}, self.assistant
            found = intent.async_match_targets(self.hass, named)
            entities = {state.entity_id for state in found.states}
            ids = [
                subentry_id
                for subentry_id, camera in self.audience.cameras.items()
                if camera.entity_id in entities
            ]
            if found.is_match and ids:
                yield from ids
                return

    def area_of(self, camera: ArgusCoordinator) -> str | None:
        """Return the name of the area that a camera stands in, if it is known."""
        entity = er.async_get(self.hass).async_get(camera.entity_id or "")
        if entity is None:
            return None
        area_id = entity.area_id
        if (
            area_id is None
            and entity.device_id
            and (device := dr.async_get(self.hass).async_get(entity.device_id))
        ):
            area_id = dr.async_get_effective_area_id(self.hass, device)
        area = ar.async_get(self.hass).async_get_area(area_id) if area_id else None
        return area.name if area else None

    def alerts(self) -> Iterator[Alert]:
        """Yield the alerts whose switch is exposed to the assistant and may be switched by whoever asks."""
        entry: ArgusConfigEntry = async_entry(self.hass)
        for alert_id, alert in self.runtime.alerts.alerts.items():
            switch = er.async_get(self.hass).async_get_entity_id(
                SWITCH, DOMAIN, f"{entry.entry_id}_{alert_id}_enabled"
            )
            if (
                switch is not None
                and async_should_expose(self.hass, self.assistant, switch)
                and may_switch(self.hass, self.user, entry.entry_id, alert_id)
            ):
                yield alert


def _same(one: str, other: str) -> bool:
    return bool(other) and one.strip().casefold() == other.strip().casefold()


@callback
def async_exposed_cameras(
    hass: HomeAssistant, runtime: ArgusRuntime, assistant: str
) -> dict[str, ArgusCoordinator]:
    """Return the watched cameras that are exposed to an assistant, by the id of their subentry."""
    return {
        subentry_id: camera
        for subentry_id, camera in runtime.cameras.items()
        if camera.entity_id is not None
        and async_should_expose(hass, assistant, camera.entity_id)
    }


async def async_scope(
    hass: HomeAssistant, context: Context | None, assistant: str
) -> AssistScope | None:
    """Return what an assistant may speak of to whoever asks; None while Argus does not run, or to who is unknown."""
    runtime = async_runtime(hass)
    if runtime is None:
        return None
    try:
        user = await async_user_of(hass, context) if context is not None else None
    except UnknownUser:
        return None
    readable = Audience.of(runtime.cameras, user).cameras
    exposed = async_exposed_cameras(hass, runtime, assistant)
    # Incidents of cameras that are no longer watched belong to nothing that is exposed.
    audience = Audience(
        {key: camera for key, camera in exposed.items() if key in readable},
        False,
        user.id if user else None,
    )
    return AssistScope(hass, runtime, audience, assistant, user)
