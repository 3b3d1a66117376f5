"""Paths below a folder: whatever links and names somebody puts there, nothing beyond the folder is read, written or deleted."""

from pathlib import Path


def file_within(folder: Path, path: Path) -> Path:
    """Return which file is read below a folder, links on the way followed; blocks.

    Args:
        folder: what the file must not be outside of; it may be a link itself, to another disk.
        path: the file, relative to the folder or absolute.

    Raises:
        ValueError: it is outside.
        OSError: that cannot be told.

    """
    return _checked(folder, path, (folder / path).resolve())


def place_within(folder: Path, path: Path) -> Path:
    """Return where a file is written or deleted below a folder, be it a link or not; only folders are followed; blocks.

    Args:
        folder: what the place must not be outside of; it may be a link itself, to another disk.
        path: the file, relative to the folder or absolute.

    Raises:
        ValueError: it is outside.
        OSError: that cannot be told.

    """
    target = folder / path
    if target.name in {"", ".."}:
        raise ValueError(f"{path} is no file")
    return _checked(folder, path, target.parent.resolve() / target.name)


def _checked(folder: Path, path: Path, found: Path) -> Path:
    if not found.is_relative_to(folder.resolve()):
        raise ValueError(f"{path} leads out of its folder")
    return found
