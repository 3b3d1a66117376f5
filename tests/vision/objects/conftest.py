"""A detector for the tests of objects."""

from pathlib import Path

import pytest

from .colour_network import write_colour_network


@pytest.fixture(scope="session")
def colour_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model that tells persons, cars and dogs by their colour."""
    return write_colour_network(tmp_path_factory.mktemp("model") / "colours.onnx")
