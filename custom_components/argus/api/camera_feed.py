"""What is drawn over the picture of a camera, told at the pace of the watch."""

import time
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import callback

from ..capture.frame_loop import ObservedFrame
from ..coordinator import ArgusCoordinator
from ..model import bounded
from ..model.limits import LONGEST_ID
from ..model.picture_paths import frame_path
from .camera_follower import CameraFollower
from .camera_json import camera_details, frame_as_json
from .signed_path import SIGNED_FOR, sign_for
from .websocket_command import Question, answers

FASTEST: Final = 0.19
"""Seconds from one frame that is told to the next: a page shows no more than five a second."""
_SIGN_AGAIN: Final = SIGNED_FOR.total_seconds() / 2


@answers({vol.Required("camera"): bounded.text(LONGEST_ID)})
async def follow_camera(question: Question) -> None:
    """Tell what is drawn over a camera's picture now, what of it changes, and what is seen in each frame."""
    camera = question.audience.find(question.message["camera"])
    feed = _Feed(question)
    CameraFollower(
        question,
        camera,
        question.runtime.side_work.views,
        feed.tell_frame,
        feed.tell_changes,
    )


class _Feed:
    """What one connection was told of a camera."""

    def __init__(self, question: Question) -> None:
        self._connection = question.connection
        self._id = question.id
        self._told: dict[str, Any] = {}
        self._picture = ""
        self._signed = 0.0
        self._frame_at = float("-inf")

    @callback
    def tell_frame(self, camera: ArgusCoordinator, sight: ObservedFrame) -> None:
        """Tell what was seen in a frame."""
        if self._told.get("size") is None:
            self.tell_changes(camera)
        if 0 <= sight.now - self._frame_at < FASTEST:
            return
        self._frame_at = sight.now
        frame = frame_as_json(sight.observation, sight.at)
        self._connection.send_event(self._id, {"frame": frame})

    @callback
    def tell_changes(self, camera: ArgusCoordinator) -> None:
        """Tell of a camera what was not told yet."""
        now = time.monotonic()
        if not self._picture or now - self._signed > _SIGN_AGAIN:
            self._picture = sign_for(
                self._connection, frame_path(camera.subentry.subentry_id)
            )
            self._signed = now
        details = {
            **camera_details(camera),
            # Before the first frame there is none to load.
            "picture": None if camera.sight is None else self._picture,
            "can_edit": self._connection.user.is_admin,
            "features": ["preview"],
        }
        if details != self._told:
            self._told = details
            self._connection.send_event(self._id, {"camera": details})
