"""What was learnt of the faces in a view outlives the eyes that learnt it."""

import json
from typing import Any

import numpy as np
import pytest

from custom_components.argus.vision import (
    FaceDetector,
    Ignored,
    Motion,
    Point,
    Zone,
    ZoneKind,
)
from custom_components.argus.vision.faces.face_memory import FaceMemory, KnownPlace
from custom_components.argus.vision.faces.finder import FaceFinder
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.settings import PipelineSettings

from ..portraits import Stage

STILL = Motion()
HAAR = PipelineSettings(face_detector=FaceDetector.HAAR)
DAY = 86400.0


def whole_picture(ignore: Ignored, kind: ZoneKind = ZoneKind.EXCLUDE) -> Zone:
    corners = (Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1))
    return Zone("tv", "TV", corners, kind, ignore=ignore)


def with_zone(zone: Zone) -> PipelineSettings:
    return PipelineSettings(face_detector=FaceDetector.HAAR, zones=(zone,))


def learnt_poster(stage: Stage) -> FaceMemory:
    """Let a finder take a portrait on the wall for what it is, and return what it remembers."""
    finder = FaceFinder(HAAR)
    for second in range(0, 100, 2):
        finder.find(Frame.open(stage.frame((200, 150))), STILL, float(second))
    assert finder.false_positive_count == 1
    return finder.learnt()


def kept(memory: FaceMemory) -> FaceMemory:
    """Return what comes out of a file."""
    return FaceMemory.from_data(json.loads(json.dumps(memory.as_data())))


def test_a_poster_is_still_no_face_after_a_restart() -> None:
    stage = Stage()
    memory = kept(learnt_poster(stage).aged(600.0))
    fresh, remembering = FaceFinder(HAAR), FaceFinder(HAAR)
    # The clock of the program begins anew with it.
    remembering.remember(memory, 5.0)
    seen: dict[FaceFinder, int] = {fresh: 0, remembering: 0}

    for second in range(5, 25):
        picture = stage.frame((200, 150))
        for finder in seen:
            found = finder.find(Frame.open(picture), STILL, float(second))
            seen[finder] += len(found)

    assert seen[fresh] > 0
    assert seen[remembering] == 0


def test_somebody_elsewhere_is_seen_beside_the_poster_that_is_remembered() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    finder.remember(kept(learnt_poster(stage)), 0.0)

    (face,) = finder.find(Frame.open(stage.frame((200, 150), (450, 200))), STILL, 1.0)

    assert face.box.centre.x > 0.5


def test_a_poster_that_was_not_found_for_days_is_forgotten() -> None:
    stage = Stage()
    memory = kept(learnt_poster(stage).aged(4 * DAY))
    finder = FaceFinder(HAAR)
    finder.remember(memory, 0.0)

    assert len(finder.find(Frame.open(stage.frame((200, 150))), STILL, 1.0)) == 1


def test_places_of_faces_come_back_with_their_ages() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    for second in range(3):
        (face,) = finder.find(Frame.open(stage.frame((200, 150))), STILL, second)
    memory = kept(finder.learnt()).aged(60.0)
    again = FaceFinder(HAAR)
    again.remember(memory, 1000.0)
    # The memory is of the moment of the last frame.
    again.find(Frame.open(stage.frame()), STILL, 1000.0)

    (place,) = again.learnt().places
    assert place.age == pytest.approx(60.0, abs=0.2)
    assert place.box.overlap(face.box) > 0.9


def test_before_the_first_frame_nothing_is_learnt() -> None:
    assert FaceFinder(HAAR).learnt() == FaceMemory()


def test_a_clock_that_was_set_back_makes_nothing_younger() -> None:
    memory = FaceMemory(places=(KnownPlace(Box(0.1, 0.1, 0.2, 0.2), 30.0),))
    assert memory.aged(-3600.0) == memory


GOOD: dict[str, Any] = {
    "statics": [
        {
            "place": [0.1, 0.1, 0.2, 0.2],
            "sight": "A" * 683 + "=",
            "patience": 60.0,
            "age": 1.0,
            "gone": False,
        }
    ],
    "places": [{"box": [0.1, 0.1, 0.2, 0.2], "age": 3.0}],
}


def test_what_is_kept_can_be_read() -> None:
    memory = FaceMemory.from_data(GOOD)
    assert len(memory.statics) == len(memory.places) == 1


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("statics", "place", [0.2, 0.1, 0.1, 0.2]),
        ("statics", "place", [float("nan"), 0.1, 0.2, 0.2]),
        ("statics", "place", [0, 0, 2, 2]),
        ("statics", "place", "0123"),
        ("statics", "sight", "AAAA"),
        ("statics", "sight", "A" * 10_000_000),
        ("statics", "sight", 7),
        ("statics", "sight", "\u00e9" * 684),
        ("statics", "age", float("inf")),
        ("statics", "patience", -1),
        ("places", "box", None),
        ("places", "age", "old"),
    ],
)
def test_what_is_no_memory_is_refused(part: str, field: str, value: object) -> None:
    (good,) = GOOD[part]
    with pytest.raises(ValueError, match="no memory"):
        FaceMemory.from_data(GOOD | {part: [good | {field: value}]})


@pytest.mark.parametrize("data", [{}, {"statics": 5, "places": []}, {"statics": {}}])
def test_another_form_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no memory"):
        FaceMemory.from_data(data)


def test_sights_that_are_no_numbers_are_passed_over() -> None:
    sight = np.full(256, np.nan, "<f2").tobytes()
    (good,) = FaceMemory.from_data(GOOD).statics
    finder = FaceFinder(HAAR)
    finder.remember(
        FaceMemory(statics=(type(good)(good.place, sight, 60.0, 1.0),)), 0.0
    )
    assert finder.false_positive_count == 0


@pytest.mark.parametrize(
    ("zone", "faces"),
    [
        (whole_picture(Ignored.MOTION), 1),
        (whole_picture(Ignored.FACES), 0),
        (whole_picture(Ignored.BOTH), 0),
        (whole_picture(Ignored.BOTH, ZoneKind.INCLUDE), 1),
    ],
    ids=["motion", "faces", "both", "a zone to watch"],
)
def test_faces_are_ignored_where_the_user_said_so(zone: Zone, faces: int) -> None:
    frame = Frame.open(Stage().frame((200, 150)))

    assert len(FaceFinder(with_zone(zone)).find(frame, STILL, 0.0)) == faces


def test_a_zone_takes_faces_out_of_its_own_place_only() -> None:
    stage = Stage()
    left = (Point(0, 0), Point(0.5, 0), Point(0.5, 1), Point(0, 1))
    zone = Zone("tv", "TV", left, ZoneKind.EXCLUDE, ignore=Ignored.FACES)
    frame = Frame.open(stage.frame((150, 150), (450, 200)))

    (face,) = FaceFinder(with_zone(zone)).find(frame, STILL, 0.0)

    assert face.box.centre.x > 0.5


def test_a_zone_that_is_drawn_takes_a_face_in_view_out_at_once() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    assert len(finder.find(Frame.open(stage.frame((200, 150))), STILL, 0.0)) == 1

    finder.configure(with_zone(whole_picture(Ignored.FACES)))

    assert finder.find(Frame.open(stage.frame((200, 150))), STILL, 1.0) == ()
