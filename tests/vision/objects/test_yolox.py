"""Objects by YOLOX. Its model is not part of the project: ARGUS_OBJECT_MODEL tells where it lies."""

import os
from pathlib import Path

import numpy as np
import pytest

from custom_components.argus.vision import ObjectKind
from custom_components.argus.vision.objects.backend import ObjectBackendError
from custom_components.argus.vision.objects.yolox import (
    YoloxBackend,
    decoded,
    letterboxed,
)

from ..portraits import photograph
from .colour_network import write_colour_network


@pytest.fixture(scope="module")
def yolox() -> YoloxBackend:
    model = os.environ.get("ARGUS_OBJECT_MODEL")
    if not model:
        pytest.skip("ARGUS_OBJECT_MODEL does not name YOLOX's model")
    return YoloxBackend(Path(model))


@pytest.mark.parametrize(
    ("name", "kind", "label"),
    [
        ("astronaut", ObjectKind.PERSON, "person"),
        ("camera", ObjectKind.PERSON, "person"),
        ("chelsea", ObjectKind.ANIMAL, "cat"),
        ("stereo_motorcycle", ObjectKind.VEHICLE, "motorcycle"),
    ],
)
@pytest.mark.parametrize("side", [160, 224])
def test_recognises(
    yolox: YoloxBackend, name: str, kind: ObjectKind, label: str, side: int
) -> None:
    if name == "stereo_motorcycle":
        import skimage.data

        picture = np.ascontiguousarray(skimage.data.stereo_motorcycle()[0][..., ::-1])
    else:
        picture = photograph(name)

    found = yolox.detect(picture, side)

    assert (found[0].kind, found[0].label) == (kind, label)
    assert found[0].score > 0.5
    assert found[0].box.area > 0.1


@pytest.mark.parametrize("name", ["coffee", "brick", "rocket", "coins"])
def test_makes_nobody_up(yolox: YoloxBackend, name: str) -> None:
    found = yolox.detect(photograph(name), 224)

    assert not [each for each in found if each.score >= 0.3]


def test_tells_colours_apart(colour_model: Path) -> None:
    backend = YoloxBackend(colour_model)
    for colour, label in (
        ((30, 30, 230), "person"),
        ((230, 30, 30), "car"),
        ((30, 230, 30), "dog"),
    ):
        picture = np.full((120, 200, 3), 110, np.uint8)
        picture[20:100, 60:140] = colour

        found = backend.detect(picture, 160)[0]

        assert found.label == label
        assert found.score > 0.9
        assert 0.3 < found.box.centre.x < 0.7
        assert 0.2 < found.box.centre.y < 0.8


def test_a_box_is_decoded_from_cell_stride_and_logarithm() -> None:
    """A picture of 64x32 has 32 cells of 8 pixels, 8 of 16 and 2 of 32, row by row."""
    raw = np.zeros((42, 4), np.float32)
    raw[9] = 0.5, 0.25, np.log(2), np.log(3)
    raw[41] = 0, 1, 0, np.log(0.5)

    boxes = decoded(raw, (64, 32))

    # The second cell of the second row of eight.
    assert boxes[9] == pytest.approx([8 + 4 - 8, 8 + 2 - 12, 16, 24])
    # The last one: two of 32 pixels side by side.
    assert boxes[41] == pytest.approx([32 - 16, 32 - 8, 32, 16])


def test_a_value_beyond_all_bounds_stays_a_number() -> None:
    raw = np.full((42, 4), 1e6, np.float32)

    assert np.isfinite(decoded(raw, (64, 32))).all()


@pytest.mark.parametrize(
    ("shape", "scale", "padded", "inner"),
    [
        ((100, 200), 0.8, (96, 160), (160, 80)),
        ((200, 100), 1.0, (224, 128), (100, 200)),
        ((1, 1), 1.0, (32, 32), (1, 1)),
        ((64, 64), 1.0, (64, 64), (64, 64)),
    ],
)
def test_padded_to_multiples_of_the_stride(
    shape: tuple[int, int],
    scale: float,
    padded: tuple[int, int],
    inner: tuple[int, int],
) -> None:
    picture = np.zeros((*shape, 3), np.uint8)

    canvas, taken = letterboxed(picture, scale)

    assert canvas.shape == (*padded, 3)
    assert taken == inner
    if padded[0] > inner[1]:
        assert canvas[-1, -1].tolist() == [114, 114, 114]


@pytest.mark.parametrize("shape", [(1, 1), (16, 300), (300, 16)])
def test_takes_any_shape(colour_model: Path, shape: tuple[int, int]) -> None:
    grey = np.full((*shape, 3), 110, np.uint8)

    assert YoloxBackend(colour_model).detect(grey, 160) == ()


def test_a_missing_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ObjectBackendError, match="cannot be read"):
        YoloxBackend(tmp_path / "yolox.onnx")


@pytest.mark.parametrize("content", [b"", b"not a model", bytes(range(256)) * 100])
def test_a_damaged_model_is_reported(tmp_path: Path, content: bytes) -> None:
    model = tmp_path / "yolox.onnx"
    model.write_bytes(content)

    with pytest.raises(ObjectBackendError, match=r"yolox\.onnx"):
        YoloxBackend(model)


def test_another_network_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ObjectBackendError, match="no model of YOLOX"):
        YoloxBackend(write_colour_network(tmp_path / "other.onnx", channels=20))
