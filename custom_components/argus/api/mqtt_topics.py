"""MQTT topics and payloads of the cameras."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import voluptuous as vol

from homeassistant.helpers.json import json_dumps
from homeassistant.util import slugify

from ..model.camera_status import CameraStatus

MOST_OF_A_NAME: Final = 64
"""Characters of a camera's name in a topic."""
ONLINE: Final = "online"
OFFLINE: Final = "offline"
STORED: Final = vol.Schema(
    {"names": {str: vol.ExactSequence([str, str])}, "topics": [str]},
    required=True,
    extra=vol.ALLOW_EXTRA,
)
"""What has to be known after a restart, as it is kept."""
_AVAILABILITY: Final = "availability"


@dataclass(frozen=True, slots=True)
class CameraName:
    """What a camera is called in its topics."""

    wanted: str
    """What its own name gives."""
    given: str
    """The same, or with a number when another camera had it first."""


@dataclass(frozen=True, slots=True)
class PublishedTopics:
    """What has to be known after a restart: brokers keep topics for ever."""

    names: Mapping[str, CameraName]
    """By the id of the camera's subentry."""
    topics: frozenset[str] = frozenset()
    """Those that may hold something."""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self:
        """Read what was stored, if anything was."""
        if stored is None:
            return cls({})
        return cls(
            {camera: CameraName(*name) for camera, name in stored["names"].items()},
            frozenset(stored["topics"]),
        )

    def as_json(self) -> dict[str, Any]:
        """Return what to store."""
        return {
            "names": {
                camera: [name.wanted, name.given] for camera, name in self.names.items()
            },
            "topics": sorted(self.topics),
        }


def name_cameras(
    titles: Mapping[str, str], before: Mapping[str, CameraName]
) -> dict[str, CameraName]:
    """Return a name of its own for each camera; one that is still called the same keeps its name.

    Args:
        titles: what the cameras are called, by the id of their subentry.
        before: the names given so far.

    """
    wanted = {
        camera: slugify(title)[:MOST_OF_A_NAME] for camera, title in titles.items()
    }
    names = {
        camera: name
        for camera, name in before.items()
        if wanted.get(camera) == name.wanted
    }
    taken = {name.given for name in names.values()}
    # Ids sort by age: the older camera has the plain name.
    for camera in sorted(wanted.keys() - names.keys()):
        plain = given = wanted[camera]
        number = 2
        while given in taken:
            given = f"{plain}_{number}"
            number += 1
        taken.add(given)
        names[camera] = CameraName(plain, given)
    return names


def topic_messages(
    base: str, cameras: Mapping[str, Mapping[str, Any]], *, online: bool
) -> dict[str, str]:
    """Return what is to be told: payloads by topic.

    Args:
        base: what all topics begin with.
        cameras: the status of each camera as JSON values, by its name in topics.
        online: whether Argus runs.

    """
    told: dict[str, str] = {}
    for name, status in cameras.items():
        told |= _state_messages(f"{base}/{name}", status)
        told[f"{base}/{name}/{_AVAILABILITY}"] = (
            ONLINE if status["is_running"] else OFFLINE
        )
    if len(cameras) == 1:
        # Where the old Argus, which had one camera, told it.
        (status,) = cameras.values()
        told |= _state_messages(base, status)
    told[f"{base}/{_AVAILABILITY}"] = ONLINE if online else OFFLINE
    return told


def stopped_status(status: Mapping[str, Any]) -> dict[str, Any]:
    """Return the status of a camera when Argus stops."""
    return {
        **status,
        "status": str(CameraStatus.STOPPED),
        "is_running": False,
        "overloaded": False,
        "motion_detected": False,
        "motion_intensity": 0.0,
        "faces_count": 0,
    }


def is_availability(topic: str) -> bool:
    """Return whether a topic tells if something is there."""
    return topic.endswith(f"/{_AVAILABILITY}")


def _state_messages(prefix: str, status: Mapping[str, Any]) -> dict[str, str]:
    """Return the payloads of one camera by topic."""
    return {
        f"{prefix}/status": json_dumps(status),
        f"{prefix}/faces_count": str(status["faces_count"]),
        f"{prefix}/motion": "ON" if status["motion_detected"] else "OFF",
        f"{prefix}/visitors_today": str(status["visitors_today"]),
    }
