"""What callgrind counts in a process of its own: frames in a folder, shown to every contender between two marks.

Run as `python -m benchmarks.counted_frames FOLDER`.
"""

import os
from pathlib import Path
import sys
from types import ModuleType
from typing import Final

CONTENDERS: Final = ("limit", "argus", "running average")
RIVAL: Final = CONTENDERS[2]
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
    import cv2

    from .detector import Argus
    from .references import references
    from .turns import limit, settled

    cv2.setNumThreads(1)
    frames = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]
    for work in (limit, Argus().update, references()[RIVAL]().update):
        for index, frame in enumerate(frames):
            if index == settled(len(frames)):
                os.getppid()
            work(frame, index / _FPS)
        os.getppid()


if __name__ == "__main__":
    _leave_out_home_assistant()
    _show(Path(sys.argv[1]))
