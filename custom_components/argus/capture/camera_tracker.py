"""Follows a camera entity through renames, removals and returns."""

from collections.abc import Callable

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import (
    async_track_entity_registry_updated_event,
    async_track_state_change_event,
)
from homeassistant.helpers.start import async_at_started


class CameraTracker:
    """Knows how a camera is called now, and tells when that changes or when it may be worth a look."""

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        on_move: Callable[[], None],
        on_stir: Callable[[], None],
    ) -> None:
        """Prepare; nothing is followed yet.

        Args:
            hass: Home Assistant.
            on_move: called when the camera was renamed, removed, or is back after it was removed: follow it again.
            on_stir: called when the camera came or went, or Home Assistant has just started.

        """
        self._hass = hass
        self._on_move = on_move
        self._on_stir = on_stir
        self._untrack: list[CALLBACK_TYPE] = []
        self._camera = ""
        self.entity_id: str | None = None
        """What the camera is called now; None if it is not there."""

    @callback
    def follow(self, camera: str) -> None:
        """Follow a camera by its registry id, or by its entity id if it has none."""
        self.leave()
        self._camera = camera
        self.entity_id = self._resolve_entity_id()
        if self.entity_id is None:
            self._untrack = [
                self._hass.bus.async_listen(
                    er.EVENT_ENTITY_REGISTRY_UPDATED, self._entity_registered
                )
            ]
            return
        self._untrack = [
            async_track_entity_registry_updated_event(
                self._hass, self.entity_id, self._registry_updated
            ),
            async_track_state_change_event(
                self._hass, self.entity_id, self._state_changed
            ),
            async_at_started(self._hass, self._home_assistant_started),
        ]

    @callback
    def leave(self) -> None:
        """Follow nothing any more; the name stays."""
        for untrack in self._untrack:
            untrack()
        self._untrack = []

    def _resolve_entity_id(self) -> str | None:
        return er.async_resolve_entity_id(er.async_get(self._hass), self._camera)

    @callback
    def _registry_updated(
        self, event: Event[er.EventEntityRegistryUpdatedData]
    ) -> None:
        data = event.data
        if data["action"] != "update" or "entity_id" in data["changes"]:
            self._on_move()

    @callback
    def _entity_registered(
        self, event: Event[er.EventEntityRegistryUpdatedData]
    ) -> None:
        """Tell when the camera came back under its old registry id."""
        # Home Assistant gives an entity its old registry id when it is added again.
        if event.data["action"] == "create" and self._resolve_entity_id() is not None:
            self._on_move()

    @callback
    def _state_changed(self, event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        was_away = old is None or old.state == STATE_UNAVAILABLE
        is_away = new is None or new.state == STATE_UNAVAILABLE
        if was_away or is_away:
            self._on_stir()

    @callback
    def _home_assistant_started(self, _hass: HomeAssistant) -> None:
        self._on_stir()
