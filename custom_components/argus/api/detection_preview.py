"""What the eyes would see with other settings, told while somebody draws zones and moves sliders."""

from typing import Any, Final

import voluptuous as vol

from homeassistant.core import callback

from ..capture.frame_loop import ObservedFrame
from ..const import CONF_MIN_OBJECT, CONF_SENSITIVITY, CONF_ZONES
from ..coordinator import ArgusCoordinator
from ..model import bounded
from ..model.camera_settings import CameraSettings
from ..model.limits import LONGEST_ID
from ..model.places import ZONES, stored_places
from ..model.ranges import MIN_OBJECT, SENSITIVITY
from ..vision import PipelineSettings
from .camera_follower import CameraFollower
from .camera_json import frame_as_json
from .websocket_command import Question, answers, for_admins

FASTEST: Final = 0.95
"""Seconds from one frame that is tried to the next: the eyes that watch come first."""


@for_admins
@answers(
    {
        vol.Required("camera"): bounded.text(LONGEST_ID),
        vol.Optional(CONF_SENSITIVITY): bounded.whole(
            SENSITIVITY.low, SENSITIVITY.high
        ),
        # Percent of the picture, as the form has it.
        vol.Optional(CONF_MIN_OBJECT): bounded.number(MIN_OBJECT.low, MIN_OBJECT.high),
        vol.Optional(CONF_ZONES): ZONES,
    }
)
async def preview_detection(question: Question) -> None:
    """Tell what would be seen in each frame with other settings, which are not kept."""
    camera = question.audience.find(question.message["camera"])
    preview = _Preview(question, _tried(camera, question.message))
    CameraFollower(
        question,
        camera,
        question.runtime.side_work.trials,
        preview.look,
        lambda _: None,
    )


def _tried(camera: ArgusCoordinator, asked: dict[str, Any]) -> PipelineSettings:
    """Return settings of a camera with what is tried of them; faces and visitors are not looked for."""
    data: dict[str, Any] = {**camera.subentry.data, "motion": True, "faces": False}
    data["lines"] = []
    if CONF_SENSITIVITY in asked:
        data[CONF_SENSITIVITY] = asked[CONF_SENSITIVITY]
    if CONF_MIN_OBJECT in asked:
        data[CONF_MIN_OBJECT] = asked[CONF_MIN_OBJECT] / 100
    if CONF_ZONES in asked:
        # What is drawn halfway may be of no use yet; that is for saving to refuse.
        data[CONF_ZONES] = stored_places(asked[CONF_ZONES], data.get(CONF_ZONES, ()))
    return CameraSettings.from_data(data).pipeline()


class _Preview:
    """One trial; a frame that comes while another is looked at is passed over."""

    def __init__(self, question: Question, settings: PipelineSettings) -> None:
        self._connection = question.connection
        self._id = question.id
        self._settings = settings
        self._looking = False
        self._looked_at = float("-inf")

    @callback
    def look(self, camera: ArgusCoordinator, sight: ObservedFrame) -> None:
        """Look at a frame, unless the last one is still looked at or was just now."""
        if not self._looking and not 0 <= sight.now - self._looked_at < FASTEST:
            self._looking = True
            self._looked_at = sight.now
            camera.config_entry.async_create_background_task(
                camera.hass, self._async_look(camera, sight), "argus preview"
            )

    async def _async_look(self, camera: ArgusCoordinator, sight: ObservedFrame) -> None:
        who = self._connection.user.id, camera.subentry.subentry_id
        try:
            seen = await camera.shared.trials.async_look(
                who, sight.frame, sight.now, self._settings
            )
        finally:
            self._looking = False
        if seen is not None and self._id in self._connection.subscriptions:
            frame = frame_as_json(seen, sight.at)
            self._connection.send_event(self._id, {"frame": frame})
