"""What Argus does with a camera: watches it, or why it does not."""

from enum import StrEnum


class CameraStatus(StrEnum):
    """What Argus does with a camera."""

    STARTING = "starting"
    WATCHING = "watching"
    STOPPED = "stopped"
    """The user stopped detection."""
    OFF = "off"
    """The camera is switched off."""
    WAITING = "waiting"
    """It is looked through only while an entity says so, and that says no."""
    UNAVAILABLE = "unavailable"
