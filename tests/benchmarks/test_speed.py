"""What speed is measured on is what it says, and what was measured is held against its targets."""

from pathlib import Path
import shutil

import cv2
import numpy as np
import pytest

from benchmarks import crowd, faces_and_objects, instructions
from benchmarks.__main__ import main
from benchmarks.counted_frames import CONTENDERS
from benchmarks.detector import decode
from benchmarks.memory import state_bytes
from benchmarks.streams import (
    CROWD,
    SIZES,
    crowd as crowd_frames,
    somebody_visible,
    walked_through,
)
from benchmarks.turns import Turn, measure, settled


@pytest.fixture(scope="module")
def frames() -> list[bytes]:
    return crowd_frames("720p", 24, settled(24))


def test_a_crowd_comes_into_an_empty_scene_and_keeps_moving(
    frames: list[bytes],
) -> None:
    pictures = [decode(frame, cv2.IMREAD_GRAYSCALE) for frame in frames]
    assert {picture.shape for picture in pictures} == {(720, 1280)}
    empty = pictures[settled(24) - 1]
    assert (cv2.absdiff(empty, pictures[0]) > 40).mean() < 0.0005
    changed = [(cv2.absdiff(empty, each) > 40).mean() for each in pictures]
    assert min(changed[settled(24) :]) > CROWD * 0.001
    steps = zip(pictures[settled(24) :], pictures[settled(24) + 1 :], strict=False)
    assert all((cv2.absdiff(one, two) > 40).mean() > 0.005 for one, two in steps)


def test_a_crowd_is_held_against_its_targets(frames: list[bytes]) -> None:
    asked: list[tuple[str, int, int]] = []

    def film(size: str, count: int, empty: int) -> list[bytes]:
        asked.append((size, count, empty))
        return frames

    report = crowd.run(("720p",), 24, film)
    assert asked == [("720p", 24, 8)]
    (row,) = report.tables[0].rows
    measured = dict(zip(report.tables[0].columns[1:], row[1:], strict=True))
    # Most of a crowd of twelve is found, some of it in one box.
    assert float(measured["boxes"]) >= CROWD / 3
    limit, average, share = report.targets
    argus = float(measured["argus"])
    assert (limit.value, limit.limit) == (argus / float(measured["limit"]), 2.6)
    assert average.value == argus / float(measured["running average"])
    assert (share.value, share.limit) == (float(measured["tracker"]) / argus, 0.06)
    assert all(target.at_most for target in report.targets)


def test_faces_and_objects_are_held_against_motion_alone() -> None:
    ratios = {
        f"{scene} {fps:g}/s, {what}": ratio
        for scene, ratio in (("busy", 3.5), ("empty", 1.01))
        for fps in faces_and_objects.RATES
        for what in ("faces", "objects", "both")
    }
    found = {
        target.what: target for target in faces_and_objects.targets("720p", ratios)
    }
    assert len(found) == 4
    assert [target.met for target in found.values()] == [False, False, True, True]
    assert {target.limit for target in found.values()} == {3.0, 1.05}


def test_without_valgrind_nothing_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert instructions.run(tuple(SIZES)).targets == []
    assert main(["speed", "--instructions"]) == 0
    assert "valgrind is not installed" in capsys.readouterr().out


def test_counts_between_the_marks_are_those_of_the_contenders(
    tmp_path: Path, frames: list[bytes]
) -> None:
    """A program in valgrind's place writes what that writes: a part before each mark, and the rest."""
    program = tmp_path / "valgrind"
    parts = len(CONTENDERS) * 4
    program.write_text(
        "#!/bin/sh\n"
        "for option; do case $option in\n"
        "  --callgrind-out-file=*) out=${option#*=};;\n"
        "esac; last=$option; done\n"
        'test "$(ls "$last"/* | grep -c jpg)" = 48 || exit 1\n'
        f"for part in $(seq {parts}); do\n"
        '  printf "events: Ir\\ntotals: %s\\n" $((part * 1600)) > "$out.$part"\n'
        "done\n"
        'printf "totals: 5\\n" > "$out"\n'
    )
    program.chmod(0o755)
    counts = instructions.counted(str(program), {"one": frames, "two": frames})
    # Of 24 frames 16 are counted; every second part is what lies between two marks.
    assert [*counts["one"]] == [*counts["two"]] == [*CONTENDERS]
    assert [*counts["one"].values()] == [200.0, 400.0, 600.0, 800.0]
    assert [*counts["two"].values()] == [1000.0, 1200.0, 1400.0, 1600.0]


def test_every_contender_gets_every_frame() -> None:
    got: dict[str, list[bytes]] = {"one": [], "two": []}

    def one(frame: bytes, now: float) -> None:
        got["one"].append(frame)

    def two(frame: bytes, now: float) -> None:
        got["two"].append(frame)

    turns = [Turn("one", one), Turn("two", two)]
    frames = [bytes([index]) for index in range(30)]
    taken = measure(turns, frames)
    assert got["one"] == got["two"] == frames
    assert len(taken["one"]) == len(taken["two"]) == 20


def test_staged_frames_have_their_size() -> None:
    frames = walked_through("720p", 12)
    shapes = {decode(frame, cv2.IMREAD_GRAYSCALE).shape for frame in frames}
    assert shapes == {(720, 1280)}
    assert not somebody_visible(9) and somebody_visible(10)
    empty, busy = (decode(frames[index], cv2.IMREAD_GRAYSCALE) for index in (9, 11))
    assert (cv2.absdiff(empty, busy) > 40).mean() > 0.002


def test_state_is_counted_once() -> None:
    array = np.zeros(1000, np.uint8)
    assert state_bytes({"a": array, "b": [array, array[10:]], "c": b"xx"}) == 1002
