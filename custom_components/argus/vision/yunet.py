"""Faces by YuNet, a small neural network that OpenCV runs itself.

W. Wu, H. Peng and S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 20, 2023.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from .face_backend import FaceBackendError
from .frame import Image
from .geometry import Box
from .observation import Face
from .yunet_networks import Networks

_SCORE: Final = 0.75
_GLIMPSE_SCORE: Final = 0.5
_OVERLAP: Final = 0.3
_MOST_FACES: Final = 200
# The network works in strides of up to 32 pixels.
_STRIDE: Final = 32

_networks: Final[dict[tuple[Path, int], Networks]] = {}


def _networks_of(model: Path) -> Networks:
    """Return the lender of a model's networks; a file that was replaced counts as another model."""
    try:
        changed = model.stat().st_mtime_ns
    except OSError as err:
        raise FaceBackendError(f"the face model {model} cannot be read") from err

    def load() -> cv2.FaceDetectorYN:
        try:
            return cv2.FaceDetectorYN.create(
                str(model), "", (320, 320), _SCORE, _OVERLAP, _MOST_FACES
            )
        except cv2.error as err:
            raise FaceBackendError(
                f"OpenCV cannot read the face model {model}"
            ) from err

    return _networks.setdefault((model, changed), Networks(load))


class YuNetBackend:
    """Faces from all sides, with the eyes at least 5 pixels apart."""

    name: Final = "yunet"
    colour: Final = True
    smallest: Final = 16
    stride: Final = _STRIDE
    sure: Final = 0.85
    accept: Final = _SCORE

    def __init__(self, model: Path) -> None:
        """Load the network and try it once.

        Args:
            model: The ONNX file of YuNet, 2023mar or later.

        Raises:
            FaceBackendError: The file is missing, damaged or of another network.
        """
        self._networks = _networks_of(model)
        try:
            self.detect(np.zeros((_STRIDE, _STRIDE, 3), np.uint8))
        except cv2.error as err:
            raise FaceBackendError(f"{model} is no model of YuNet") from err

    def detect(self, image: Image, *, known: bool = False) -> tuple[Face, ...]:
        """Find the faces, the surest first; see `FaceBackend.detect`. Grey pictures cost some of the smallest."""
        height, width = image.shape[:2]
        if image.ndim == 2:
            image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)
        padded = cv2.copyMakeBorder(
            image,
            0,
            -height % _STRIDE,
            0,
            -width % _STRIDE,
            cv2.BORDER_CONSTANT,
            value=(0, 0, 0),
        )
        size = (padded.shape[1], padded.shape[0])
        with self._networks.borrow(size) as network:
            network.setScoreThreshold(_GLIMPSE_SCORE if known else _SCORE)
            _, found = network.detect(padded)
        # OpenCV returns None, against its own type hints, where there is no face.
        rows = np.asarray(found, np.float64) if np.ndim(found) else np.empty((0, 15))
        faces = []
        for row in rows[np.isfinite(rows).all(axis=1)]:
            x, y, w, h = row[:4]
            box = Box(
                max(0.0, float(x) / width),
                max(0.0, float(y) / height),
                min(1.0, float(x + w) / width),
                min(1.0, float(y + h) / height),
            )
            if box.x0 < box.x1 and box.y0 < box.y1:
                faces.append(Face(box, min(1.0, float(row[14]))))
        return tuple(sorted(faces, key=lambda face: -face.score))
