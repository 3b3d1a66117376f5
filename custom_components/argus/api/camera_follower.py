"""One camera followed by one connection, through changes, renames and restarts of Argus, as long as it may be seen."""

from collections.abc import Callable
from contextlib import ExitStack

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..capture.frame_loop import ObservedFrame
from ..const import SIGNAL_CAMERA
from ..coordinator import ArgusCoordinator
from ..model.access import may
from ..model.admission import Admission
from .websocket_command import Question


class CameraFollower:
    """Tells of each frame that is looked at, and of each change of the camera."""

    def __init__(
        self,
        question: Question,
        camera: ArgusCoordinator,
        admission: Admission,
        on_frame: Callable[[ArgusCoordinator, ObservedFrame], None],
        on_change: Callable[[ArgusCoordinator], None],
    ) -> None:
        """Begin to follow after the question is answered; the connection's subscription ends it.

        Args:
            question: who asks.
            camera: which camera they may see now.
            admission: how many may do so at once.
            on_frame: called with the camera and each frame.
            on_change: called with the camera at first, and whenever something of it changed.

        Raises:
            BusyError: too many do so already.

        """
        self._hass = question.hass
        self._user = question.connection.user
        self._on_frame = on_frame
        self._on_change = on_change
        self._camera = camera
        self._stack = ExitStack()
        self._detach = ExitStack()
        self._stack.enter_context(admission.enter(question.audience.user))
        self._stack.callback(
            async_dispatcher_connect(
                self._hass,
                SIGNAL_CAMERA.format(camera.config_entry.entry_id),
                self._camera_changed,
            )
        )
        question.connection.subscriptions[question.id] = self.end
        begin = self._hass.loop.call_soon(self._attach)
        self._stack.callback(begin.cancel)

    @callback
    def end(self) -> None:
        """Follow no longer."""
        self._detach.close()
        self._stack.close()

    @callback
    def _attach(self) -> None:
        camera = self._camera
        removers: tuple[CALLBACK_TYPE, ...] = (
            camera.async_subscribe_frames(self._saw),
            camera.async_add_listener(self._changed),
        )
        for remove in removers:
            self._detach.callback(remove)
        self._changed()

    @callback
    def _camera_changed(self, camera: ArgusCoordinator) -> None:
        """Go on with a camera that was set up anew, or was changed."""
        if camera.subentry.subentry_id != self._camera.subentry.subentry_id:
            return
        if camera is self._camera:
            self._changed()
            return
        self._detach.close()
        self._camera = camera
        self._attach()

    @property
    def _is_allowed(self) -> bool:
        """Whether it may be seen: asked anew each time, as permissions come and go."""
        camera = self._camera
        return may(
            self._user, POLICY_READ, camera.entity_id or camera.subentry.subentry_id
        )

    @callback
    def _saw(self, sight: ObservedFrame) -> None:
        if self._is_allowed:
            self._on_frame(self._camera, sight)

    @callback
    def _changed(self) -> None:
        if self._is_allowed:
            self._on_change(self._camera)
