"""What callgrind counts in a process of its own: streams in folders, shown to every contender between two marks.

Run as `python -m benchmarks.counted_frames FOLDER`, which holds a folder of JPEG files for each stream.
"""

from collections.abc import Callable, Mapping
import os
from pathlib import Path
import sys
from types import ModuleType
from typing import Final

CONTENDERS: Final = ("limit", "argus", "tracker", "running average")
"""In the order in which they are shown a stream."""
MARK: Final = "getppid"
"""A function of the C library that nothing else calls here: whenever it is entered, callgrind writes its count down."""
_FPS: Final = 5.0


def _leave_out_home_assistant() -> None:
    """Let the eyes be imported without the integration around them: under callgrind that alone takes minutes."""
    package = ModuleType("custom_components.argus")
    integration = Path(__file__).parents[1] / "custom_components" / "argus"
    package.__path__ = [str(integration)]
    sys.modules[package.__name__] = package


def _show(folder: Path) -> None:
    """Show a stream to every contender, with a mark where the counted frames begin and where they end."""
    from .turns import settled

    frames = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]
    works = _contenders(frames)
    for name in CONTENDERS:
        for index, frame in enumerate(frames):
            if index == settled(len(frames)):
                os.getppid()
            works[name](frame, index / _FPS)
        os.getppid()


def _contenders(
    frames: list[bytes],
) -> Mapping[str, Callable[[bytes, float], object]]:
    """Return what each does with a frame and its time; the tracker is given what Argus finds in it."""
    from custom_components.argus.vision import Pipeline, PipelineSettings
    from custom_components.argus.vision.tracking.tracker import Tracker

    from .detector import Argus
    from .references import references
    from .turns import limit

    pipeline, tracker = Pipeline(PipelineSettings(faces=False)), Tracker()
    times = [index / _FPS for index in range(len(frames))]
    boxes = {
        now: pipeline.process(frame, now).motion.boxes
        for frame, now in zip(frames, times, strict=True)
    }
    return {
        "limit": limit,
        "argus": Argus().update,
        "tracker": lambda frame, now: tracker.update((), boxes[now], now),
        "running average": references()["running average"]().update,
    }


def _main(folder: Path) -> None:
    _leave_out_home_assistant()
    import cv2

    cv2.setNumThreads(1)
    for stream in sorted(folder.iterdir()):
        if stream.is_dir():
            _show(stream)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
