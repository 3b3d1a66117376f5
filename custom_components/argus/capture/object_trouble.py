"""What the user knows of a camera's object detector that broke."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant, callback

from ..issues.sight import (
    async_objects_are_told,
    async_objects_fail,
    async_small_model_stands_in,
)
from ..model.camera import WatchedCamera


class ObjectTrouble:
    """Tells the user once when the object detector of a camera breaks, and takes it back when it works again."""

    def __init__(
        self,
        hass: HomeAssistant,
        camera: WatchedCamera,
        on_change: Callable[[], None],
    ) -> None:
        """Begin without any trouble.

        Args:
            hass: Home Assistant.
            camera: whose detector it is.
            on_change: called when it breaks, in what way it does, and when it works again.

        """
        self._hass = hass
        self._camera = camera
        self._on_change = on_change
        self._told: tuple[str | None, bool] = (None, False)

    @property
    def is_there(self) -> bool:
        """Whether the detector that the user chose is broken."""
        return self._told[0] is not None

    @callback
    def async_take(self, failure: str | None, *, stands_in: bool = False) -> None:
        """Take in how the detector is doing.

        Args:
            failure: why it cannot be used; None while it can, or while nobody asks for it.
            stands_in: whether things are told apart all the same, by another model.

        """
        if (failure, stands_in) == self._told:
            return
        self._told = failure, stands_in
        if failure is None:
            async_objects_are_told(self._hass, self._camera.subentry)
        elif stands_in:
            async_small_model_stands_in(self._hass, self._camera.subentry, failure)
        else:
            async_objects_fail(self._hass, self._camera.subentry, failure)
        self._on_change()
