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
from .counted_frames import CONTENDERS, MARK
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
    shown: dict[str, list[bytes]] = {}
    for size in sizes:
        shown[f"{size} ordinary"] = streams.walked_through(size, frames)
        shown[f"{size} crowd"] = streams.crowd(size, frames, settled(frames))
    counts = counted(valgrind, shown)
    report = Report()
    for size in sizes:
        ordinary, crowded = counts[f"{size} ordinary"], counts[f"{size} crowd"]
        report.targets += [
            _ratio(f"motion / limit, {size}", ordinary, "limit", speed.LIMITS[size]),
            *crowd.targets(size, crowded, "instructions: "),
        ]
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (stream, *(of_stream[name] / 1e6 for name in CONTENDERS))
        for stream, of_stream in counts.items()
    )
    title = "Motion, bytes to result: millions of instructions a frame"
    report.tables.append(Table(title, ("frames", *CONTENDERS), rows))
    return report


def _ratio(what: str, counts: Mapping[str, float], beside: str, most: float) -> Target:
    return Target(f"instructions: {what}", counts["argus"] / counts[beside], most, True)


def counted(
    valgrind: str, shown: Mapping[str, list[bytes]]
) -> dict[str, dict[str, float]]:
    """Show streams to every contender under callgrind.

    Args:
        valgrind: The program.
        shown: JPEG files by the name of the stream, all of the same number, five a second.

    Returns:
        Instructions a frame by stream and contender, without the frames in which they settle.

    Raises:
        subprocess.CalledProcessError: The process failed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, frames in enumerate(shown.values()):
            stream = folder / f"{number:03d}"
            stream.mkdir()
            for index, frame in enumerate(frames):
                (stream / f"{index:06d}.jpg").write_bytes(frame)
        subprocess.run(
            [
                valgrind,
                "--tool=callgrind",
                f"--callgrind-out-file={folder / 'counts'}",
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
        # What came before a mark, and every other time what is counted.
        marks = 2 * len(CONTENDERS) * len(shown)
        between = iter([_total(path) for path in parts[-marks:][1::2]])
    return {
        stream: {
            contender: next(between) / (len(frames) - settled(len(frames)))
            for contender in CONTENDERS
        }
        for stream, frames in shown.items()
    }


def _total(path: Path) -> int:
    """Return the instructions that a file of callgrind's sums up to."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("totals:"):
                return int(line.split()[1])
    raise ValueError(f"{path.name} is none of callgrind's")
