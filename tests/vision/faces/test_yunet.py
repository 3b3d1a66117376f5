"""Faces by YuNet. Its model is not part of the project: ARGUS_YUNET_MODEL tells where it lies."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data

from custom_components.argus.vision import Pipeline, PipelineSettings
from custom_components.argus.vision.faces.backend import FaceBackendError
from custom_components.argus.vision.faces.yunet import YuNetBackend
from custom_components.argus.vision.faces.yunet_networks import Networks

from ..portraits import ASTRONAUT_FACE, Stage, photograph, resized
from ..scenes import jpeg


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


def test_a_face_too_small_to_be_sure_of_is_found_by_a_closer_look(
    yunet: YuNetBackend,
) -> None:
    small = resized(photograph("astronaut"), 74, 74)

    (face,) = yunet.detect(small)
    (first,) = yunet.detect(small, known=True)

    assert face.box.overlap(ASTRONAUT_FACE) > 0.5
    assert first.score < yunet.accept <= face.score < yunet.sure


def test_a_pattern_does_not_stand_a_closer_look(yunet: YuNetBackend) -> None:
    left, _, _ = skimage.data.stereo_motorcycle()
    motorcycle = np.ascontiguousarray(resized(left, 450, 304)[..., ::-1])

    assert yunet.detect(motorcycle, known=True)
    assert yunet.detect(motorcycle) == ()


def test_closer_looks_at_a_crowd_are_limited(
    yunet: YuNetBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    closer = YuNetBackend._closer

    def count(self: YuNetBackend, *args: Any) -> float:
        looks.append(args)
        return closer(self, *args)

    monkeypatch.setattr(YuNetBackend, "_closer", count)
    crowd = np.tile(resized(photograph("astronaut"), 74, 74), (5, 5, 1))

    yunet.detect(crowd)

    assert 1 < len(looks) <= 8


def test_goes_on_when_the_model_is_removed(yunet: YuNetBackend, tmp_path: Path) -> None:
    """Networks for other threads and sizes are still laid out afterwards."""
    model = tmp_path / "model.onnx"
    model.write_bytes(Path(os.environ["ARGUS_YUNET_MODEL"]).read_bytes())
    backend = YuNetBackend(model)
    model.unlink()
    portrait = photograph("astronaut")

    with backend._networks.borrow((32, 32)), backend._networks.borrow((32, 32)):
        (face,) = backend.detect(portrait)

    assert face.box.overlap(ASTRONAUT_FACE) > 0.5
    with pytest.raises(FaceBackendError):
        YuNetBackend(model)


def test_somebody_who_walks_by_is_followed(yunet: YuNetBackend) -> None:
    stage = Stage(1280, 720)
    model = Path(os.environ["ARGUS_YUNET_MODEL"])
    pipeline = Pipeline(PipelineSettings(face_model=model))
    counts = []
    for second in range(20):
        heads = [(100.0 + 100 * (second - 10), 360.0)] if second >= 10 else []
        picture = jpeg(stage.frame(*heads, size=240))
        counts.append(len(pipeline.process(picture, float(second)).faces))

    assert pipeline.face_finder.backend == "yunet"
    assert counts == [0] * 10 + [1] * 10


@pytest.mark.parametrize("shape", [(1, 1), (16, 16), (33, 200), (200, 33)])
def test_takes_any_shape(yunet: YuNetBackend, shape: tuple[int, int]) -> None:
    assert yunet.detect(np.zeros((*shape, 3), np.uint8)) == ()


class Network:
    """Remembers the size it is laid out for."""

    laid_out = 0

    def __init__(self) -> None:
        """Start with OpenCV's size."""
        self.size = (320, 320)

    def getInputSize(self) -> tuple[int, int]:
        """Return the size."""
        return self.size

    def setInputSize(self, size: tuple[int, int]) -> None:
        """Lay the layers out anew."""
        self.size = size
        Network.laid_out += 1


def lender() -> Networks:
    Network.laid_out = 0
    # A stand-in for OpenCV's, of which only its size matters here.
    stand_in: Any = Network
    return Networks(stand_in)


def test_a_size_that_comes_again_is_laid_out_once() -> None:
    networks = lender()
    for _ in range(20):
        for size in ((64, 64), (96, 96), (128, 128)):
            with networks.borrow(size) as network:
                assert network.getInputSize() == size

    assert Network.laid_out == 3
    assert len(networks) == 3


def test_a_size_that_comes_once_is_served_by_a_network_for_a_larger_one() -> None:
    networks = lender()
    with networks.borrow((192, 160)):
        pass

    with networks.borrow((160, 160)) as network:
        assert network.getInputSize() == (192, 160)
    assert Network.laid_out == 1
    # Much larger would cost more than laying one out.
    with networks.borrow((32, 32)) as network:
        assert network.getInputSize() == (32, 32)
    # And one that comes again is worth one of its own.
    with networks.borrow((160, 160)) as network:
        assert network.getInputSize() == (160, 160)


def test_networks_do_not_pile_up_whatever_the_sizes() -> None:
    networks = lender()
    for side in range(32, 3200, 32):
        with networks.borrow((side, side)) as network:
            assert network.getInputSize() == (side, side)

    assert len(networks) <= 6


def test_two_threads_never_get_the_same_network() -> None:
    networks = lender()
    with networks.borrow((64, 64)) as one, networks.borrow((64, 64)) as other:
        assert one is not other
    assert len(networks) == 2


def test_a_network_comes_back_from_who_failed() -> None:
    networks = lender()
    with pytest.raises(ValueError, match="bad"), networks.borrow((64, 64)):
        raise ValueError("bad")

    assert len(networks) == 1


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
