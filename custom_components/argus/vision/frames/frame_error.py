"""The error of a picture that cannot be used."""


class FrameError(Exception):
    """The picture cannot be used; the message says why."""
