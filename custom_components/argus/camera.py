"""Camera entity that shows the last frame with detections, zones and lines drawn in."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import override

from homeassistant.components.camera import Camera
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .capture.frame_loop import ObservedFrame
from .coordinator import ArgusCoordinator
from .entity import CameraEntity, async_add_camera_entities, is_watching
from .model.camera_settings import CameraSettings
from .model.counter_key import current_key
from .model.tally import Tally
from .model.wording import Wording, async_wording
from .runtime import ArgusConfigEntry

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the annotated views."""

    def create(coordinator: ArgusCoordinator) -> Iterable[Camera]:
        yield AnnotatedView(coordinator)

    async_add_camera_entities(entry, async_add_entities, create)


def _draw_view(
    sight: ObservedFrame,
    settings: CameraSettings,
    tallies: Mapping[str, Tally],
    wording: Wording,
) -> bytes:
    """Run in a worker thread."""
    from .vision.annotate import annotate

    counts = {
        line.id: (tally.today_in, tally.today_out)
        for line in settings.lines
        if (tally := tallies.get(current_key(line))) is not None
    }
    lines = tuple(
        replace(
            line,
            name_in=line.name_in or wording("view_in"),
            name_out=line.name_out or wording("view_out"),
        )
        for line in settings.lines
    )
    drawn = replace(settings, lines=lines).pipeline()
    return annotate(
        sight.frame,
        sight.observation,
        drawn,
        counts,
        name_of=lambda label: wording(f"view_{label}"),
    )


class AnnotatedView(CameraEntity, Camera):
    """Boxes, faces, zones and lines on the last frame that was looked at."""

    _attr_entity_registry_enabled_default = False
    _attr_translation_key = "annotated"

    def __init__(self, coordinator: ArgusCoordinator) -> None:
        """Draw on the frames of a camera."""
        CameraEntity.__init__(self, coordinator, "annotated")
        Camera.__init__(self)
        self._drawn: tuple[ObservedFrame, bytes] | None = None
        self._drawing = asyncio.Lock()

    @property
    @override
    def available(self) -> bool:
        """Whether there is a view to draw on."""
        return is_watching(self.coordinator)

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the last frame with what was seen; drawn once for all who look."""
        wanted = self.coordinator.sight
        async with self._drawing:
            if wanted is None or (sight := self.coordinator.sight) is None:
                return None
            # What was drawn while this one waited is new enough, or many who look would each have another drawn.
            drawn = self._drawn
            if drawn is None or (drawn[0] is not wanted and drawn[0].now <= wanted.now):
                wording = await async_wording(self.hass)
                picture = await self.coordinator.shared.side_work.async_run(
                    _draw_view,
                    sight,
                    self.coordinator.settings,
                    self.coordinator.data.tallies,
                    wording,
                )
                drawn = self._drawn = (sight, picture)
            return drawn[1]
