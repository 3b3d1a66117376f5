"""Number entities: settings one turns while looking at the result."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.components.number import (
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_INTERVAL, CONF_MIN_OBJECT, CONF_SENSITIVITY
from .coordinator import ArgusCoordinator
from .entity import LastingEntity, async_add_camera_entities
from .model.camera_settings import CameraSettings
from .model.ranges import INTERVAL, MIN_OBJECT, SENSITIVITY, Range
from .runtime import ArgusConfigEntry

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class SettingDescription(NumberEntityDescription):
    """Describes a setting of a camera."""

    value_fn: Callable[[CameraSettings], float]
    store_fn: Callable[[float], float] = float


def _describe(
    key: str,
    limits: Range,
    unit: str | None,
    value_fn: Callable[[CameraSettings], float],
    store_fn: Callable[[float], float] = float,
) -> SettingDescription:
    return SettingDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.CONFIG,
        native_min_value=limits.low,
        native_max_value=limits.high,
        native_step=limits.step,
        native_unit_of_measurement=unit,
        mode=NumberMode.SLIDER if key == CONF_SENSITIVITY else NumberMode.BOX,
        value_fn=value_fn,
        store_fn=store_fn,
    )


SETTINGS = (
    _describe(
        CONF_SENSITIVITY, SENSITIVITY, None, lambda settings: settings.sensitivity, int
    ),
    _describe(
        CONF_MIN_OBJECT,
        MIN_OBJECT,
        PERCENTAGE,
        lambda settings: round(100 * settings.min_object, 4),
        lambda percent: percent / 100,
    ),
    _describe(
        CONF_INTERVAL,
        INTERVAL,
        UnitOfTime.SECONDS,
        lambda settings: settings.interval,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the settings."""

    def create(coordinator: ArgusCoordinator) -> Iterable[NumberEntity]:
        for description in SETTINGS:
            yield CameraSetting(coordinator, description)

    async_add_camera_entities(entry, async_add_entities, create)


class CameraSetting(LastingEntity, NumberEntity):
    """A setting of one camera, applied with the next frame."""

    entity_description: SettingDescription

    def __init__(
        self, coordinator: ArgusCoordinator, description: SettingDescription
    ) -> None:
        """Read and change a setting."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> float:
        """The setting."""
        return self.entity_description.value_fn(self.coordinator.settings)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Store a new value."""
        description = self.entity_description
        self.coordinator.async_set(**{description.key: description.store_fn(value)})
