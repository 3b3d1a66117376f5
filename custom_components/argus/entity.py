"""What the entities of Argus have in common."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
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
        create: makes all the platform's entities of one camera. Those that are there already are passed over, unless
            their names changed; those that are no longer made are removed.

    """
    hass = entry.runtime_data.hass
    domain = async_get_current_platform().domain
    added: dict[str | None, Entity] = {}

    @callback
    def forget(entity: Entity) -> None:
        if added.get(entity.unique_id) is entity:
            del added[entity.unique_id]

    async def async_replace(old: Entity, new: Entity, subentry_id: str) -> None:
        # The name of an entity is fixed while it lives.
        await old.async_remove()
        async_add_entities([new], config_subentry_id=subentry_id)

    @callback
    def add(coordinator: ArgusCoordinator) -> None:
        subentry_id = coordinator.subentry.subentry_id
        wanted = {entity.unique_id: entity for entity in create(coordinator)}
        registry = er.async_get(hass)
        for registered in er.async_entries_for_config_entry(registry, entry.entry_id):
            if (
                registered.config_subentry_id == subentry_id
                and registered.domain == domain
                and registered.unique_id not in wanted
            ):
                registry.async_remove(registered.entity_id)
        new: list[Entity] = []
        for unique_id, entity in wanted.items():
            old = added.get(unique_id)
            if old and old.translation_placeholders == entity.translation_placeholders:
                continue
            added[unique_id] = entity
            entity.async_on_remove(partial(forget, entity))
            if old is None:
                new.append(entity)
            else:
                entry.async_create_task(hass, async_replace(old, entity, subentry_id))
        async_add_entities(new, config_subentry_id=subentry_id)

    for coordinator in entry.runtime_data.cameras.values():
        add(coordinator)
    entry.async_on_unload(
        async_dispatcher_connect(hass, SIGNAL_CAMERA.format(entry.entry_id), add)
    )


def is_watching(coordinator: ArgusCoordinator) -> bool:
    """Return whether frames of a camera are being looked at."""
    return coordinator.status is CameraStatus.WATCHING
