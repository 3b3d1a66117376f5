"""Reasons why OpenCV cannot be used, in terms that the user can do something about."""

from enum import StrEnum
import errno
from pathlib import Path
from typing import Final


class Reason(StrEnum):
    """What keeps OpenCV from working; each one has its own advice in the translations."""

    DAMAGED = "damaged"
    """A file is not the pinned one: truncated, changed, or another version's."""
    NO_NETWORK = "no_network"
    """It has to be downloaded, and that fails."""
    NO_SPACE = "no_space"
    """The disk is full."""
    NOT_WRITABLE = "not_writable"
    """The folder for packages cannot be written."""
    BROKEN = "broken"
    """It is installed, and does not load or crashes the interpreter."""
    UNSUPPORTED = "unsupported"
    """There is none for this C library and processor."""
    RESTART = "restart"
    """Another integration has already loaded one that is too old."""
    SKIPPED = "skipped"
    """Home Assistant was told to install nothing."""


TRANSLATION_KEYS: Final = {
    Reason.DAMAGED: "opencv_damaged",
    Reason.NO_NETWORK: "opencv_no_network",
    Reason.NO_SPACE: "opencv_no_space",
    Reason.NOT_WRITABLE: "opencv_not_writable",
    Reason.BROKEN: "opencv_broken",
    Reason.UNSUPPORTED: "opencv_unsupported",
    Reason.RESTART: "opencv_restart",
    Reason.SKIPPED: "opencv_skipped",
}
"""What the user reads: of a flow that ends, of an entry that is not ready, and of the issue."""


class OpenCVError(Exception):
    """OpenCV cannot be used."""

    def __init__(self, reason: Reason, detail: str) -> None:
        """Keep why.

        Args:
            reason: What the user is told to do about it.
            detail: What exactly went wrong, for the log.
        """
        super().__init__(detail)
        self.reason = reason


def disk_error(err: OSError, path: Path) -> OpenCVError:
    """Return what the failure to write a file means.

    Args:
        err: How it failed.
        path: The file.
    """
    full = err.errno in {errno.ENOSPC, errno.EDQUOT}
    return OpenCVError(
        Reason.NO_SPACE if full else Reason.NOT_WRITABLE,
        f"{path} cannot be written: {err}",
    )
