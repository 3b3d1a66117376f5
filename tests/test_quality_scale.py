"""Tests that the quality scale is filled in, and that what it calls done is so where a machine can see that."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

import pytest
import yaml

from custom_components.argus import PLATFORMS, diagnostics
from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
import homeassistant.components
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "custom_components" / "argus"
CORE = Path(homeassistant.components.__file__).parent

_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def scale(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load((path / "quality_scale.yaml").read_text(encoding="utf-8"))
    rules: dict[str, Any] = loaded["rules"]
    return rules


RULES = scale(PACKAGE)
DONE = [rule for rule, value in RULES.items() if value["status"] == "done"]


def headings() -> set[str]:
    """Return the headings of all pages."""
    pages = [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]
    return {found for page in pages for found in _HEADING.findall(page.read_text())}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Yield the files of the integration."""
    for path in PACKAGE.rglob("*.py"):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_names_every_rule() -> None:
    # An integration of Home Assistant itself that has to name them all.
    assert list(RULES) == list(scale(CORE / "google_weather"))


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str) -> None:
    """Each is done, or there is a reason why it does not apply; none is left for later."""
    assert RULES[rule]["status"] in {"done", "exempt"}
    assert len(RULES[rule]["comment"]) > 5


@pytest.mark.parametrize("rule", DONE)
def test_what_is_done_is_shown(rule: str) -> None:
    """Every test, file and heading that a rule names is there."""
    for shown in RULES[rule]["comment"].split(", "):
        if shown.startswith("docs#"):
            assert shown.removeprefix("docs#") in headings(), shown
            continue
        path, _, test = shown.partition("::")
        assert (PROJECT / path).is_file(), shown
        if path.startswith("tests/"):
            source = (PROJECT / path).read_text(encoding="utf-8")
            assert re.search(rf"^(async )?def {test or 'test_'}", source, re.MULTILINE)
        if test:
            assert re.search(rf"def {test}\(", source), shown


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_says_how_many_updates_may_run_at_once(platform: str) -> None:
    source = (PACKAGE / f"{platform}.py").read_text(encoding="utf-8")
    assert "PARALLEL_UPDATES = " in source


@pytest.mark.usefixtures("all_enabled")
async def test_entities(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """Each has a unique id, a name that is translated, and an icon by its class or among the icons."""
    names = json.loads((PACKAGE / "translations" / "en.json").read_text())["entity"]
    icons = json.loads((PACKAGE / "icons.json").read_text())["entity"]
    registry = er.async_get(hass)
    found = [one for one in registry.entities.values() if one.platform == DOMAIN]
    # Buttons come with lines.
    assert {one.domain for one in found} >= set(PLATFORMS) - {"button"}
    assert len({(one.domain, one.unique_id) for one in found}) == len(found)
    for one in found:
        assert one.has_entity_name, one.entity_id
        key, kind = one.translation_key, one.original_device_class
        if key is None:
            # Home Assistant has names for classes.
            assert kind is not None, one.entity_id
            continue
        assert "name" in names[one.domain][key], one.entity_id
        assert (
            kind is not None
            or one.domain in {"camera", "image"}
            or key in icons.get(one.domain, {})
        ), one.entity_id
        if one.domain in {"number", "button"}:
            assert one.entity_category is EntityCategory.CONFIG, one.entity_id


def test_nothing_is_kept_under_the_domain() -> None:
    """What runs lies in the entry's runtime data."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
                kept = node.slice.id == "DOMAIN" and ast.unparse(node.value).endswith(
                    "hass.data"
                )
                assert not kept, path


def test_no_session_is_opened() -> None:
    """Home Assistant's own is used."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert not called.endswith("ClientSession"), path
                assert called != "async_create_clientsession", path


def test_types_are_strict() -> None:
    assert (PACKAGE / "py.typed").is_file()
    for script in ("lint", "test"):
        source = (PROJECT / "scripts" / script).read_text()
        assert "mypy --strict custom_components/argus" in source


def test_coverage_is_held() -> None:
    """Of the whole package, by the run that every change has to pass."""
    source = (PROJECT / "scripts" / "test").read_text()
    assert "--cov-fail-under 95" in source
    assert "scripts/test" in (PROJECT / ".ci" / "run").read_text()


def test_coverage_of_the_forms_is_complete() -> None:
    """It is asked of the run that every change has to pass, after all tests, of all files with forms."""
    source = (PROJECT / "scripts" / "test").read_text().replace("\\\n", " ")
    tests = source.index('step "pytest"')
    (asked,) = re.finditer(
        r'^step "[^"]+" coverage report +--fail-under 100 +--include "([^"]+)"$',
        source,
        re.MULTILINE,
    )
    assert asked.start() > tests
    included = asked[1].split(",")
    with_forms = [
        path.relative_to(PROJECT)
        for path, _ in sources()
        if path.stem.endswith("_flow") or path.parent.name == "flows"
    ]
    for path in with_forms:
        assert any(path.full_match(pattern) for pattern in included), path


def test_what_hassfest_asks_is_asked_before_anything_is_kept() -> None:
    """With the style and the types, and with all tests."""
    source = (PROJECT / "scripts" / "lint").read_text()
    for test in ("tests/test_hassfest.py", "tests/test_hacs.py"):
        assert test in source
        assert (PROJECT / test).is_file()


def test_diagnostics_are_of_everything_and_of_devices() -> None:
    assert diagnostics.async_get_config_entry_diagnostics
    assert diagnostics.async_get_device_diagnostics


def test_every_issue_is_taken_back() -> None:
    """What raises an issue has a counterpart, tells its id to who takes it back, or lets the user confirm it."""
    modules = sorted((PACKAGE / "issues").glob("*.py"))
    functions = [
        node
        for module in modules
        if module.stem != "repair"
        for node in ast.parse(module.read_text()).body
        if isinstance(node, ast.FunctionDef)
    ]
    deleted = {
        ast.unparse(node.args[2])
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "ir.async_delete_issue"
    }
    raised = 0
    for function in functions:
        if not function.name.startswith("async_"):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "async_raise_issue",
                "ir.async_create_issue",
            }:
                raised += 1
                place = 1 if ast.unparse(node.func) == "async_raise_issue" else 2
                name = re.sub(
                    r"\b(alert|camera|subentry)\.", "", ast.unparse(node.args[place])
                )
                known = {
                    re.sub(r"\b(alert|camera|subentry)\.", "", one) for one in deleted
                }
                confirmed = any(
                    keyword.arg == "is_persistent" for keyword in node.keywords
                )
                tells = ast.unparse(function.returns or ast.Constant(None)) == "str"
                assert name in known or tells or confirmed, function.name
    assert raised > 15
