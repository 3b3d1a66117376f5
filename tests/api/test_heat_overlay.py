"""The heat map that is laid over a camera's picture."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
)

from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import camera_named
from .asker import Asker

type Told = dict[str, Any]


async def test_heat_to_lay_over_a_picture(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    ask: Asker,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Its colours are explained in minutes, and it is transparent where nothing moved."""
    empty = await ask.result("heatmap", camera="garden")
    assert empty["empty"]
    assert empty["most_minutes"] == 0
    garden = camera_named(calm, "Garden")
    packed = await hass.async_add_executor_job(_packed)
    await garden.heat.async_add(packed, dt_util.utcnow())
    told = await ask.result("heatmap", camera="garden", days=1, hours="0-23")
    assert told["empty"] is False
    assert told["most_minutes"] == pytest.approx(2, rel=0.05)
    assert 0 < told["middle_minutes"] < told["most_minutes"] / 2
    stranger = await hass_client_no_auth()
    response = await stranger.get(told["url"])
    assert response.content_type == "image/png"
    corner, hot = await hass.async_add_executor_job(_opacity, await response.read())
    assert corner == 0
    assert hot > 150
    assert (await stranger.get(told["url"].replace("days=1", "days=2"))).status == 401
    yesterday = (dt_util.now() - timedelta(hours=1)).hour
    other = await ask.result("heatmap", camera="garden", hours=str(yesterday))
    assert other["empty"]
    for hours in ("abc", "8-", "24", "", 24, True, None, [8]):
        answer = await ask("heatmap", camera="garden", hours=hours)
        assert answer["error"]["code"] == "invalid_format"
        told = answer["error"]["message"]
        assert told.startswith(
            "expected hours of a day from 0 to 23, such as 8 or 8-17"
        )


def _packed() -> bytes:
    import numpy as np

    from custom_components.argus.vision.packed_heat import COLUMNS, ROWS, pack

    grid = np.zeros((ROWS, COLUMNS), np.float32)
    grid[10:20, 20:40] = 120
    return pack(grid)


def _opacity(picture: bytes) -> tuple[int, int]:
    import cv2
    import numpy as np

    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_UNCHANGED)
    assert image is not None
    assert image.shape == (360, 640, 4)
    return int(image[0, 0, 3]), int(image[150, 300, 3])


@pytest.mark.parametrize(
    "message", [{"days": 0}, {"days": 31}, {"hours": "25"}, {"hours": "x"}]
)
async def test_heat_of_no_time_is_refused(ask: Asker, message: Told) -> None:
    assert await ask.error("heatmap", camera="garden", **message) == "invalid_format"
