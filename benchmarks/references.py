"""Other people's motion and face detectors, written anew from their published descriptions.

They are what Argus is compared with, so each has the parameters its authors ship. All take JPEG bytes or pictures, and
decode as cheaply as their description allows.
"""

from pathlib import Path

import cv2
import cv2.data
from cv2.typing import MatLike
import numpy as np
from numpy.typing import NDArray

from custom_components.argus.vision import Box

from .detector import DetectorFactory, Image, decode


def _grey(frame: bytes | Image, flags: int = cv2.IMREAD_GRAYSCALE) -> Image:
    if isinstance(frame, bytes):
        return decode(frame, flags)
    return _image(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)) if frame.ndim == 3 else frame


def _image(array: MatLike) -> Image:
    return array.astype(np.uint8, copy=False)


def _small(grey: Image, height: int) -> Image:
    width = max(1, round(height * grey.shape[1] / grey.shape[0]))
    return np.asarray(
        cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), np.uint8
    )


def _contour_boxes(mask: Image, min_area: float) -> list[Box]:
    """Return boxes around the outer contours of at least min_area pixels."""
    height, width = mask.shape
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        if cv2.contourArea(contour) < min_area:
            continue
        x, y, w, h = cv2.boundingRect(contour)
        boxes.append(Box(x / width, y / height, (x + w) / width, (y + h) / height))
    return boxes


class OldArgusMotion:
    """The first Argus: difference to the previous frame at full resolution.

    Grey, 21x21 Gaussian, absolute difference, threshold 20, two dilations, outer contours of at least 300 pixels. It
    decoded in colour.
    """

    warmup = 20

    def __init__(self) -> None:
        """Start without a previous frame."""
        self._previous: Image | None = None

    def update(self, frame: bytes | Image, now: float) -> list[Box]:
        """Compare with the previous frame."""
        image = decode(frame, cv2.IMREAD_COLOR) if isinstance(frame, bytes) else frame
        blurred = np.asarray(cv2.GaussianBlur(_grey(image), (21, 21), 0), np.uint8)
        previous, self._previous = self._previous, blurred
        if previous is None or previous.shape != blurred.shape:
            return []
        changed = cv2.threshold(
            cv2.absdiff(previous, blurred), 20, 255, cv2.THRESH_BINARY
        )[1]
        changed = cv2.dilate(changed, np.ones((3, 3), np.uint8), iterations=2)
        return _contour_boxes(_image(changed), 300)


class OldArgusFaces:
    """The first Argus' faces: Haar's default cascade at scale 1.1 on the full grey frame, every time."""

    warmup = 0

    def __init__(self) -> None:
        """Load the cascade that comes with OpenCV."""
        self._cascade = cv2.CascadeClassifier(
            str(Path(cv2.data.haarcascades) / "haarcascade_frontalface_default.xml")
        )

    def update(self, frame: bytes | Image, now: float) -> list[Box]:
        """Search the whole frame."""
        image = decode(frame, cv2.IMREAD_COLOR) if isinstance(frame, bytes) else frame
        grey = _grey(image)
        height, width = grey.shape
        found = self._cascade.detectMultiScale(
            grey, scaleFactor=1.1, minNeighbors=5, minSize=(30, 30)
        )
        return [
            Box(x / width, y / height, (x + w) / width, (y + h) / height)
            for x, y, w, h in found
        ]


class Subtractor:
    """OpenCV's background subtractors MOG2 and KNN, their mask opened and cut at the default size of an object.

    MOG2: Zivkovic, "Improved adaptive Gaussian mixture model for background subtraction", ICPR 2004.
    KNN: Zivkovic and van der Heijden, "Efficient adaptive density estimation per image pixel for the task of
    background subtraction", Pattern Recognition Letters 27, 2006.
    """

    warmup = 20

    def __init__(
        self,
        subtractor: cv2.BackgroundSubtractorMOG2 | cv2.BackgroundSubtractorKNN,
        height: int | None = 180,
        min_area: float = 0.0012,
    ) -> None:
        """Wrap a subtractor.

        Args:
            subtractor: With OpenCV's own parameters; shadows are marked 127 and left out.
            height: Height in pixels it works at; None takes the frame as it is.
            min_area: Smallest object as a share of the frame.
        """
        self._subtractor = subtractor
        self._height = height
        self._min_area = min_area

    def update(self, frame: bytes | Image, now: float) -> list[Box]:
        """Feed the subtractor and box what it calls foreground."""
        if self._height is None:
            grey = _grey(frame)
        else:
            grey = _grey(frame, cv2.IMREAD_REDUCED_GRAYSCALE_2)
            grey = _small(grey, self._height)
        mask: MatLike = self._subtractor.apply(grey)
        mask = cv2.threshold(mask, 200, 255, cv2.THRESH_BINARY)[1]
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        return _contour_boxes(_image(mask), self._min_area * mask.size)


