"""Counts, remembers and takes pictures until it is killed, and says what it did when that is done.

Each line that it reads begets a process that does so: the house's folder, the number of its first incident, and the
number of the line of Argus before which it kills itself; 0 where it is killed from outside.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import count
import os
from pathlib import Path
import signal
import sys
import tempfile
from types import CodeType, ModuleType
from zoneinfo import ZoneInfo

# The journal and the pictures alone, without Home Assistant's integrations, start fast.
PACKAGE = Path(__file__).parents[2] / "custom_components" / "argus"
_package = sys.modules["custom_components.argus"] = ModuleType("argus")
_package.__path__ = [str(PACKAGE)]

import cv2  # noqa: E402
import numpy as np  # noqa: E402

from custom_components.argus.incidents.preview_encoder import (  # noqa: E402
    encode_preview,
)
from custom_components.argus.incidents.preview_files import PreviewFiles  # noqa: E402
from custom_components.argus.incidents.snapshot_files import SnapshotFiles  # noqa: E402
from custom_components.argus.journal import Journal, incidents, tally  # noqa: E402
from custom_components.argus.vision import (  # noqa: E402
    Crossing,
    Direction,
    PreviewFrame,
)

from .incident_maker import incident  # noqa: E402
from .kill_words import GONE, OPEN, PASSING  # noqa: E402

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
PICTURE = b"\xff\xd8" + bytes(200_000) + b"\xff\xd9"
THUMBNAIL = b"\xff\xd8" + bytes(20_000) + b"\xff\xd9"
GREY = cv2.imencode(".jpg", np.full((36, 64, 3), 90, np.uint8))[1].tobytes()
FILM = [PreviewFrame(float(second), GREY) for second in range(3)]
KEPT = 5
"""Incidents after which the oldest is deleted."""


def say(what: str, number: int = 0) -> None:
    """Acknowledge."""
    print(what, number, flush=True)  # noqa: T201


def die_before_line(number: int) -> None:
    """Kill this process before the n-th line of the journal or of the incidents that runs."""
    folders = tuple(str(PACKAGE / room) for room in ("journal", "incidents"))
    lines = count(1)
    events, tool = sys.monitoring.events, sys.monitoring.DEBUGGER_ID

    def see(code: CodeType, _line: int) -> object:
        if not code.co_filename.startswith(folders):
            return sys.monitoring.DISABLE
        if next(lines) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return None

    sys.monitoring.use_tool_id(tool, "killer")
    sys.monitoring.register_callback(tool, events.LINE, see)
    sys.monitoring.set_events(tool, events.LINE)


def work(folder: Path, first: int) -> None:
    """Count and remember for ever."""
    journal = Journal(folder / "argus.db")
    pictures = SnapshotFiles(folder / "media", folder / "thumbnails")
    films = PreviewFiles(pictures)
    journal.open()
    say(OPEN, os.getpid())
    crossing = [Crossing("door", Direction.IN, 1)]
    for number in count(first):
        journal.run(partial(tally.count, camera="shop", crossings=crossing, at=NOON))
        say("counted")
        made = incident(number)
        journal.run(partial(incidents.save, incident=replace(made, end=None)))
        say("begun", number)
        path = pictures.path_of(made, made.start)
        pictures.write(path, PICTURE, THUMBNAIL)
        store = partial(incidents.set_snapshot, incident=made.id, path=path)
        journal.run(partial(store, size=len(PICTURE)))
        say("pictured", number)
        journal.run(partial(incidents.save, incident=made))
        say("ended", number)
        film = encode_preview(FILM, None)
        shown = films.write(made, made.start, film)
        keep = partial(incidents.set_preview, incident=made.id, path=shown)
        journal.run(partial(keep, size=len(film.data)))
        say("filmed", number)
        if number - first >= KEPT:
            say("deleting", number - KEPT)
            gone = [incident(number - KEPT).id]
            pictures.delete(journal.run(partial(incidents.remove, incidents=gone)))
            say("deleted", number - KEPT)


def live(folder: Path, first: int, line: int) -> None:
    """Work until killed, from outside or before a line of Argus that runs."""
    tempfile.tempdir = str(folder / PASSING)
    if line:
        die_before_line(line)
    work(folder, first)


if __name__ == "__main__":
    # What has to be loaded for it takes longer than all the rest: a process that has done so begets the others.
    encode_preview(FILM, None)
    for order in sys.stdin:
        place, first, line = order.rsplit(maxsplit=2)
        if not (child := os.fork()):
            live(Path(place), int(first), int(line))
        say(GONE, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
