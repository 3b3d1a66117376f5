"""What is wrong with a picture."""


class FrameError(Exception):
    """The picture cannot be used; the message says why."""
