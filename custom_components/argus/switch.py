"""Switches for detection and alerts."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.alert import Alert
from .alerts.settings import CONF_ENABLED
from .const import CONF_DETECTION
from .coordinator import ArgusCoordinator
from .entity import (
    AlertEntity,
    LastingEntity,
    OverviewEntity,
    async_add_alert_entities,
    async_add_camera_entities,
)
from .overview import ArgusOverview
from .runtime import ArgusConfigEntry

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches."""
    async_add_entities([OverviewDetection(entry.runtime_data.overview)])

    def create(coordinator: ArgusCoordinator) -> Iterable[SwitchEntity]:
        yield CameraDetection(coordinator)

    def create_for_alert(alert: Alert) -> Iterable[SwitchEntity]:
        yield AlertSwitch(entry, alert, "enabled")

    async_add_camera_entities(entry, async_add_entities, create)
    async_add_alert_entities(entry, async_add_entities, create_for_alert)


class CameraDetection(LastingEntity, SwitchEntity):
    """Starts and stops watching one camera."""

    _attr_entity_category = EntityCategory.CONFIG
    _attr_translation_key = "detection"

    def __init__(self, coordinator: ArgusCoordinator) -> None:
        """Switch one camera."""
        super().__init__(coordinator, "detection")

    @property
    @override
    def is_on(self) -> bool:
        """Whether the camera is to be watched."""
        return self.coordinator.settings.detection

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Watch the camera."""
        self.coordinator.async_set(**{CONF_DETECTION: True})

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Stop watching the camera."""
        self.coordinator.async_set(**{CONF_DETECTION: False})


class OverviewDetection(OverviewEntity, SwitchEntity):
    """Starts and stops watching all cameras; on while any is to be watched."""

    _attr_entity_category = EntityCategory.CONFIG
    _attr_translation_key = "detection"

    def __init__(self, overview: ArgusOverview) -> None:
        """Switch all cameras."""
        super().__init__(overview, "detection")

    @property
    @override
    def is_on(self) -> bool:
        """Whether any camera is to be watched."""
        return self.coordinator.data.detection

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Watch all cameras."""
        self._set_all(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Stop watching all cameras."""
        self._set_all(False)

    def _set_all(self, detection: bool) -> None:
        for camera in list(self.coordinator.cameras.values()):
            camera.async_set(**{CONF_DETECTION: detection})


class AlertSwitch(AlertEntity, SwitchEntity):
    """Lets an alert be sent, or not."""

    _attr_entity_category = EntityCategory.CONFIG
    _attr_translation_key = "alert"

    @property
    @override
    def is_on(self) -> bool:
        """Whether the alert is sent when what it is for happens."""
        return self.alert.settings.enabled

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let the alert be sent."""
        self.alert.async_set(**{CONF_ENABLED: True})

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Let the alert not be sent."""
        self.alert.async_set(**{CONF_ENABLED: False})
