"""Files are there whole or not at all."""

from pathlib import Path
from unittest.mock import patch

import pytest

from custom_components.argus.model.atomic_file import UNFINISHED, write_atomically


def test_writes(tmp_path: Path) -> None:
    """Into folders that are missing, in the place of what was there, for others to read."""
    target = tmp_path / "new" / "folder" / "file.bin"
    for data in (b"first", b"second", b""):
        write_atomically(target, data)
        assert target.read_bytes() == data
    assert target.stat().st_mode & 0o777 == 0o644
    assert [*target.parent.iterdir()] == [target]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt])
def test_fails(tmp_path: Path, step: str, error: BaseException) -> None:
    """What was there before still is, and nothing else."""
    target = tmp_path / "file.bin"
    write_atomically(target, b"before")
    with patch(step, side_effect=error), pytest.raises((OSError, KeyboardInterrupt)):
        write_atomically(target, b"after")
    assert target.read_bytes() == b"before"
    assert [*tmp_path.iterdir()] == [target]


def test_link(tmp_path: Path) -> None:
    """A link in its place is replaced, never followed."""
    other, target = tmp_path / "other", tmp_path / "file.bin"
    other.write_bytes(b"other")
    target.symlink_to(other)
    write_atomically(target, b"mine")
    assert other.read_bytes() == b"other"
    assert target.read_bytes() == b"mine"
    assert not target.is_symlink()


def test_unfinished_files_are_known_by_their_name(tmp_path: Path) -> None:
    seen: list[str] = []

    def look(_descriptor: int) -> None:
        seen.extend(file.suffix for file in tmp_path.iterdir())

    with patch("os.fsync", side_effect=look):
        write_atomically(tmp_path / "file.bin", b"data")
    assert seen == [UNFINISHED]
