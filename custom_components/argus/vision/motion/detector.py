"""Finds what moves."""

from dataclasses import replace
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from ..frames.frame import Frame, Image
from ..frames.working_size import LEAST_DECODE, WORKING_WIDTH
from ..geometry import Box
from ..observation import Motion
from ..settings import PipelineSettings
from .alignment import Aligner, Edges
from .background import Background
from .blob_classification import BlobClasses, Change, classify_blobs
from .blobs import Blob, Confirmation, cleaned
from .exposure import Exposure, estimate_exposure, median
from .frame_history import FrameHistory
from .texture import compare_texture
from .threshold import Limits, Threshold
from .zones import ZoneMap

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
_FADED: Final = 0.1

_LIGHT_RATE: Final = 0.9
_QUICK: Final = 0.4
_EDGES_EVERY: Final = 30.0


class MotionDetector:
    """Compares each frame with what the scene looks like when nothing moves."""

    def __init__(self, settings: PipelineSettings) -> None:
        """Start with nothing learnt.

        Args:
            settings: Sensitivity, minimum size and zones are used.
        """
        self._settings = settings
        self._background: Background | None = None
        self._past: FrameHistory | None = None
        self._maps: tuple[ZoneMap, Threshold] | None = None
        self._aligner = Aligner()
        self._edges: Edges | None = None
        self._edges_at = 0.0
        self._cover: MatLike | None = None
        self._known: MatLike | None = None
        self._confirmation = Confirmation()
        self._saturation = 0.0
        self._last: float | None = None
        self._clock = 0.0
        self._empty: Image | None = None
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
        past = self._past
        if (
            background is None
            or past is None
            or background.picture.shape != picture.shape
        ):
            self._maps = None
            self._start(frame, picture)
            return self._nothing("learning", picture.shape)

        exposure = estimate_exposure(picture, background.picture)
        scene = background.picture
        if not exposure.is_neutral:
            scene = exposure.apply(scene)
        zones, thresholds = self._map(picture.shape)
        limits = thresholds.of(scene, exposure, background)
        same = limits.holds(picture, scene)
        changed = same.size - cv2.countNonZero(same)
        least = self._least(same.size)
        if changed >= least / 2:
            steadied = self._steady(picture, scene, limits, background)
            if steadied is not None:
                picture, same = steadied
                changed = same.size - cv2.countNonZero(same)
        share = changed / same.size
        reason = "light"
        event = self._is_event(picture, past, exposure, share)
        if event:
            if not _outlast(background, picture, scene, same):
                return self._restart(frame, picture)
            reason = "camera_mode" if self._mode_switched(frame) else "light"
            changed = same.size - cv2.countNonZero(same)
        verdict = BlobClasses()
        cover: MatLike | None = None
        step: MatLike | None = None
        if changed >= least / 2:
            cover = cleaned(same)
            step = cv2.absdiff(picture, past.moment_ago(self._clock))
            where = cover
            if zones.watched is not None:
                where = cv2.bitwise_and(cover, zones.watched)
            verdict = classify_blobs(
                Change(
                    picture=picture,
                    scene=scene,
                    where=where,
                    moved=cv2.compare(step, limits.threshold, cv2.CMP_GT),
                    activity=background.activity if background.is_busy else None,
                    known=self._known,
                    before=self._cover,
                    everywhere=event and share > _CHANGE_EVENT,
                    quick=seconds <= _QUICK,
                ),
                least,
            )
        past.note(verdict.sudden, self._clock)
        past.hold(verdict.sudden + verdict.lit, picture)
        blobs = self._confirmation.confirm(
            verdict.things + [blob.doubted() for blob in verdict.sudden],
            same.shape,
            3 * least,
            self._clock,
        )
        background.elapse(seconds)
        if background.is_due:
            stopped = None if step is None else limits.stopped(step)
            background.learn(picture, scene, cover, stopped)
        if verdict.light is not None:
            background.take(picture, verdict.light, _LIGHT_RATE)
        self._cover = cover
        if event:
            past.rewrite(picture, self._clock)
        else:
            past.remember(picture, self._clock)
        lit = event or (verdict.light is not None and not blobs)
        motion = self._report(blobs, zones, same.shape, least, reason if lit else None)
        self._known = self.mask if blobs else None
        sudden = past.sudden(self._clock)
        if not sudden:
            return motion
        return replace(motion, sudden=_boxes(sudden, same.shape))

    def _steady(
        self,
        picture: MatLike,
        scene: MatLike,
        limits: Limits,
        background: Background,
    ) -> tuple[MatLike, MatLike] | None:
        """Take a shake of the camera out of a picture.

        Returns:
            The picture as a camera that did not shake would have taken it, HxW uint8, and where it is as the scene, 255;
            None if this one did not shake.
        """
        if self._edges is None or self._clock - self._edges_at >= _EDGES_EVERY:
            self._edges = Edges(background.picture)
            self._edges_at = self._clock
        if not self._edges.shaken(picture, scene):
            return None
        aligned = self._aligner.align(picture, scene)
        if aligned is None:
            return None
        if not self._edges.shaken(aligned, scene):
            return aligned, limits.holds(aligned, scene)
        # Another light moves shadows, not the camera; a camera that shakes hard also blurs.
        if self._edges.is_nearer(aligned, picture, scene):
            return aligned, limits.holds_near(aligned, scene)
        return None

    def _start(self, frame: Frame, picture: MatLike) -> None:
        noise = None
        if (
            self._background is not None
            and self._background.noise.shape == picture.shape
        ):
            noise = self._background.noise
        self._background = Background(picture, noise)
        self._past = FrameHistory(picture, self._clock)
        self._edges = self._cover = self._known = None
        self._saturation = frame.saturation()
        self.mask = None

    def _nothing_in(self, shape: tuple[int, ...]) -> Image:
        if self._empty is None or self._empty.shape != shape:
            self._empty = np.zeros(shape, np.uint8)
        return self._empty

    def _map(self, shape: tuple[int, ...]) -> tuple[ZoneMap, Threshold]:
        if self._maps is None:
            height, width = shape
            settings = self._settings
            zones = ZoneMap(settings.zones, settings.sensitivity, width, height)
            self._maps = zones, Threshold(settings, zones)
        return self._maps

    def _restart(self, frame: Frame, picture: MatLike) -> Motion:
        before = self._saturation
        self._start(frame, picture)
        switched = (before < _COLOURLESS) != (self._saturation < _COLOURLESS)
        reason = "camera_mode" if switched else "camera_moved"
        return self._nothing(reason, picture.shape)

    def _mode_switched(self, frame: Frame) -> bool:
        """Return whether the camera lost its colours or has them again, and note it; a darker light takes some of them."""
        before, self._saturation = self._saturation, frame.saturation()
        least, most = sorted((before, self._saturation))
        return most >= _COLOURLESS and least < _FADED * most

    @staticmethod
    def _is_event(
        picture: MatLike, past: FrameHistory, exposure: Exposure, share: float
    ) -> bool:
        unlike = (
            abs(exposure.shift) > _BRIGHTNESS_EVENT
            or abs(exposure.gain - 1) > _GAIN_EVENT
            or share > _CHANGE_EVENT
        )
        if not unlike:
            return False
        new = picture[::4, ::4].astype(np.int16)
        step = new - past.last[::4, ::4].astype(np.int16)
        return (
            abs(median(step)) > _JUMP
            or int(np.count_nonzero(np.abs(step) > _THRESHOLD)) > 0.5 * step.size
        )

    def _nothing(self, reason: str, shape: tuple[int, ...]) -> Motion:
        """Return that nothing moves, in the zones neither, and why it is not known better."""
        zones, _ = self._map(shape)
        return Motion(suppressed=reason, zones=zones.motion(self._nothing_in(shape), 1))

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
        least: float,
        reason: str | None,
    ) -> Motion:
        if not blobs:
            self.mask = self._nothing_in(shape)
            return Motion(suppressed=reason, zones=zones.motion(self.mask, least / 2))
        mask = np.zeros(shape, np.uint8)
        for blob in blobs:
            part = blob.cut(mask)
            cv2.bitwise_or(part, blob.mask, part)
        self.mask = mask
        return Motion(
            detected=True,
            intensity=sum(blob.area for blob in blobs) / mask.size,
            boxes=_boxes(blobs, shape),
            suppressed=reason,
            zones=zones.motion(mask, least / 2),
        )


def _boxes(blobs: list[Blob], shape: tuple[int, ...]) -> tuple[Box, ...]:
    height, width = shape
    return tuple(
        Box(
            blob.x / width,
            blob.y / height,
            (blob.x + blob.width) / width,
            (blob.y + blob.height) / height,
        )
        for blob in blobs
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


def _outlast(
    background: Background, picture: MatLike, scene: MatLike, same: MatLike
) -> bool:
    """Keep, of a change of nearly everything, only where the texture changed too, and learn the rest.

    Args:
        background: The background.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what was expected.
        same: HxW uint8, 255 where the frame is as expected; more of it afterwards.

    Returns:
        False if it is another scene altogether.
    """
    share = 1 - cv2.countNonZero(same) / same.size
    likeness, plain = compare_texture(picture, scene)
    alike = (likeness > _SAME_TEXTURE) | plain
    same[alike] = 255
    rest = 1 - cv2.countNonZero(same) / same.size
    textured = np.count_nonzero(~plain)
    strange = np.count_nonzero(~alike) > _STRANGE * textured
    if strange or rest > _NEW_SCENE or (share > 0.6 and rest > 0.15):
        return False
    background.adopt(scene)
    background.take(picture, alike.view(np.uint8), _LIGHT_RATE)
    return True
