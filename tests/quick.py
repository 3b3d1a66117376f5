"""What makes these tests take less time, and changes nothing that they see."""

from asyncio import format_helpers
from collections.abc import Iterator
from hashlib import sha256
import logging
import traceback
from types import FrameType
from unittest.mock import patch

import cv2
import pytest

from custom_components.argus.vision.faces import haar
from custom_components.argus.vision.frames.frame import Image


@pytest.fixture(autouse=True, scope="session")
def _no_stacks_of_futures() -> Iterator[None]:
    """Let the event loop's debug mode check what it checks without keeping where each future, task and handle was made.

    Home Assistant's tests switch that mode on; the stacks are a third of the time that these tests take.
    """
    makers = ("asyncio.", "homeassistant.util.async_")
    walk_stack = traceback.walk_stack

    def walk(frame: FrameType | None) -> Iterator[tuple[FrameType, int]]:
        if frame is not None and frame.f_globals["__name__"].startswith(makers):
            return iter(())
        return walk_stack(frame)

    def no_stack(*_: object) -> traceback.StackSummary:
        return traceback.StackSummary()

    with (
        patch.object(traceback, "walk_stack", walk),
        patch.object(format_helpers, "extract_stack", no_stack),
    ):
        yield


@pytest.fixture(autouse=True, scope="session")
def _quiet_databases() -> None:
    """Let SQLAlchemy tell no statement: Home Assistant's tests ask for all of them."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture(autouse=True, scope="session")
def _scanned_once() -> Iterator[None]:
    """Scan each picture for faces once: hundreds of tests show the same empty room, and scanning is a sixth of their time."""
    scanned: dict[tuple[object, ...], list[haar._Cluster]] = {}
    scan = haar._clusters

    def scan_once(
        cascade: cv2.CascadeClassifier, image: Image, least: int
    ) -> list[haar._Cluster]:
        known = (image.shape, sha256(image.tobytes()).digest(), least)
        if known not in scanned:
            scanned[known] = scan(cascade, image, least)
        return list(scanned[known])

    with patch.object(haar, "_clusters", scan_once):
        yield
