"""Motion detection by background subtraction.

A frame is compared with the background as it would look under the frame's exposure; what is left once shakes of the
camera, changes of light and whatever moves by itself are taken out is motion. Then the frame is learnt.
"""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from ..frames.frame import Frame, Image
from ..frames.working_picture import shrink_frame
from ..geometry import Box
from ..observation import Motion
from ..settings import PipelineSettings
from .adaptation import is_step
from .background import Background
from .blob_classification import Change, classify_blobs
from .blobs import Blob, BlobConfirmation, clean_foreground
from .camera_mode import CameraMode, Turn
from .comparison import Comparison
from .exposure import estimate_exposure
from .frame_history import FrameHistory
from .global_change import (
    CHANGED_SHARE,
    LIGHT_RATE,
    dismiss_light,
    is_filling,
    is_global_change,
    is_in_view,
)
from .out_of_focus import Focus
from .stabilization import Stabilizer
from .threshold import Threshold
from .zones import ZoneMap

_OLD_PICTURE: Final = 640 * 480
"""Pixels of the picture that `min_contour_area` counts in."""

_QUICK: Final = 0.4


class MotionDetector:
    """Background subtraction on the frames of one camera, at a working width of 240 pixels."""

    def __init__(self, settings: PipelineSettings) -> None:
        """Start with nothing learnt.

        Args:
            settings: Sensitivity, minimum size and zones are used.
        """
        self._settings = settings
        self._background: Background | None = None
        self._history: FrameHistory | None = None
        self._maps: tuple[ZoneMap, Threshold] | None = None
        self._stabilizer = Stabilizer()
        self._focus = Focus()
        self._mode = CameraMode()
        self._foreground: MatLike | None = None
        self._moving: MatLike | None = None
        self._is_filled = False
        self._confirmation = BlobConfirmation()
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
        picture = shrink_frame(frame)
        seconds = self._advance_clock(now)
        comparison = self._compare_with_background(frame, picture, seconds)
        if comparison is None:
            self._maps = None
            self._start_background(frame, picture)
            return self._report_nothing("learning", picture.shape)
        turn = self._judge_mode(comparison)
        if turn is not Turn.NOT:
            if turn is Turn.DONE:
                self._start_background(frame, comparison.picture)
            return self._report_nothing("camera_mode", comparison.picture.shape)
        self._stabilizer.remove_shake(comparison, self._clock)
        if not self._remove_global_light(comparison):
            self._start_background(frame, comparison.picture)
            return self._report_nothing("camera_moved", comparison.picture.shape)
        self._classify_foreground(comparison)
        self._confirm_blobs(comparison)
        self._learn_background(comparison)
        self._remember_frame(comparison)
        motion = self._report_motion(comparison)
        self._moving = self.mask if comparison.confirmed else None
        return motion

    # The steps

    def _advance_clock(self, now: float) -> float:
        """Return the seconds since the frame before, 0 for the first one and where time goes back."""
        seconds = 0.0 if self._last is None else max(0.0, now - self._last)
        self._last = now
        self._clock += seconds
        return seconds

    def _compare_with_background(
        self, frame: Frame, picture: MatLike, seconds: float
    ) -> Comparison | None:
        """Subtract the background under the frame's exposure; None if there is none of this size."""
        background, history = self._background, self._history
        if (
            background is None
            or history is None
            or background.picture.shape != picture.shape
        ):
            return None
        exposure = estimate_exposure(picture, background.picture)
        scene = background.picture
        if not exposure.is_neutral:
            scene = exposure.apply(scene)
        zones, threshold = self._maps_of(picture.shape)
        limits = threshold.limits_for(scene, exposure, background)
        return Comparison(
            frame=frame,
            seconds=seconds,
            picture=picture,
            background=background,
            history=history,
            zones=zones,
            least_area=self._least_area(picture.size),
            exposure=exposure,
            scene=scene,
            limits=limits,
            unchanged=limits.find_unchanged(picture, scene),
        )

    def _judge_mode(self, comparison: Comparison) -> Turn:
        """Return how far the camera has turned to another mode."""
        return self._mode.judge(
            comparison.frame,
            comparison.picture,
            comparison.history,
            comparison.exposure,
            comparison.changed / comparison.unchanged.size,
            self._clock,
        )

    def _remove_global_light(self, comparison: Comparison) -> bool:
        """Take a change of the whole picture's light out; return False if it is another scene."""
        comparison.changed_share = comparison.changed / comparison.unchanged.size
        comparison.is_global = is_global_change(
            comparison.picture,
            comparison.history.last,
            comparison.exposure,
            comparison.changed_share,
        )
        if not comparison.is_global:
            return not self._is_elsewhere(comparison)
        unchanged = comparison.unchanged.copy()
        if dismiss_light(
            comparison.background,
            comparison.picture,
            comparison.scene,
            comparison.unchanged,
        ):
            comparison.count_changed()
            return True
        self._is_filled = is_filling(self._moving)
        if self._is_filled:
            # Whoever was so large comes nearer. Nothing of that is light.
            comparison.is_global, comparison.unchanged = False, unchanged
        return self._is_filled

    def _is_elsewhere(self, comparison: Comparison) -> bool:
        """Return whether what somebody large seemed to hide has come to rest as another view."""
        if comparison.changed_share < CHANGED_SHARE:
            self._is_filled = False
        picture = comparison.picture
        return (
            self._is_filled
            and not is_step(picture, comparison.history.picture_before(self._clock))
            and not is_in_view(picture, comparison.scene)
        )

    def _classify_foreground(self, comparison: Comparison) -> None:
        """Tell what moves from shadows, parked things and whatever moves all the time."""
        if not comparison.is_enough:
            return
        background = comparison.background
        foreground = clean_foreground(comparison.unchanged)
        step = cv2.absdiff(
            comparison.picture, comparison.history.picture_before(self._clock)
        )
        comparison.foreground, comparison.step = foreground, step
        watched = comparison.zones.watched
        comparison.classes = classify_blobs(
            Change(
                picture=comparison.picture,
                scene=comparison.scene,
                where=foreground
                if watched is None
                else cv2.bitwise_and(foreground, watched),
                moved=cv2.compare(step, comparison.limits.threshold, cv2.CMP_GT),
                activity=background.activity if background.is_busy else None,
                known=self._moving,
                before=self._foreground,
                everywhere=comparison.is_global
                and comparison.changed_share > CHANGED_SHARE,
                quick=comparison.seconds <= _QUICK,
                threshold=comparison.limits.threshold,
                focus=self._focus,
                clock=self._clock,
            ),
            comparison.least_area,
        )

    def _confirm_blobs(self, comparison: Comparison) -> None:
        """Believe what is large or was seen twice; what appeared at once has to be seen again."""
        classes, history = comparison.classes, comparison.history
        found, shape = classes.moving, comparison.unchanged.shape
        if classes.sudden:
            history.note_sudden(_boxes_of(classes.sudden, shape), self._clock)
            found = found + [blob.doubted() for blob in classes.sudden]
        if classes.sudden or classes.lit:
            history.insert_blobs(classes.sudden + classes.lit, comparison.picture)
        comparison.confirmed = self._confirmation.confirm(
            found,
            shape,
            3 * comparison.least_area,
            self._clock,
        )

    def _learn_background(self, comparison: Comparison) -> None:
        """Let the background follow the scene, and take over another light at once."""
        background, picture = comparison.background, comparison.picture
        background.count_frame(comparison.seconds)
        if background.is_due:
            step, limits = comparison.step, comparison.limits
            stopped = None if step is None else limits.find_stopped(step)
            background.learn(picture, comparison.scene, comparison.foreground, stopped)
        light, foreground = comparison.classes.light, comparison.foreground
        if light is not None and foreground is not None:
            others = cv2.subtract(foreground, light)
            background.relight(picture, light, others, LIGHT_RATE)

    def _remember_frame(self, comparison: Comparison) -> None:
        """Keep the picture and its foreground for the frames to come."""
        self._foreground = comparison.foreground
        if comparison.is_global:
            comparison.history.replace_pictures(comparison.picture, self._clock)
        else:
            comparison.history.add_picture(comparison.picture, self._clock)

    def _report_motion(self, comparison: Comparison) -> Motion:
        """Return what moves, in the zones too, and draw its mask."""
        blobs, zones = comparison.confirmed, comparison.zones
        shape = comparison.unchanged.shape
        mask = self._empty_mask(shape)
        if blobs:
            mask = np.zeros(shape, np.uint8)
            for blob in blobs:
                part = blob.cut(mask)
                cv2.bitwise_or(part, blob.mask, part)
        self.mask = mask
        return Motion(
            detected=bool(blobs),
            intensity=sum(blob.area for blob in blobs) / mask.size,
            boxes=_boxes_of(blobs, shape),
            suppressed="light" if comparison.only_light else None,
            zones=zones.measure_motion(mask, comparison.least_area / 2),
            sudden=comparison.history.recent_sudden(self._clock),
        )

    # Beginnings

    def _start_background(self, frame: Frame, picture: MatLike) -> None:
        """Take a picture for the scene; the noise is the camera's and stays."""
        noise = None
        if (
            self._background is not None
            and self._background.noise.shape == picture.shape
        ):
            noise = self._background.noise
        self._background = Background(picture, noise)
        self._history = FrameHistory(picture, self._clock)
        self._foreground = self._moving = None
        self._stabilizer.forget_scene()
        self._focus.forget_scene()
        self._is_filled = False
        self._mode.note_scene(frame, picture)
        self.mask = None

    def _report_nothing(self, reason: str, shape: tuple[int, ...]) -> Motion:
        """Return that nothing moves, in the zones neither, and why it is not known better."""
        zones, _ = self._maps_of(shape)
        return Motion(
            suppressed=reason, zones=zones.measure_motion(self._empty_mask(shape), 1)
        )

    # What depends on the settings and the size of the picture

    def _maps_of(self, shape: tuple[int, ...]) -> tuple[ZoneMap, Threshold]:
        if self._maps is None:
            height, width = shape
            settings = self._settings
            zones = ZoneMap(settings.zones, settings.sensitivity, width, height)
            self._maps = zones, Threshold(settings, zones)
        return self._maps

    def _least_area(self, pixels: int) -> float:
        """Return the area of the smallest thing in pixels of the working picture."""
        share = self._settings.min_object
        if self._settings.min_contour_area is not None:
            share = self._settings.min_contour_area / _OLD_PICTURE
        return max(1.0, share * pixels)

    def _empty_mask(self, shape: tuple[int, ...]) -> Image:
        if self._empty is None or self._empty.shape != shape:
            self._empty = np.zeros(shape, np.uint8)
        return self._empty


def _boxes_of(blobs: list[Blob], shape: tuple[int, ...]) -> tuple[Box, ...]:
    """Return the blobs' bounding boxes in shares of the picture."""
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
