"""What kind a picture is, its bytes say."""

import cv2
import numpy as np
import pytest

from custom_components.argus.model.picture_type import (
    HEAD,
    UNKNOWN,
    picture_extension,
    picture_type,
)


@pytest.mark.parametrize(
    ("extension", "mime_type"),
    [
        (".jpg", "image/jpeg"),
        (".png", "image/png"),
        (".webp", "image/webp"),
        (".bmp", "image/bmp"),
        (".tiff", "image/tiff"),
        (".gif", "image/gif"),
    ],
)
def test_what_opencv_writes(extension: str, mime_type: str) -> None:
    done, encoded = cv2.imencode(extension, np.zeros((8, 8, 3), np.uint8))
    assert done
    assert picture_type(encoded.tobytes()) == mime_type
    assert picture_type(encoded.tobytes()[:HEAD]) == mime_type
    assert picture_extension(mime_type) == extension


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\x89PNG",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<html><script>",
        b"\0\0\0 ftypisom",
    ],
)
def test_what_is_no_picture(data: bytes) -> None:
    assert picture_type(data) == UNKNOWN
    assert picture_extension(UNKNOWN) == ".bin"


def test_avif() -> None:
    assert picture_type(b"\0\0\0 ftypavif\0\0\0\0") == "image/avif"
    assert picture_extension("image/avif") == ".avif"
