"""The light alarm: how lights flash."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LightAlarmSettings:
    """How lights flash."""

    lights: tuple[str, ...]
    """Entity ids."""
    colour: tuple[int, int, int] = (255, 0, 0)
    """Red, green and blue, 0 to 255 each."""
    flashes: int = 5
    on: float = 0.3
    """Seconds that a flash lasts."""
    off: float = 0.3
    """Seconds between two flashes."""
    brightness: int = 100
    """Percent."""
