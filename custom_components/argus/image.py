"""Image entities: the best frame of the last incident, and the heat map."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import override

from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .capture.frame_source import Picture
from .capture.request_executor import Drawings
from .coordinator import ArgusCoordinator
from .entity import LastingEntity, async_add_camera_entities
from .journal import JournalError
from .model.errors import journal_failed
from .model.picture_type import picture_type
from .runtime import ArgusConfigEntry
from .vision import Face, PipelineSettings

PARALLEL_UPDATES = 0

type _Shown = tuple[datetime | None, PipelineSettings | None]
"""When the frame was taken, and how to find the faces that it must not show."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the images."""

    def create(coordinator: ArgusCoordinator) -> Iterable[ImageEntity]:
        yield LastIncidentImage(coordinator)
        yield HeatmapImage(coordinator)

    async_add_camera_entities(entry, async_add_entities, create)


def _encode_picture(
    frame: Picture, faces: Sequence[Face], hides: PipelineSettings | None
) -> bytes:
    """Run in a worker thread."""
    from .vision.faces.anonymize import anonymize
    from .vision.frames.frame import Frame
    from .vision.frames.jpeg import encode_file

    if hides is None:
        return encode_file(frame)
    return encode_file(anonymize(Frame.open(frame), faces, hides))


class LastIncidentImage(LastingEntity, ImageEntity):
    """The best frame of the last event."""

    _attr_translation_key = "last_event"

    def __init__(self, coordinator: ArgusCoordinator) -> None:
        """Show the best frame of a camera."""
        LastingEntity.__init__(self, coordinator, "last_event")
        # ImageEntity takes Home Assistant, so the chain of super() calls cannot reach it.
        ImageEntity.__init__(self, coordinator.hass)
        self._drawings = Drawings[_Shown](1)
        self._take_best_frame()

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture."""
        best, hides = self.coordinator.best, self.coordinator.hides_faces
        if best.frame is None:
            return None
        shown = (best.at, hides)
        if (picture := self._drawings.get(shown)) is None:
            picture = await self.coordinator.shared.side_work.async_share(
                None,
                ("last event", self.coordinator.subentry.subentry_id, shown),
                partial(self._async_draw_picture, shown, best.frame, best.faces),
            )
        self._attr_content_type = picture_type(picture)
        return picture

    async def _async_draw_picture(
        self, shown: _Shown, frame: Picture, faces: Sequence[Face]
    ) -> bytes:
        picture = await self.coordinator.shared.side_work.async_run(
            _encode_picture, frame, faces, shown[1]
        )
        self._drawings.put(shown, picture)
        return picture

    @callback
    def _take_best_frame(self) -> bool:
        """Take the best frame if it is newer than the one shown; return whether it is."""
        best = self.coordinator.best
        if best.frame is None or best.at == self._attr_image_last_updated:
            return False
        self._attr_image_last_updated = best.at
        return True

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        if self._take_best_frame():
            self.async_write_ha_state()


class HeatmapImage(LastingEntity, ImageEntity):
    """Where it moved lately, over the latest picture."""

    _attr_translation_key = "heatmap"

    def __init__(self, coordinator: ArgusCoordinator) -> None:
        """Show the heat of a camera."""
        LastingEntity.__init__(self, coordinator, "heatmap")
        ImageEntity.__init__(self, coordinator.hass)
        self._attr_image_last_updated = dt_util.utcnow()

    @override
    async def async_image(self) -> bytes | None:
        """Return the map, drawn once for all who look."""
        try:
            return await self.coordinator.heat.async_draw(self.coordinator.latest_frame)
        except JournalError as err:
            raise journal_failed(err) from err

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        updated = self.coordinator.heat.updated
        if updated is not None and updated != self._attr_image_last_updated:
            self._attr_image_last_updated = updated
            self.async_write_ha_state()
