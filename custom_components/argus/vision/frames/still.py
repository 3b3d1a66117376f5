"""A small grey picture of a frame, kept so that motion and faces can be detected again with other settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CloseUp:
    """The largest face in view and what is around it."""

    picture: bytes
    """JPEG."""
    side: float
    """Its shorter side as a share of the whole frame's shorter side, 0..1."""


@dataclass(frozen=True, slots=True)
class Still:
    """One moment, no larger than looking again needs it."""

    seconds: float
    """When it was taken, on any clock."""
    grey: bytes
    """JPEG of the whole frame without colour, as fine as motion is looked for."""
    close_up: CloseUp | None = None
    """Of a face, if there was one."""
