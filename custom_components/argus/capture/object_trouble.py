"""What the user knows of a camera's object detector that broke."""

from homeassistant.core import HomeAssistant, callback

from ..issues.sight import async_objects_are_told, async_objects_fail
from ..model.camera import WatchedCamera


class ObjectTrouble:
    """Tells the user once when the object detector of a camera breaks, and takes it back when it works again."""

    def __init__(self, hass: HomeAssistant, camera: WatchedCamera) -> None:
        """Begin without any trouble.

        Args:
            hass: Home Assistant.
            camera: whose detector it is.

        """
        self._hass = hass
        self._camera = camera
        self._told: str | None = None

    @callback
    def async_take(self, failure: str | None) -> None:
        """Take in how the detector is doing.

        Args:
            failure: why it cannot be used; None while it can, or while nobody asks for it.

        """
        if failure == self._told:
            return
        self._told = failure
        if failure is None:
            async_objects_are_told(self._hass, self._camera.subentry)
        else:
            async_objects_fail(self._hass, self._camera.subentry, failure)
