"""Where people pass all the time they go on being seen."""

import numpy as np
import pytest

from custom_components.argus.vision import Box

from ..scenes import room, with_person
from ..watch import Watch

SECONDS = 150
JUDGED = 100


def _people(now: float, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Return when each comes in, the share of the picture's width they go in a second, and how tall they are."""
    starts = np.cumsum(rng.exponential(0.9, round(now)))
    ways = rng.choice((-1, 1), len(starts)) * rng.uniform(0.14, 0.21, len(starts))
    return list(
        zip(starts + 10, ways, rng.uniform(0.32, 0.4, len(starts)), strict=True)
    )


@pytest.mark.parametrize("fps", [1, 2])
def test_who_passes_on_a_busy_pavement_is_seen_after_minutes(fps: int) -> None:
    rng = np.random.default_rng(3)
    people = _people(2 * SECONDS, rng)
    watch, place = Watch(fps), room()
    asked = found = 0
    for index in range(SECONDS * fps):
        now = index / fps
        picture, boxes = place, []
        for start, way, tall in people:
            x = (now - start) * abs(way)
            if now < start or not 0.05 < x < 0.95:
                continue
            x = x if way > 0 else 1 - x
            picture = with_person(picture, x, 0.55, tall)
            half = tall * 0.35 * 9 / 16 / 2
            boxes.append(Box(x - half, 0.55 - tall / 2, x + half, 0.55 + tall / 2))
        motion = watch.show(picture)
        if now >= JUDGED:
            asked += len(boxes)
            found += sum(_covered(one, motion.boxes) > 0.5 for one in boxes)

    assert asked > 100
    assert found > 0.9 * asked


def _covered(box: Box, others: tuple[Box, ...]) -> float:
    shares = [
        max(0.0, min(box.x1, other.x1) - max(box.x0, other.x0))
        * max(0.0, min(box.y1, other.y1) - max(box.y0, other.y0))
        for other in others
    ]
    return sum(shares) / box.area
