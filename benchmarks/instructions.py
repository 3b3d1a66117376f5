"""Instructions a frame takes: what neither caches, other work nor the clock of a machine change.

Valgrind's callgrind counts them in a process of its own, some fifty times slower than the machine, so few frames are
shown. It knows nothing beyond AVX2: both sides of a ratio do without what is newer.
"""

from collections.abc import Mapping
import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
from typing import Final

from . import crowd, speed, streams
from .counted_frames import CONTENDERS, MARK, RIVAL
from .report import Report, Table, Target
from .turns import settled

FRAMES: Final = 24
"""Of a stream."""


def run(sizes: tuple[str, ...], frames: int = FRAMES) -> Report:
    """Count the instructions of motion in an ordinary scene and in a crowd.

    Args:
        sizes: Keys of `streams.SIZES`.
        frames: Of each stream; a third of them is not counted.

    Returns:
        Millions of instructions a frame, and their ratios; without Valgrind a table that says that it is missing.
    """
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        why = "not counted: valgrind is not installed"
        return Report([Table("Instructions", ("what", "value"), ((why, "-"),))])
    report = Report()
    rows: list[tuple[str | float, ...]] = []
    for size in sizes:
        ordinary = counted(valgrind, streams.walked_through(size, frames))
        busy = streams.crowd(size, frames, settled(frames))
        crowded = counted(valgrind, busy)
        rows += [
            (f"{size} {scene}", *(counts[name] / 1e6 for name in CONTENDERS))
            for scene, counts in (("ordinary", ordinary), ("crowd", crowded))
        ]
        report.targets += [
            _ratio(f"motion / limit, {size}", ordinary, "limit", speed.LIMITS[size]),
            _ratio(
                f"crowd, motion / limit, {size}", crowded, "limit", crowd.LIMITS[size]
            ),
            _ratio(f"crowd, motion / running average's, {size}", crowded, RIVAL, 1.0),
        ]
    title = "Motion, bytes to result: millions of instructions a frame"
    report.tables.append(Table(title, ("frames", *CONTENDERS), tuple(rows)))
    return report


def _ratio(what: str, counts: Mapping[str, float], beside: str, most: float) -> Target:
    return Target(f"instructions: {what}", counts["argus"] / counts[beside], most, True)


def counted(valgrind: str, frames: list[bytes]) -> dict[str, float]:
    """Show a stream to every contender under callgrind.

    Args:
        valgrind: The program.
        frames: JPEG files, `streams.CROWD_FPS` a second.

    Returns:
        Instructions a frame by contender, without the frames in which they settle.

    Raises:
        subprocess.CalledProcessError: The process failed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for index, frame in enumerate(frames):
            (folder / f"{index:06d}.jpg").write_bytes(frame)
        counts = folder / "counts"
        subprocess.run(
            [
                valgrind,
                "--tool=callgrind",
                f"--callgrind-out-file={counts}",
                f"--dump-before={MARK}",
                sys.executable,
                "-m",
                f"{__package__}.counted_frames",
                name,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # The order of sets, and so the work on them, is the same in all processes.
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        parts = sorted(folder.glob("counts.*"), key=lambda path: int(path.suffix[1:]))
        # Of each contender first what came before, then what is counted.
        between = [_total(path) for path in parts[1 - 2 * len(CONTENDERS) :: 2]]
    shown = len(frames) - settled(len(frames))
    return {
        name: total / shown for name, total in zip(CONTENDERS, between, strict=True)
    }


def _total(path: Path) -> int:
    """Return the instructions that a file of callgrind's sums up to."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("totals:"):
                return int(line.split()[1])
    raise ValueError(f"{path.name} is none of callgrind's")
