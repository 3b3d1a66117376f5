"""The eyes need nothing of Home Assistant."""

import ast
import json
from pathlib import Path
import shutil
import subprocess
import sys

import cv2
import numpy as np
import pytest

import custom_components.argus.vision

FOLDER = Path(custom_components.argus.vision.__file__).parent
ALLOWED = {"cv2", "numpy"} | sys.stdlib_module_names
OPTIONAL = {"pillow_decoder.py": {"PIL"}}
"""What a module tries to import when it is needed, and does without."""


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda p: p.name)
def test_imports_only_the_standard_library_numpy_and_opencv(path: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            deepest = len(path.relative_to(FOLDER).parts)
            assert node.level <= deepest, f"{path.name} reaches out of the package"
            if node.level == 0 and node.module is not None:
                imported.add(node.module.split(".")[0])

    assert imported <= ALLOWED | OPTIONAL.get(path.name, set())


RUN = """
import sys, types

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "homeassistant":
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
parent = types.ModuleType("argus")
parent.__path__ = [sys.argv[1]]
sys.modules["argus"] = parent
from argus.vision import Pipeline, PipelineSettings
assert "cv2" in sys.modules
import numpy
picture = numpy.full((90, 160, 3), 128, numpy.uint8)
print(Pipeline(PipelineSettings()).process(picture, 0.0).width)
"""


def test_runs_without_home_assistant() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(FOLDER.parent)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() == "160", done.stderr


def test_importing_the_package_does_not_load_opencv() -> None:
    code = RUN.replace("import Pipeline, PipelineSettings", "import PipelineSettings")
    code = code.split("assert")[0] + "print('cv2' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(FOLDER.parent)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() == "False", done.stderr


ALONE = """
import runpy, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"homeassistant", "custom_components"}:
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
runpy.run_module("vision", run_name="__main__", alter_sys=True)
"""


def test_the_folder_alone_runs_on_a_file(tmp_path: Path) -> None:
    """As the manual says for machines without Home Assistant."""
    shutil.copytree(FOLDER, tmp_path / "vision")
    picture = tmp_path / "picture.png"
    cv2.imwrite(str(picture), np.full((90, 160, 3), 128, np.uint8))
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(picture), "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["width"] == 160
