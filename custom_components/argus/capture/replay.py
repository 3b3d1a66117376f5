"""Records still pictures around the start of an incident, so that vision can be run on them again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
import re
from typing import Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from ..vision import CloseUp, Still

BEFORE: Final = 4
"""Stills from before the start …"""
APART: Final = 1.0
"""… and the seconds between them, at the least: they have to show the scene, not what is about to begin."""
AFTER: Final = 12
"""Stills from the start on; later ones are kept only for the first close-ups."""
MOST_CLOSE_UPS: Final = 4
"""Of faces."""
MOST_BYTES: Final = 500_000
"""Of a replay; close-ups give way first."""

_NAME: Final = re.compile(
    r"(?P<seconds>[+-]\d{1,5}\.\d{2})(_face_(?P<side>[01]\.\d{4}))?\.jpg"
)
_MOST_FILES: Final = 2 * (BEFORE + AFTER + MOST_CLOSE_UPS)


class ReplayError(Exception):
    """A replay cannot be read; the message says why."""


@dataclass(slots=True)
class ReplayRecorder:
    """Keeps the last stills of one camera, and those of the incident that lasts."""

    _recent: list[Still] = field(default_factory=list)
    _start: float | None = None
    _stills: list[Still] = field(default_factory=list)

    def begin(self, now: float) -> None:
        """Begin the replay of an incident at a moment of the stills' clock, with what was before."""
        self._start = now
        self._stills = list(self._recent)

    def offer(self, still: Still) -> None:
        """Take a still if it belongs to what is kept."""
        if self._start is not None:
            close_ups = sum(kept.close_up is not None for kept in self._stills)
            after = sum(kept.seconds >= self._start for kept in self._stills)
            if still.close_up is not None and close_ups >= MOST_CLOSE_UPS:
                still = replace(still, close_up=None)
            if after < AFTER or still.close_up is not None:
                self._stills.append(still)
        recent = self._recent
        if len(recent) > 1 and recent[-1].seconds - recent[-2].seconds < APART:
            recent.pop()
        recent.append(replace(still, close_up=None))
        del recent[:-BEFORE]

    def replay(self) -> tuple[Still, ...]:
        """Return the stills of the last incident, in seconds from its start."""
        start = self._start
        if start is None:
            return ()
        return tuple(
            replace(still, seconds=still.seconds - start) for still in self._stills
        )

    def clear(self) -> None:
        """Forget all stills, for example because the user wants none to be kept."""
        self._recent.clear()
        self._stills.clear()
        self._start = None


def pack(stills: Sequence[Still]) -> bytes:
    """Return a replay as a zip file of JPEGs named by seconds.

    Args:
        stills: In seconds from the start; of two of the same hundredth the first is kept.

    """
    room = MOST_BYTES - sum(len(still.grey) for still in stills)
    packed = BytesIO()
    names: set[str] = set()
    with ZipFile(packed, "w", ZIP_STORED) as file:
        for still in stills:
            name = f"{still.seconds:+.2f}"
            if name in names or not _NAME.fullmatch(f"{name}.jpg"):
                continue
            names.add(name)
            file.writestr(f"{name}.jpg", still.grey)
            close_up = still.close_up
            if close_up is not None and len(close_up.picture) <= room:
                room -= len(close_up.picture)
                file.writestr(f"{name}_face_{close_up.side:.4f}.jpg", close_up.picture)
    return packed.getvalue()


def unpack(data: bytes) -> tuple[Still, ...]:
    """Return the stills of a zip file, the oldest first.

    Raises:
        ReplayError: it is damaged, or no replay.
    """
    greys: dict[float, bytes] = {}
    close_ups: dict[float, CloseUp] = {}
    try:
        with ZipFile(BytesIO(data)) as file:
            files = file.infolist()
            if len(files) > _MOST_FILES:
                raise ReplayError(f"it holds {len(files)} files")
            for info in files:
                name = _NAME.fullmatch(info.filename)
                if name is None:
                    raise ReplayError(f"it holds {info.filename!r}")
                # A small file may claim to unpack to a huge one.
                if info.compress_type != ZIP_STORED or info.file_size > MOST_BYTES:
                    raise ReplayError(f"{info.filename} is too large")
                seconds = float(name["seconds"])
                if name["side"] is None:
                    greys[seconds] = file.read(info)
                elif 0 < (side := float(name["side"])) <= 1:
                    close_ups[seconds] = CloseUp(file.read(info), side)
    except (BadZipFile, OSError, ValueError, EOFError, RuntimeError) as err:
        raise ReplayError(str(err)) from err
    return tuple(
        Still(seconds, grey, close_ups.get(seconds))
        for seconds, grey in sorted(greys.items())
    )
