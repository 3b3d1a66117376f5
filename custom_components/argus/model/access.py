"""Who may see and do what: everybody sees what the cameras they may read have seen, and learns of no other.

Whoever asks, and whichever way, the answer is found here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import (
    Unauthorized,
    UnknownUser,
)
from homeassistant.helpers.http import current_request

from .camera import WatchedCamera
from .incident import Incident


class NoSuchCameraError(Exception):
    """A camera is not watched, or whoever asks may not see it: to them that is the same."""


def may(user: User | None, policy: str, *entity_ids: str) -> bool:
    """Return whether somebody has a permission for all of some entities; for all there are if none is named.

    Args:
        user: None stands for Home Assistant itself, which may do everything.
        policy: such as `POLICY_READ`.
        entity_ids: ids of entities, or what stands for one that is not there: nobody but who may do that with
            everything has a permission for it.

    """
    if user is None or user.permissions.access_all_entities(policy):
        return True
    return bool(entity_ids) and all(
        user.permissions.check_entity(entity_id, policy) for entity_id in entity_ids
    )


def require(
    user: User | None, policy: str, *entity_ids: str, context: Context | None = None
) -> None:
    """Refuse who lacks a permission that `may` asks for.

    Raises:
        Unauthorized: they lack it.
    """
    if may(user, policy):
        return
    if not entity_ids:
        raise Unauthorized(context=context, permission=policy)
    for entity_id in entity_ids:
        if not may(user, policy, entity_id):
            raise Unauthorized(context=context, entity_id=entity_id, permission=policy)


def may_change(user: User | None) -> bool:
    """Return whether somebody may change cameras, or what is known of incidents: administrators, whichever way."""
    return user is None or bool(user.is_admin)


@dataclass(frozen=True, slots=True)
class Audience[CameraT: WatchedCamera = WatchedCamera]:
    """What somebody may see."""

    cameras: Mapping[str, CameraT]
    """The cameras that may be seen, by the id of their subentry."""
    everything: bool
    """Whether incidents of cameras that are no longer watched may be seen, too."""
    user: str | None = None
    """Id of who it is; None for Home Assistant itself."""

    @staticmethod
    def of[C: WatchedCamera](
        cameras: Mapping[str, C], user: User | None
    ) -> Audience[C]:
        """Return what a user may see of cameras by the ids of their subentries; None stands for Home Assistant itself."""
        if user is None or may(user, POLICY_READ):
            return Audience(dict(cameras), True, user.id if user else None)
        return Audience(
            {
                subentry_id: camera
                for subentry_id, camera in cameras.items()
                if may(user, POLICY_READ, camera.entity_id or subentry_id)
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

    def find(self, named: str) -> CameraT:
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
