"""Versions of the vision libraries."""

from typing import NamedTuple

import cv2
import numpy as np


class Versions(NamedTuple):
    """Versions of the libraries, and how OpenCV is set up."""

    opencv: str
    numpy: str
    threads: int
    """Threads OpenCV uses within one call."""


def library_versions() -> Versions:
    """Return the versions in use."""
    return Versions(cv2.__version__, np.__version__, cv2.getNumThreads())
