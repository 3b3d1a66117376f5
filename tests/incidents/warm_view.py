"""A view in which it moved in some places, and whether a map shows that."""

from datetime import timedelta

import cv2
import numpy as np

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.vision.packed_heat import COLUMNS, ROWS, pack
from homeassistant.util import dt as dt_util

LEFT, RIGHT = slice(0, 16), slice(48, 64)


async def warm(camera: ArgusCoordinator, columns: slice, hours_ago: int = 0) -> None:
    """Let it have moved in some columns of a camera's view."""
    grid = np.zeros((ROWS, COLUMNS), np.float32)
    grid[:, columns] = 600
    at = dt_util.utcnow() - timedelta(hours=hours_ago)
    await camera.heat.async_add(pack(grid), at)


def is_hot(jpeg: bytes, columns: slice) -> bool:
    """Return whether a map is red in some columns."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    _, width = picture.shape[:2]
    part = picture[:, columns.start * width // 64 : columns.stop * width // 64]
    blue, _, red = part.reshape(-1, 3).mean(axis=0)
    return bool(red > blue + 60)
