"""Binary sensors of a camera: motion, motion by zone, presence and tampering."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import ArgusCoordinator
from .entity import CameraEntity, OverviewEntity, async_add_camera_entities
from .model.activity import CameraState
from .overview import ArgusOverview
from .runtime import ArgusConfigEntry
from .vision import ObjectKind, Zone, ZoneKind

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class CameraBinarySensorDescription(BinarySensorEntityDescription):
    """Describes a binary sensor of a camera."""

    value_fn: Callable[[CameraState], bool]
    attributes_fn: Callable[[ArgusCoordinator], Mapping[str, Any]]


def _motion_attributes(coordinator: ArgusCoordinator) -> Mapping[str, Any]:
    names = {zone.id: zone.name for zone in coordinator.settings.zones}
    state = coordinator.data
    return {
        "intensity": state.intensity,
        "zones": [names[zone] for zone in state.recent_zones if zone in names],
    }


CAMERA_SENSORS = (
    CameraBinarySensorDescription(
        key="motion",
        device_class=BinarySensorDeviceClass.MOTION,
        value_fn=lambda state: state.recent_motion,
        attributes_fn=_motion_attributes,
    ),
    CameraBinarySensorDescription(
        key="presence",
        translation_key="presence",
        device_class=BinarySensorDeviceClass.OCCUPANCY,
        value_fn=lambda state: state.present,
        attributes_fn=lambda coordinator: {"last_seen": coordinator.data.last_seen},
    ),
    CameraBinarySensorDescription(
        key="tamper",
        translation_key="tamper",
        device_class=BinarySensorDeviceClass.TAMPER,
        value_fn=lambda state: state.tamper is not None,
        attributes_fn=lambda coordinator: {"reason": coordinator.data.tamper},
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors."""
    async_add_entities([OverviewPresence(entry.runtime_data.overview)])

    def create(coordinator: ArgusCoordinator) -> Iterable[BinarySensorEntity]:
        for description in CAMERA_SENSORS:
            yield CameraBinarySensor(coordinator, description)
        for kind in ObjectKind:
            if kind in coordinator.settings.wanted_kinds:
                yield KindSensor(coordinator, kind)
        for zone in coordinator.settings.zones:
            if zone.kind is ZoneKind.INCLUDE:
                yield ZoneMotionSensor(coordinator, zone)

    async_add_camera_entities(entry, async_add_entities, create)


class CameraBinarySensor(CameraEntity, BinarySensorEntity):
    """A yes or no of one camera."""

    entity_description: CameraBinarySensorDescription
    _unrecorded_attributes = frozenset({"intensity", "last_seen"})

    def __init__(
        self, coordinator: ArgusCoordinator, description: CameraBinarySensorDescription
    ) -> None:
        """Read a value of a camera."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def is_on(self) -> bool:
        """Whether it is so."""
        return self.entity_description.value_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """More about it."""
        return self.entity_description.attributes_fn(self.coordinator)


class KindSensor(CameraEntity, BinarySensorEntity):
    """Whether a person, a vehicle or an animal is in view, also one that stands still."""

    _attr_device_class = BinarySensorDeviceClass.OCCUPANCY

    def __init__(self, coordinator: ArgusCoordinator, kind: ObjectKind) -> None:
        """Look for a kind that a camera tells apart."""
        super().__init__(coordinator, kind)
        self._kind = kind
        self._attr_translation_key = kind

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether one is in view; None while nobody can tell."""
        if self._kind in self.coordinator.data.kinds:
            return True
        return False if self.coordinator.tells_kinds else None


class ZoneMotionSensor(CameraEntity, BinarySensorEntity):
    """Motion in one zone."""

    _attr_device_class = BinarySensorDeviceClass.MOTION
    _attr_translation_key = "zone_motion"

    def __init__(self, coordinator: ArgusCoordinator, zone: Zone) -> None:
        """Watch a zone of a camera."""
        super().__init__(coordinator, f"motion_{zone.id}")
        self._zone_id = zone.id
        self._attr_translation_placeholders = {"zone": zone.name}

    @property
    @override
    def is_on(self) -> bool:
        """Whether something moves in the zone."""
        return self._zone_id in self.coordinator.data.recent_zones


class OverviewPresence(OverviewEntity, BinarySensorEntity):
    """Whether any camera sees somebody, or did a moment ago."""

    _attr_device_class = BinarySensorDeviceClass.OCCUPANCY
    _attr_translation_key = "presence"

    def __init__(self, overview: ArgusOverview) -> None:
        """Sum up the presence of all cameras."""
        super().__init__(overview, "presence")

    @property
    @override
    def is_on(self) -> bool:
        """Whether somebody is present."""
        return self.coordinator.data.present

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """When and by which camera somebody was last seen."""
        state = self.coordinator.data
        return {"last_seen": state.last_seen, "last_camera": state.last_camera}
