"""Visitor counter sensors: of each line, and of all cameras."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import ArgusCoordinator
from .entity import CameraEntity, OverviewEntity
from .journal import JournalError
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
"""What the counters of a line that counts vehicles are called."""


class LineSensor(CameraEntity, SensorEntity):
    """A visitor counter of one line."""

    entity_description: LineSensorDescription
    _unrecorded_attributes = frozenset({"line"})

    def __init__(
        self,
        coordinator: ArgusCoordinator,
        line: Line,
        description: LineSensorDescription,
    ) -> None:
        """Read a counter of a line."""
        super().__init__(coordinator, f"{description.key}_{line.id}")
        self.entity_description = description
        self._line_id = line.id
        direction = {"visitors_in": line.name_in, "visitors_out": line.name_out}.get(
            description.key
        )
        self._attr_translation_placeholders = {"line": line.name}
        if not line.is_for_visitors:
            self._attr_translation_key = _OF_VEHICLES[description.key]
        self._attr_extra_state_attributes = {"line": line.name}
        if direction:
            self._attr_translation_key = f"{description.key}_named"
            self._attr_translation_placeholders["direction"] = direction

    @property
    @override
    def available(self) -> bool:
        """What was counted stays true while the camera is away."""
        return self._line_id in self.coordinator.data.tallies

    @property
    @override
    def native_value(self) -> int:
        """The number of visitors."""
        return self.entity_description.value_fn(
            self.coordinator.data.tallies[self._line_id]
        )

    @property
    @override
    def last_reset(self) -> datetime | None:
        """When the counter of a day began."""
        if not self.entity_description.of_the_day:
            return None
        return dt_util.start_of_local_day(
            self.coordinator.data.tallies[self._line_id].date
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
            await self.coordinator.visitors.async_set_inside(self._line_id, people)
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
