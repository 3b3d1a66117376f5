"""What looks like a face on a vehicle is nobody who came."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.argus.model.activity import ActivityTracker, ActivityType
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.moment import IMPORTANCE, MomentType, importance
from custom_components.argus.vision import (
    Box,
    DetectedObject,
    Face,
    ObjectKind,
    Observation,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GRILLE = Face(Box(0.4, 0.5, 0.45, 0.56), 0.9)
CAR = DetectedObject(ObjectKind.VEHICLE, "car", Box(0.3, 0.3, 0.6, 0.7), 0.8, 1)
BESIDE = DetectedObject(ObjectKind.PERSON, "person", Box(0.7, 0.3, 0.8, 0.9), 0.8, 2)
BEFORE = replace(BESIDE, box=Box(0.38, 0.45, 0.5, 0.95))


def _seen(*objects: DetectedObject) -> Observation:
    return Observation(640, 360, faces=(GRILLE,), objects=objects)


@pytest.mark.parametrize(
    ("objects", "faces"),
    [
        pytest.param((), 1, id="nobody knows what it is"),
        pytest.param((CAR,), 0, id="a car"),
        pytest.param((CAR, BESIDE), 0, id="somebody beside their car"),
        pytest.param((CAR, BEFORE), 1, id="somebody before their car"),
        pytest.param((replace(CAR, kind=ObjectKind.ANIMAL),), 1, id="a dog"),
    ],
)
def test_a_face_in_a_vehicle_is_of_nobody(
    objects: tuple[DetectedObject, ...], faces: int
) -> None:
    assert len(_seen(*objects).faces_of_people) == faces


def test_a_car_brings_nobody() -> None:
    camera = ActivityTracker(CameraSettings(camera="camera.road"))

    told = camera.observe(_seen(CAR), 0.0, NOON)

    assert [each.type for each in told] == [ActivityType.VEHICLE]
    assert not camera.state.present
    assert camera.state.faces == 0


def test_a_car_is_no_more_important_for_it() -> None:
    assert importance(_seen(CAR)) == IMPORTANCE[MomentType.VEHICLE]
