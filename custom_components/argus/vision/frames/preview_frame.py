"""A picture of a frame, kept for the moving preview of what happens around it."""

from dataclasses import dataclass

from ..observation import Face


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """One moment of a preview."""

    seconds: float
    """When it was taken, on any clock."""
    picture: bytes
    """The bytes of a picture as `Frame.open` takes them."""
    faces: tuple[Face, ...] = ()
    """Those that were seen in it."""
