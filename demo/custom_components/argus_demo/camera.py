"""Cameras that show a drawn scene or a looped video."""

from pathlib import Path
from time import monotonic
from typing import override

from homeassistant.components.camera import Camera
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_SCENE, CONF_SEED, CONF_VIDEO, DOMAIN
from .scenes import SCENES, Scene
from .video import VideoLoop, encoded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the camera of one entry."""
    if video := entry.data.get(CONF_VIDEO):
        async_add_entities([VideoCamera(entry, VideoLoop(Path(video)))])
        return
    scene = await hass.async_add_executor_job(
        SCENES[entry.data[CONF_SCENE]], int(entry.data[CONF_SEED])
    )
    async_add_entities([SceneCamera(entry, scene)])


class DemoCamera(Camera):
    """What both kinds share."""

    _attr_has_entity_name = True
    _attr_name = None
    _attr_frame_interval = 0.2

    def __init__(self, entry: ConfigEntry) -> None:
        """Name the camera after its entry."""
        super().__init__()
        self._attr_unique_id = entry.entry_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)},
            name=entry.title,
            manufacturer="Argus",
            model="Demo camera",
        )

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the picture of this moment as JPEG."""
        return await self.hass.async_add_executor_job(self._look)

    def _look(self) -> bytes | None:
        raise NotImplementedError


class SceneCamera(DemoCamera):
    """Looks at a scene; its time begins when the camera is added."""

    def __init__(self, entry: ConfigEntry, scene: Scene) -> None:
        """Look at a scene."""
        super().__init__(entry)
        self._scene = scene
        self._began = monotonic()

    @override
    def _look(self) -> bytes:
        return encoded(self._scene.render(monotonic() - self._began))


class VideoCamera(DemoCamera):
    """Looks at a video file."""

    def __init__(self, entry: ConfigEntry, video: VideoLoop) -> None:
        """Look at a video."""
        super().__init__(entry)
        self._video = video

    @override
    def _look(self) -> bytes | None:
        frame = self._video.look()
        return None if frame is None else encoded(frame)

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Stop playing."""
        await self.hass.async_add_executor_job(self._video.close)
