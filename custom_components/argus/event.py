"""Event entities: what began or happened in front of a camera, and of any camera."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.event import EventDeviceClass, EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ArgusCoordinator
from .entity import CameraEntity, OverviewEntity, async_add_camera_entities
from .model.activity import Activity, ActivityType
from .overview import ArgusOverview
from .runtime import ArgusConfigEntry

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entities."""
    async_add_entities([OverviewActivity(entry.runtime_data.overview)])

    def create(coordinator: ArgusCoordinator) -> Iterable[EventEntity]:
        yield CameraActivity(coordinator)

    async_add_camera_entities(entry, async_add_entities, create)


def _event_attributes(activity: Activity) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "faces": activity.faces,
        "intensity": activity.intensity,
        "zones": list(activity.zones),
        "people": activity.people,
        "kinds": [str(kind) for kind in activity.kinds],
    }
    if activity.incident is not None:
        attributes["incident"] = activity.incident
    if activity.line is not None:
        attributes["line"] = activity.line
    if activity.tamper is not None:
        attributes["reason"] = activity.tamper
    return attributes


class CameraActivity(CameraEntity, EventEntity):
    """What is new in front of one camera: each type once in an incident.

    Every event of an entity is a line on Home Assistant's Activity page, and someone who walks to and fro would fill it.
    """

    _attr_device_class = EventDeviceClass.MOTION
    _attr_event_types = list(ActivityType)
    _attr_translation_key = "activity"

    def __init__(self, coordinator: ArgusCoordinator) -> None:
        """Tell of one camera."""
        super().__init__(coordinator, "activity")
        self._incident: str | None = None
        self._told: set[ActivityType] = set()

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the camera."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.async_subscribe_activities(self._async_trigger_event)
        )

    @callback
    def _async_trigger_event(self, activity: Activity) -> None:
        if activity.incident is None or activity.incident != self._incident:
            self._incident = activity.incident
            self._told.clear()
        if activity.type in self._told:
            return
        self._told.add(activity.type)
        self._trigger_event(activity.type, _event_attributes(activity))
        self.async_write_ha_state()


class OverviewActivity(OverviewEntity, EventEntity):
    """What happens in front of any camera, every time.

    Disabled at first: it says a second time what each camera's own entity says, on the Activity page, too.
    """

    _attr_device_class = EventDeviceClass.MOTION
    _attr_entity_registry_enabled_default = False
    _attr_event_types = list(ActivityType)
    _attr_translation_key = "activity"

    def __init__(self, overview: ArgusOverview) -> None:
        """Tell of every camera."""
        super().__init__(overview, "activity")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to all cameras."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.async_subscribe_activities(self._async_trigger_event)
        )

    @callback
    def _async_trigger_event(
        self, camera: ArgusCoordinator, activity: Activity
    ) -> None:
        self._trigger_event(
            activity.type,
            {
                "camera": camera.subentry.title,
                "camera_entity_id": camera.entity_id,
                **_event_attributes(activity),
            },
        )
        self.async_write_ha_state()
