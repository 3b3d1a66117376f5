"""Which files the models of neural networks are, down to the last byte: the only place that names them.

Plain Python without any import of Argus: scripts/package reads it as well.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelPin:
    """One file."""

    url: str
    size: int
    """Bytes."""
    sha256: str
    licence: str = ""
    source: str = ""
    """Whose work it is."""
    bundled: bool = False
    """Whether the zip of a release brings it along, so that a new install needs no download."""

    @property
    def file_name(self) -> str:
        """Name of the file, here and there."""
        return self.url.rsplit("/", 1)[-1]


_YOLOX = "https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0/"

YUNET = ModelPin(
    url=(
        "https://github.com/opencv/opencv_zoo/raw/47534e27c9851bb1128ccc0102f1145e27f23f98"
        "/models/face_detection_yunet/face_detection_yunet_2026may.onnx"
    ),
    size=229_738,
    sha256="ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0",
    licence="MIT",
    source="Shiqi Yu and others, OpenCV model zoo",
    bundled=True,
)
YOLOX_NANO = ModelPin(
    url=_YOLOX + "yolox_nano.onnx",
    size=3_659_407,
    sha256="c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d",
    licence="Apache-2.0",
    source="Megvii, YOLOX 0.1.1rc0",
    bundled=True,
)
YOLOX_TINY = ModelPin(
    url=_YOLOX + "yolox_tiny.onnx",
    size=20_219_662,
    sha256="427cc366d34e27ff7a03e2899b5e3671425c262ea2291f88bb942bc1cc70b0f7",
    licence="Apache-2.0",
    source="Megvii, YOLOX 0.1.1rc0",
)

PINS = (YUNET, YOLOX_NANO, YOLOX_TINY)
