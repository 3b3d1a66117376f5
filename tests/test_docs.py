"""Tests that what the pages for people name is there: files, commands, tests, actions, entities, addresses."""

import json
import os
from pathlib import Path
import re
from typing import Any, Final

import pytest
import yaml

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "custom_components" / "argus"
PAGES = [
    *(PROJECT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")),
    *sorted((PROJECT / "docs").rglob("*.md")),
]
ACTIONS: dict[str, Any] = yaml.safe_load((PACKAGE / "services.yaml").read_text())
ENGLISH: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text())

_LINK: Final = re.compile(r"""(?:\]\(|(?:src|href)=")([^)"\s]+)[)"]""")
_COMMAND: Final = re.compile(r"(?<![\w/])(?:scripts|\.ci)/[\w-]+(?:/[\w.-]+)*")
_ACTION: Final = re.compile(r"(?:`|action: )argus\.(\w+)\b(?!/)(?<!_json)")
_ADDRESS: Final = re.compile(r"/api/argus/[\w/.{}-]*")
_COMMAND_OF_WEBSOCKET: Final = re.compile(r"`(argus/(?:[a-z_]+/)?[a-z_]+)`")
_TEST: Final = re.compile(r"\[`(test_\w+)`\]\(([^)]+)\)")
FILES: Final = {"db", "zip", "purge_log"}
"""What follows the name of Argus in the name of a file."""

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def all_text() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@pages
def test_links_lead_somewhere(page: Path) -> None:
    """Files and headings of the project; nothing else is asked."""
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            assert link.startswith(("https://", "mailto:")), link
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pages
def test_commands_can_be_run(page: Path) -> None:
    for command in _COMMAND.findall(page.read_text(encoding="utf-8")):
        path = PROJECT / command.rstrip(".")
        assert path.exists(), command
        if path.is_file() and not path.suffix:
            assert os.access(path, os.X_OK), command


@pages
def test_benchmarks_and_modules_are_there(page: Path) -> None:
    """What follows `scripts/bench` and `python -m`."""
    text = page.read_text(encoding="utf-8")
    known = (PROJECT / "scripts" / "bench").read_text()
    for words in re.findall(r"scripts/bench ([a-z][a-z|]*)", text):
        for word in words.split("|"):
            assert re.search(rf"\b{word}\b", known), word
    for module in re.findall(
        r"python -m ((?:custom_components|benchmarks|tests)[\w.]*)", text
    ):
        path = PROJECT.joinpath(*module.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


@pages
def test_actions_that_are_named_exist(page: Path) -> None:
    for action in _ACTION.findall(page.read_text(encoding="utf-8")):
        assert action in ACTIONS or action in FILES, action


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_described(action: str) -> None:
    assert f"`argus.{action}`" in all_text()


def test_every_entity_is_described() -> None:
    """By the name that it has in the user interface."""
    text = all_text().lower()
    for domain, entities in ENGLISH["entity"].items():
        for key, entity in entities.items():
            name = entity.get("name", "")
            # Named by their users.
            if "{direction}" in name:
                continue
            name = name.replace("{line}", "*line*").replace("{zone}", "*zone*")
            assert name.lower() in text, f"{domain}.{key}"


@pages
def test_addresses_exist(page: Path) -> None:
    source = "\n".join(path.read_text() for path in (PACKAGE / "api").glob("*.py"))
    patterns = [
        re.compile(re.sub(r"\{\w+\}", "[^/]+", url))
        for url in re.findall(r'"(/api/argus/[^"]*)"', source)
    ]
    assert patterns
    for address in _ADDRESS.findall(page.read_text(encoding="utf-8")):
        assert any(pattern.fullmatch(address.rstrip(".")) for pattern in patterns), (
            address
        )


@pages
def test_commands_over_websocket_exist(page: Path) -> None:
    source = (PACKAGE / "api" / "websocket_api.py").read_text()
    folders = {
        "argus/models",
        "argus/moments",
        "argus/reports",
        "argus/replays",
        "argus/thumbnails",
        "argus/wheels",
    }
    for command in _COMMAND_OF_WEBSOCKET.findall(page.read_text(encoding="utf-8")):
        assert f'"{command.removeprefix("argus/")}":' in source or command in folders, (
            command
        )


def test_every_fault_is_shown_by_a_test() -> None:
    """Each row of the tables names tests, and each of them is there."""
    page = PROJECT / "docs" / "reliability.md"
    rows = [line for line in page.read_text().splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith("| what goes wrong")]
    assert len(rows) > 25
    for row in rows:
        tests = _TEST.findall(row)
        assert tests, row
        for test, path in tests:
            source = (page.parent / path).read_text(encoding="utf-8")
            assert re.search(rf"def {test}\(", source), test
