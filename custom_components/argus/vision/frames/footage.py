"""Video files and pictures read frame by frame as a camera would send them, and written with what was seen drawn in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import cv2
import numpy as np
import numpy.typing as npt

from .frame import Frame, FrameError
from .picture_format import MAX_BYTES, is_picture

DEFAULT_FPS: Final = 5.0
NO_VIDEO: Final = (
    "this OpenCV reads and writes no videos, as the one for Home Assistant OS and Container:"
    " use a picture, or run this where opencv-python-headless comes from PyPI"
)
LOOKS: Final = 8
"""How often a single picture is shown, a second apart: what is seen once is not yet believed."""

PICTURES: Final = frozenset({".jpg", ".jpeg"})

type Picture = Frame | npt.NDArray[np.generic]


class FootageError(Exception):
    """A file cannot be read or written; the message says why."""


@dataclass(frozen=True, slots=True)
class FootageFrame:
    """A picture and when it was taken."""

    seconds: float
    picture: Picture


class Footage:
    """A video or a single picture."""

    def __init__(self, path: Path, fps: float | None) -> None:
        """Open a file.

        Args:
            path: A video OpenCV can read, or a picture that `Frame.open` can.
            fps: Frames a second to take of a video; None takes up to five.

        Raises:
            FootageError: There is no such file, it is neither video nor picture, or OpenCV reads no videos.
        """
        self._frame: Frame | None = None
        self._video: cv2.VideoCapture | None = None
        if not path.is_file():
            problem = "not a file" if path.exists() else "no such file"
            raise FootageError(f"{path}: {problem}")
        with path.open("rb") as file:
            start = file.read(64)
            rest = file.read(MAX_BYTES) if is_picture(start) else b""
        if is_picture(start):
            try:
                self._frame = Frame.open(start + rest)
                self._frame.grey(1)
            except FrameError as err:
                raise FootageError(f"{path}: {err}") from err
            self.fps = 1.0
            return
        if not hasattr(cv2, "VideoCapture"):
            raise FootageError(f"{path}: {NO_VIDEO}")
        self._video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        if not self._video.isOpened():
            raise FootageError(f"{path}: neither a video nor a picture")
        recorded = self._video.get(cv2.CAP_PROP_FPS)
        self._recorded = recorded if 0.1 <= recorded <= 240 else 25.0
        self.fps = min(fps or DEFAULT_FPS, self._recorded)

    def __iter__(self) -> Iterator[FootageFrame]:
        """Yield the pictures at the rate asked for."""
        if self._frame is not None:
            for look in range(LOOKS):
                yield FootageFrame(float(look), self._frame)
        if self._video is None:
            return
        number = due = 0
        while self._video.grab():
            # Counted, not added up, so that no rounding error grows with the film.
            if number * self.fps >= due * self._recorded:
                due += 1
                read, picture = self._video.retrieve()
                if read:
                    yield FootageFrame(number / self._recorded, picture)
            number += 1
        self._video.release()


class FilmWriter:
    """Writes annotated pictures: a video, or the last picture alone."""

    def __init__(self, path: Path, fps: float) -> None:
        """Prepare to write.

        Args:
            path: `.jpg` or `.jpeg` for the last picture; anything else is a video.
            fps: Pictures a second.

        Raises:
            FootageError: The folder does not exist, or OpenCV writes no videos.
        """
        if not path.parent.is_dir():
            raise FootageError(f"{path}: the folder does not exist")
        if path.suffix.lower() not in PICTURES and not hasattr(cv2, "VideoWriter"):
            raise FootageError(f"{path}: {NO_VIDEO}")
        self._path = path
        self._fps = fps
        self._writer: cv2.VideoWriter | None = None

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.release()

    def add(self, jpeg: bytes) -> None:
        """Add a picture.

        Args:
            jpeg: As `annotate` returns it.

        Raises:
            FootageError: The file cannot be written.
        """
        if self._path.suffix.lower() in PICTURES:
            try:
                self._path.write_bytes(jpeg)
            except OSError as err:
                raise FootageError(f"{self._path}: {err.strerror}") from err
            return
        frame = Frame.open(jpeg)
        picture = frame.colour(frame.width)
        # MPEG-4 halves the resolution of colour, so sides are even.
        height, width = (max(2, side - side % 2) for side in picture.shape[:2])
        if self._writer is None:
            code = cv2.VideoWriter.fourcc(*"mp4v")
            size = width, height
            self._writer = cv2.VideoWriter(str(self._path), code, self._fps, size)
            if not self._writer.isOpened():
                raise FootageError(f"{self._path}: cannot write a video there")
        self._writer.write(np.ascontiguousarray(picture[:height, :width]))
