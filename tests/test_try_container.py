"""What is asked of a container engine when a release is tried, with an engine that only takes notes.

What happens in the container is Home Assistant's: the workflow *Container* shows that.
"""

from collections.abc import Callable
import os
from pathlib import Path
import signal
import subprocess
import time
from typing import Final
import zipfile

import pytest

PROJECT = Path(__file__).parent.parent
STEPS: Final = ("prepare", "first", "again")

ENGINE: Final = """#!/bin/sh
# Notes each call, one argument a line, and fails where a file says so.
for word; do echo "$word"; done >>"{notes}"
echo . >>"{notes}"
[ "$1" = --version ] && echo "{name} version 5"
[ "$1" = info ] && exit {info}
case " $* " in
  *" $(cat "{folder}/hang" 2>/dev/null) "*) [ -e "{folder}/hang" ] && echo >"{folder}/hangs" && sleep 60 ;;
esac
case " $* " in
  *" $(cat "{folder}/fail" 2>/dev/null) "*) [ -e "{folder}/fail" ] && exit 7 ;;
esac
[ "$1" = logs ] && echo "the last words of Home Assistant"
exit 0
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return what passes for the zip of a release, in a folder with a space in its name."""
    archive = tmp_path / "a release" / "argus.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("manifest.json", "{}")
    return archive


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return where the script makes its folder; there is a space in its name, too."""
    work = tmp_path / "for a while"
    work.mkdir()
    return work


@pytest.fixture
def run(work: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs the script on a machine that has these engines only."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROJECT / "scripts" / "try-container", *arguments],
            env=environment(tmp_path, work),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def environment(tmp_path: Path, work: Path) -> dict[str, str]:
    """Return an environment in which a command is a test's, or one that every system has."""
    engines = tmp_path / "engines"
    engines.mkdir(exist_ok=True)
    for name in ("docker", "podman", "nerdctl"):
        if not (engines / name).exists():
            install_engine(tmp_path, name, info=1)
    return {
        "PATH": f"{engines}:{os.environ['PATH']}",
        "HOME": str(work),
        "TMPDIR": str(work),
    }


def install_engine(tmp_path: Path, name: str, *, info: int = 0) -> Path:
    """Put an engine onto the path.

    Args:
        tmp_path: The folder of the test.
        name: Its command.
        info: How it ends when it is asked about itself: 1 if it is installed and not running.
    """
    engine = tmp_path / "engines" / name
    engine.parent.mkdir(exist_ok=True)
    engine.write_text(
        ENGINE.format(
            notes=tmp_path / f"{name}.notes", folder=tmp_path, name=name, info=info
        )
    )
    engine.chmod(0o755)
    return engine


def calls(tmp_path: Path, name: str = "docker") -> list[list[str]]:
    """Return what an engine was asked, without the questions about itself."""
    notes = (tmp_path / f"{name}.notes").read_text().split("\n.\n")
    asked = [note.split("\n") for note in notes if note]
    return [call for call in asked if call[0] not in {"info", "--version"}]


