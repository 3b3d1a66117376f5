"""Tests of what is concluded from the kinds that were recognised in incidents."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from custom_components.argus.feedback.change import OnlyKinds
from custom_components.argus.feedback.kinds_proposal import propose_kinds
from custom_components.argus.feedback.proposal import Proposal
from custom_components.argus.feedback.recognition import Recognition
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from custom_components.argus.vision import (
    Line,
    LineCounts,
    ObjectDetector,
    ObjectKind,
    PipelineSettings,
    Point,
)

from ..journals import NOON

WORKING = PipelineSettings(object_model=Path("nano.onnx"))
MOTION, PERSON, ANIMAL, VEHICLE, FACE = (
    ActivityType.MOTION,
    ActivityType.PERSON,
    ActivityType.ANIMAL,
    ActivityType.VEHICLE,
    ActivityType.FACE,
)
ALL = frozenset(ObjectKind)
NOTHING: tuple[ActivityType, ...] = ()
SOMEBODY = (PERSON,)


def story(*happened: tuple[ActivityType, ...]) -> list[Incident]:
    """Return incidents with motion and what else there was, a minute apart, the newest first."""
    return [
        Incident(
            id=f"{number:026}",
            camera="garden",
            camera_name="Garden",
            start=NOON + timedelta(minutes=number),
            types=(MOTION, *types),
        )
        for number, types in enumerate(happened)
    ][::-1]


def proposed(
    marked: list[Incident],
    others: list[Incident],
    settings: PipelineSettings = WORKING,
    is_working: bool = True,
) -> Proposal | None:
    """Return what is proposed for incidents that were marked and others."""
    recognition = Recognition.of(settings, is_working, [*marked, *others])
    return propose_kinds(recognition, settings, marked, others)


def in_turn(
    false: tuple[ActivityType, ...], real: tuple[ActivityType, ...], times: int = 3
) -> tuple[list[Incident], list[Incident]]:
    """Return false alarms and others that happened in turn, another one first."""
    both = story(*(real, false) * times)
    return both[::2], both[1::2]


def test_nobody_in_the_false_alarms_and_somebody_in_all_others() -> None:
    assert proposed(*in_turn(NOTHING, SOMEBODY)) == Proposal(
        OnlyKinds(ALL, ALL), silenced=3, seen=3
    )


def test_animals_are_left_out_where_only_persons_are_no_false_alarm() -> None:
    assert proposed(*in_turn((ANIMAL,), SOMEBODY)) == Proposal(
        OnlyKinds(frozenset({ObjectKind.PERSON}), ALL), silenced=3, seen=3
    )
    choosy = replace(WORKING, only_kinds=True)
    assert proposed(*in_turn((ANIMAL,), SOMEBODY), choosy) is not None
    assert proposed(*in_turn((ANIMAL,), (PERSON, ANIMAL)), choosy) is None


def test_nothing_else_may_be_lost() -> None:
    marked, others = in_turn(NOTHING, SOMEBODY, 4)
    nobody = replace(others[0], types=(MOTION,))
    assert proposed(marked, [nobody, *others[1:]]) is None
    looked_at = replace(nobody, types=(MOTION, ActivityType.LOOK))
    assert proposed(marked, [looked_at, *others[1:]]) is None


def test_all_false_alarms_have_to_be_silent() -> None:
    marked, others = in_turn(NOTHING, SOMEBODY, 4)
    statue = replace(marked[0], types=(MOTION, PERSON))
    assert proposed([statue, *marked[1:]], others) is None


@pytest.mark.parametrize(
    "types", [FACE, ActivityType.VISITOR_IN, ActivityType.TAMPERED]
)
def test_what_is_told_whatever_counts_as_motion(types: ActivityType) -> None:
    """A face without a body, a visitor over a line and a hand before the lens stay, so a false alarm by them stays, too."""
    marked, others = in_turn(NOTHING, SOMEBODY, 4)
    other = replace(others[0], types=(MOTION, types))
    assert proposed(marked, [other, *others[1:]]) is not None
    assert proposed([replace(marked[0], types=other.types), *marked[1:]], others) is (
        None
    )


def test_without_faces_a_face_keeps_nothing() -> None:
    marked, others = in_turn(NOTHING, SOMEBODY, 4)
    other = replace(others[0], types=(MOTION, FACE))
    blind = replace(WORKING, faces=False)
    assert proposed(marked, [other, *others[1:]], blind) is None


@pytest.mark.parametrize(
    "settings",
    [
        PipelineSettings(),
        replace(WORKING, object_detector=ObjectDetector.OFF),
        replace(WORKING, objects=False),
        replace(WORKING, object_kinds=frozenset()),
    ],
)
def test_without_a_detector(settings: PipelineSettings) -> None:
    assert proposed(*in_turn(NOTHING, SOMEBODY), settings) is None


def test_a_detector_that_does_not_work() -> None:
    assert proposed(*in_turn(NOTHING, SOMEBODY), is_working=False) is None


def test_what_was_before_the_detector_proves_nothing() -> None:
    """Nobody looked, so that nothing was recognised does not mean that nobody was there."""
    past = story(*(NOTHING,) * 6)
    marked, others = in_turn(NOTHING, SOMEBODY)
    later = timedelta(hours=1)
    new = [replace(one, start=one.start + later) for one in marked]
    real = [replace(one, start=one.start + later) for one in others]
    # Neither do old ones that were marked count as silenced, nor are the others lost.
    assert proposed([*new, *past[:3]], [*real, *past[3:]]) == Proposal(
        OnlyKinds(ALL, ALL), silenced=3, seen=3
    )
    assert proposed(past[:3], real) is None
    assert proposed([*new[:2], *past[:3]], real) is None


def test_a_detector_that_hardly_recognised_anybody_yet() -> None:
    marked, others = in_turn(NOTHING, SOMEBODY)
    assert proposed(marked, others[1:]) is None


def test_what_crossed_a_line_for_vehicles_may_not_have_been_recognised() -> None:
    """Without a detector whatever crosses it is told as a vehicle."""
    line = Line("r", "Road", Point(0, 0), Point(1, 1), counts=LineCounts.VEHICLES)
    road = replace(WORKING, lines=(line,))
    assert proposed(*in_turn(NOTHING, (VEHICLE,)), road) is None
    assert proposed(*in_turn(NOTHING, (VEHICLE,)), WORKING) is not None


def test_what_only_some_kinds_silence_already() -> None:
    marked, others = in_turn(NOTHING, SOMEBODY)
    recognition = Recognition.of(WORKING, True, [*marked, *others])
    choosy = replace(WORKING, only_kinds=True)
    assert not recognition.may_be_told(marked[0], choosy)
    assert recognition.may_be_told(others[0], choosy)
    assert recognition.may_be_told(marked[0], WORKING)
    # While the detector does not work, whatever moves is told.
    broken = Recognition.of(choosy, False, [*marked, *others])
    assert broken.may_be_told(marked[0], choosy)
