"""Tests of the files that replays are kept in."""

import os
from pathlib import Path
import time

import pytest

from custom_components.argus.capture.replay import MOST_BYTES, ReplayError
from custom_components.argus.incidents.replay_files import ReplayFiles
from custom_components.argus.incidents.snapshot_files import ORPHAN_AGE
from custom_components.argus.vision import CloseUp, Still

STILLS = (Still(-1.0, b"before"), Still(0.0, b"now", CloseUp(b"face", 0.25)))


@pytest.fixture
def replays(tmp_path: Path) -> ReplayFiles:
    """Return an empty folder of replays; it is made when it is needed."""
    return ReplayFiles(tmp_path / "replays")


def test_written_read_deleted(replays: ReplayFiles) -> None:
    assert replays.read("A") == ()
    size = replays.write("A", STILLS)
    assert size == replays.path("A").stat().st_size
    assert replays.read("A") == STILLS
    replays.delete(["A", "B"])
    assert not replays.path("A").exists()
    assert replays.read("A") == ()


def test_damaged(replays: ReplayFiles) -> None:
    replays.write("A", STILLS)
    replays.path("A").write_bytes(b"rubbish")
    with pytest.raises(ReplayError):
        replays.read("A")
    replays.path("A").write_bytes(b"\0" * (3 * MOST_BYTES))
    with pytest.raises(ReplayError, match="too large"):
        replays.read("A")
    replays.path("B").mkdir()
    with pytest.raises(ReplayError):
        replays.read("B")
    replays.delete(["B"])  # told in the log


def test_what_a_link_leads_to_is_not_read(replays: ReplayFiles, tmp_path: Path) -> None:
    """Nor is waited for what somebody might write into a pipe."""
    replays.write("A", STILLS)
    elsewhere = replays.path("A").rename(tmp_path / "elsewhere.zip")
    replays.path("A").symlink_to(elsewhere)
    os.mkfifo(replays.path("B"))
    for incident in ("A", "B"):
        with pytest.raises(ReplayError):
            replays.read(incident)
    replays.write("A", STILLS)
    assert replays.read("A") == STILLS
    assert elsewhere.is_file()


@pytest.mark.parametrize("hostile", ["../x", "/etc/passwd", "a/b", "", "a.b"])
def test_no_way_out(replays: ReplayFiles, hostile: str) -> None:
    with pytest.raises(ValueError):
        replays.write(hostile, STILLS)
    with pytest.raises(ValueError):
        replays.read(hostile)
    replays.delete([hostile])


def test_a_full_disk_leaves_nothing(
    replays: ReplayFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        replays.write("A", STILLS)
    assert list(replays.path("A").parent.iterdir()) == []


def test_strays(replays: ReplayFiles) -> None:
    """What is old and belongs to no incident is named; what a crash left of writing goes."""
    for incident in ("KNOWN", "OLD", "NEW"):
        replays.write(incident, STILLS)
    rest = replays.path("X").with_name("tmp1.tmp")
    rest.write_bytes(b"half")
    hours_ago = time.time() - ORPHAN_AGE - 60
    for file in (replays.path("KNOWN"), replays.path("OLD"), rest):
        os.utime(file, (hours_ago, hours_ago))
    before = time.time() - ORPHAN_AGE
    assert replays.find_strays({"KNOWN"}, before) == ["OLD"]
    replays.delete_unfinished(before)
    assert not rest.exists()
    assert replays.size("OLD") == replays.path("OLD").stat().st_size
    assert replays.size("X") == 0


def test_what_cannot_go_keeps_nothing_else_from_it(
    replays: ReplayFiles, caplog: pytest.LogCaptureFixture
) -> None:
    replays.write("A", STILLS)
    stubborn = replays.path("STUBBORN")
    stubborn.mkdir()
    replays.delete(["STUBBORN", "A"])
    assert "STUBBORN's replay could not be deleted" in caplog.text
    assert not replays.path("A").exists()
