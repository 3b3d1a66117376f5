"""Sensors of a camera: faces, last seen, motion intensity and frame statistics."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alert_sensor import ALERT_SENSORS, AlertSensor
from .alerts.alert import Alert
from .capture.frame_loop import LoopStatistics
from .coordinator import ArgusCoordinator
from .entity import (
    CameraEntity,
    LastingEntity,
    OverviewEntity,
    async_add_alert_entities,
    async_add_camera_entities,
)
from .journal import JournalError, seen
from .model.activity import CameraState
from .model.camera_status import CameraStatus
from .model.debounced_job import DebouncedJob
from .overview import ArgusOverview
from .runtime import ArgusConfigEntry
from .vision import ObjectKind
from .visitor_sensor import (
    LINE_SENSORS,
    LineSensor,
    OverviewVisitors,
    async_keep_vehicle_counters,
)

PARALLEL_UPDATES = 0
BETWEEN_COUNTS = 2.0
"""Seconds between two counts of what nobody looked at, at the least."""
SCAN_INTERVAL = timedelta(seconds=15)
"""Between two readings of the statistics."""


@dataclass(frozen=True, kw_only=True)
class CameraSensorDescription(SensorEntityDescription):
    """Describes a sensor of a camera's view."""

    value_fn: Callable[[CameraState], datetime | float | None]
    remembered: bool = False
    """Whether it stays true while the camera is away."""


@dataclass(frozen=True, kw_only=True)
class StatisticsSensorDescription(SensorEntityDescription):
    """Describes a sensor of how watching a camera goes."""

    value_fn: Callable[[LoopStatistics], float]


CAMERA_SENSORS = (
    CameraSensorDescription(
        key="faces",
        translation_key="faces",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.faces,
    ),
    CameraSensorDescription(
        key="last_seen",
        translation_key="last_seen",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda state: state.last_seen,
        remembered=True,
    ),
    CameraSensorDescription(
        key="intensity",
        translation_key="intensity",
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.intensity,
    ),
)

PEOPLE = CameraSensorDescription(
    key="people",
    translation_key="people",
    state_class=SensorStateClass.MEASUREMENT,
    value_fn=lambda state: state.recent_people,
)

