"""Tests of what the user set, as it is stored and read."""

from datetime import time
from pathlib import Path
from unittest.mock import patch

import pytest

from custom_components.argus.model.camera_settings import (
    CameraSettings,
    changed_in_profile,
)
from custom_components.argus.model.house_settings import ArgusSettings, default_workers
from custom_components.argus.model.model_files import ModelFiles
from custom_components.argus.model.stored_settings import UnreadableSettingsError
from custom_components.argus.vision import (
    FaceDetector,
    LineCounts,
    PipelineSettings,
    Point,
    ZoneKind,
)


def test_every_default_works_unseen() -> None:
    settings = CameraSettings.from_data({"camera": "abc"})
    assert settings == CameraSettings(camera="abc")
    assert settings.detection and settings.motion and settings.faces
    assert settings.interval == 1.0
    assert settings.presence_timeout == 600
    assert settings.pipeline() == PipelineSettings()


def test_what_an_older_argus_or_a_newer_one_stored_is_read() -> None:
    """Missing settings take their default, unknown ones are left alone."""
    settings = CameraSettings.from_data(
        {
            "camera": "abc",
            "of_tomorrow": True,
            "sensitivity": 70.0,
            "zones": [{"id": "z", "name": "Z", "points": [[0, 0], [1, 0], [1, 1]]}],
            "lines": [{"id": "l", "name": "L", "start": [0, 0.5], "end": [1, 0.5]}],
        }
    )
    assert settings.sensitivity == 70
    assert isinstance(settings.sensitivity, int)
    (zone,) = settings.zones
    assert zone.kind is ZoneKind.INCLUDE
    assert zone.sensitivity is None
    assert zone.points[1] == Point(1, 0)
    (line,) = settings.lines
    assert line.counts is LineCounts.BOTH
    assert line.name_in is line.name_out is None


def test_the_eyes_get_what_was_set() -> None:
    settings = CameraSettings.from_data(
        {
            "camera": "abc",
            "motion": False,
            "faces": False,
            "sensitivity": 12,
            "min_object": 0.2,
            "motion_threshold": 25,
            "min_contour_area": 500,
            "face_detector": "yunet",
            "min_face": 0.3,
        }
    )
    models = ModelFiles(Path("model"), Path("nano"))
    assert settings.pipeline(models) == PipelineSettings(
        motion=False,
        faces=False,
        sensitivity=12,
        min_object=0.2,
        motion_threshold=25,
        min_contour_area=500,
        face_detector=FaceDetector.YUNET,
        face_model=Path("model"),
        min_face=0.3,
        object_model=Path("nano"),
    )


@pytest.mark.parametrize(
    ("detector", "files", "model"),
    [
        ("auto", ModelFiles(nano=Path("nano"), accurate=Path("tiny")), "nano"),
        ("nano", ModelFiles(nano=Path("nano"), accurate=Path("tiny")), "nano"),
        ("accurate", ModelFiles(nano=Path("nano"), accurate=Path("tiny")), "tiny"),
        ("accurate", ModelFiles(nano=Path("nano")), "nano"),
        ("off", ModelFiles(nano=Path("nano")), None),
        ("auto", ModelFiles(), None),
    ],
)
def test_the_object_detector_takes_its_model(
    detector: str, files: ModelFiles, model: str | None
) -> None:
    settings = CameraSettings.from_data({"camera": "abc", "object_detector": detector})
    expected = Path(model) if model is not None else None
    assert settings.pipeline(files).object_model == expected


@pytest.mark.parametrize(
    ("cores", "workers"), [(None, 1), (1, 1), (2, 1), (4, 2), (8, 4), (64, 4)]
)
def test_home_assistant_keeps_half_of_the_cores(
    cores: int | None, workers: int
) -> None:
    with patch("os.process_cpu_count", return_value=cores):
        assert default_workers() == workers
        assert ArgusSettings.from_options({}).workers == workers
    assert ArgusSettings.from_options({"workers": 7.0}).workers == 7


def test_the_daily_report_is_off_until_somebody_wants_it() -> None:
    settings = ArgusSettings.from_options({})
    assert settings.report_targets == ()
    assert settings.report_time == time(23)


def test_names_are_one_line() -> None:
    """Whichever way they came in, also before that was refused."""
    settings = CameraSettings.from_data(
        {
            "camera": "camera.door",
            "location": " By the\r\nsafe\0",
            "zones": [
                {"id": "z", "name": "Do\x1bor", "points": [[0, 0], [1, 0], [1, 1]]}
            ],
            "lines": [
                {
                    "id": "l",
                    "name": "Ga\nte",
                    "start": [0, 0],
                    "end": [1, 1],
                    "name_in": "\0",
                    "name_out": "out\u2028side",
                }
            ],
        }
    )
    assert settings.location == "By the safe"
    assert settings.zones[0].name == "Do or"
    (line,) = settings.lines
    assert (line.name, line.name_in, line.name_out) == ("Ga te", None, "out side")


def test_what_a_profile_says_holds_over_what_is_usual() -> None:
    settings = CameraSettings.from_data(
        {
            "camera": "abc",
            "sensitivity": 40,
            "profiles": [
                {"profile": "night", "sensitivity": 80},
                {"profile": "Party", "detection": False, "alerts": False},
                {"profile": "off", "detection": True},
            ],
        }
    )
    assert settings.in_profile("home") == settings
    assert settings.in_profile("night").sensitivity == 80
    party = settings.in_profile("Party")
    assert (party.detection, party.alerts, party.sensitivity) == (False, False, 40)
    assert settings.in_profile("off").detection
    assert not CameraSettings(camera="abc").in_profile("off").detection


def test_a_change_is_stored_where_what_holds_comes_from() -> None:
    data = {
        "camera": "abc",
        "sensitivity": 40,
        "profiles": [{"profile": "night", "sensitivity": 80}],
    }
    usual = changed_in_profile(data, "home", {"sensitivity": 45, "interval": 2.0})
    assert usual == data | {"sensitivity": 45, "interval": 2.0}
    night = changed_in_profile(data, "night", {"sensitivity": 90, "interval": 2.0})
    assert (night["sensitivity"], night["interval"]) == (40, 2.0)
    assert CameraSettings.from_data(night).in_profile("night").sensitivity == 90
    off = changed_in_profile(data, "off", {"detection": True})
    assert CameraSettings.from_data(off).in_profile("off").detection
    assert CameraSettings.from_data(off).in_profile("night").sensitivity == 80


@pytest.mark.parametrize(
    "profiles", [7, [7], [{}], [{"profile": "a", "detection": "yes"}], {"a": 1}]
)
def test_profiles_that_cannot_be_read_are_said_to_be(profiles: object) -> None:
    with pytest.raises(UnreadableSettingsError) as told:
        CameraSettings.from_data({"camera": "abc", "profiles": profiles})
    assert told.value.fields == ("profiles",)
