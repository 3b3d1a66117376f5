"""Base classes of the entities: of one camera, of all cameras, of one alert."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Protocol, override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .alerts.alert import Alert
from .const import SIGNAL_ALERT, SIGNAL_CAMERA
from .coordinator import ArgusCoordinator
from .device import alert_device, argus_device, camera_device
from .model.camera_status import CameraStatus
from .overview import ArgusOverview
from .runtime import ArgusConfigEntry


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
        self._attr_device_info = camera_device(
            coordinator.hass, coordinator, coordinator.shared.device_id
        )


class LastingEntity(CameraEntity):
    """An entity of one camera that is there while the camera is away: a setting, or what was gathered."""

    @property
    @override
    def available(self) -> bool:
        """It does not need the camera."""
        return True


class OverviewEntity(CoordinatorEntity[ArgusOverview]):
    """An entity that sums up all cameras."""

    _attr_has_entity_name = True

    def __init__(self, overview: ArgusOverview, key: str) -> None:
        """Belong to the Argus device; key is unique within it."""
        super().__init__(overview)
        entry_id = overview.config_entry.entry_id
        self._attr_unique_id = f"{entry_id}_{key}"
        self._attr_device_info = argus_device(entry_id)

    @property
    @override
    def available(self) -> bool:
        """Argus itself is always there."""
        return True


class AlertEntity(Entity):
    """An entity of one alert."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, entry: ArgusConfigEntry, alert: Alert, key: str) -> None:
        """Belong to the device of an alert; key is unique within it."""
        self.alert = alert
        self._attr_unique_id = f"{entry.entry_id}_{alert.subentry.subentry_id}_{key}"
        self._attr_device_info = alert_device(
            alert.subentry.subentry_id, alert.name, entry.runtime_data.device_id
        )

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the alert."""
        await super().async_added_to_hass()
        self.async_on_remove(self.alert.async_subscribe(self.async_write_ha_state))


class HasSubentry(Protocol):
    """What a subentry of the config entry stands for."""

    subentry: ConfigSubentry


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
    _async_add_entities(
        entry,
        async_add_entities,
        create,
        entry.runtime_data.cameras,
        SIGNAL_CAMERA.format(entry.entry_id),
    )


@callback
def async_add_alert_entities(
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[Alert], Iterable[Entity]],
) -> None:
    """Add the entities of every alert, now and whenever one is added or changed.

    Args:
        entry: the running config entry.
        async_add_entities: adds entities to the platform.
        create: makes all the platform's entities of one alert.

    """
    _async_add_entities(
        entry,
        async_add_entities,
        create,
        entry.runtime_data.alerts.alerts,
        SIGNAL_ALERT.format(entry.entry_id),
    )


@callback
def _async_add_entities[T: HasSubentry](
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[T], Iterable[Entity]],
    present: Mapping[str, T],
    signal: str,
) -> None:
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
    def add(owner: T) -> None:
        subentry_id = owner.subentry.subentry_id
        wanted = {entity.unique_id: entity for entity in create(owner)}
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
            if old and _are_called_alike(old, entity):
                continue
            added[unique_id] = entity
            entity.async_on_remove(partial(forget, entity))
            if old is None:
                new.append(entity)
            else:
                entry.async_create_task(hass, async_replace(old, entity, subentry_id))
        async_add_entities(new, config_subentry_id=subentry_id)

    for owner in present.values():
        add(owner)
    entry.async_on_unload(async_dispatcher_connect(hass, signal, add))


def _are_called_alike(old: Entity, new: Entity) -> bool:
    return (old.translation_key, old.translation_placeholders) == (
        new.translation_key,
        new.translation_placeholders,
    )


def is_watching(coordinator: ArgusCoordinator) -> bool:
    """Return whether frames of a camera are being looked at."""
    return coordinator.status is CameraStatus.WATCHING