STATISTICS_SENSORS = (
    StatisticsSensorDescription(
        key="processing_time",
        translation_key="processing_time",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MILLISECONDS,
        suggested_display_precision=1,
        entity_registry_enabled_default=False,
        value_fn=lambda statistics: statistics.processing,
    ),
    StatisticsSensorDescription(
        key="frame_rate",
        translation_key="frame_rate",
        suggested_display_precision=1,
        entity_registry_enabled_default=False,
        value_fn=lambda statistics: statistics.rate,
    ),
    StatisticsSensorDescription(
        key="dropped_frames",
        translation_key="dropped_frames",
        # Enabled: it changes only when something is wrong, and then one wants to have counted.
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda statistics: statistics.dropped,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors."""
    overview = entry.runtime_data.overview
    async_add_entities(
        [
            CamerasRunning(overview),
            OverviewVisitors(overview),
            UnseenIncidents(entry),
        ]
    )

    def create(coordinator: ArgusCoordinator) -> Iterable[SensorEntity]:
        for description in CAMERA_SENSORS:
            yield CameraSensor(coordinator, description)
        if ObjectKind.PERSON in coordinator.settings.wanted_kinds:
            yield PeopleSensor(coordinator)
        yield StatusSensor(coordinator)
        for statistics in STATISTICS_SENSORS:
            yield StatisticsSensor(coordinator, statistics)
        for line in coordinator.settings.lines:
            for counter in LINE_SENSORS:
                yield LineSensor(coordinator, line, counter)

    def create_for_alert(alert: Alert) -> Iterable[SensorEntity]:
        for description in ALERT_SENSORS:
            yield AlertSensor(entry, alert, description)

    async_keep_vehicle_counters(hass, entry)
    async_add_camera_entities(entry, async_add_entities, create)
    async_add_alert_entities(entry, async_add_entities, create_for_alert)


class CameraSensor(CameraEntity, SensorEntity):
    """A value of one camera's view."""

    entity_description: CameraSensorDescription

    def __init__(
        self, coordinator: ArgusCoordinator, description: CameraSensorDescription
    ) -> None:
        """Read a value of a camera."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Whether the value is known."""
        return self.entity_description.remembered or super().available

    @property
    @override
    def native_value(self) -> datetime | float | None:
        """The value."""
        return self.entity_description.value_fn(self.coordinator.data)


class PeopleSensor(CameraSensor):
    """How many persons are in view."""

    def __init__(self, coordinator: ArgusCoordinator) -> None:
        """Count the persons that a camera tells apart."""
        super().__init__(coordinator, PEOPLE)

    @property
    @override
    def native_value(self) -> datetime | float | None:
        """How many; None while nobody can tell."""
        return super().native_value if self.coordinator.tells_kinds else None


class StatisticsSensor(CameraEntity, SensorEntity):
    """A reading of how watching one camera goes; polled, as it changes with every frame."""

    entity_description: StatisticsSensorDescription
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(
        self, coordinator: ArgusCoordinator, description: StatisticsSensorDescription
    ) -> None:
        """Read a value of a watch."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def should_poll(self) -> bool:
        """The coordinator tells of the view, not of the watch."""
        return True

    @override
    async def async_update(self) -> None:
        """Nothing to fetch: the value is read from memory."""

    @property
    @override
    def native_value(self) -> float | None:
        """The value, or None while nothing is watched."""
        if (watch := self.coordinator.watch) is None:
            return None
        return self.entity_description.value_fn(watch.statistics)


class StatusSensor(LastingEntity, SensorEntity):
    """What Argus does with one camera."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_options = list(CameraStatus)
    _attr_translation_key = "status"

    def __init__(self, coordinator: ArgusCoordinator) -> None:
        """Tell of one camera."""
        super().__init__(coordinator, "status")

    @property
    @override
    def native_value(self) -> CameraStatus:
        """The status."""
        return self.coordinator.status

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """The entity that has to say so before the camera is looked through."""
        return {"waits_for": self.coordinator.waits_for}


class CamerasRunning(OverviewEntity, SensorEntity):
    """How many cameras are being watched."""

    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_translation_key = "cameras_running"

    def __init__(self, overview: ArgusOverview) -> None:
        """Count the cameras."""
        super().__init__(overview, "cameras_running")

    @property
    @override
    def native_value(self) -> int:
        """The number of cameras."""
        return self.coordinator.data.running

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """The status of each camera, and which are overloaded."""
        data = self.coordinator.data
        return {"cameras": dict(data.cameras), "overloaded": list(data.overloaded)}


class UnseenIncidents(OverviewEntity, SensorEntity):
    """How many incidents nobody has looked at."""

    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_translation_key = "unseen_incidents"

    def __init__(self, entry: ArgusConfigEntry) -> None:
        """Count the incidents that the journal holds."""
        super().__init__(entry.runtime_data.overview, "unseen_incidents")
        self._entry = entry
        self._attr_native_value: int | None = None
        self._counting: DebouncedJob | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Count now, and whenever there may be more or fewer."""
        await super().async_added_to_hass()
        counting = self._counting = DebouncedJob(
            self.hass,
            self._entry,
            self._async_count,
            BETWEEN_COUNTS,
            "argus counts unseen incidents",
        )
        self.async_on_remove(
            self._entry.runtime_data.incidents.async_subscribe_looks(
                counting.async_want
            )
        )
        counting.async_want()

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Count no more."""
        await super().async_will_remove_from_hass()
        if self._counting is not None:
            await self._counting.async_close()

    async def _async_count(self) -> None:
        try:
            number = await self._entry.runtime_data.journal.async_read(
                seen.count_unseen
            )
        except JournalError:
            # The user is told by whoever writes; what is shown is what was known last.
            return
        if number != self._attr_native_value:
            self._attr_native_value = number
            self.async_write_ha_state()
