"""Where what is benchmarked takes place."""

import pytest

from benchmarks.scenes import render_room

from .constant import Image


@pytest.fixture(scope="module")
def room() -> Image:
    """Return a room that nobody is in."""
    return render_room(1)
