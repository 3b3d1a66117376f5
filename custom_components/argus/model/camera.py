"""What a watched camera is to those who need not know how it is watched."""

from typing import Protocol

from homeassistant.config_entries import ConfigSubentry

from .camera_settings import CameraSettings


class WatchedCamera(Protocol):
    """A camera as the user set it up, and what Home Assistant calls it now."""

    @property
    def subentry(self) -> ConfigSubentry:
        """What the user set up: its id tells cameras apart, its title is the camera's name."""

    @property
    def settings(self) -> CameraSettings:
        """What the user set."""

    @property
    def entity_id(self) -> str | None:
        """The camera entity that is watched; None if it was removed."""
