"""What the entities of Argus have in common."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.core import callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import SIGNAL_CAMERA
from .coordinator import ArgusConfigEntry, ArgusCoordinator, CameraStatus
from .device import camera_device, house_device
from .overview import ArgusOverview


class CameraEntity(CoordinatorEntity[ArgusCoordinator]):
    """An entity of one watched camera."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: ArgusCoordinator, key: str) -> None:
        """Belong to the service device of a camera; key is unique within it."""
        super().__init__(coordinator)
        entry_id, subentry_id = (
            coordinator.config_entry.entry_id,
            coordinator.subentry.subentry_id,
        )
        self._attr_unique_id = f"{entry_id}_{subentry_id}_{key}"
        self._attr_device_info = camera_device(coordinator)


class HouseEntity(CoordinatorEntity[ArgusOverview]):
    """An entity that sums up all cameras."""

    _attr_has_entity_name = True

    def __init__(self, overview: ArgusOverview, key: str) -> None:
        """Belong to the Argus device; key is unique within it."""
        super().__init__(overview)
        entry_id = overview.config_entry.entry_id
        self._attr_unique_id = f"{entry_id}_{key}"
        self._attr_device_info = house_device(entry_id)

    @property
    @override
    def available(self) -> bool:
        """Argus itself is always there."""
        return True


@callback
def async_add_camera_entities(
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[ArgusCoordinator], Iterable[Entity]],
) -> None:
    """Add the entities of every camera, now and whenever one is added or changed.

    Args:
        entry: the running config entry.
        async_add_entities: adds entities to the platform.
        create: makes all the platform's entities of one camera; those that are there already are passed over.

    """
    added: set[str] = set()

    @callback
    def add(coordinator: ArgusCoordinator) -> None:
        entities = [
            entity for entity in create(coordinator) if entity.unique_id not in added
        ]
        added.update(entity.unique_id for entity in entities if entity.unique_id)
        async_add_entities(
            entities, config_subentry_id=coordinator.subentry.subentry_id
        )

    for coordinator in entry.runtime_data.cameras.values():
        add(coordinator)
    entry.async_on_unload(
        async_dispatcher_connect(
            entry.runtime_data.hass, SIGNAL_CAMERA.format(entry.entry_id), add
        )
    )


def is_watching(coordinator: ArgusCoordinator) -> bool:
    """Return whether frames of a camera are being looked at."""
    return coordinator.status is CameraStatus.WATCHING
