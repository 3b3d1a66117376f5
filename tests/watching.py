"""What a watched camera shows of itself."""

import pytest

from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.camera_status import CameraStatus
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import camera_entity, until

VIEW = (
    ("binary_sensor", "motion"),
    ("binary_sensor", "presence"),
    ("binary_sensor", "tamper"),
    ("event", "activity"),
    ("sensor", "faces"),
)
"""What cannot be known while the camera is away."""
REST = (
    ("image", "last_event"),
    ("number", "interval"),
    ("number", "min_object"),
    ("number", "sensitivity"),
    ("sensor", "last_seen"),
    ("switch", "detection"),
)
"""What stays."""


def states(
    hass: HomeAssistant, camera: ArgusCoordinator, keys: tuple[tuple[str, str], ...]
) -> set[bool]:
    """Return whether entities are available: one or both of True and False."""
    return {
        hass.states.get(camera_entity(hass, camera, domain, key)).state != "unavailable"
        for domain, key in keys
    }


def said(caplog: pytest.LogCaptureFixture, text: str) -> int:
    """Return how often something was logged."""
    return sum(
        text in record.message for record in caplog.records if "argus" in record.name
    )


def issue(hass: HomeAssistant, camera: ArgusCoordinator) -> ir.IssueEntry | None:
    """Return the issue about a removed camera."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"camera_removed_{camera.subentry.subentry_id}"
    )


async def watching(camera: ArgusCoordinator) -> None:
    """Wait until a new frame of the camera was looked at."""
    await until(
        lambda: camera.status is CameraStatus.WATCHING and camera.watch is not None
    )
    frames = camera.watch.statistics.frames
    await until(lambda: camera.watch and camera.watch.statistics.frames > frames)
