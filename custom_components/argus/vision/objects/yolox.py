"""Persons, vehicles and animals by YOLOX, a neural network that OpenCV runs itself.

Z. Ge, S. Liu, F. Wang, Z. Li and J. Sun, "YOLOX: Exceeding YOLO Series in 2021", arXiv:2107.08430.

The exported networks return what their heads say: a box relative to a cell of a grid, in units of its stride, the
chance that anything is there, and the chance of each of COCO's labels.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
import threading
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ..frames.frame import Image
from ..geometry import Box
from .backend import LabelledBox, ObjectBackendError
from .coco import KINDS, LABELS

STRIDE: Final = 32
"""Sides of pictures are multiples of this, in pixels."""

LEAST_SCORE: Final = 0.25
"""Below this nothing is said."""

_STRIDES: Final = (8, 16, 32)
_PADDING: Final = 114
"""The grey with which YOLOX was trained to be padded."""
_OVERLAP: Final = 0.5
_MOST: Final = 64
_MOST_BYTES: Final = 64 * 2**20
_COLUMNS: Final = np.array(sorted(KINDS)) + 5

type Size = tuple[int, int]
"""Width and height in pixels."""


class _Networks:
    """Lends a model's networks, each to one thread at a time, laid out for a size of picture.

    OpenCV lays the layers out anew when the size changes, which costs as much as looking.
    """

    def __init__(self, model: Path, content: npt.NDArray[np.uint8]) -> None:
        self._model = model
        self._content = content
        self._idle: list[tuple[Size, cv2.dnn.Net]] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self, size: Size) -> Iterator[cv2.dnn.Net]:
        """Lend one for the length of a `with` block, one that was laid out for that size if there is any."""
        network = self._take(size) or self._load()
        yield network
        # One that failed is not lent again.
        with self._lock:
            self._idle.append((size, network))
            del self._idle[:-_KEPT]

    def _take(self, size: Size) -> cv2.dnn.Net | None:
        with self._lock:
            for index, (laid_out, _) in enumerate(self._idle):
                if laid_out == size:
                    return self._idle.pop(index)[1]
            return self._idle.pop(0)[1] if len(self._idle) >= _KEPT else None

    def _load(self) -> cv2.dnn.Net:
        try:
            return cv2.dnn.readNetFromONNX(self._content)
        except cv2.error as err:
            raise ObjectBackendError(
                f"OpenCV cannot read the object model {self._model}"
            ) from err


_KEPT: Final = 3
"""Networks that wait for the next look; each takes some megabytes."""

_networks: Final[dict[tuple[Path, int], _Networks]] = {}


def _networks_of(model: Path) -> _Networks:
    """Return the lender of a model's networks; a file that was replaced counts as another model."""
    try:
        status = model.stat()
        if status.st_size > _MOST_BYTES:
            raise ObjectBackendError(f"the object model {model} is too large")
        key = model, status.st_mtime_ns
        if key not in _networks:
            _networks[key] = _Networks(model, np.fromfile(model, np.uint8))
    except OSError as err:
        raise ObjectBackendError(f"the object model {model} cannot be read") from err
    return _networks[key]


