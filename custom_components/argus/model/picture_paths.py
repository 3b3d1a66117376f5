"""Where the pictures of a camera are, for those who show them and those who answer."""

from ..const import DOMAIN


def frame_path(camera: str) -> str:
    """Return the path of the latest frame of a camera, named by the id of its subentry."""
    return f"/api/{DOMAIN}/cameras/{camera}/frame.jpg"


def places_path(camera: str) -> str:
    """Return the path of the same with its zones and lines drawn in."""
    return f"/api/{DOMAIN}/cameras/{camera}/places.jpg"
