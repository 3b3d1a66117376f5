"""Places to look at and people who walk through them, real ones where there is footage, else rendered."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
import skimage.data

from .detector import Image

WIDTH, HEIGHT = 640, 480


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """One moment of a person: colours and how much of each pixel is theirs."""

    colours: Image
    """(height, width, 3)."""
    alpha: NDArray[np.float32]
    """(height, width), 0..1."""


@dataclass(frozen=True, slots=True, eq=False)
class Walker:
    """A person seen walking."""

    cutouts: tuple[Cutout, ...]
    fps: float
    """How many cutouts make a second."""

    def at(self, seconds: float) -> Cutout:
        """Return the cutout at a moment; the walk is played forth and back."""
        count = len(self.cutouts)
        index = round(seconds * self.fps) % max(1, 2 * count - 2)
        return self.cutouts[index if index < count else 2 * count - 2 - index]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Footage with the truth per pixel."""

    name: str
    fps: float
    pictures: tuple[Path, ...]
    masks: tuple[Path, ...]


def sequences(data: Path) -> list[Sequence]:
    """List the sequences with ground truth.

    Args:
        data: Holds motion/NAME_25fps/input/*.jpg and motion/NAME_25fps/groundtruth/*.png.
    """
    found = []
    for folder in sorted((data / "motion").glob("*_*fps")):
        name, rate = folder.name.removesuffix("fps").rsplit("_", 1)
        pictures = tuple(sorted((folder / "input").glob("*.jpg")))
        masks = tuple(sorted((folder / "groundtruth").glob("*.png")))
        if pictures and len(pictures) == len(masks):
            found.append(Sequence(name, float(rate), pictures, masks))
    return found


def read(path: Path, flags: int = cv2.IMREAD_COLOR) -> Image:
    """Read a picture.

    Raises:
        ValueError: The file is no picture.
    """
    image = cv2.imread(str(path), flags)
    if image is None:
        raise ValueError(f"{path} is not a picture")
    return np.asarray(image, np.uint8)


