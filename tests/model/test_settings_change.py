"""What a change of a camera's settings concerns."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.argus.model.camera_settings import CameraSettings, SourceKind
from custom_components.argus.model.settings_change import SettingsChange
from custom_components.argus.vision import Line, Point

SETTINGS = CameraSettings(camera="camera.door")
LINES = (Line("door", "Door", Point(0.1, 0.5), Point(0.9, 0.5)),)
WHAT = ("concerns_source", "concerns_vision", "concerns_counters", "ends_detection")


@pytest.mark.parametrize(
    ("changed", "concerned"),
    [
        ({}, set()),
        ({"location": "Hall"}, set()),
        ({"camera": "camera.garden"}, {"concerns_source"}),
        ({"source": SourceKind.STREAM}, {"concerns_source"}),
        ({"sensitivity": 5}, {"concerns_vision"}),
        ({"lines": LINES}, {"concerns_source", "concerns_vision", "concerns_counters"}),
        ({"zero_at_night": False}, {"concerns_counters"}),
        ({"detection": False}, {"ends_detection"}),
    ],
)
def test_a_change_concerns_what_depends_on_it(
    changed: dict[str, Any], concerned: set[str]
) -> None:
    change = SettingsChange(SETTINGS, replace(SETTINGS, **changed))
    assert {what for what in WHAT if getattr(change, what)} == concerned


def test_detection_that_begins_ends_nothing() -> None:
    before = replace(SETTINGS, detection=False)
    assert not SettingsChange(before, SETTINGS).ends_detection