class YoloxBackend:
    """YOLOX of any size, trained on COCO, as an ONNX file without decoding at its end."""

    name: Final = "yolox"

    def __init__(self, model: Path) -> None:
        """Load the network and try it.

        Args:
            model: The ONNX file.

        Raises:
            ObjectBackendError: The file is missing, damaged or of another network.
        """
        self._model = model
        self._networks = _networks_of(model)
        self.detect(
            np.full((2 * STRIDE, 2 * STRIDE, 3), _PADDING, np.uint8), 2 * STRIDE
        )

    def detect(self, image: Image, side: int) -> tuple[LabelledBox, ...]:
        """Recognise what is in a picture; see `ObjectBackend.detect`.

        Raises:
            ObjectBackendError: The network returns what YOLOX does not.
        """
        height, width = image.shape[:2]
        scale = side / max(height, width)
        canvas, (inner_width, inner_height) = letterboxed(image, scale)
        rows = self._rows(canvas)
        boxes = decoded(rows[:, :4], (canvas.shape[1], canvas.shape[0]))
        scores = rows[:, 4:5] * rows[:, _COLUMNS]
        found = []
        for column, index in enumerate(_COLUMNS):
            label, kind = KINDS[int(index) - 5]
            for row in _suppressed(boxes, scores[:, column]):
                x0, y0, w, h = (float(value) for value in boxes[row])
                box = Box(
                    min(1.0, max(0.0, x0 / inner_width)),
                    min(1.0, max(0.0, y0 / inner_height)),
                    min(1.0, max(0.0, (x0 + w) / inner_width)),
                    min(1.0, max(0.0, (y0 + h) / inner_height)),
                )
                if box.x0 < box.x1 and box.y0 < box.y1:
                    score = min(1.0, float(scores[row, column]))
                    found.append(LabelledBox(kind, label, box, score))
        return tuple(sorted(found, key=lambda each: -each.score)[:_MOST])

    def _rows(self, canvas: Image) -> npt.NDArray[np.float32]:
        """Return what the heads say of a padded picture: Nx85."""
        height, width = canvas.shape[:2]
        blob = canvas.transpose(2, 0, 1)[None].astype(np.float32)
        try:
            with self._networks.borrow((width, height)) as network:
                network.setInput(blob)
                rows = np.asarray(network.forward(), np.float32)
        except cv2.error as err:
            raise ObjectBackendError(f"{self._model} is no model of YOLOX") from err
        rows = rows.reshape(-1, rows.shape[-1]) if rows.ndim else rows
        if rows.shape != (len(_grid(width, height)[0]), 5 + LABELS):
            raise ObjectBackendError(f"{self._model} is no model of YOLOX")
        return np.nan_to_num(rows, nan=0.0, posinf=0.0, neginf=0.0)


def letterboxed(image: Image, scale: float) -> tuple[Image, tuple[float, float]]:
    """Scale a picture and pad it on the right and below to multiples of `STRIDE`.

    Args:
        image: HxWx3 uint8.
        scale: Pixels of the result for each of the picture.

    Returns:
        The padded picture, and the width and height in pixels of what the picture takes of it.
    """
    height, width = image.shape[:2]
    inner = max(1, round(width * scale)), max(1, round(height * scale))
    if inner != (width, height):
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        image = cv2.resize(image, inner, interpolation=how).astype(np.uint8, copy=False)
    padded = cv2.copyMakeBorder(
        image,
        0,
        -inner[1] % STRIDE,
        0,
        -inner[0] % STRIDE,
        cv2.BORDER_CONSTANT,
        value=(_PADDING,) * 3,
    )
    return padded.astype(np.uint8, copy=False), inner


@cache
def _grid(
    width: int, height: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the corner of every cell in cells (Nx2), and its stride in pixels (Nx1), as the heads number them."""
    corners, strides = [], []
    for stride in _STRIDES:
        columns, rows = width // stride, height // stride
        x, y = np.meshgrid(np.arange(columns), np.arange(rows))
        corners.append(np.stack((x.ravel(), y.ravel()), 1))
        strides.append(np.full((columns * rows, 1), stride))
    return (
        np.concatenate(corners).astype(np.float32),
        np.concatenate(strides).astype(np.float32),
    )


def decoded(
    raw: npt.NDArray[np.float32], size: tuple[int, int]
) -> npt.NDArray[np.float32]:
    """Turn what the heads say of places into boxes.

    Args:
        raw: Nx4: offset of the centre from the cell's corner, and logarithm of width and height, in strides.
        size: Width and height of the padded picture in pixels.

    Returns:
        Nx4: left, top, width and height in pixels.
    """
    corners, strides = _grid(*size)
    centres = (raw[:, :2] + corners) * strides
    # No box is much larger than the picture.
    sizes = np.exp(np.minimum(raw[:, 2:4], np.float32(6))) * strides
    return np.concatenate((centres - sizes / 2, sizes), 1)


def _suppressed(
    boxes: npt.NDArray[np.float32], scores: npt.NDArray[np.float32]
) -> list[int]:
    """Return the rows of one label that count, where several cells see the same thing the surest."""
    likely = np.flatnonzero(scores >= LEAST_SCORE)
    if not likely.size:
        return []
    kept = cv2.dnn.NMSBoxes(
        boxes[likely].tolist(), scores[likely].tolist(), LEAST_SCORE, _OVERLAP
    )
    return [int(likely[index]) for index in np.asarray(kept, int).ravel()]
