"""Sensors of an alert: when it was last sent, what it decided last and why, until when it is silenced."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import EntityCategory

from .alerts.alert import Alert
from .entity import AlertEntity
from .model.decision import Verdict
from .runtime import ArgusConfigEntry


@dataclass(frozen=True, kw_only=True)
class AlertSensorDescription(SensorEntityDescription):
    """Describes a sensor of an alert."""

    value_fn: Callable[[Alert], datetime | str | None]
    attributes_fn: Callable[[Alert], Mapping[str, Any] | None] = lambda _: None


def _why(alert: Alert) -> Mapping[str, Any] | None:
    """Return the last decision, its reason and what was done, as attributes."""
    decision = alert.last_decision
    if decision is None:
        return None
    return {
        "at": decision.at.isoformat(),
        "incident": alert.last_incident,
        "detail": decision.detail,
        "deliveries": [asdict(delivery) for delivery in decision.deliveries],
        "opinion": None if decision.opinion is None else asdict(decision.opinion),
    }


ALERT_SENSORS = (
    AlertSensorDescription(
        key="last_sent",
        translation_key="last_sent",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda alert: alert.last_sent,
    ),
    AlertSensorDescription(
        key="last_decision",
        translation_key="last_decision",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[str(verdict) for verdict in Verdict],
        value_fn=lambda alert: (
            str(alert.last_decision.verdict) if alert.last_decision else None
        ),
        attributes_fn=_why,
    ),
    AlertSensorDescription(
        key="snoozed_until",
        translation_key="snoozed_until",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda alert: alert.snoozed_until,
    ),
)


class AlertSensor(AlertEntity, SensorEntity):
    """Something an alert did, or why it did not."""

    entity_description: AlertSensorDescription
    _unrecorded_attributes = frozenset({"deliveries", "opinion"})

    def __init__(
        self, entry: ArgusConfigEntry, alert: Alert, description: AlertSensorDescription
    ) -> None:
        """Read one value of an alert."""
        super().__init__(entry, alert, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> datetime | str | None:
        """The value."""
        return self.entity_description.value_fn(self.alert)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """What the value is about."""
        return self.entity_description.attributes_fn(self.alert)
