"""A network with YOLOX's inputs and outputs that tells things by their colour, so that tests need no file from elsewhere.

What is red is a person, what is blue a car, what is green a dog. It is written as the bytes of an ONNX file, whose
format is Protocol Buffers (onnx.proto of the ONNX project).
"""

from pathlib import Path

import numpy as np

STRIDES = (8, 16, 32)
CHANNELS = 85
PERSON, CAR, DOG = 5 + 0, 5 + 2, 5 + 16
BOX = 1.4
"""Logarithm of the width and height of every box, in strides."""


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value & (1 << 64) - 1)


def _bytes(field: int, value: bytes | str) -> bytes:
    value = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _tensor(name: str, values: np.ndarray) -> bytes:
    kind = 7 if values.dtype == np.int64 else 1
    shape = b"".join(_number(1, side) for side in values.shape)
    return shape + _number(2, kind) + _bytes(8, name) + _bytes(9, values.tobytes())


def _integers(name: str, values: list[int]) -> bytes:
    listed = b"".join(_number(8, value) for value in values)
    return _bytes(5, _bytes(1, name) + listed + _number(20, 7))


def _integer(name: str, value: int) -> bytes:
    return _bytes(5, _bytes(1, name) + _number(3, value) + _number(20, 2))


def _node(kind: str, inputs: list[str], output: str, attributes: bytes = b"") -> bytes:
    taken = b"".join(_bytes(1, name) for name in inputs)
    return _bytes(1, taken + _bytes(2, output) + _bytes(4, kind) + attributes)


def _value(name: str, sides: tuple[int, ...]) -> bytes:
    shape = b"".join(_bytes(1, _number(1, side)) for side in sides)
    kind = _bytes(1, _number(1, 1) + _bytes(2, shape))
    return _bytes(1, name) + _bytes(2, kind)


def _weights(stride: int) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and bias of the only layer: only the coarsest cells see anything."""
    weights = np.zeros((CHANNELS, 3, 1, 1), np.float32)
    bias = np.zeros(CHANNELS, np.float32)
    bias[:2], bias[2:4] = 0.5, BOX
    bias[4] = float(stride == STRIDES[-1])
    blue, green, red = 0, 1, 2
    for channel, colour in ((PERSON, red), (CAR, blue), (DOG, green)):
        # A cell that is half of that colour does not count.
        weights[channel] = -0.5 / 100
        weights[channel, colour] = 1 / 100
        bias[channel] = -1
    return weights, bias


def write_colour_network(path: Path, channels: int = CHANNELS) -> Path:
    """Write the file.

    Args:
        path: Where.
        channels: How many numbers there are for each cell; with others than YOLOX's it is another network.
    """
    nodes = initial = b""
    parts = []
    initial += _bytes(5, _tensor("least", np.array(0, np.float32)))
    initial += _bytes(5, _tensor("most", np.array(2, np.float32)))
    initial += _bytes(5, _tensor("shape", np.array([1, channels, -1], np.int64)))
    for stride in STRIDES:
        weights, bias = _weights(stride)
        initial += _bytes(5, _tensor(f"weights{stride}", weights[:channels]))
        initial += _bytes(5, _tensor(f"bias{stride}", bias[:channels]))
        pool = _integers("kernel_shape", [stride] * 2) + _integers(
            "strides", [stride] * 2
        )
        nodes += _node("AveragePool", ["images"], f"pool{stride}", pool)
        nodes += _node(
            "Conv",
            [f"pool{stride}", f"weights{stride}", f"bias{stride}"],
            f"said{stride}",
            _integers("kernel_shape", [1, 1]),
        )
        nodes += _node("Clip", [f"said{stride}", "least", "most"], f"sure{stride}")
        nodes += _node("Reshape", [f"sure{stride}", "shape"], f"part{stride}")
        parts.append(f"part{stride}")
    nodes += _node("Concat", parts, "columns", _integer("axis", 2))
    nodes += _node("Transpose", ["columns"], "output", _integers("perm", [0, 2, 1]))
    graph = nodes + _bytes(2, "colours") + initial
    graph += _bytes(11, _value("images", (1, 3, 64, 64)))
    graph += _bytes(12, _value("output", (1, 84, channels)))
    path.write_bytes(
        _number(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, "") + _number(2, 13))
    )
    return path
