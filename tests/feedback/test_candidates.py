"""Tests of what is tried against false alarms, and in which order."""

from dataclasses import replace

import pytest

from custom_components.argus.feedback.candidates import (
    LARGEST_ZONE,
    candidates,
    kinds_candidates,
)
from custom_components.argus.feedback.change import (
    Change,
    ExcludeZone,
    NumberChange,
    OnlyKinds,
    Setting,
    change_of,
)
from custom_components.argus.feedback.kind import AlarmKind
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.limits import MOST_ZONES
from custom_components.argus.model.ranges import MIN_FACE, MIN_OBJECT, SENSITIVITY
from custom_components.argus.vision import (
    Box,
    Line,
    LineCounts,
    ObjectKind,
    PipelineSettings,
    Point,
    Zone,
    ZoneKind,
)

USUAL = PipelineSettings()
SIGN = (Box(0.701, 0.1, 0.8, 0.3), Box(0.75, 0.2, 0.899, 0.4))


PERSON, VEHICLE, ANIMAL = (frozenset({kind}) for kind in ObjectKind)
ALL = PERSON | VEHICLE | ANIMAL


def tried(
    settings: PipelineSettings, kind: AlarmKind = AlarmKind.MOTION
) -> list[Change]:
    return list(candidates(kind, settings, SIGN))


def test_gentle_first() -> None:
    """Larger things, then less sensitive, then a zone; each number further from the present one than the last."""
    changes = tried(USUAL)
    numbers = [change for change in changes if isinstance(change, NumberChange)]
    sizes = [c.after for c in numbers if c.setting is Setting.MIN_OBJECT]
    levels = [c.after for c in numbers if c.setting is Setting.SENSITIVITY]
    assert sizes[0] == 0.002
    assert sizes == sorted(sizes)
    assert levels == [40, 30, 20, 10]
    assert [c.setting for c in numbers] == [Setting.MIN_OBJECT] * len(sizes) + [
        Setting.SENSITIVITY
    ] * len(levels)
    assert changes[-1] == ExcludeZone(Box(0.68, 0.08, 0.92, 0.42))
    assert len(changes) == len(numbers) + 1


def test_only_what_the_user_may_set_and_what_changes_something() -> None:
    limits = {
        Setting.MIN_OBJECT: (MIN_OBJECT, 100),
        Setting.SENSITIVITY: (SENSITIVITY, 1),
        Setting.MIN_FACE: (MIN_FACE, 100),
    }
    for kind in AlarmKind:
        for change in tried(replace(USUAL, min_object=0.01, sensitivity=35), kind):
            if isinstance(change, NumberChange):
                limit, unit = limits[change.setting]
                assert limit.low <= change.after * unit <= limit.high
                harder = change.after > change.before
                assert harder is (change.setting is not Setting.SENSITIVITY)


def test_an_experts_value_takes_the_place_of_the_setting() -> None:
    expert = replace(USUAL, min_contour_area=500, motion_threshold=20)
    assert [type(change) for change in tried(expert)] == [ExcludeZone]


def test_one_place_only() -> None:
    """What happened all over the picture is not left out; nor is anything, once there are enough zones."""
    far = (Box(0, 0, 0.1, 0.1), Box(0.9, 0.9, 1, 1))
    assert not any(
        isinstance(change, ExcludeZone)
        for change in candidates(AlarmKind.MOTION, USUAL, far)
    )
    zone = Zone("z", "Z", (Point(0, 0), Point(1, 0), Point(1, 1)), ZoneKind.EXCLUDE)
    full = replace(USUAL, zones=(zone,) * MOST_ZONES)
    assert not any(isinstance(change, ExcludeZone) for change in tried(full))


@pytest.mark.parametrize(
    "box", [Box(-0.2, -0.1, 0.1, 0.1), Box(0.9, 0.9, 1.2, 1.0), Box(0.5, 0.5, 0.5, 0.5)]
)
def test_a_zone_stays_in_the_picture(box: Box) -> None:
    zone = list(candidates(AlarmKind.MOTION, USUAL, [box]))[-1]
    assert isinstance(zone, ExcludeZone)
    assert all(0 <= c.x <= 1 and 0 <= c.y <= 1 for c in zone.corners)
    assert 0 < zone.box.area <= LARGEST_ZONE


@pytest.mark.parametrize("kind", AlarmKind)
def test_what_is_stored_is_what_was_tried(kind: AlarmKind) -> None:
    """The camera's data with a change give the eyes the settings that silenced the replays."""
    old = {"id": "old", "name": "False alarms", "points": [[0, 0], [1, 0], [1, 1]]}
    data = {"camera": "camera.garden", "interval": 2.0, "zones": [old]}
    settings = CameraSettings.from_data(data).pipeline()
    for change in (*tried(settings, kind), *kinds_candidates(settings, PERSON)):
        again = change_of(change.as_data())
        assert again == change
        stored = again.stored(data, "False alarms")
        assert stored["interval"] == 2.0
        got = CameraSettings.from_data(stored).pipeline()
        want = change.tried(settings)
        assert replace(got, zones=()) == replace(want, zones=())
        assert [(z.points, z.kind) for z in got.zones] == [
            (z.points, z.kind) for z in want.zones
        ]
        assert got.zones[0].id == "old"
        assert len({zone.name for zone in got.zones}) == len(got.zones)


def test_whatever_is_looked_for_then_only_what_was_seen() -> None:
    assert list(kinds_candidates(USUAL, PERSON)) == [
        OnlyKinds(ALL, ALL),
        OnlyKinds(PERSON, ALL),
    ]
    # Nothing to leave out, nothing to keep, nothing that is looked for.
    assert list(kinds_candidates(USUAL, ALL)) == [OnlyKinds(ALL, ALL)]
    assert list(kinds_candidates(USUAL, ())) == [OnlyKinds(ALL, ALL)]
    assert not list(kinds_candidates(replace(USUAL, object_kinds=frozenset()), PERSON))


def test_only_some_kinds_count_already() -> None:
    choosy = replace(USUAL, only_kinds=True, object_kinds=PERSON | ANIMAL)
    assert list(kinds_candidates(choosy, PERSON)) == [
        OnlyKinds(PERSON, PERSON | ANIMAL)
    ]
    assert not list(kinds_candidates(choosy, PERSON | ANIMAL | VEHICLE))


def test_zones_and_lines_keep_what_they_are_for() -> None:
    drive = Zone(
        "d", "Drive", (Point(0, 0), Point(1, 0), Point(1, 1)), kinds=frozenset(VEHICLE)
    )
    assert list(kinds_candidates(replace(USUAL, zones=(drive,)), PERSON))[-1] == (
        OnlyKinds(PERSON | VEHICLE, ALL)
    )
    road = Line("r", "Road", Point(0, 0), Point(1, 1), counts=LineCounts.VEHICLES)
    assert list(kinds_candidates(replace(USUAL, lines=(road,)), ANIMAL))[-1] == (
        OnlyKinds(VEHICLE | ANIMAL, ALL)
    )


@pytest.mark.parametrize(
    "data",
    [
        {"entry_id": "e"},
        {"setting": "volume", "before": 1, "after": 2},
        {"setting": "min_object", "before": None, "after": 2},
        {"setting": "min_object", "before": "small", "after": 2},
        {"kinds": "person,ghost", "kinds_before": "person"},
        {"kinds": "", "kinds_before": "person"},
        {"kinds": None, "kinds_before": "person"},
        {"kinds": "person"},
        {"x0": "left", "y0": 0, "x1": 1, "y1": 1},
    ],
)
def test_an_issue_without_a_change(data: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        change_of(data)
