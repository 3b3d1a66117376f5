"""No face is left in a picture that must not show any."""

import cv2
import numpy as np

from custom_components.argus.vision.faces.anonymize import anonymize
from custom_components.argus.vision.faces.haar import HaarBackend
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Face
from custom_components.argus.vision.settings import FaceDetector, PipelineSettings

from ..portraits import grey, photograph

HAAR = PipelineSettings(face_detector=FaceDetector.HAAR)


def test_a_face_that_nobody_knew_of_is_hidden() -> None:
    image = photograph("astronaut")

    shown = anonymize(Frame.open(image), (), HAAR)

    assert shown.shape == image.shape
    assert HaarBackend().detect(grey(image))
    assert HaarBackend().detect(grey(shown)) == ()


def test_it_is_hidden_where_faces_are_not_looked_for_too() -> None:
    settings = PipelineSettings(faces=False, face_detector=FaceDetector.HAAR)

    shown = anonymize(Frame.open(photograph("astronaut")), (), settings)

    assert HaarBackend().detect(grey(shown)) == ()


def test_a_face_that_the_detector_misses_but_the_eyes_follow_is_hidden() -> None:
    rng = np.random.default_rng(1)
    image = rng.integers(0, 255, (120, 160, 3)).astype(np.uint8)
    jpeg = bytes(cv2.imencode(".png", image)[1])
    followed = Face(Box(0.25, 0.25, 0.5, 0.5), 0.5)

    shown = anonymize(Frame.open(jpeg), [followed], HAAR)

    assert len(np.unique(shown[30:60, 40:80].reshape(-1, 3), axis=0)) <= 36
    assert np.array_equal(shown[90:], image[90:])


def test_a_picture_without_a_face_stays_as_it_is() -> None:
    image = np.full((240, 320, 3), 90, np.uint8)

    assert np.array_equal(anonymize(Frame.open(image), (), HAAR), image)
