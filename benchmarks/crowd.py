"""What a crowd costs: motion where twelve people walk about, and the tracker's share of it."""

from collections.abc import Callable, Mapping
from statistics import fmean, median
from typing import Final

from custom_components.argus.vision import Box, Pipeline, PipelineSettings
from custom_components.argus.vision.tracking.tracker import Tracker

from . import streams
from .detector import Argus
from .references import references
from .report import Report, Table, Target
from .turns import Turn, limit, measure, settled

LIMITS: Final = {"720p": 2.6, "1080p": 1.8, "4K": 1.25}
"""Motion in a crowd from bytes to result at most so many times the limit."""
SHARE: Final = 0.06
"""Of a frame in a crowd, that the tracker takes at most."""
_RIVAL: Final = "running average"


def cost(frames: list[bytes]) -> dict[str, float]:
    """Measure motion in a crowd, and the tracker alone on the boxes that Argus finds there.

    Args:
        frames: JPEG files, `streams.CROWD_FPS` a second.

    Returns:
        Median milliseconds by name, and `boxes`: how many there are in a frame on the mean.
    """
    found = _boxes_by_time(frames)
    tracker = Tracker()
    turns = [
        Turn("limit", limit),
        Turn("argus", Argus().update),
        Turn("tracker", lambda frame, now: tracker.update((), found[now], now)),
        Turn(_RIVAL, references()[_RIVAL]().update),
    ]
    taken = measure(turns, frames, streams.CROWD_FPS)
    crowded = [*found.values()][settled(len(frames)) :]
    return {
        **{name: median(times) for name, times in taken.items()},
        "boxes": fmean(len(boxes) for boxes in crowded),
    }


def _boxes_by_time(frames: list[bytes]) -> dict[float, tuple[Box, ...]]:
    """Return what the tracker is given of each frame by the frame's time."""
    pipeline = Pipeline(PipelineSettings(faces=False))
    times = [index / streams.CROWD_FPS for index in range(len(frames))]
    return {
        now: pipeline.process(frame, now).motion.boxes
        for now, frame in zip(times, frames, strict=True)
    }


def targets(size: str, costs: Mapping[str, float], what: str = "") -> list[Target]:
    """Hold what a crowd costs at one size against what it should.

    Args:
        size: A key of `streams.SIZES`.
        costs: By name: `limit`, `argus`, `tracker` and `running average`, in any unit.
        what: Before the names of the targets.
    """
    argus = costs["argus"]
    ratios = (
        ("motion / limit", argus / costs["limit"], LIMITS[size]),
        ("motion / running average's", argus / costs[_RIVAL], 1.0),
        ("tracker's share of the frame", costs["tracker"] / argus, SHARE),
    )
    return [
        Target(f"{what}crowd, {name}, {size}", ratio, most, True)
        for name, ratio, most in ratios
    ]


def run(
    sizes: tuple[str, ...],
    frames: int,
    film: Callable[[str, int, int], list[bytes]] = streams.crowd,
) -> Report:
    """Measure a crowd at every size.

    Args:
        sizes: Keys of `streams.SIZES`.
        frames: Of a stream.
        film: Shows a crowd, see `streams.crowd`.
    """
    costs = {size: cost(film(size, frames, settled(frames))) for size in sizes}
    report = Report()
    for size, each in costs.items():
        report.targets += targets(size, each)
    report.tables.append(
        Table(
            "A crowd of twelve: median ms a frame, and boxes in it",
            ("frames", *next(iter(costs.values()), {})),
            tuple((size, *each.values()) for size, each in costs.items()),
        )
    )
    return report
