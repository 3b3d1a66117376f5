"""The picture of one camera."""


class Picture:
    """What the camera shows, and how often it was asked."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self.jpeg: bytes | None = None
        self.shown = 0
        self.asked = 0

    def show(self, jpeg: bytes) -> None:
        """Show another picture from now on; nothing when it is empty."""
        self.jpeg = jpeg or None
        self.shown += 1

    def ask(self) -> bytes | None:
        """Give the picture to somebody who looks."""
        self.asked += 1
        return self.jpeg
