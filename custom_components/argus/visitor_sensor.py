"""Counter sensors: of the visitors or the vehicles over each line, and of the visitors of all cameras."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.sensor import (
    DOMAIN as SENSOR,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import ArgusCoordinator
from .entity import CameraEntity, OverviewEntity
from .journal import JournalError
from .model.counter_key import current_key
from .model.errors import journal_failed
from .model.tally import Tally
from .overview import ArgusOverview
from .vision import Line


@dataclass(frozen=True, kw_only=True)
class LineSensorDescription(SensorEntityDescription):
    """Describes a visitor counter of a line."""

    value_fn: Callable[[Tally], int]
    of_the_day: bool = False
    """Whether it begins anew at local midnight."""


LINE_SENSORS = (
    LineSensorDescription(
        key="visitors_in",
        translation_key="visitors_in",
        state_class=SensorStateClass.TOTAL,
        value_fn=lambda tally: tally.today_in,
        of_the_day=True,
    ),
    LineSensorDescription(
        key="visitors_out",
        translation_key="visitors_out",
        state_class=SensorStateClass.TOTAL,
        value_fn=lambda tally: tally.today_out,
        of_the_day=True,
    ),
    LineSensorDescription(
        key="visitors_total",
        translation_key="visitors_total",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda tally: tally.total_in,
    ),
    LineSensorDescription(
        key="inside",
        translation_key="inside",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda tally: tally.inside,
    ),
)


_OF_VEHICLES: Final = {
    "visitors_in": "vehicles_in",
    "visitors_out": "vehicles_out",
    "visitors_total": "vehicles_total",
    "inside": "vehicles_inside",
}
"""Keys of the counters of a line that counts vehicles, by those of one that counts visitors."""


@callback
def async_keep_vehicle_counters(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Give counters of vehicles the unique ids of vehicles, which an older Argus registered under those of visitors."""
    registry = er.async_get(hass)
    for total in er.async_entries_for_config_entry(registry, entry.entry_id):
        camera = f"{entry.entry_id}_{total.config_subentry_id}_"
        before = f"{camera}visitors_total_"
        # The total tells by its name what all four count: those of directions may have names of the user's.
        if total.translation_key != "vehicles_total" or not (
            total.unique_id.startswith(before)
        ):
            continue
        line = total.unique_id.removeprefix(before)
        for visitors, vehicles in _OF_VEHICLES.items():
            unique_id = f"{camera}{vehicles}_{line}"
            counter = registry.async_get_entity_id(
                SENSOR, DOMAIN, f"{camera}{visitors}_{line}"
            )
            if counter and not registry.async_get_entity_id(SENSOR, DOMAIN, unique_id):
                registry.async_update_entity(counter, new_unique_id=unique_id)


class LineSensor(CameraEntity, SensorEntity):
    """A counter of the visitors over one line, or of the vehicles."""

    entity_description: LineSensorDescription
    _unrecorded_attributes = frozenset({"line"})

    def __init__(
        self,
        coordinator: ArgusCoordinator,
        line: Line,
        description: LineSensorDescription,
    ) -> None:
        """Read a counter of a line."""
        key = description.key if line.is_for_visitors else _OF_VEHICLES[description.key]
        # Vehicles have counters of their own: history and statistics of a line that counted visitors are no vehicles'.
        super().__init__(coordinator, f"{key}_{line.id}")
        self.entity_description = description
        self._counter = current_key(line)
        direction = {"visitors_in": line.name_in, "visitors_out": line.name_out}.get(
            description.key
        )
        self._attr_translation_placeholders = {"line": line.name}
        self._attr_translation_key = key
        self._attr_extra_state_attributes = {"line": line.name}
        if direction:
            self._attr_translation_key = f"{key}_named"
            self._attr_translation_placeholders["direction"] = direction

    @property
    @override
    def available(self) -> bool:
        """What was counted stays true while the camera is away."""
        return self._counter in self.coordinator.data.tallies

    @property
    @override
    def native_value(self) -> int:
        """The number of visitors, or of vehicles."""
        return self.entity_description.value_fn(
            self.coordinator.data.tallies[self._counter]
        )

    @property
    @override
    def last_reset(self) -> datetime | None:
        """When the counter of a day began."""
        if not self.entity_description.of_the_day:
            return None
        return dt_util.start_of_local_day(
            self.coordinator.data.tallies[self._counter].date
        )

    async def async_set_people_inside(self, people: int) -> None:
        """Correct how many people are inside."""
        if self.entity_description.key != "inside":
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="not_people_inside",
                translation_placeholders={"entity": self.entity_id},
            )
        try:
            await self.coordinator.visitors.async_set_inside(self._counter, people)
        except JournalError as err:
            raise journal_failed(err) from err


class OverviewVisitors(OverviewEntity, SensorEntity):
    """How many visitors came in today, over all lines of all cameras."""

    _attr_state_class = SensorStateClass.TOTAL
    _attr_translation_key = "visitors_today"

    def __init__(self, overview: ArgusOverview) -> None:
        """Sum up the lines."""
        super().__init__(overview, "visitors_today")

    @property
    @override
    def native_value(self) -> int:
        """The number of visitors."""
        return self.coordinator.data.visitors_today

    @property
    @override
    def last_reset(self) -> datetime:
        """When the day began."""
        return dt_util.start_of_local_day(self.coordinator.data.today)
