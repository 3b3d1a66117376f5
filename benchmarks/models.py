"""Where the models of neural networks lie, which are not part of the project."""

import os
from pathlib import Path
from typing import Final

FACE_MODEL: Final = "ARGUS_YUNET_MODEL"
OBJECT_MODEL: Final = "ARGUS_OBJECT_MODEL"
"""Variables of the environment that name a file."""


def find_face_model(data: Path | None) -> Path | None:
    """Return YuNet's model from the folder of footage or the environment, if it is there.

    Args:
        data: Folder of footage, or None.
    """
    return _find(FACE_MODEL, data, "models/*yunet*.onnx")


def find_object_model(data: Path | None) -> Path | None:
    """Return YOLOX's model from the folder of footage or the environment, if it is there.

    Args:
        data: Folder of footage, or None.
    """
    return _find(OBJECT_MODEL, data, "object_models/*yolox*.onnx")


def _find(variable: str, data: Path | None, pattern: str) -> Path | None:
    named = os.environ.get(variable)
    if named:
        return Path(named)
    models = sorted(data.glob(pattern)) if data is not None else []
    return models[-1] if models else None
