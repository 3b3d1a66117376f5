"""Prints what Home Assistant and the integrations of this project need installed.

Run it with the interpreter of the environment in question. Home Assistant installs the
requirements of an integration when it is first used; the end-to-end tests and the demo
start it with ``--skip-pip``, so that they start quickly and without a network.
"""

from collections.abc import Sequence
import json
from pathlib import Path
import sys

import homeassistant
from homeassistant.bootstrap import (
    CORE_INTEGRATIONS,
    DEFAULT_INTEGRATIONS,
    LOGGING_AND_HTTP_DEPS_INTEGRATIONS,
)

PROJECT = Path(__file__).parent.parent
FOLDERS = (
    Path(homeassistant.__file__).parent / "components",
    PROJECT / "custom_components",
    PROJECT / "demo" / "custom_components",
    PROJECT / "tests" / "e2e" / "custom_components",
)

# What the configurations of the demo and of the end-to-end tests load.
USED = {
    "argus",
    "argus_demo",
    "argus_testcam",
    "argus_testlamps",
    "automation",
    "camera",
    "config",
    "demo",
    "event",
    "frontend",
    "generic",
    "hassio",  # imported by every start, with or without a Supervisor
    "history",
    "image",
    "input_boolean",
    "local_file",
    "logbook",
    "media_source",
    "mobile_app",
    "mqtt",
    "recorder",
    "smtp",
    "stream",
    "template",
}


def opencv() -> str:
    """Return the OpenCV that Argus installs by itself, as a requirement."""
    pins = PROJECT / "custom_components" / "argus" / "wheels" / "wheels.json"
    version = json.loads(pins.read_text(encoding="utf-8"))["version"]
    return f"opencv-python-headless=={version}"


def requirements(folders: Sequence[Path], wanted: set[str]) -> set[str]:
    """Collect the requirements of integrations and of all they depend on.

    Args:
        folders: Where integrations are; the first folder that has one counts.
        wanted: Domains of the integrations to start with.

    Returns:
        Requirement specifiers as the manifests state them.
    """
    found: set[str] = set()
    seen: set[str] = set()
    todo = sorted(wanted)
    while todo:
        domain = todo.pop()
        if domain in seen:
            continue
        seen.add(domain)
        for folder in folders:
            manifest = folder / domain / "manifest.json"
            if manifest.is_file():
                content = json.loads(manifest.read_text(encoding="utf-8"))
                found.update(content.get("requirements", []))
                todo.extend(content.get("dependencies", []))
                break
    return found


def main() -> None:
    """Print one requirement a line."""
    wanted = (
        USED
        | CORE_INTEGRATIONS
        | DEFAULT_INTEGRATIONS
        | LOGGING_AND_HTTP_DEPS_INTEGRATIONS
    )
    found = requirements(FOLDERS, wanted) | {opencv()}
    sys.stdout.write("\n".join(sorted(found)) + "\n")


if __name__ == "__main__":
    main()