class RunningAverage:
    """A running-average detector of Frigate's kind, with the defaults Frigate documents.

    The luminance is made `frame_height` pixels high and stretched in contrast (`improve_contrast`); it is compared with
    a running average of weight `frame_alpha`, thresholded, dilated, and contours of `contour_area` pixels count. A
    change of more than `lightning_threshold` of the picture makes it calibrate anew, with a fast average; it still
    reports motion meanwhile. Frigate's documentation, "Motion detection" and "Full reference config".
    """

    warmup = 200

    def __init__(
        self,
        *,
        frame_height: int = 100,
        threshold: int = 30,
        contour_area: float = 10,
        frame_alpha: float = 0.01,
        lightning_threshold: float = 0.8,
        improve_contrast: bool = True,
    ) -> None:
        """Create the detector.

        Args:
            frame_height: Height of the working picture in pixels.
            threshold: Grey levels a pixel has to differ by, 1..255.
            contour_area: Smallest contour in pixels of the working picture.
            frame_alpha: Weight of a new frame in the average, 0..1.
            lightning_threshold: Share of the picture whose change means a new scene, 0..1.
            improve_contrast: Stretch the 4th..96th percentile to full range, smoothed over frames.
        """
        self._frame_height = frame_height
        self._threshold = threshold
        self._contour_area = contour_area
        self._frame_alpha = frame_alpha
        self._lightning_threshold = lightning_threshold
        self._improve_contrast = improve_contrast
        self._average: NDArray[np.float32] | None = None
        self._range: tuple[float, float] | None = None
        self._seen = 0
        self._calibrating = True

    def update(self, frame: bytes | Image, now: float) -> list[Box]:
        """Compare with the running average, then learn the frame."""
        grey = _small(_grey(frame), self._frame_height)
        if self._improve_contrast:
            grey = self._stretch(grey)
        grey = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), np.uint8)
        self._seen += 1
        if self._average is None or self._average.shape != grey.shape:
            self._average = grey.astype(np.float32)
            return []
        difference = cv2.absdiff(grey, cv2.convertScaleAbs(self._average))
        changed = cv2.threshold(difference, self._threshold, 255, cv2.THRESH_BINARY)[1]
        changed = cv2.dilate(changed, np.ones((3, 3), np.uint8))
        boxes = _contour_boxes(_image(changed), self._contour_area)
        moving = sum(box.area for box in boxes)
        if self._calibrating and self._seen > 30 and moving < 0.05:
            self._calibrating = False
        elif moving > self._lightning_threshold:
            self._calibrating = True
        alpha = 0.2 if self._calibrating else self._frame_alpha
        cv2.accumulateWeighted(grey, self._average, alpha)
        return boxes

    def _stretch(self, grey: Image) -> Image:
        low, high = (float(limit) for limit in np.percentile(grey, (4, 96)))
        if self._range is not None:
            low = 0.98 * self._range[0] + 0.02 * low
            high = 0.98 * self._range[1] + 0.02 * high
        self._range = low, high
        if high - low < 1:
            return grey
        scaled = (grey.astype(np.float32) - low) * (255 / (high - low))
        return _image(np.clip(scaled, 0, 255))


def references() -> dict[str, DetectorFactory]:
    """Return every motion reference at its working size, by name."""
    return {
        "old argus": OldArgusMotion,
        # The documented rule of thumb calls a contour area of 10 "high" and 30 "medium" sensitivity.
        "running average": lambda: RunningAverage(contour_area=21),
        "mog2 180": lambda: Subtractor(cv2.createBackgroundSubtractorMOG2()),
        "knn 180": lambda: Subtractor(cv2.createBackgroundSubtractorKNN()),
    }
