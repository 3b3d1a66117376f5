"""Face detection by YuNet, a small neural network that OpenCV runs itself.

W. Wu, H. Peng and S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 20, 2023.

Its scores fall with the size of a face, those of patterns do not. So what it is in doubt about is looked at again,
enlarged, rather than let in by a lower threshold.
"""

import math
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ..frames.frame import Image
from ..geometry import Box
from ..observation import Face
from .backend import FaceBackendError
from .yunet_networks import Networks

_SCORE: Final = 0.75
_GLIMPSE_SCORE: Final = 0.5
_DOUBTFUL: Final = 0.35
# Below this many pixels even what is a face is too far away for anybody to want it.
_SMALLEST_DOUBTFUL: Final = 12
# A crowd has a limit: each of them costs a look at a picture of `_PATCH_SIDE`.
_MOST_DOUBTFUL: Final = 8
_OVERLAP: Final = 0.3
_MOST_FACES: Final = 200
# The network works in strides of up to 32 pixels.
_STRIDE: Final = 32
# The second look: the face scaled to this many pixels, in the middle of a picture of this side.
_PATCH_FACE: Final = 48
_PATCH_SIDE: Final = 3 * _STRIDE
# Sampling every n-th pixel aliases below this scale.
_ALIASING: Final = 0.7
_OFF_CENTRE: Final = 0.3 * _PATCH_FACE
_LEAST_SIZE, _MOST_SIZE = 0.6 * _PATCH_FACE, 1.6 * _PATCH_FACE

_NO_CONFIG: Final = np.empty(0, np.uint8)

# What regions of something that moves mostly come to.
_COMMON: Final = ((64, 64), (96, 96), (128, 128), (160, 160), (192, 192), (256, 192))

_networks: Final[dict[tuple[Path, int], Networks]] = {}


def _networks_of(model: Path) -> Networks:
    """Return the lender of a model's networks; a file that was replaced counts as another model.

    The file is read once: when it is gone later, whoever uses it goes on.
    """
    try:
        changed = model.stat().st_mtime_ns
        content = np.fromfile(model, np.uint8)
    except OSError as err:
        raise FaceBackendError(f"the face model {model} cannot be read") from err

    def load() -> cv2.FaceDetectorYN:
        try:
            return cv2.FaceDetectorYN.create(
                "onnx", content, _NO_CONFIG, (320, 320), _SCORE, _OVERLAP, _MOST_FACES
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
        """Load the network and try it, unless somebody did.

        Args:
            model: The ONNX file of YuNet, 2023mar or later.

        Raises:
            FaceBackendError: The file is missing, damaged or of another network.
        """
        self._networks = _networks_of(model)
        try:
            if not len(self._networks):
                self._networks.prepare(_COMMON)
        except cv2.error as err:
            raise FaceBackendError(f"{model} is no model of YuNet") from err

    def detect(self, image: Image, *, known: bool = False) -> tuple[Face, ...]:
        """Find the faces, the surest first; see `FaceBackend.detect`. Grey pictures cost some of the smallest."""
        height, width = image.shape[:2]
        if image.ndim == 2:
            image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)
        rows = self._rows(image, _GLIMPSE_SCORE if known else _DOUBTFUL)
        doubts = 0
        faces = []
        for row in rows[np.isfinite(rows).all(axis=1)]:
            x, y, w, h = row[:4]
            score = min(1.0, float(row[14]))
            if score < _SCORE and not known:
                if w * h < _SMALLEST_DOUBTFUL**2:
                    continue
                doubts += 1
                if doubts > _MOST_DOUBTFUL:
                    break
                closer = self._closer(image, row)
                if closer < _SCORE:
                    continue
                score = max(_SCORE, (score + closer) / 2)
            box = Box(
                max(0.0, float(x) / width),
                max(0.0, float(y) / height),
                min(1.0, float(x + w) / width),
                min(1.0, float(y + h) / height),
            )
            if box.x0 < box.x1 and box.y0 < box.y1:
                faces.append(Face(box, score))
        return tuple(sorted(faces, key=lambda face: -face.score))

    def _rows(self, image: Image, least: float) -> npt.NDArray[np.float64]:
        """Return what the network sees from a score on, the surest first: Nx15, box first and score last, in pixels."""
        height, width = image.shape[:2]
        size = (width + -width % _STRIDE, height + -height % _STRIDE)
        with self._networks.borrow(size) as network:
            padded_width, padded_height = network.getInputSize()
            padded = cv2.copyMakeBorder(
                image,
                0,
                padded_height - height,
                0,
                padded_width - width,
                cv2.BORDER_CONSTANT,
                value=(0, 0, 0),
            )
            network.setScoreThreshold(least)
            _, found = network.detect(padded)
        # OpenCV returns None, against its own type hints, where there is no face.
        rows = np.asarray(found, np.float64) if np.ndim(found) else np.empty((0, 15))
        rows = rows[np.isfinite(rows).all(axis=1)]
        return rows[np.argsort(-rows[:, 14], kind="stable")]

    def _closer(self, image: Image, row: npt.NDArray[np.float64]) -> float:
        """Return the score of a face when it is looked at alone and at a good size, 0..1."""
        x, y, w, h = (float(value) for value in row[:4])
        scale = _PATCH_FACE / math.sqrt(w * h)
        middle = x + w / 2, y + h / 2
        if scale < _ALIASING:
            image = cv2.resize(
                image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
            ).astype(np.uint8, copy=False)
            middle, scale = (middle[0] * scale, middle[1] * scale), 1.0
        shift = (_PATCH_SIDE / 2 - scale * value for value in middle)
        affine = np.array([[scale, 0.0, next(shift)], [0.0, scale, next(shift)]])
        patch = cv2.warpAffine(
            image, affine, (_PATCH_SIDE, _PATCH_SIDE), flags=cv2.INTER_CUBIC
        ).astype(np.uint8, copy=False)
        for seen in self._rows(patch, _SCORE):
            off = np.abs(seen[:2] + seen[2:4] / 2 - _PATCH_SIDE / 2).max()
            side = math.sqrt(max(0.0, float(seen[2] * seen[3])))
            if off < _OFF_CENTRE and _LEAST_SIZE < side < _MOST_SIZE:
                return float(seen[14])
        return 0.0
