"""Faces by YuNet. Its model is not part of the project: ARGUS_YUNET_MODEL tells where it lies."""

import os
from pathlib import Path

import numpy as np
import pytest

from custom_components.argus.vision.face_backend import FaceBackendError
from custom_components.argus.vision.yunet import YuNetBackend

from .portraits import ASTRONAUT_FACE, photograph, resized


@pytest.fixture(scope="module")
def yunet() -> YuNetBackend:
    model = os.environ.get("ARGUS_YUNET_MODEL")
    if not model:
        pytest.skip("ARGUS_YUNET_MODEL does not name YuNet's model")
    return YuNetBackend(Path(model))


def test_finds_a_face_at_any_size(yunet: YuNetBackend) -> None:
    portrait = photograph("astronaut")
    for side in (512, 250, 129):
        (face,) = yunet.detect(resized(portrait, side, side))

        assert face.box.overlap(ASTRONAUT_FACE) > 0.5
        assert yunet.sure <= face.score <= 1


def test_sees_no_face_where_there_is_none(yunet: YuNetBackend) -> None:
    for name in ("coffee", "rocket"):
        assert yunet.detect(photograph(name)) == ()


@pytest.mark.parametrize("shape", [(1, 1), (16, 16), (33, 200), (200, 33)])
def test_takes_any_shape(yunet: YuNetBackend, shape: tuple[int, int]) -> None:
    assert yunet.detect(np.zeros((*shape, 3), np.uint8)) == ()


def test_a_missing_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FaceBackendError, match="cannot be read"):
        YuNetBackend(tmp_path / "yunet.onnx")


@pytest.mark.parametrize("content", [b"", b"not a model", bytes(range(256)) * 100])
def test_a_damaged_model_is_reported(tmp_path: Path, content: bytes) -> None:
    model = tmp_path / "yunet.onnx"
    model.write_bytes(content)

    with pytest.raises(FaceBackendError, match=r"yunet\.onnx"):
        YuNetBackend(model)


def test_another_file_in_its_place_is_read_anew(tmp_path: Path) -> None:
    model = tmp_path / "yunet.onnx"
    model.mkdir()

    with pytest.raises(FaceBackendError):
        YuNetBackend(model)
