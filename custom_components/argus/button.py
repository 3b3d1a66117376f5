"""Buttons that reset visitor counters and test alerts."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.button import ButtonEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.alert import Alert
from .coordinator import ArgusCoordinator
from .entity import (
    AlertEntity,
    LastingEntity,
    async_add_alert_entities,
    async_add_camera_entities,
)
from .journal import JournalError
from .model.errors import alert_failed, journal_failed
from .runtime import ArgusConfigEntry

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons."""

    def create(coordinator: ArgusCoordinator) -> Iterable[ButtonEntity]:
        if coordinator.settings.lines:
            yield ResetCounters(coordinator)

    def create_for_alert(alert: Alert) -> Iterable[ButtonEntity]:
        yield AlertTest(entry, alert, "test")

    async_add_camera_entities(entry, async_add_entities, create)
    async_add_alert_entities(entry, async_add_entities, create_for_alert)


class ResetCounters(LastingEntity, ButtonEntity):
    """Sets the day's counters of a camera and the people inside to zero."""

    _attr_entity_category = EntityCategory.CONFIG
    _attr_translation_key = "reset_counters"

    def __init__(self, coordinator: ArgusCoordinator) -> None:
        """Reset one camera."""
        super().__init__(coordinator, "reset_counters")

    @override
    async def async_press(self) -> None:
        """Reset."""
        try:
            await self.coordinator.visitors.async_reset()
        except JournalError as err:
            raise journal_failed(err) from err


class AlertTest(AlertEntity, ButtonEntity):
    """Does everything an alert does, so that the user sees that it works."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "test_alert"

    @override
    async def async_press(self) -> None:
        """Try the alert."""
        decision = await self.alert.async_test()
        if (error := alert_failed(decision)) is not None:
            raise error
