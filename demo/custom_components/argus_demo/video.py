"""A video file as a camera sees it: played at its own speed, over and over."""

from pathlib import Path
import threading
from time import monotonic
from typing import Any

import av
import cv2

from .scenes import Frame

# Seconds between two pictures that are kept; a camera shows no more than that.
PERIOD = 0.1
STOP_AFTER = 20.0


class VideoLoop:
    """Plays a file in a thread while somebody looks.

    The thread starts with the first look and ends by itself some seconds after the last.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self._path = path
        self._lock = threading.Lock()
        self._ready = threading.Condition(self._lock)
        self._frame: Frame | None = None
        self._thread: threading.Thread | None = None
        self._looked = 0.0
        self._stop = threading.Event()

    def look(self) -> Frame | None:
        """Give the picture of this moment; waits for the first one.

        Returns:
            The picture, H x W x 3, BGR, or None when the file shows none.
        """
        with self._lock:
            self._looked = monotonic()
            if self._thread is None or not self._thread.is_alive():
                self._stop.clear()
                self._frame = None
                self._thread = threading.Thread(
                    target=self._play, name=f"argus_demo {self._path.name}", daemon=True
                )
                self._thread.start()
            if self._frame is None:
                self._ready.wait(5)
            return self._frame

    def close(self) -> None:
        """Stop playing and wait for the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)

    def _play(self) -> None:
        while not self._stop.is_set():
            try:
                shown = self._play_once()
            except av.FFmpegError, OSError:
                shown = False
            if not shown or monotonic() - self._looked > STOP_AFTER:
                break
        with self._lock:
            self._ready.notify_all()

    def _play_once(self) -> bool:
        began = monotonic()
        kept = -PERIOD
        shown = False
        # The container's types are loose: it has video pictures when asked for them.
        container: Any = av.open(str(self._path))
        with container:
            for picture in container.decode(video=0):
                when = picture.time or 0.0
                if when - kept < PERIOD:
                    continue
                kept = when
                if self._stop.wait(max(0.0, began + when - monotonic())):
                    break
                frame = picture.to_ndarray(format="bgr24")
                with self._lock:
                    self._frame = frame
                    self._ready.notify_all()
                shown = True
                if monotonic() - self._looked > STOP_AFTER:
                    break
        return shown


def encoded(frame: Frame) -> bytes:
    """Encode a picture as JPEG.

    Raises:
        ValueError: When OpenCV cannot.
    """
    done, jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 85])
    if not done:
        raise ValueError("the picture could not be encoded")
    return jpeg.tobytes()