def empty_scene(sequence: Sequence, samples: int = 60) -> Image:
    """Return what a sequence looks like with nobody in it: the mean over time of all that stands still.

    Args:
        sequence: Where to look.
        samples: How many of its frames to use.
    """
    step = max(1, len(sequence.pictures) // samples)
    stack = np.stack([read(path) for path in sequence.pictures[::step]])
    still = np.stack(
        [read(path, cv2.IMREAD_GRAYSCALE) == 0 for path in sequence.masks[::step]]
    )
    count = still.sum(axis=0)[..., None]
    mean = (stack * still[..., None]).sum(axis=0) / np.maximum(count, 1)
    scene = np.where(count > 0, mean, np.median(stack, axis=0))
    return np.asarray(scene, np.uint8)


def fill(image: Image, width: int = WIDTH, height: int = HEIGHT) -> Image:
    """Scale a picture to cover width x height and cut what hangs over."""
    scale = max(width / image.shape[1], height / image.shape[0])
    size = (
        max(width, round(image.shape[1] * scale)),
        max(height, round(image.shape[0] * scale)),
    )
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(image, size, interpolation=how)
    y, x = (size[1] - height) // 2, (size[0] - width) // 2
    return np.ascontiguousarray(scaled[y : y + height, x : x + width], np.uint8)


def backgrounds(data: Path | None) -> dict[str, Image]:
    """Return empty places, 640x480 in colour, by name; the real ones first.

    Args:
        data: Folder of footage, or None for rendered rooms and scikit-image's photographs only.
    """
    places: dict[str, Image] = {}
    if data is not None:
        for sequence in sequences(data):
            places[sequence.name] = fill(empty_scene(sequence))
        for path in sorted(data.glob("*.mp4")):
            places[path.stem] = fill(_median_of_video(path))
    places["room"] = render_room(1)
    places["garage"] = fill(photograph("stereo_motorcycle"))
    places["launch pad"] = fill(photograph("rocket"))
    places["street wall"] = fill(photograph("brick"))
    places["yard"] = render_yard(2)
    places["table"] = fill(photograph("coffee"))
    places["dark room"] = (render_room(3) * 0.45).astype(np.uint8)
    places["photographer"] = fill(photograph("camera"))
    return places


def photograph(name: str) -> Image:
    """Return one of scikit-image's photographs, which lie in its package, in colour.

    Args:
        name: A function of `skimage.data`.
    """
    picture = getattr(skimage.data, name)()
    if isinstance(picture, tuple):  # a stereo pair and its disparity
        picture = picture[0]
    code = cv2.COLOR_GRAY2BGR if picture.ndim == 2 else cv2.COLOR_RGB2BGR
    return np.asarray(cv2.cvtColor(picture, code), np.uint8)


def _median_of_video(path: Path, samples: int = 25) -> Image:
    video = cv2.VideoCapture(str(path))
    count = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
    kept = []
    for index in range(count):
        if not video.grab():
            break
        if index % max(1, count // samples) == 0:
            kept.append(video.retrieve()[1])
    video.release()
    if not kept:
        raise ValueError(f"{path} is not a video")
    return np.asarray(np.median(np.stack(kept), axis=0), np.uint8)


def render_room(seed: int, width: int = WIDTH, height: int = HEIGHT) -> Image:
    """Draw a room: wall with a light gradient, floor boards, window, door, shelves.

    Args:
        seed: Same seed, same room.
        width: Pixels.
        height: Pixels.
    """
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wall = rng.uniform(120, 190, 3)
    room = wall * (0.75 + 0.35 * (x / width))[..., None]
    horizon = int(height * rng.uniform(0.5, 0.62))
    boards = 0.55 + 0.12 * np.sin(
        (x - width / 2) / np.maximum(y - horizon + 40, 1) * 30
    )
    floor = np.array([70, 105, 140]) * boards[..., None]
    room = np.where((y > horizon)[..., None], floor, room)
    room = np.clip(room, 0, 255).astype(np.uint8)

    def box(
        x0: float, y0: float, x1: float, y1: float, colour: NDArray[np.int64]
    ) -> None:
        corners = (
            (int(x0 * width), int(y0 * height)),
            (int(x1 * width), int(y1 * height)),
        )
        tint = [int(value) for value in colour]
        cv2.rectangle(room, *corners, tint, -1)
        cv2.rectangle(
            room, *corners, [value // 2 for value in tint], max(1, width // 320)
        )

    box(0.06, 0.1, 0.24, 0.4, np.array([225, 220, 205]))
    box(0.72, 0.14, 0.86, 0.78, rng.integers(50, 130, 3))
    for shelf in range(3):
        for book in range(14):
            left = 0.36 + 0.02 * book
            box(
                left,
                0.1 + 0.13 * shelf,
                left + 0.018,
                0.2 + 0.13 * shelf,
                rng.integers(30, 220, 3),
            )
    box(0.3, 0.62, 0.6, 0.75, rng.integers(60, 160, 3))
    return _grained(room, rng, 3)


def render_yard(seed: int, width: int = WIDTH, height: int = HEIGHT) -> Image:
    """Draw a yard: sky, a hedge of coarse noise, gravel, a path.

    Args:
        seed: Same seed, same yard.
        width: Pixels.
        height: Pixels.
    """
    rng = np.random.default_rng(seed)
    yard = np.empty((height, width, 3), np.float32)
    yard[:] = (215, 195, 170)
    seeds = rng.normal(0, 1, (height // 4, width // 4)).astype(np.float32)
    leaves = cv2.resize(seeds, (width, height), interpolation=cv2.INTER_CUBIC)
    gravel = rng.normal(0, 14, (height, width)).astype(np.float32)
    top, ground = int(height * 0.22), int(height * 0.5)
    yard[top:ground] = np.array([40, 95, 60]) + 22 * leaves[top:ground, :, None]
    yard[ground:] = (
        np.array([130, 140, 145])
        + cv2.GaussianBlur(gravel, (3, 3), 0)[ground:, :, None]
    )
    picture = np.clip(yard, 0, 255).astype(np.uint8)
    path = np.array(
        [(0.3, 1.0), (0.45, 0.5), (0.55, 0.5), (0.8, 1.0)], np.float32
    ) * np.array([width, height], np.float32)
    cv2.fillPoly(picture, [path.astype(np.int32)], [165, 168, 170])
    return _grained(picture, rng, 4)


def _grained(picture: Image, rng: np.random.Generator, sigma: float) -> Image:
    grain = rng.normal(0, sigma, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def render_walker(seed: int, height: int = 160, phases: int = 12) -> Walker:
    """Draw a person in profile with swinging arms and legs.

    Args:
        seed: Same seed, same clothes.
        height: Height of the person in pixels.
        phases: How many moments a stride has; a stride takes a second.
    """
    rng = np.random.default_rng(seed)
    width = int(height * 0.56)
    shirt, trousers = (rng.integers(0, 2, 2) * 150 + rng.integers(20, 90, 2)).tolist()
    tints = {
        "shirt": [min(255, int(shirt + c)) for c in rng.integers(0, 30, 3)],
        "trousers": [min(255, int(trousers + c)) for c in rng.integers(0, 30, 3)],
        "skin": [125, 160, 205],
    }
    unit = height / 100
    grain = rng.normal(0, 9, (height, width, 1))
    cutouts = []
    for phase in range(phases):
        swing = np.sin(2 * np.pi * phase / phases)
        picture = np.zeros((height, width, 3), np.uint8)
        mask = np.zeros((height, width), np.uint8)

        layers = (picture, tints), (mask, {part: [255] for part in tints})
        for side in (-1, 1):
            _limb(layers, unit, (0, 50), (side * swing * 17, 96), 10, "trousers")
            _limb(layers, unit, (0, 24), (-side * swing * 16, 50), 6, "shirt")
        _limb(layers, unit, (0, 24), (0, 50), 19, "shirt")
        _limb(layers, unit, (0, 7), (0, 11), 13, "skin")
        colours = np.clip(picture + grain, 0, 255).astype(np.uint8)
        cutouts.append(_cutout(colours, mask))
    return Walker(tuple(cutouts), fps=float(phases))


def _limb(
    layers: tuple[tuple[Image, dict[str, list[int]]], ...],
    unit: float,
    start: tuple[float, float],
    end: tuple[float, float],
    thickness: float,
    part: str,
) -> None:
    """Draw a stroke in hundredths of the person's height, x from the middle."""
    for layer, tints in layers:
        middle = layer.shape[1] / 2
        first, last = [(int(middle + x * unit), int(y * unit)) for x, y in (start, end)]
        thick = max(1, int(thickness * unit))
        cv2.line(layer, first, last, tints[part], thick, cv2.LINE_AA)


def walkers(data: Path | None, rendered: int = 8) -> list[Walker]:
    """Return people to walk around: cut out of the sequences where there are any, else rendered.

    Args:
        data: Folder of footage, or None.
        rendered: How many to render without footage.
    """
    people: list[Walker] = []
    for sequence in sequences(data) if data is not None else []:
        people += _people_of(sequence)
    return people or [render_walker(seed) for seed in range(rendered)]


def _cutout(colours: Image, mask: Image) -> Cutout:
    alpha = cv2.GaussianBlur(mask, (3, 3), 0).astype(np.float32) / 255
    return Cutout(np.ascontiguousarray(colours), np.asarray(alpha, np.float32))


def _people_of(
    sequence: Sequence, min_area: int = 350, min_frames: int = 8
) -> list[Walker]:
    """Follow upright components of the truth by the overlap of their boxes from frame to frame."""
    walks: list[list[Cutout]] = []
    open_walks: list[tuple[list[Cutout], tuple[int, int, int, int]]] = []
    for picture_path, mask_path in zip(sequence.pictures, sequence.masks, strict=True):
        picture = read(picture_path)
        mask = np.where(read(mask_path, cv2.IMREAD_GRAYSCALE) == 255, 255, 0).astype(
            np.uint8
        )
        height, width = mask.shape
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
        following = []
        for index in range(1, count):
            x, y, w, h, area = (int(value) for value in stats[index])
            upright = 1.5 * w < h and area > 0.35 * w * h
            whole = x > 1 and y > 1 and x + w < width - 1 and y + h < height - 1
            if area < min_area or not upright or not whole:
                continue
            window = np.s_[max(0, y - 2) : y + h + 2, max(0, x - 2) : x + w + 2]
            own = np.where(labels[window] == index, 255, 0).astype(np.uint8)
            cutout = _cutout(picture[window].copy(), own)
            for walk, (px, py, pw, ph) in open_walks:
                shared = max(0, min(x + w, px + pw) - max(x, px)) * max(
                    0, min(y + h, py + ph) - max(y, py)
                )
                if shared > 0.5 * max(w * h, pw * ph):
                    walk.append(cutout)
                    following.append((walk, (x, y, w, h)))
                    break
            else:
                walks.append([cutout])
                following.append((walks[-1], (x, y, w, h)))
        open_walks = following
    return [
        Walker(tuple(walk), sequence.fps) for walk in walks if len(walk) >= min_frames
    ]


def paste(
    image: Image, cutout: Cutout, x: float, y: float, height: float
) -> NDArray[np.float32]:
    """Paste a cutout into a picture, in place.

    Args:
        image: Colour picture.
        cutout: Whom to paste.
        x: Middle of the person in pixels; may lie outside.
        y: Feet of the person in pixels.
        height: Height of the person in pixels.

    Returns:
        (height, width) share of each pixel that the person covers, 0..1.
    """
    covered = np.zeros(image.shape[:2], np.float32)
    scale = height / cutout.alpha.shape[0]
    size = max(1, round(cutout.alpha.shape[1] * scale)), max(1, round(height))
    left, top = round(x - size[0] / 2), round(y - size[1])
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(image.shape[1], left + size[0]), min(image.shape[0], top + size[1])
    if x0 >= x1 or y0 >= y1:
        return covered
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    inner = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    alpha = np.clip(cv2.resize(cutout.alpha, size, interpolation=how)[inner], 0, 1)
    colours = cv2.resize(cutout.colours, size, interpolation=how)[inner]
    target = image[y0:y1, x0:x1]
    target[:] = target + alpha[..., None] * (colours.astype(np.float32) - target)
    covered[y0:y1, x0:x1] = alpha
    return covered
