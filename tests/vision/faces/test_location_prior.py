"""Places where faces have been."""

from custom_components.argus.vision.faces.location_prior import LocationPrior
from custom_components.argus.vision.geometry import Box

DAY = 86400.0


def place(x: float) -> Box:
    return Box(x, 0.4, x + 0.08, 0.55)


def test_each_place_gets_its_turn_and_not_too_often() -> None:
    prior = LocationPrior()
    assert prior.due_place(0.0) is None
    prior.note_face(place(0.1), 0.0)
    prior.note_face(place(0.6), 1.0)

    looks = [prior.due_place(float(second)) for second in range(10, 70)]

    seen = [look for look in looks if look is not None]
    assert len(seen) == 4
    assert set(seen) == {place(0.1), place(0.6)}


def test_where_nobody_was_lately_looks_are_seldom() -> None:
    prior = LocationPrior()
    prior.note_face(place(0.1), 0.0)

    looks = [prior.due_place(float(second)) for second in range(1000, 1600)]

    assert sum(look is not None for look in looks) == 10


def test_a_face_that_stays_is_one_place() -> None:
    prior = LocationPrior()
    for second in range(100):
        prior.note_face(place(0.1 + 0.0001 * second), float(second))

    assert len({prior.due_place(100.0 + 15 * turn) for turn in range(5)}) == 1


def test_only_the_latest_few_are_kept_and_not_forever() -> None:
    prior = LocationPrior()
    for index in range(9):
        prior.note_face(place(0.1 * index), float(index))
    assert len({prior.due_place(100.0 * turn) for turn in range(1, 20)}) == 4

    prior.note_face(place(0.0), 4 * DAY)
    assert {prior.due_place(4 * DAY + 100 * turn) for turn in range(9)} == {place(0.0)}
