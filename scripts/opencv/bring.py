"""Puts the wheels of OpenCV into the zip of a release, if they are the pinned ones.

    python3 bring.py ZIP FOLDER

Plain Python, whatever version a machine has.
"""

import hashlib
import json
from pathlib import Path
import sys
import zipfile

PINS = "wheels/wheels.json"
REMEDY = (
    "scripts/opencv-wheel builds it, or take it from the release that wheels.json names"
)


def main() -> None:
    """Check each wheel that the zip's ``wheels.json`` names, and add it; say all that is wrong at once."""
    problems = []
    target, folder = Path(sys.argv[1]), Path(sys.argv[2])
    with zipfile.ZipFile(target, "a") as archive:
        pins = json.loads(archive.read(PINS))["wheels"]
        if not pins:
            sys.exit(
                f"package: {PINS} names no wheel: the zip would not work on"
                " Home Assistant OS and Container (docs/publishing.md)"
            )
        for pin in pins:
            path = folder / pin["file"]
            if not path.is_file():
                problems.append(f"{path} is missing; {REMEDY}")
                continue
            content = path.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            if (len(content), sha256) != (pin["size"], pin["sha256"]):
                problems.append(
                    f"{path} is not the wheel that {PINS} pins:"
                    f" {len(content)} bytes, SHA-256 {sha256}; {REMEDY}"
                )
                continue
            # As it is: a wheel is a zip itself.
            entry = zipfile.ZipInfo(f"wheels/{path.name}", (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content, zipfile.ZIP_STORED)
    if problems:
        sys.exit("\n".join(f"package: {problem}" for problem in problems))


if __name__ == "__main__":
    main()
