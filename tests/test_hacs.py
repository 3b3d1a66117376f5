"""What the store (HACS) asks of a repository with an integration."""

import json
from pathlib import Path
import re
import subprocess
from typing import Any, Final

from awesomeversion import AwesomeVersion
import voluptuous as vol

from homeassistant.helpers import config_validation as cv

from .test_project import BRAND, MANIFEST, PACKAGE, PROJECT

ENTRY: dict[str, Any] = json.loads((PROJECT / "hacs.json").read_text())

ENTRY_SCHEMA: Final = vol.Schema(
    {
        vol.Required("name"): vol.All(str, vol.Length(min=1)),
        vol.Optional("content_in_root"): bool,
        vol.Optional("country"): vol.Any(str, [str]),
        vol.Optional("filename"): str,
        vol.Optional("hacs"): str,
        vol.Optional("hide_default_branch"): bool,
        vol.Optional("homeassistant"): str,
        vol.Optional("persistent_directory"): str,
        vol.Optional("render_readme"): bool,
        vol.Optional("zip_release"): bool,
    }
)
MANIFEST_SCHEMA: Final = vol.Schema(
    {
        vol.Required("codeowners"): [str],
        vol.Required("documentation"): cv.url,
        vol.Required("domain"): str,
        vol.Required("issue_tracker"): cv.url,
        vol.Required("name"): str,
        vol.Required("version"): vol.Coerce(AwesomeVersion),
    },
    extra=vol.ALLOW_EXTRA,
)


def tracked(folder: str) -> set[str]:
    """Return what git has directly in a folder."""
    listing = subprocess.run(
        ["git", "ls-files", folder],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        text=True,
    )
    return {
        name.removeprefix(f"{folder}/").partition("/")[0]
        for name in listing.stdout.split()
    }


def test_entry() -> None:
    """The store finds it under its name, for the oldest Home Assistant that is tested."""
    ENTRY_SCHEMA(ENTRY)
    assert ENTRY["name"] == MANIFEST["name"]
    oldest = re.search(
        r"^homeassistant==(\S+)",
        (PROJECT / "requirements_test.txt").read_text(),
        re.MULTILINE,
    )
    wanted = AwesomeVersion(ENTRY["homeassistant"])
    assert oldest
    assert wanted <= AwesomeVersion(oldest[1])
    assert wanted.sections == 3


def test_one_integration() -> None:
    """The repository has the folder of one, and no other beside it."""
    beside = tracked("custom_components")
    folders = {name for name in beside if (PACKAGE.parent / name).is_dir()}
    assert folders == {MANIFEST["domain"]}
    MANIFEST_SCHEMA(MANIFEST)
    assert {"manifest.json", "__init__.py"} <= tracked("custom_components/argus")


def test_the_release_has_the_file_that_the_store_downloads() -> None:
    """Packed, tried and published under one name; its content is that of the folder, without the folder."""
    assert ENTRY["zip_release"]
    name = ENTRY["filename"]
    assert name.endswith(".zip")
    release = (PROJECT / ".github" / "workflows" / "release.yml").read_text()
    assert f"scripts/package {name}" in release
    assert re.search(rf"gh release create \S+ {re.escape(name)} ", release)
    package = (PROJECT / "scripts" / "package").read_text()
    assert f"dist/{name}" in package
    assert "HEAD:custom_components/argus" in package


def test_what_the_store_shows() -> None:
    """A page about it with a picture, its brand, where to report, and the licence."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme)
    shown += re.findall(r'<img[^>]* src="([^"]+)"', readme)
    assert shown
    for picture in shown:
        assert Path(PROJECT / picture).is_file(), picture
    assert set(BRAND) <= tracked("custom_components/argus/brand")
    assert (PROJECT / "LICENSE").read_text().startswith("MIT License")
    assert (PACKAGE / "manifest.json").is_file()


def test_it_is_checked_where_it_is_published() -> None:
    """By hassfest and by the store's own action, which ask what cannot be asked here."""
    validate = (PROJECT / ".github" / "workflows" / "validate.yml").read_text()
    test = (PROJECT / ".github" / "workflows" / "test.yml").read_text()
    for action in ("home-assistant/actions/hassfest", "hacs/action"):
        assert action in validate + test
