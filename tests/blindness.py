"""Cameras that give no frame, each for a reason of its own."""

import pytest

from .conftest import FakeCamera


def gives_none(camera: FakeCamera) -> None:
    """Have no picture."""
    camera.picture = None


def _gives_garbage(camera: FakeCamera) -> None:
    camera.picture = b"not a picture"


def fails(camera: FakeCamera) -> None:
    """Be cut off."""
    camera.failure = OSError("cable cut")


def _is_off(camera: FakeCamera) -> None:
    camera.set_on(False)


def _is_away(camera: FakeCamera) -> None:
    camera.set_available(False)


BLIND = pytest.mark.parametrize(
    ("go_blind", "reason"),
    [
        (gives_none, "Unable to get image"),
        (_gives_garbage, ""),
        (fails, "OSError: cable cut"),
        (_is_off, "off"),
        (_is_away, "unavailable"),
    ],
)


def see_again(camera: FakeCamera, picture: bytes | None) -> None:
    """Be a camera as any other."""
    camera.picture, camera.failure = picture, None
    camera.set_on(True)
    camera.set_available(True)
