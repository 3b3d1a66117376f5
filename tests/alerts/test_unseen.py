"""Tests of alerts that wait for what none of their cameras looks for."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.argus.alerts.settings import AlertSettings, InDoubt
from custom_components.argus.alerts.unseen import Unseen, find_unseen
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.vision import (
    Line,
    LineCounts,
    ObjectDetector,
    ObjectKind,
    Point,
)

PERSON, ANIMAL = frozenset({ObjectKind.PERSON}), frozenset({ObjectKind.ANIMAL})
SILENT = InDoubt.SILENT
CARS = CameraSettings(camera="x", object_kinds=frozenset({ObjectKind.VEHICLE}))
CARS_WITHOUT_FACES = CameraSettings(
    camera="x", object_kinds=CARS.object_kinds, faces=False
)
LINE = Line("l1", "Line", Point(0, 0.5), Point(1, 0.5))
DOOR = replace(CARS_WITHOUT_FACES, lines=(LINE,))
ROAD = replace(CARS_WITHOUT_FACES, lines=(replace(LINE, counts=LineCounts.VEHICLES),))
OFF = CameraSettings(camera="x", object_detector=ObjectDetector.OFF, faces=False)
ALL = CameraSettings(camera="x")


def types(*names: str) -> frozenset[ActivityType]:
    return frozenset(map(ActivityType, names))


@pytest.mark.parametrize(
    ("wanted", "cameras", "unseen"),
    [
        ({}, [CARS], None),
        ({"kinds": ANIMAL, "in_doubt": SILENT}, [], None),
        ({"kinds": ANIMAL, "in_doubt": SILENT}, [CARS, ALL], None),
        ({"kinds": ANIMAL, "in_doubt": SILENT}, [CARS, OFF], Unseen.KINDS),
        ({"kinds": ANIMAL}, [CARS, OFF], Unseen.GUESSED),
        # With the detector off everything is in doubt, and the user wants to hear of it.
        ({"kinds": ANIMAL}, [OFF], None),
        # Who shows a face is a person.
        ({"kinds": PERSON, "in_doubt": SILENT}, [CARS], None),
        ({"kinds": PERSON, "in_doubt": SILENT}, [CARS_WITHOUT_FACES], Unseen.KINDS),
        # Who crosses a line is one, unless vehicles are counted on it.
        ({"kinds": PERSON, "in_doubt": SILENT}, [DOOR], None),
        ({"kinds": PERSON, "in_doubt": SILENT}, [ROAD], Unseen.KINDS),
        # What is told whatever was seen.
        (
            {"types": types("camera_lost"), "kinds": ANIMAL, "in_doubt": SILENT},
            [CARS],
            None,
        ),
        ({"types": types("person")}, [CARS, OFF], Unseen.TYPES),
        ({"types": types("person")}, [CARS, ALL], None),
        ({"types": types("person", "vehicle")}, [CARS], None),
        ({"types": types("face")}, [OFF], Unseen.TYPES),
        ({"types": types("person", "face")}, [CARS], None),
        ({"types": types("visitor_in")}, [OFF], None),
    ],
)
def test_what_is_waited_for_in_vain(
    wanted: dict[str, Any], cameras: list[CameraSettings], unseen: Unseen | None
) -> None:
    assert find_unseen(AlertSettings(**wanted), cameras) is unseen
