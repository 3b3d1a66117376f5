"""Puts the models that a release brings along into its zip, if they are the pinned ones.

    python3 models.py list PACKAGE     name, address and SHA-256 of each, one a line
    python3 models.py bring ZIP FOLDER

Plain Python, whatever version a machine has.
"""

import hashlib
from pathlib import Path
import sys
import types
from typing import Any
import zipfile

PINS = "capture/model_pins.py"
REMEDY = "scripts/models downloads it"


def bundled(source: bytes) -> list[Any]:
    """Return the pins of what is brought along, from the source of the module that names them."""
    module = types.ModuleType("model_pins")
    sys.modules[module.__name__] = module
    exec(compile(source, PINS, "exec"), module.__dict__)  # noqa: S102
    return [pin for pin in module.PINS if pin.bundled]


def bring(target: Path, folder: Path) -> None:
    """Check each model that the zip's own pins name, and add it; say all that is wrong at once."""
    problems = []
    with zipfile.ZipFile(target, "a") as archive:
        for pin in bundled(archive.read(PINS)):
            path = folder / pin.file_name
            if not path.is_file():
                problems.append(f"{path} is missing; {REMEDY}")
                continue
            content = path.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            if (len(content), sha256) != (pin.size, pin.sha256):
                problems.append(
                    f"{path} is not the model that {PINS} pins:"
                    f" {len(content)} bytes, SHA-256 {sha256}; {REMEDY}"
                )
                continue
            entry = zipfile.ZipInfo(f"models/{path.name}", (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    if problems:
        sys.exit("\n".join(f"package: {problem}" for problem in problems))


def main() -> None:
    """List the pins, or bring the files."""
    if sys.argv[1] == "list":
        for pin in bundled((Path(sys.argv[2]) / PINS).read_bytes()):
            print(pin.file_name, pin.url, pin.sha256)
    else:
        bring(Path(sys.argv[2]), Path(sys.argv[3]))


if __name__ == "__main__":
    main()
