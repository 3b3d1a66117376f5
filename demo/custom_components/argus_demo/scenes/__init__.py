"""Places that are drawn: what happens in them depends on the second and a seed only."""

from collections.abc import Callable, Mapping

from .garden import Garden
from .office import Office
from .scene import Frame, Scene
from .shop import ShopDoor

SCENES: Mapping[str, Callable[[int], Scene]] = {
    "office": Office,
    "shop_door": ShopDoor,
    "garden": Garden,
}

__all__ = ["SCENES", "Frame", "Scene"]
