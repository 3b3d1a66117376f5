"""Face detection by Haar cascades, which come with OpenCV.

A cascade (P. Viola and M. Jones, "Rapid object detection using a boosted cascade of simple features", CVPR 2001) slides
a window over the picture at many sizes. It answers to a face with a cluster of windows, to a pattern that merely looks
like one with a lone window or two. So the size of the cluster is evidence, and where it leaves doubt, a closer look
brings more: a cascade for eyes, the same cascade on the mirrored patch, a cascade trained otherwise, and the cascade for
half profiles from both sides. The weights below are a logistic regression over labelled photographs at three sizes and
places without faces, cross-validated by where the photographs come from.
"""

from collections.abc import Callable
from dataclasses import dataclass
import math
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ..frames.frame import Image
from ..geometry import Box
from ..observation import Face
from .backend import FaceBackendError, Shared

_SCALE_STEP: Final = 1.15
_SMALLEST: Final = 24
# The cascade's own window. Faces of this size are found less often, but that is more often than never.
_WINDOW: Final = 20
_CERTAIN_WINDOWS: Final = 16
_CERTAIN_SCORE: Final = 0.96
# A glimpse has no closer look to rely on where it sees a lone window, and needs less where it sees many.
_GLIMPSE_WINDOWS: Final = 2
_GLIMPSE_CERTAIN: Final = 12
_GLIMPSE_SCORE: Final = 0.5

# A mouth may look like a face, but it is in one.
_INSIDE: Final = 0.75

# The closer look: the face scaled to this many pixels, and this share of it around.
_PATCH_FACE: Final = 48
_PATCH_MARGIN: Final = 0.3
_PATCH_SIDE: Final = int(_PATCH_FACE * (1 + 2 * _PATCH_MARGIN))
_PATCH_STEP: Final = 1.05
_PATCH_OFF_CENTRE: Final = 0.22 * _PATCH_FACE

# Where eyes are in the patch: in the upper part of the face. Their cascade wants them larger.
_EYES: Final = (slice(14, 44), slice(12, 64))
_EYES_ENLARGED: Final = 1.6
_EYES_STEP: Final = 1.1
_SMALLEST_EYE: Final = 12
_LARGEST_EYE: Final = 34

# Log-odds of a face: bias + weight x ln(1 + windows), the questions in `_CASCADE_TESTS` included.
_BIAS: Final = -4.09
_WEIGHT_SCAN: Final = 0.42
_ACCEPT_ODDS: Final = 0.4
_ACCEPT: Final = 1 / (1 + math.exp(-_ACCEPT_ODDS))
_SURE: Final = 0.8


