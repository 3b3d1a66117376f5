"""The picture of one camera."""

from time import time


class Picture:
    """What the camera shows, and when it was asked."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self.jpeg: bytes | None = None
        self.asked_at: list[float] = []

    def show(self, jpeg: bytes) -> None:
        """Show another picture from now on; nothing when it is empty."""
        self.jpeg = jpeg or None
        self.asked_at.clear()

    def ask(self) -> bytes | None:
        """Give the picture to somebody who looks."""
        self.asked_at.append(time())
        return self.jpeg
