"""Who may see what: everybody sees what the cameras they may read have seen, and learns of no other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import UnknownUser
from homeassistant.helpers.http import current_request

from .const import DOMAIN
from .incident import Incident

if TYPE_CHECKING:
    from .coordinator import ArgusConfigEntry, ArgusCoordinator
    from .house import House


class NoSuchCameraError(Exception):
    """A camera is not watched, or whoever asks may not see it: to them that is the same."""


@callback
def async_house(hass: HomeAssistant) -> House | None:
    """Return the running house, or None while Argus is not loaded."""
    entries: list[ArgusConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return entries[0].runtime_data if entries else None


@dataclass(frozen=True, slots=True)
class Audience:
    """What somebody may see of a house."""

    cameras: Mapping[str, ArgusCoordinator]
    """The cameras that may be seen, by the id of their subentry."""
    everything: bool
    """Whether incidents of cameras that are no longer watched may be seen, too."""
    user: str | None = None
    """Id of who it is; None for Home Assistant itself."""

    @classmethod
    def of(cls, house: House, user: User | None) -> Self:
        """Return what a user may see; None stands for Home Assistant itself."""
        if user is None or user.permissions.access_all_entities(POLICY_READ):
            return cls(dict(house.cameras), True, user.id if user else None)
        may_read = user.permissions.check_entity
        return cls(
            {
                subentry_id: camera
                for subentry_id, camera in house.cameras.items()
                if may_read(camera.entity_id or subentry_id, POLICY_READ)
            },
            False,
            user.id,
        )

    @property
    def ids(self) -> Collection[str] | None:
        """Ids of the cameras to look up in the journal; None for all there are."""
        return None if self.everything else self.cameras.keys()

    def sees(self, incident: Incident) -> bool:
        """Return whether an incident may be seen."""
        return self.everything or incident.camera in self.cameras

    def find(self, named: str) -> ArgusCoordinator:
        """Return a camera by its entity id, with or without `camera.`, or by the id of its subentry.

        Raises:
            NoSuchCameraError: there is none that may be seen.
        """
        for subentry_id, camera in self.cameras.items():
            if named == subentry_id or (
                camera.entity_id in (named, f"camera.{named}")
                and camera.entity_id is not None
            ):
                return camera
        raise NoSuchCameraError


async def async_user_of(hass: HomeAssistant, context: Context) -> User | None:
    """Return who called an action; None for Home Assistant itself.

    Raises:
        UnknownUser: somebody who does not exist.
    """
    if context.user_id is None:
        return None
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context)
    return user


@callback
def async_current_user() -> User | None:
    """Return whose WebSocket connection or request is being answered; None for Home Assistant itself."""
    if (connection := current_connection.get()) is not None:
        return connection.user
    if (request := current_request.get()) is not None:
        user: User | None = request.get(KEY_HASS_USER)
        return user
    return None
