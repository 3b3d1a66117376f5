"""The page about how Argus is built names what is there."""

from pathlib import Path
import re

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "custom_components" / "argus"
PAGE = PROJECT / "docs" / "architecture.md"
CONTRIBUTING = PROJECT / "CONTRIBUTING.md"

_NAMED = re.compile(r"`([\w/.]+(?:/|\.(?:py|json|ts|md)))`")
"""A folder or a file."""


def named(page: Path) -> list[str]:
    """Return the files and folders that a page names."""
    return _NAMED.findall(page.read_text())


def rooms() -> set[str]:
    """Return the folders of the integration that hold code."""
    return {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


@pytest.mark.parametrize("page", [PAGE, CONTRIBUTING], ids=lambda page: page.name)
def test_what_is_named_is_there(page: Path) -> None:
    """Every file and folder, in the integration or in the project."""
    found = named(page)
    assert found
    places = (PACKAGE, PROJECT, PACKAGE / "vision")
    if not (PROJECT / "frontend" / "package.json").exists():
        # A package without the sources of the cards.
        found = [name for name in found if not name.startswith("frontend/")]
    missing = [
        name for name in found if not any((place / name).exists() for place in places)
    ]
    assert missing == []


def test_every_room_is_explained() -> None:
    """No room is left out."""
    assert rooms() <= {name.rstrip("/") for name in named(PAGE)}


def test_every_recipe_names_files() -> None:
    """Who adds something is told where."""
    recipes = re.findall(
        r"^\*\*a\w* [\w ]+\*\*:.*?(?=\n\n|\Z)",
        PAGE.read_text(),
        re.MULTILINE | re.DOTALL,
    )
    assert len(recipes) == 4
    for recipe in recipes:
        assert len(_NAMED.findall(recipe)) >= 4, recipe


def test_commands_exist() -> None:
    """What is to be run can be run."""
    commands = re.findall(r"\bscripts/\w+", CONTRIBUTING.read_text())
    assert commands
    assert [name for name in commands if not (PROJECT / name).is_file()] == []


def test_both_pages_are_short() -> None:
    """One page, and thirty lines: whoever adds a sentence looks for one that can go."""
    assert len(PAGE.read_text().splitlines()) <= 75
    assert len(CONTRIBUTING.read_text().splitlines()) <= 30
