"""What a track is, over looks."""

import pytest

from custom_components.argus.vision import Box, ObjectKind
from custom_components.argus.vision.objects.backend import LabelledBox
from custom_components.argus.vision.objects.evidence import (
    Evidence,
    absolute,
    relative,
)

PLACE = Box(0.2, 0.2, 0.4, 0.8)
PERSON, ANIMAL, VEHICLE = ObjectKind.PERSON, ObjectKind.ANIMAL, ObjectKind.VEHICLE


def seen(
    score: float, kind: ObjectKind = PERSON, label: str | None = None, box: Box = PLACE
) -> LabelledBox:
    return LabelledBox(kind, label or kind.value, box, score)


def after(*looks: list[LabelledBox]) -> Evidence:
    evidence = Evidence()
    for found in looks:
        evidence.add(PLACE, found)
    return evidence


def test_one_sure_look_decides() -> None:
    evidence = after([seen(0.8)])

    assert evidence.kind is PERSON
    assert evidence.label == "person"
    assert evidence.score == pytest.approx(0.8)


def test_a_doubtful_look_does_not_but_a_second_one_does() -> None:
    assert after([seen(0.38)]).kind is None
    assert after([seen(0.38)], [seen(0.38)]).kind is PERSON
    assert after([seen(0.38)], [], [], [], [], [seen(0.38)]).kind is None


def test_two_kinds_at_once_are_undecided() -> None:
    evidence = after([seen(0.6, ANIMAL), seen(0.62)])
    assert evidence.kind is None

    evidence.add(PLACE, [seen(0.7)])
    assert evidence.kind is PERSON


def test_a_label_stays_when_it_is_not_seen_for_once_or_mistaken_for_once() -> None:
    evidence = after([seen(0.8)], [], [seen(0.7, ANIMAL, "dog")], [])

    assert evidence.kind is PERSON


def test_a_label_is_corrected_when_many_looks_tell_otherwise() -> None:
    wrong = [seen(0.55, ANIMAL, "dog")]
    evidence = after(wrong, *[[seen(0.8)]] * 3)

    assert evidence.kind is PERSON
    assert evidence.label == "person"
    assert evidence.score == pytest.approx(0.8)


def test_the_commonest_label_names_it() -> None:
    car, lorry = (seen(0.7, VEHICLE, name) for name in ("car", "truck"))

    assert after([car], [lorry], [lorry]).label == "truck"


def test_nothing_is_said_of_a_thing_only_after_two_looks() -> None:
    assert not after([]).nothing
    assert after([], []).nothing
    assert not after([seen(0.3)], []).nothing


def test_those_side_by_side_are_told_apart() -> None:
    left, right = Box(0.2, 0.2, 0.29, 0.8), Box(0.31, 0.2, 0.4, 0.8)
    evidence = after([seen(0.8, box=left), seen(0.6, box=right)])

    assert [absolute(box, PLACE) for box in evidence.boxes] == [
        pytest.approx(left),
        pytest.approx(right),
    ] or len(evidence.boxes) == 2
    evidence.add(PLACE, [seen(0.8, box=left), seen(0.3, box=right)])
    assert len(evidence.boxes) == 1


def test_a_box_moves_with_its_track() -> None:
    head = Box(0.25, 0.2, 0.35, 0.4)
    moved = absolute(relative(head, PLACE), Box(0.4, 0.2, 0.6, 0.8))

    assert (moved.x0, moved.x1) == (pytest.approx(0.45), pytest.approx(0.55))
    cut = absolute(relative(head, PLACE), Box(0.9, 0.2, 1.1, 0.8))
    assert cut.x1 == 1
