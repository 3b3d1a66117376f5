"""What can be asked of Argus, by whom, and what of it happened."""

from datetime import datetime
from typing import Any

from pytest_homeassistant_custom_component.common import MockUser

from custom_components.argus.alerts.alert import Alert
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from ..conftest import FRONT_DOOR
from ..journals import remember as remember_with_picture

TOOLS = {
    "argus__what_happened",
    "argus__last_seen",
    "argus__visitors",
    "argus__anybody_there",
    "argus__camera_health",
    "argus__silence_alerts",
}
READING = sorted(
    name.removeprefix("argus__") for name in TOOLS - {"argus__silence_alerts"}
)


async def remember(
    runtime: ArgusRuntime, camera: ArgusCoordinator, at: datetime, **details: Any
) -> Incident:
    """Store an incident without a picture: here the clock stands still, and files are older than they seem."""
    return await remember_with_picture(runtime, camera, at, picture=None, **details)


def switch_of(hass: HomeAssistant, alert: Alert) -> str:
    """Return the switch of an alert."""
    entity_id = er.async_get(hass).async_get_entity_id(
        "switch",
        "argus",
        f"{alert._entry.entry_id}_{alert.subentry.subentry_id}_enabled",
    )
    assert entity_id is not None
    return entity_id


def stand_in(hass: HomeAssistant, area: ar.AreaEntry) -> None:
    """Let the camera at the front door stand in an area."""
    entity = er.async_get(hass).async_get(FRONT_DOOR)
    assert entity is not None
    assert entity.device_id is not None
    dr.async_get(hass).async_update_device(entity.device_id, area_id=area.id)


def somebody(hass: HomeAssistant, entities: dict[str, Any]) -> Context:
    """Return what comes from a user with permissions for some entities."""
    user = MockUser(groups=[]).add_to_hass(hass)
    user.mock_policy({"entities": {"entity_ids": entities}})
    return Context(user_id=user.id)
