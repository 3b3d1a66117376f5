"""A video as a camera."""

import itertools
from pathlib import Path
import threading

import av
import cv2
import numpy as np
import pytest

from demo.custom_components.argus_demo.video import VideoLoop, encoded


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Ten pictures in half a second, each brighter than the one before."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=20)
        stream.width, stream.height = 160, 96
        stream.pix_fmt = "yuv420p"
        for number in range(10):
            picture = np.full((96, 160, 3), 20 + 20 * number, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def test_film_is_played_over_and_over_and_stops(film: Path) -> None:
    before = threading.active_count()
    video = VideoLoop(film)
    first = video.look()
    assert first is not None
    assert first.shape == (96, 160, 3)
    # It gets brighter, and after the end it is dark again.
    levels = [float(first.mean())]
    while len(levels) < 20_000 and not any(
        later < earlier - 30 for earlier, later in itertools.pairwise(levels)
    ):
        picture = video.look()
        assert picture is not None
        if abs(picture.mean() - levels[-1]) > 1:
            levels.append(float(picture.mean()))
    assert max(levels) > levels[0] + 60
    video.close()
    assert threading.active_count() == before


def test_a_file_that_is_no_film_shows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"no film")
    video = VideoLoop(path)
    assert video.look() is None
    video.close()


def test_pictures_are_encoded_as_jpeg() -> None:
    picture = np.full((48, 64, 3), (10, 120, 240), np.uint8)
    decoded = cv2.imdecode(np.frombuffer(encoded(picture), np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert np.abs(decoded.astype(int) - picture).max() < 6
