"""Tests of the validators that look at lengths first."""

from datetime import UTC, date as Date, datetime
from typing import Any

import pytest
import voluptuous as vol

from custom_components.argus.model import bounded
from custom_components.argus.model.limits import LONGEST_ID, LONGEST_NAME, MOST_NAMED
from custom_components.argus.model.places import LINES, ZONES
from custom_components.argus.vision import ZoneKind

SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]


class Unread(list[Any]):
    """A list that must not be read, for its length alone is too much."""

    def __init__(self, length: int) -> None:
        """Claim to have so many elements."""
        super().__init__()
        self._length = length

    def __len__(self) -> int:
        """Return what is claimed."""
        return self._length

    def __iter__(self) -> Any:
        """Fail, whoever reads it."""
        raise AssertionError("elements were looked at before the length")


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (ZONES, Unread(51)),
        (ZONES, [{"name": "Door", "points": Unread(101)}]),
        (ZONES, [{"name": "Door", "points": [*SQUARE, Unread(3)]}]),
        (LINES, Unread(51)),
        (LINES, [{"name": "Step", "start": Unread(3), "end": [0, 1]}]),
        (bounded.ids, Unread(MOST_NAMED + 1)),
        (bounded.entity_ids, Unread(MOST_NAMED + 1)),
        (bounded.items(str, 3), Unread(4)),
        (bounded.items(str, 3, 1), Unread(0)),
    ],
)
def test_length_comes_before_elements(check: bounded.Validator, value: Any) -> None:
    with pytest.raises(vol.Invalid):
        vol.Schema(check)(value)


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (bounded.name, "x" * (LONGEST_NAME + 1)),
        (bounded.name, " "),
        (bounded.name, "Front\r\ndoor"),
        (bounded.name, "Door\x1b[2J"),
        (bounded.name, "Door\x00"),
        (bounded.name, "\u200b"),
        (bounded.name, " \u200e\u200f "),
        (bounded.name, "\u2800"),
        (bounded.name, "\U000e0041"),
        (bounded.name, "Door\ud800"),
        (bounded.name, 7),
        (bounded.text(5), "a\ud800"),
        (bounded.moment, "\ud800"),
        (bounded.moment, "soon"),
        (bounded.moment, 5),
        (bounded.moment, None),
        (bounded.moment, "0001-01-01T00:00:00+14:00"),
        (bounded.day, "\ud800"),
        (bounded.day, None),
        (bounded.day, 20261123),
        (bounded.day, datetime(2026, 11, 23)),
        (bounded.word(ZoneKind), "no such"),
        (bounded.word(ZoneKind), None),
        (bounded.word(ZoneKind), ["include"]),
        (bounded.truth, 1),
        (bounded.truth, "on"),
        (bounded.truth, None),
        (bounded.target, 5),
        (bounded.target, None),
        (bounded.entity_id("camera"), 5),
        (bounded.entity_id("camera"), None),
        (bounded.entity_id("camera"), ""),
        (bounded.entity_id("camera"), "light.a"),
        (bounded.entity_id("camera"), "camera.a, camera.b"),
        *(
            (check, value)
            for check in (bounded.ids, bounded.entity_ids)
            for value in (None, 5, 0, 0.5, True, False, {}, [None], [5], [True])
        ),
        (bounded.text(5), "123456"),
        (bounded.text(5, 1), ""),
        (bounded.text(5), "a\x00"),
        (bounded.text(5), ["a"]),
        (bounded.ids, ["x" * (LONGEST_ID + 1)]),
        (bounded.ids, [["nested"]]),
        (bounded.entity_ids, "camera.a," * (MOST_NAMED + 1)),
        (bounded.entity_ids, "x" * (LONGEST_ID * MOST_NAMED + 1)),
        (bounded.entity_ids, ["camera." + "a" * LONGEST_ID]),
        (bounded.entity_ids, [["camera.a"]]),
        (bounded.mapping({"a": int}), {str(n): n for n in range(1000)}),
        (bounded.mapping({"a": int}), {"a" * 1000: 1}),
        (bounded.mapping({"a": int}), ["a"]),
        (bounded.day, "2" * 1000),
        (bounded.day, "2026-02-30"),
        (bounded.flag, "on" * 1000),
        (bounded.flag, "perhaps"),
        (bounded.short(5), {"days": ["nested"]}),
        (bounded.short(5), {str(n): n for n in range(1000)}),
        (bounded.short(5), {"days": "123456"}),
        *(
            (check, value)
            for check in (bounded.whole(1, 30), bounded.number(1, 30))
            for value in (
                0,
                31,
                10**400,
                "9" * 5000,
                float("nan"),
                float("inf"),
                "nan",
                "1e309",
                "x",
                None,
                True,
                [1],
            )
        ),
        (bounded.whole(1, 30), 1.5),
    ],
)
def test_what_is_refused(check: bounded.Validator, value: Any) -> None:
    with pytest.raises(vol.Invalid):
        vol.Schema(check)(value)


@pytest.mark.parametrize(
    ("check", "value", "accepted"),
    [
        (bounded.name, "  Café 👨‍👩‍👧  ", "Café 👨‍👩‍👧"),
        (bounded.name, "x" * LONGEST_NAME, "x" * LONGEST_NAME),
        (bounded.whole(1, 30), "7", 7),
        (bounded.whole(1, 30), 7.0, 7),
        (bounded.number(0.1, 30), "0.5", 0.5),
        (bounded.entity_ids, "camera.a, camera.b", ["camera.a", "camera.b"]),
        (bounded.entity_ids, ["camera.A"], ["camera.a"]),
        (bounded.ids, "one", ["one"]),
        (bounded.ids, ["one", "two"], ["one", "two"]),
        (bounded.target, "all", "all"),
        (bounded.target, ["one"], ["one"]),
        (bounded.entity_id("camera"), "camera.a", "camera.a"),
        (bounded.word(ZoneKind), "include", ZoneKind.INCLUDE),
        (bounded.truth, False, False),
        (bounded.day, "2026-11-23", Date(2026, 11, 23)),
        (bounded.day, Date(2026, 11, 23), Date(2026, 11, 23)),
        (
            bounded.moment,
            "2026-11-23T08:00:00+01:00",
            datetime(2026, 11, 23, 7, tzinfo=UTC),
        ),
        (bounded.name, "דלת (1)\u200f", "דלת (1)\u200f"),
        (bounded.flag, "on", True),
        (bounded.items(bounded.number(0, 1), 2), [0, 1], [0.0, 1.0]),
        (bounded.short(5), {"days": 3}, {"days": 3}),
        (bounded.mapping({"a": int}), {"a": 1}, {"a": 1}),
    ],
)
def test_what_is_accepted(check: bounded.Validator, value: Any, accepted: Any) -> None:
    assert vol.Schema(check)(value) == accepted


def test_says_where_it_is_wrong() -> None:
    with pytest.raises(vol.Invalid) as wrong:
        bounded.items(bounded.number(0, 1), 5)([0, 1, 2])
    assert wrong.value.path == [2]
