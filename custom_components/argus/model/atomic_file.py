"""Writes files atomically: there whole or not at all, also after a crash or a power cut."""

import os
from pathlib import Path
import tempfile
from typing import Final

UNFINISHED: Final = ".tmp"
"""Ends the name of a file that is not written to its end yet; a crash may leave one behind."""


def write_atomically(target: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, in the place of what was there before; blocks.

    Folders that are missing are made; the file may be read by others.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=UNFINISHED)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            # A power cut after the move must not leave an empty file in its place.
            os.fsync(file.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