def test_every_container_is_without_a_network_and_gone_in_the_end(
    run: Callable[..., subprocess.CompletedProcess[str]],
    archive: Path,
    work: Path,
    tmp_path: Path,
) -> None:
    install_engine(tmp_path, "docker")

    done = run("--zip", archive, "--image", "ha:1", "--platform", "linux/arm64")

    assert (done.returncode, done.stderr) == (0, "")
    assert "all went well" in done.stdout
    asked = calls(tmp_path)
    assert [call[0] for call in asked] == [
        "run",  # prepares
        "run",
        "exec",  # the first start
        "stop",
        "rm",
        "run",
        "exec",  # the new container
        "rm",
    ]
    for call in asked:
        if call[0] == "run":
            assert call[call.index("--network") + 1] == "none"
            assert call[call.index("--platform") + 1] == "linux/arm64"
            assert "ha:1" in call
            assert any(part.endswith("/config:/config") for part in call)
            assert any(part.endswith("/try:/try:ro") for part in call)
            assert "--security-opt" not in call
    assert [call[-2] for call in asked if "tests.e2e.in_container" in call] == [*STEPS]
    named = {call[call.index("--name") + 1] for call in asked if "--name" in call}
    assert len(named) == 1
    assert {call[-1] for call in asked if call[0] in {"stop", "rm"}} == named
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_is_the_result(
    run: Callable[..., subprocess.CompletedProcess[str]],
    archive: Path,
    work: Path,
    tmp_path: Path,
    step: str,
) -> None:
    install_engine(tmp_path, "docker")
    (tmp_path / "fail").write_text(step)

    done = run("--zip", archive)

    assert done.returncode == 7
    assert "all went well" not in done.stdout
    asked = calls(tmp_path)
    failed = next(i for i, call in enumerate(asked) if step in call)
    # Nothing was started yet when the preparation failed.
    after = [] if step == "prepare" else ["logs", "rm"]
    assert [call[0] for call in asked[failed + 1 :]] == after
    assert ("last words" in done.stderr) is bool(after)
    assert list(work.iterdir()) == []


def test_what_cannot_be_taken_away_does_not_change_the_result(
    run: Callable[..., subprocess.CompletedProcess[str]],
    archive: Path,
    work: Path,
    tmp_path: Path,
) -> None:
    install_engine(tmp_path, "docker")
    stubborn = tmp_path / "engines" / "rm"
    stubborn.write_text("#!/bin/sh\nexit 1\n")
    stubborn.chmod(0o755)

    done = run("--zip", archive)

    assert done.returncode == 0
    last = calls(tmp_path)[-1]
    (left,) = work.iterdir()
    assert last[:2] == ["run", "--rm"]
    assert last[last.index("--entrypoint") + 1] == "rm"
    assert f"{left}:/trial" in last


def test_a_signal_takes_the_container_away(
    archive: Path, work: Path, tmp_path: Path
) -> None:
    install_engine(tmp_path, "docker")
    (tmp_path / "hang").write_text("first")
    process = subprocess.Popen(
        [PROJECT / "scripts" / "try-container", "--zip", archive],
        env=environment(tmp_path, work),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    while b"first start" not in process.stdout.readline():
        assert process.poll() is None
    hangs = tmp_path / "hangs"
    while not hangs.exists():
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGTERM)

    assert process.wait() == 143
    process.stdout.close()
    assert calls(tmp_path)[-1][:2] == ["rm", "--force"]
    assert list(work.iterdir()) == []


def test_the_first_engine_that_answers_is_used(
    run: Callable[..., subprocess.CompletedProcess[str]], archive: Path, tmp_path: Path
) -> None:
    install_engine(tmp_path, "podman")

    assert run("--zip", archive).returncode == 0

    assert calls(tmp_path, "docker") == []
    for call in calls(tmp_path, "podman"):
        if call[0] == "run":
            assert call[call.index("--security-opt") + 1] == "label=disable"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 1, "no container engine answers"),
        (("--engine", "docker"), 1, "docker does not answer"),
        (("--engine", "no-such-engine"), 1, "no-such-engine does not answer"),
        (("--engine", "nerdctl", "--zip", "no-such.zip"), 1, "there is no no-such.zip"),
        (("--zip",), 2, "--zip needs a value"),
        (("--image", ""), 2, "--image needs a value"),
        (("--help",), 2, "what is --help?"),
    ],
)
def test_what_is_missing_is_said(
    run: Callable[..., subprocess.CompletedProcess[str]],
    work: Path,
    tmp_path: Path,
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    if "nerdctl" in arguments:
        install_engine(tmp_path, "nerdctl")

    done = run(*arguments)

    assert done.returncode == code
    assert said in done.stderr
    assert done.stdout == ""
    assert list(work.iterdir()) == []
