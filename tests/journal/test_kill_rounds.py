"""Tests that a kill at any moment loses nothing that was acknowledged."""

from pathlib import Path

import pytest

from .kill_rounds import ROUNDS_OF_A_HOUSE, run


@pytest.mark.timeout(300)
def test_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    """Counts, incidents, pictures, films and deletions; also while an older journal is migrated."""
    moments = run(tmp_path, 20, seed=12)
    assert len(moments) == 20
    # Both ways to choose a moment were taken, and journals of both versions.
    assert {moment.split()[0] for moment in moments} == {"before", "after"}
    assert len([*tmp_path.iterdir()]) == 20 // ROUNDS_OF_A_HOUSE
