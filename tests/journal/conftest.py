"""A journal on disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from custom_components.argus.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Return an open journal."""
    journal = Journal(tmp_path / "argus" / "argus.db")
    journal.open()
    yield journal
    journal.close()
