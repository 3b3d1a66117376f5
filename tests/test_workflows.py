"""What runs on other people's machines, as far as reading shows it: syntax, names, and what one step needs of another."""

from collections import defaultdict
from pathlib import Path
import re
import subprocess
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parent.parent
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))

# Home Assistant and its store want theirs to be followed, not pinned.
FOLLOWED = {"home-assistant/actions/hassfest": "master", "hacs/action": "main"}


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    """Return the jobs of a workflow."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text())["jobs"]
    return loaded


def steps(path: Path) -> list[dict[str, Any]]:
    """Return the steps of all jobs of a workflow."""
    return [step for job in jobs(path).values() for step in job["steps"]]


def scripts(path: Path) -> list[str]:
    """Return what a workflow's steps run, with a word where a value comes in."""
    return [
        re.sub(r"\$\{\{.*?\}\}", "value", step["run"])
        for step in steps(path)
        if "run" in step
    ]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_shell_can_read_every_step(path: Path) -> None:
    assert steps(path)
    for script in scripts(path):
        read = subprocess.run(
            ["bash", "-n"], input=script, capture_output=True, text=True, check=False
        )
        assert (read.returncode, read.stderr) == (0, ""), script


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_program_of_the_project_that_a_step_runs_is_there(path: Path) -> None:
    for script in scripts(path):
        for name in re.findall(r"(?<![\w/.-])scripts/[\w./-]+", script):
            file = PROJECT / name
            assert file.is_file(), name
            assert file.suffix == ".py" or file.stat().st_mode & 0o111, name


def test_every_action_is_of_one_version_everywhere() -> None:
    versions = defaultdict(set)
    for path in WORKFLOWS:
        for step in steps(path):
            if "uses" in step:
                action, version = step["uses"].split("@")
                versions[action].add(version)
    for action, found in versions.items():
        (version,) = found
        if action in FOLLOWED:
            assert version == FOLLOWED[action]
        else:
            assert re.fullmatch(r"v\d+|[0-9a-f]{40}", version), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_a_workflow_may_do_is_said(path: Path) -> None:
    assert yaml.safe_load(path.read_text())["permissions"]


def test_a_zip_is_packed_only_where_its_wheels_and_models_were_taken() -> None:
    packs = re.compile(r"scripts/(package|try-container(?!.* --zip))")
    packing = 0
    for path in WORKFLOWS:
        for name, job in jobs(path).items():
            before = ""
            for step in job["steps"]:
                script = step.get("run", "")
                if packs.search(script):
                    packing += 1
                    assert "--dir dist/wheels" in before, (path.name, name)
                    assert "scripts/models" in before, (path.name, name)
                before += script
    assert packing == 2, "the release and the container"
