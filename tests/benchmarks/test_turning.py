"""How soon a face is found that turns round, and that the yardstick can tell."""

import math

import pytest

from benchmarks.turning import SLOWEST, delays, seconds_until_found, summary, turns
from custom_components.argus.vision import Box, FaceDetector, PipelineSettings

HAAR = PipelineSettings(face_detector=FaceDetector.HAAR)


@pytest.mark.parametrize("fps", [1.0, 5.0])
def test_who_turns_round_is_found_soon(fps: float) -> None:
    taken = delays(HAAR, fps, count=3, seed=5)

    assert len(taken) == 3
    assert taken[-1] <= SLOWEST[fps]


@pytest.mark.parametrize("blind", [2.0, 4.5, math.inf])
def test_the_yardstick_tells_who_looks_too_late(blind: float) -> None:
    place, turn = next(turns(1, 5))

    def look(frame: bytes, now: float) -> tuple[Box, ...]:
        late = now >= turn.turns + blind
        return (turn.face(now),) if late else (Box(0.0, 0.0, 0.05, 0.05),)

    taken = seconds_until_found(look, place, turn, 2.0)

    assert blind <= taken
    assert taken <= blind + 0.5
    assert summary([0.1, 0.2, taken])["most"] == taken
