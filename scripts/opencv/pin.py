"""Writes which wheels of OpenCV a release is made with: ``custom_components/argus/wheels/wheels.json``.

    python3 pin.py FOLDER [--release ADDRESS]

Made from the descriptions that ``scripts/opencv-wheel`` writes beside its wheels; those of other processors stay.
"""

import argparse
import json
from pathlib import Path
from typing import Any

PINS = (
    Path(__file__).resolve().parents[2]
    / "custom_components"
    / "argus"
    / "wheels"
    / "wheels.json"
)


def merge(pins: dict[str, Any], descriptions: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the pins with other wheels.

    Args:
        pins: What is pinned today.
        descriptions: What was built.

    Raises:
        ValueError: The wheels are of different versions of OpenCV.
    """
    versions = {description["version"] for description in descriptions}
    if len(versions) != 1:
        raise ValueError(f"wheels of different versions: {sorted(versions)}")
    (version,) = versions
    built = {description["arch"]: description for description in descriptions}
    stay = {
        wheel["arch"]: wheel
        for wheel in pins["wheels"]
        if wheel["version"] == version and wheel["arch"] not in built
    }
    wheels = {**stay, **built}
    return {
        "version": version,
        "release": pins["release"],
        "wheels": [wheels[arch] for arch in sorted(wheels)],
    }


def main() -> None:
    """Pin the wheels of a folder."""
    parser = argparse.ArgumentParser(prog="pin")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--release", help="where the wheels are published")
    arguments = parser.parse_args()
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    if arguments.release:
        pins["release"] = arguments.release
    descriptions = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(arguments.folder.glob("opencv*.json"))
    ]
    PINS.write_text(
        json.dumps(merge(pins, descriptions), indent=2) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
