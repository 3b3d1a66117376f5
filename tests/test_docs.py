"""Tests that what the pages for people name is there: files, commands, tests, actions, entities, addresses."""

import json
import os
from pathlib import Path
import re
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import yaml

from benchmarks.__main__ import _parser
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .alerts.runtime import add_alert
from .conftest import camera_named
from .zones import zone

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "custom_components" / "argus"
PAGES = [
    *(PROJECT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")),
    *sorted((PROJECT / "docs").rglob("*.md")),
]
REFERENCE = PROJECT / "docs" / "reference.md"
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
def test_options_of_commands_exist(page: Path) -> None:
    """What a program takes, it says itself: in its script, or in the module that the script runs."""
    text = page.read_text(encoding="utf-8")
    for name, rest in re.findall(r"scripts/([\w-]+)((?: [\w.|/=-]+)*)", text):
        path = PROJECT / "scripts" / name
        said = script = path.read_text(encoding="utf-8") if path.is_file() else ""
        for module in re.findall(r"-m ([a-z][\w.]+)", script):
            path = PROJECT.joinpath(*module.split("."))
            for file in (path.with_suffix(".py"), path / "__main__.py"):
                said += file.read_text(encoding="utf-8") if file.is_file() else ""
        for option in re.findall(r"--[a-z-]+", rest):
            assert re.search(rf"{option}\b", said), f"scripts/{name} {option}"


@pages
def test_examples_of_benchmarks_are_read(page: Path) -> None:
    """With their values; what is a choice of several, as in the list of all, is none."""
    text = page.read_text(encoding="utf-8")
    for words in re.findall(
        r"scripts/bench ([a-z]+(?: --[a-z]+(?: [\w.]+)*)+)(?=`|\n|  | &&)", text
    ):
        _parser().parse_args(words.split())


@pages
def test_paths_that_are_named_exist(page: Path) -> None:
    """Files and folders of the project; a `*` stands for several."""
    folders = "|".join(
        re.escape(path.name) for path in PROJECT.iterdir() if path.is_dir()
    )
    text = page.read_text(encoding="utf-8")
    for path in re.findall(rf"`((?:{folders})/[\w./*-]+)`", text):
        assert any(PROJECT.glob(path.rstrip("/"))), path


@pages
def test_actions_that_are_named_exist(page: Path) -> None:
    for action in _ACTION.findall(page.read_text(encoding="utf-8")):
        assert action in ACTIONS or action in FILES, action


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading of the reference, without the table's own head."""
    text = REFERENCE.read_text(encoding="utf-8")
    below = re.search(
        rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert below, heading
    lines = [line for line in below[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def described(heading: str) -> list[str]:
    """Return the names that a table of the reference describes, in the order of letters."""
    return sorted(name.lower() for row in rows(heading) for name in row[0].split(", "))


def test_every_action_is_described() -> None:
    """In one row each, with all that it takes besides cameras."""
    takes: dict[str, set[str]] = {}
    for names, _, fields in rows("Actions"):
        actions = re.findall(r"`argus\.(\w+)`", names)
        assert not takes.keys() & set(actions), names
        takes |= {one: set(re.findall(r"`(\w+)`", fields)) for one in actions}
    cameras = {"entity_id", "device_id"}
    assert takes == {
        action: set((described or {}).get("fields", {})) - cameras
        for action, described in ACTIONS.items()
    }


@pytest.mark.usefixtures("all_enabled")
async def test_every_entity_is_described(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """In one row of its device's table, by the name that it has in the user interface."""
    line = {"id": "l1", "name": "Gate", "start": [0, 0.5], "end": [1, 0.5]}
    garden = camera_named(calm, "Garden")
    garden.async_set(zones=[zone()], lines=[line])
    await hass.async_block_till_done()
    alert = await add_alert(hass, entry)
    there: dict[str | None, set[str]] = {}
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        name = entity.name or entity.original_name
        assert name, entity.entity_id
        name = name.replace("Gate", "*line*").replace(zone()["name"], "*zone*")
        there.setdefault(entity.config_subentry_id, set()).add(name.lower())
    for heading, device in (
        ("Entities of Argus", None),
        ("Entities of each camera", garden.subentry.subentry_id),
        ("Entities of each alert", alert.subentry.subentry_id),
    ):
        assert described(heading) == sorted(there[device]), heading


def labels(step: dict[str, Any]) -> list[str]:
    """Return what the fields of a form are called."""
    sections = step.get("sections", {}).values()
    return [
        *step.get("data", {}).values(),
        *(label for section in sections for label in labels(section)),
    ]


def parts(selector: str) -> list[str]:
    """Return what the parts of something in a list are called."""
    fields = ENGLISH["selector"][selector]["fields"].values()
    return [field["name"] for field in fields]


_SUBENTRIES: Final = ENGLISH["config_subentries"]


@pytest.mark.parametrize(
    ("heading", "options"),
    [
        ("Settings of the first step", labels(ENGLISH["config"]["step"]["user"])),
        ("Settings of all cameras", labels(ENGLISH["options"]["step"]["init"])),
        ("Settings of a camera", labels(_SUBENTRIES["camera"]["step"]["reconfigure"])),
        ("Settings of an alert", labels(_SUBENTRIES["alert"]["step"]["alert"])),
        ("Settings of a zone", parts("zone")),
        ("Settings of a line", parts("line")),
        ("Settings of a camera in a profile", parts("profile_change")),
    ],
)
def test_every_option_is_described(heading: str, options: list[str]) -> None:
    """In one row of its form's table, by the name that it has in the form."""
    assert described(heading) == sorted(option.lower() for option in options)


def test_nothing_is_described_twice() -> None:
    """Tables of actions, entities and options are in the reference alone."""
    names = {f"`argus.{action}`" for action in ACTIONS}
    for entities in ENGLISH["entity"].values():
        names |= {entity.get("name", "").lower() for entity in entities.values()}
    for heading in re.findall(
        r"^### (Settings of .+)$", REFERENCE.read_text(), re.MULTILINE
    ):
        names |= set(described(heading))
    for page in PAGES:
        if page == REFERENCE:
            continue
        for first in re.findall(r"^\| ([^|]+?) \|", page.read_text(), re.MULTILINE):
            assert first.lower() not in names - {"name"}, f"{page.name}: {first}"


def test_every_page_is_in_the_index() -> None:
    """Who reads the manual finds all pages for people; those for builders are in the README."""
    listed = "".join(
        (PROJECT / name).read_text() for name in ("docs/manual.md", "README.md")
    )
    for page in (PROJECT / "docs").glob("*.md"):
        assert f"{page.name})" in listed, page.name


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
