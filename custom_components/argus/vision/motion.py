"""Finds what moves."""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .alignment import Aligner, looks_shaken
from .background import BUSY, Background
from .exposure import Exposure, estimate_exposure, median
from .frame import Frame, Image
from .geometry import Box
from .objects import Blob, Confirmation, find_blobs
from .observation import Motion
from .settings import PipelineSettings
from .texture import compare_texture, light_on
from .threshold import Threshold, exceeds
from .zones import ZoneMap

WORKING_WIDTH: Final = 240
"""An eighth of a 1080p picture's longer side, so that the cheapest decode serves the commonest camera."""

LEAST_DECODE: Final = 2 / 3
"""Share of the working width at which a decode is fine enough: what is enlarged by so little needs less smoothing."""

_OLD_PICTURE: Final = 640 * 480
_THRESHOLD: Final = 13.0

_JUMP: Final = 15.0
_BRIGHTNESS_EVENT: Final = 28.0
_GAIN_EVENT: Final = 0.4
_CHANGE_EVENT: Final = 0.3
_SAME_TEXTURE: Final = 0.6
_NEW_SCENE: Final = 0.35
_STRANGE: Final = 0.6
_COLOURLESS: Final = 3.0

_EARLIER: Final = 0.7
_MOVED_SHARE: Final = 0.08
_LIGHT_FROM: Final = 0.01

_ELLIPSE: Final = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
_SQUARE: Final = np.ones((3, 3), np.uint8)
_CROSS: Final = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


