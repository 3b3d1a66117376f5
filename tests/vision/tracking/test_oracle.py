"""Our line counter against another one: LineZone of roboflow's supervision.

Both see the same perfectly followed boxes. LineZone here looks at one point of each box,
the same as ours. Known differences, which the walks below keep out of:

- LineZone has no hysteresis in space (only in frames): who trembles on a line is counted
  again and again. Ours asks for a way across that is longer than a body sways.
- LineZone's limits are perpendiculars at the ends and the point has to be within them in
  the frame that counts; ours asks where the way passes the line.
- "In" is the other way round on LineZone: looking from start to end it is to the left.
"""

from collections.abc import Iterator
import random

import numpy as np
import pytest

from custom_components.argus.vision.geometry import Line
from custom_components.argus.vision.observation import Direction, Track, TrackKind
from custom_components.argus.vision.tracking.line_counter import LineCounter

from ..crowd import Walker, random_line, random_walker

supervision = pytest.importorskip("supervision")

SCALE = 10_000
"""LineZone works in pixels."""


def walkers(seed: int) -> tuple[Line, list[Walker]]:
    rng = random.Random(seed)
    line = random_line(rng)
    return line, [random_walker(rng, line, 2.0 * index) for index in range(6)]


def frames(people: list[Walker]) -> Iterator[tuple[float, list[Track]]]:
    """Show everybody followed without fault, at 5 frames a second."""
    for now in np.arange(0, max(one.end for one in people), 0.2).tolist():
        yield (
            now,
            [
                Track(number, TrackKind.OBJECT, walker.body(now), (walker.foot(now),))
                for number, walker in enumerate(people)
                if walker.begin <= now <= walker.end
            ],
        )


def by_argus(line: Line, people: list[Walker]) -> tuple[int, int]:
    counter = LineCounter([line])
    counted = [
        crossing.direction
        for now, tracks in frames(people)
        for crossing in counter.update(tracks, now)
    ]
    return counted.count(Direction.IN), counted.count(Direction.OUT)


def by_supervision(line: Line, people: list[Walker]) -> tuple[int, int]:
    zone = supervision.LineZone(
        start=supervision.Point(SCALE * line.start.x, SCALE * line.start.y),
        end=supervision.Point(SCALE * line.end.x, SCALE * line.end.y),
        triggering_anchors=[supervision.Position.BOTTOM_CENTER],
    )
    for _, tracks in frames(people):
        if not tracks:
            continue
        boxes = [
            [track.box.x0, track.box.y0, track.box.x1, track.box.y1] for track in tracks
        ]
        zone.trigger(
            supervision.Detections(
                xyxy=SCALE * np.array(boxes),
                tracker_id=np.array([track.id for track in tracks]),
                class_id=np.zeros(len(tracks), int),
            )
        )
    return zone.out_count, zone.in_count


@pytest.mark.parametrize("seed", range(40))
def test_both_count_the_same(seed: int) -> None:
    line, people = walkers(seed)
    assert by_argus(line, people) == by_supervision(line, people)


def test_there_was_something_to_count() -> None:
    counts = [by_supervision(*walkers(seed)) for seed in range(40)]
    assert sum(way_in for way_in, _ in counts) > 50
    assert sum(way_out for _, way_out in counts) > 50
