"""Tests that the quality scale is filled in, and that what it calls done is so where that can be seen."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.argus import PLATFORMS
import homeassistant.components

PACKAGE = Path(__file__).parent.parent / "custom_components" / "argus"
CORE = Path(homeassistant.components.__file__).parent


def scale(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load((path / "quality_scale.yaml").read_text(encoding="utf-8"))
    rules: dict[str, Any] = loaded["rules"]
    return rules


def status(rule: str) -> str:
    value = scale(PACKAGE)[rule]
    return value if isinstance(value, str) else value["status"]


def test_names_every_rule() -> None:
    # An integration of Home Assistant itself that has to name them all.
    assert list(scale(PACKAGE)) == list(scale(CORE / "google_weather"))


@pytest.mark.parametrize("rule", scale(PACKAGE))
def test_rule(rule: str) -> None:
    assert status(rule) in {"done", "exempt", "todo"}
    if status(rule) != "done":
        assert len(scale(PACKAGE)[rule]["comment"]) > 20


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_says_how_many_updates_may_run_at_once(platform: str) -> None:
    assert status("parallel-updates") == "done"
    source = (PACKAGE / f"{platform}.py").read_text(encoding="utf-8")
    assert "PARALLEL_UPDATES = " in source
