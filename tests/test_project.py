"""The project says the same thing wherever it says it."""

import ast
import json
from pathlib import Path
import re
import string
import subprocess
import tomllib
from typing import Any

import cv2
import numpy as np
import pytest

from homeassistant.const import Platform

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "custom_components" / "argus"
MANIFEST: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text())

# Pictures of the brand, and the sizes in pixels their shortest side may have.
BRAND = {
    f"{theme}{name}": sides
    for theme in ("", "dark_")
    for name, sides in {
        "icon.png": (256, 256),
        "icon@2x.png": (512, 512),
        "logo.png": (128, 256),
        "logo@2x.png": (256, 512),
    }.items()
}


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    names = listing.stdout.decode().split("\0")
    return [PROJECT / name for name in names if (PROJECT / name).is_file()]


def tree(value: Any, path: str = "") -> dict[str, str]:
    """Flatten nested translations to path and text."""
    if isinstance(value, dict):
        flat: dict[str, str] = {}
        for key, child in value.items():
            flat |= tree(child, f"{path}.{key}" if path else key)
        return flat
    return {path: value}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def translations(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (PACKAGE / "translations" / f"{language}.json").read_text(encoding="utf-8")
    )
    return loaded


def test_manifest_keys_are_sorted_as_hassfest_wants() -> None:
    keys = list(MANIFEST)
    assert keys == ["domain", "name", *sorted(set(keys) - {"domain", "name"})]
    assert MANIFEST["domain"] == PACKAGE.name


def test_one_repository_name_everywhere() -> None:
    repository = MANIFEST["documentation"]
    owner, name = repository.removeprefix("https://github.com/").split("/")
    assert MANIFEST["issue_tracker"] == f"{repository}/issues"
    assert MANIFEST["codeowners"] == [f"@{owner}"]

    link = re.compile(
        r"(?:github\.com|raw\.githubusercontent\.com|github\.io|shields\.io/github/[\w/-]+?)"
        r"/([\w.-]+)/(argus[\w-]*)",
        re.IGNORECASE,
    )
    strangers = {
        f"{path.relative_to(PROJECT)}: {match.group(0)}"
        for path in tracked_files()
        for match in link.finditer(path.read_text(encoding="utf-8", errors="ignore"))
        if match.groups() != (owner, name)
    }
    assert not strangers


def test_versions_agree() -> None:
    version = MANIFEST["version"]
    with (PROJECT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == version
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert latest
    assert latest.group(1) == version


def test_requirements_of_the_tests_are_those_of_the_manifest() -> None:
    pinned = (PROJECT / "requirements_test.txt").read_text().split()
    for requirement in MANIFEST["requirements"]:
        assert any(
            line == requirement or line.startswith(f"{requirement}==")
            for line in pinned
        ), requirement


@pytest.mark.parametrize("name", BRAND)
def test_brand_picture(name: str) -> None:
    picture = cv2.imdecode(
        np.fromfile(PACKAGE / "brand" / name, np.uint8), cv2.IMREAD_UNCHANGED
    )
    assert picture is not None
    height, width, channels = picture.shape
    least, most = BRAND[name]
    assert least <= min(width, height) <= most
    if "icon" in name:
        assert width == height
    assert channels == 4, "transparent background"
    opaque = picture[..., 3] > 0
    assert not opaque.all()
    # Trimmed: the drawing reaches all four sides, or the two that a square leaves it.
    rows, columns = opaque.any(axis=1), opaque.any(axis=0)
    sides = [rows[0] and rows[-1], columns[0] and columns[-1]]
    assert any(sides) if "icon" in name else all(sides)


def test_translations_say_the_same_things() -> None:
    english, french = tree(translations("en")), tree(translations("fr"))
    assert english.keys() == french.keys()
    for key, text in english.items():
        assert placeholders(text) == placeholders(french[key]), key
        assert french[key].strip(), key


def test_icons_belong_to_things_that_have_a_name() -> None:
    icons = json.loads((PACKAGE / "icons.json").read_text())
    english = translations("en")
    assert set(icons) <= {"entity", "services"}
    for platform, entities in icons.get("entity", {}).items():
        assert set(entities) <= set(english["entity"][platform]), platform
    for service in icons.get("services", {}):
        assert service in english["services"]
    for service in english.get("services", {}):
        assert service in icons["services"], service


def test_opencv_is_imported_only_by_the_eyes() -> None:
    outside = [
        path
        for path in PACKAGE.rglob("*.py")
        if PACKAGE / "vision" not in path.parents and imports(path) & {"cv2"}
    ]
    assert not outside


def test_nothing_is_imported_that_only_exists_for_development() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert not imports(path) & {"skimage", "demo", "tests", "benchmarks"}, path


def components_imported(path: Path) -> set[str]:
    """Name the integrations of Home Assistant that a file imports anything of."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = (
                [f"{node.module}.{name.name}" for name in node.names]
                if node.module == "homeassistant.components"
                else [node.module]
            )
        elif isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        else:
            continue
        for module in modules:
            parts = module.split(".")
            if parts[:2] == ["homeassistant", "components"] and len(parts) > 2:
                found.add(parts[2])
    return found


def test_manifest_names_what_is_imported_of_other_integrations() -> None:
    """As hassfest wants; it asks for none of those that every Home Assistant has."""
    named = {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}
    free = {*Platform, "person", "persistent_notification", "system_health"}
    free |= {"homeassistant", "websocket_api"}
    for path in PACKAGE.rglob("*.py"):
        missing = components_imported(path) - named - free
        # A platform such as logbook.py belongs to what it is a platform of.
        assert not missing - {path.stem}, path


def imports(path: Path) -> set[str]:
    """Top-level names of all modules a file imports absolutely."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module.partition(".")[0])
    return names