class MotionDetector:
    """Compares each frame with what the scene looks like when nothing moves."""

    def __init__(self, settings: PipelineSettings) -> None:
        """Start with nothing learnt.

        Args:
            settings: Sensitivity, minimum size and zones are used.
        """
        self._settings = settings
        self._background: Background | None = None
        nothing: MatLike = np.zeros((0, 0), np.uint8)
        self._previous = self._recent = self._earlier = nothing
        self._recent_at = 0.0
        self._maps: tuple[ZoneMap, Threshold] | None = None
        self._aligner = Aligner()
        self._confirmation = Confirmation()
        self._saturation = 0.0
        self._last: float | None = None
        self._clock = 0.0
        self.mask: Image | None = None
        """HxW uint8 of the last frame at working size, 255 where something moved."""

    def configure(self, settings: PipelineSettings) -> None:
        """Take new settings from the next frame on, and keep what was learnt.

        Args:
            settings: Sensitivity, minimum size and zones are used.
        """
        self._settings = settings
        self._maps = None

    def update(self, frame: Frame, now: float) -> Motion:
        """Compare a frame with what was learnt and learn from it.

        Args:
            frame: The frame.
            now: When it was taken, in seconds.

        Returns:
            What moved.

        Raises:
            FrameError: The picture cannot be used.
        """
        picture = shrink(frame)
        seconds = 0.0 if self._last is None else max(0.0, now - self._last)
        self._last = now
        self._clock += seconds
        background = self._background
        if background is None or background.picture.shape != picture.shape:
            self._maps = None
            self._start(frame, picture)
            return Motion(suppressed="learning")

        exposure = estimate_exposure(picture, background.picture)
        scene = background.picture
        if not exposure.is_neutral:
            scene = exposure.apply(scene)
        if looks_shaken(picture, scene):
            aligned = self._aligner.align(picture, scene)
            if aligned is not None:
                picture = aligned
        brighter = cv2.subtract(picture, scene)
        darker = cv2.subtract(scene, picture)
        zones, thresholds = self._map(picture.shape)
        threshold = thresholds.of(scene, background)
        mask = cv2.bitwise_or(
            exceeds(brighter, threshold, background.rise),
            exceeds(darker, threshold, background.fall),
        )
        reason = None
        share = cv2.countNonZero(mask) / mask.size
        event = self._is_event(picture, exposure, share)
        if event:
            likeness, plain = compare_texture(picture, scene)
            same = (likeness > _SAME_TEXTURE) | plain
            mask[same] = 0
            rest = cv2.countNonZero(mask) / mask.size
            textured = np.count_nonzero(~plain)
            strange = np.count_nonzero(~same) > _STRANGE * textured
            if strange or rest > _NEW_SCENE or (share > 0.6 and rest > 0.15):
                return self._restart(frame, picture)
            background.adopt(scene)
            background.take(picture, same.view(np.uint8), 0.9)
            reason = "light"
        if cv2.countNonZero(mask) < self._least(mask.size) / 2:
            mask[:] = 0
        else:
            mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _SQUARE)
            mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _ELLIPSE)
        age = self._clock - self._recent_at
        earlier = self._recent if age >= _EARLIER else self._earlier
        step = cv2.absdiff(picture, earlier)
        moved = cv2.compare(step, threshold, cv2.CMP_GT)
        stopped = cv2.compare(
            step, cv2.convertScaleAbs(threshold, alpha=0.6), cv2.CMP_LT
        )
        watched = (
            mask if zones.watched is None else cv2.bitwise_and(mask, zones.watched)
        )
        blobs, light = self._judge(
            watched, moved, picture, scene, event and share > _CHANGE_EVENT
        )
        background.learn(picture, brighter, darker, mask, stopped, seconds)
        if light is not None:
            background.take(picture, light, 0.9)
        self._remember(picture)
        if light is not None and not blobs:
            reason = "light"
        return self._report(blobs, zones, mask.shape, reason)

    def _start(self, frame: Frame, picture: MatLike) -> None:
        noise = None
        if (
            self._background is not None
            and self._background.noise.shape == picture.shape
        ):
            noise = self._background.noise
        self._background = Background(picture, noise)
        self._previous = self._recent = self._earlier = picture
        self._recent_at = self._clock
        self._saturation = frame.saturation()
        self.mask = None

    def _map(self, shape: tuple[int, ...]) -> tuple[ZoneMap, Threshold]:
        if self._maps is None:
            height, width = shape
            settings = self._settings
            zones = ZoneMap(settings.zones, settings.sensitivity, width, height)
            self._maps = zones, Threshold(settings, zones)
        return self._maps

    def _remember(self, picture: MatLike) -> None:
        self._previous = picture
        if self._clock - self._recent_at >= _EARLIER:
            self._earlier = self._recent
            self._recent = picture
            self._recent_at = self._clock

    def _restart(self, frame: Frame, picture: MatLike) -> Motion:
        before = self._saturation
        self._start(frame, picture)
        if (before < _COLOURLESS) != (self._saturation < _COLOURLESS):
            return Motion(suppressed="camera_mode")
        return Motion(suppressed="camera_moved")

    def _is_event(self, picture: MatLike, exposure: Exposure, share: float) -> bool:
        unlike = (
            abs(exposure.shift) > _BRIGHTNESS_EVENT
            or abs(exposure.gain - 1) > _GAIN_EVENT
            or share > _CHANGE_EVENT
        )
        if not unlike:
            return False
        new = picture[::4, ::4].astype(np.int16)
        step = new - self._previous[::4, ::4].astype(np.int16)
        return (
            abs(median(step)) > _JUMP
            or int(np.count_nonzero(np.abs(step) > _THRESHOLD)) > 0.5 * step.size
        )

    def _judge(
        self,
        mask: MatLike,
        moved: MatLike,
        picture: MatLike,
        scene: MatLike,
        doubtful: bool,
    ) -> tuple[list[Blob], MatLike | None]:
        """Return the things among the changes, and where the change is only light."""
        background, least = self._background, self._least(mask.size)
        if background is None:
            return [], None
        light: MatLike | None = None
        kept = []
        for blob in find_blobs(mask, least):
            if blob.share(moved) < _MOVED_SHARE:
                inside = cv2.bitwise_and(blob.cut(moved), blob.mask)
                kept += self._movers(blob, inside, moved, least)
                continue
            if cv2.mean(blob.cut(background.activity), blob.mask)[0] > BUSY:
                continue
            if blob.area > _LIGHT_FROM * mask.size:
                box = blob.x, blob.y, blob.width, blob.height
                is_light, lit, other = light_on(box, blob.mask, picture, scene)
                if is_light:
                    if light is None:
                        light = np.zeros(mask.shape, np.uint8)
                    blob.cut(light)[lit > 0] = 255
                    kept += self._movers(blob, other, moved, least)
                    continue
            kept.append(blob.doubted() if doubtful else blob)
        return (
            self._confirmation.confirm(kept, mask.shape, 3 * least, self._clock),
            light,
        )

    @staticmethod
    def _movers(
        place: Blob, inside: MatLike, moved: MatLike, least: float
    ) -> list[Blob]:
        """Return the things that move in front of a place that changed, but does not move itself.

        Args:
            place: A lit place, something parked, a ghost.
            inside: As large as its mask, 255 where something may be in front of it.
            moved: HxW uint8, 255 where the frame is unlike a second ago.
            least: Smallest area in pixels.
        """
        inside = cv2.morphologyEx(inside, cv2.MORPH_OPEN, _SQUARE)
        things = [blob.doubted(place.x, place.y) for blob in find_blobs(inside, least)]
        return [thing for thing in things if thing.share(moved) >= _MOVED_SHARE]

    def _least(self, pixels: int) -> float:
        """Return the area of the smallest thing in pixels of the working picture."""
        share = self._settings.min_object
        if self._settings.min_contour_area is not None:
            share = self._settings.min_contour_area / _OLD_PICTURE
        return max(1.0, share * pixels)

    def _report(
        self,
        blobs: list[Blob],
        zones: ZoneMap,
        shape: tuple[int, ...],
        reason: str | None,
    ) -> Motion:
        height, width = shape
        mask = np.zeros((height, width), np.uint8)
        for blob in blobs:
            blob.cut(mask)[blob.mask > 0] = 255
        self.mask = mask
        boxes = tuple(
            Box(
                blob.x / width,
                blob.y / height,
                (blob.x + blob.width) / width,
                (blob.y + blob.height) / height,
            )
            for blob in blobs
        )
        area = sum(blob.area for blob in blobs)
        return Motion(
            detected=bool(boxes),
            intensity=area / mask.size,
            boxes=boxes,
            suppressed=reason,
            zones=zones.motion(mask, self._least(mask.size) / 2),
        )


def shrink(frame: Frame) -> MatLike:
    """Return a frame small, grey and smoothed.

    Args:
        frame: The frame.

    Returns:
        HxW uint8 whose longer side has `WORKING_WIDTH` pixels, whatever the size of the frame.

    Raises:
        FrameError: The picture cannot be used.
    """
    scale = WORKING_WIDTH / max(frame.width, frame.height)
    size = max(1, round(scale * frame.width)), max(1, round(scale * frame.height))
    grey: MatLike = frame.grey(round(LEAST_DECODE * size[0]))
    smoothing = (5, 5) if grey.shape[1] >= size[0] else (3, 3)
    if grey.shape != size[::-1]:
        whole = grey.shape[1] % size[0] == 0
        coarse = grey.shape[1] > 2 * size[0]
        # Between one and two times linear is five times as fast and, before smoothing, as good.
        way = cv2.INTER_AREA if whole or coarse else cv2.INTER_LINEAR
        grey = cv2.resize(grey, size, interpolation=way)
    return cv2.GaussianBlur(grey, smoothing, 0)