@dataclass(frozen=True, slots=True)
class _Cascades:
    main: cv2.CascadeClassifier
    second: cv2.CascadeClassifier
    profile: cv2.CascadeClassifier
    eye: cv2.CascadeClassifier


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Windows on one place: middle and side in pixels, and how many they are."""

    x: float
    y: float
    side: float
    windows: int


def _load_cascade(name: str) -> cv2.CascadeClassifier:
    path = Path(cv2.__file__).parent / "data" / f"haarcascade_{name}.xml"
    cascade = cv2.CascadeClassifier(str(path))
    if cascade.empty():
        raise FaceBackendError(f"OpenCV's cascade {path.name} is missing")
    return cascade


def _load_cascades() -> _Cascades:
    return _Cascades(
        main=_load_cascade("frontalface_alt2"),
        second=_load_cascade("frontalface_alt"),
        profile=_load_cascade("profileface"),
        eye=_load_cascade("eye"),
    )


_CASCADES: Final = Shared(_load_cascades)


class HaarBackend:
    """Faces seen from the front or half from the side, upright within some 15 degrees."""

    name: Final = "haar"
    colour: Final = False
    smallest: Final = _SMALLEST
    stride: Final = 1
    sure: Final = _SURE
    accept: Final = _ACCEPT

    def __init__(self) -> None:
        """Load the cascades.

        Raises:
            FaceBackendError: The OpenCV that is installed lacks them.
        """
        with _CASCADES.borrow():
            pass

    def detect(self, image: Image, *, known: bool = False) -> tuple[Face, ...]:
        """Find the faces in a grey picture, the surest first; see `FaceBackend.detect`."""
        height, width = image.shape[:2]
        if min(height, width) < _WINDOW:
            return ()
        faces: list[Face] = []
        with _CASCADES.borrow() as cascades:
            for cluster in _clusters(
                cascades.main, image, _SMALLEST if known else _WINDOW
            ):
                score = _glimpse(cluster) if known else _score(cascades, image, cluster)
                if score is not None:
                    faces.append(Face(_box(cluster, width, height), score))
        return suppress_doubles(faces)


def suppress_doubles(faces: list[Face]) -> tuple[Face, ...]:
    """Keep the surest of faces that lie on each other.

    Args:
        faces: Faces in any order.

    Returns:
        The rest, the surest first.
    """
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: -face.score):
        if all(not _same_place(face.box, other.box) for other in kept):
            kept.append(face)
    return tuple(kept)


def _same_place(a: Box, b: Box) -> bool:
    """Whether two boxes overlap by a third, or one lies in the other, or its middle well inside of it."""
    if a.overlap(b) > 0.3 or _share_inside(a, b) > _INSIDE:
        return True
    reach_x = 0.35 * max(a.width, b.width)
    reach_y = 0.35 * max(a.height, b.height)
    return (
        abs(a.centre.x - b.centre.x) < reach_x
        and abs(a.centre.y - b.centre.y) < reach_y
    )


def _share_inside(a: Box, b: Box) -> float:
    """Return which share of the smaller box lies in the other, 0..1."""
    width = min(a.x1, b.x1) - max(a.x0, b.x0)
    height = min(a.y1, b.y1) - max(a.y0, b.y0)
    least = min(a.area, b.area)
    return max(0.0, width) * max(0.0, height) / least if least else 0.0


def _box(cluster: _Cluster, width: int, height: int) -> Box:
    half = cluster.side / 2
    return Box(
        max(0.0, (cluster.x - half) / width),
        max(0.0, (cluster.y - half) / height),
        min(1.0, (cluster.x + half) / width),
        min(1.0, (cluster.y + half) / height),
    )


def _windows(
    cascade: cv2.CascadeClassifier, image: Image, step: float, least: int, most: int
) -> npt.NDArray[np.float64]:
    """Return every window that passes, Nx3: middle x, middle y and side in pixels."""
    found = cascade.detectMultiScale(
        image,
        scaleFactor=step,
        minNeighbors=0,
        minSize=(least, least),
        maxSize=(most, most),
    )
    squares = np.asarray(found, np.float64).reshape(-1, 4)
    side = squares[:, 2]
    return np.stack((squares[:, 0] + side / 2, squares[:, 1] + side / 2, side), axis=1)


def _clusters(
    cascade: cv2.CascadeClassifier, image: Image, least: int
) -> list[_Cluster]:
    """Scan a picture and gather the windows that lie on each other."""
    windows = _windows(cascade, image, _SCALE_STEP, least, min(image.shape[:2]))
    if not len(windows):
        return []
    left, top = windows[:, 0] - windows[:, 2] / 2, windows[:, 1] - windows[:, 2] / 2
    edges = np.stack((left, top, left + windows[:, 2], top + windows[:, 2]), axis=1)
    reach = 0.2 * np.minimum(windows[:, None, 2], windows[None, :, 2])
    alike = (np.abs(edges[:, None] - edges[None, :]) <= reach[..., None]).all(axis=2)
    clusters = []
    for members in _components(np.asarray(alike)):
        x, y, side = windows[members].mean(axis=0)
        clusters.append(_Cluster(float(x), float(y), float(side), len(members)))
    return clusters


def _components(alike: npt.NDArray[np.bool_]) -> list[list[int]]:
    """Return the connected parts of a graph given by its adjacency matrix."""
    left = set(range(len(alike)))
    parts = []
    while left:
        part: list[int] = []
        edge = [left.pop()]
        while edge:
            node = edge.pop()
            part.append(node)
            near = [other for other in np.flatnonzero(alike[node]) if other in left]
            left.difference_update(near)
            edge.extend(int(other) for other in near)
        parts.append(part)
    return parts


def _glimpse(cluster: _Cluster) -> float | None:
    """Return a score without a closer look, or None if there is too little to see."""
    if cluster.windows < _GLIMPSE_WINDOWS:
        return None
    return _CERTAIN_SCORE if cluster.windows >= _GLIMPSE_CERTAIN else _GLIMPSE_SCORE


def _score(cascades: _Cascades, image: Image, cluster: _Cluster) -> float | None:
    """Return how likely a cluster is a face, 0..1, or None if it is none.

    The dearest questions come last and are asked only while they can turn the answer.
    """
    if cluster.windows >= _CERTAIN_WINDOWS:
        return _CERTAIN_SCORE
    patch = _patch(image, cluster)
    odds = _BIAS + _WEIGHT_SCAN * math.log1p(cluster.windows)
    for question in _CASCADE_TESTS:
        if odds + question.most < _ACCEPT_ODDS:
            return None
        if _probability(odds) >= _SURE:
            break
        odds += question.weight * math.log1p(question.windows(cascades, patch))
    return _probability(odds) if odds >= _ACCEPT_ODDS else None


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _patch(image: Image, cluster: _Cluster) -> Image:
    """Cut out a cluster with some context, scaled so that the face has a known size."""
    scale = _PATCH_FACE / cluster.side
    if scale < 0.7:
        # Sampling every n-th pixel would alias.
        half = cluster.side * (0.5 + _PATCH_MARGIN) + 2
        x0, y0 = max(0, int(cluster.x - half)), max(0, int(cluster.y - half))
        part = image[y0 : int(cluster.y + half) + 1, x0 : int(cluster.x + half) + 1]
        image = cv2.resize(
            part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
        ).astype(np.uint8, copy=False)
        cluster = _Cluster(
            (cluster.x - x0) * scale, (cluster.y - y0) * scale, _PATCH_FACE, 0
        )
        scale = 1.0
    middle = _PATCH_SIDE / 2
    affine = np.array(
        [
            [scale, 0, middle - cluster.x * scale],
            [0, scale, middle - cluster.y * scale],
        ]
    )
    return cv2.warpAffine(
        image, affine, (_PATCH_SIDE, _PATCH_SIDE), borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)


def _support(cascade: cv2.CascadeClassifier, patch: Image) -> int:
    """Return how many windows of a cascade agree with the face in the middle of a patch."""
    least, most = int(0.72 * _PATCH_FACE), int(1.45 * _PATCH_FACE)
    windows = _windows(cascade, patch, _PATCH_STEP, least, most)
    off = np.abs(windows[:, :2] - _PATCH_SIDE / 2)
    return int((off < _PATCH_OFF_CENTRE).all(axis=1).sum())


def _mirrored(patch: Image) -> Image:
    return np.ascontiguousarray(patch[:, ::-1])


def _eye_windows(cascades: _Cascades, patch: Image) -> int:
    region = cv2.resize(
        patch[_EYES],
        None,
        fx=_EYES_ENLARGED,
        fy=_EYES_ENLARGED,
        interpolation=cv2.INTER_CUBIC,
    ).astype(np.uint8, copy=False)
    return len(_windows(cascades.eye, region, _EYES_STEP, _SMALLEST_EYE, _LARGEST_EYE))


def _mirrored_windows(cascades: _Cascades, patch: Image) -> int:
    return _support(cascades.main, _mirrored(patch))


def _second_windows(cascades: _Cascades, patch: Image) -> int:
    return _support(cascades.second, patch)


def _profile_windows(cascades: _Cascades, patch: Image) -> int:
    sides = (patch, _mirrored(patch))
    return sum(_support(cascades.profile, side) for side in sides)


@dataclass(frozen=True, slots=True)
class _CascadeTest:
    """What can be asked about the patch of a cluster."""

    windows: Callable[[_Cascades, Image], int]
    weight: float
    most: float
    """What this question and those after it add to the log-odds of all but 3 % of the faces that get through."""


_CASCADE_TESTS: Final = (
    _CascadeTest(_eye_windows, weight=0.51, most=4.2),
    _CascadeTest(_mirrored_windows, weight=0.44, most=3.65),
    _CascadeTest(_second_windows, weight=0.47, most=2.64),
    _CascadeTest(_profile_windows, weight=0.98, most=1.55),
)
