"""Compares the system clock with the monotonic one, to know whether it may decide what is too old.

A clock that runs ahead, for a battery is empty or a time server errs, would make all that is kept look old. What was
deleted does not come back when the clock does, so after a leap forward nothing is taken for old for a day.
"""

from datetime import datetime, timedelta
from typing import Final

LEAP: Final = timedelta(hours=1)
"""What the clock may gain while Argus runs; more than a change to daylight saving gains."""
AWAY: Final = timedelta(days=1)
"""What may lie between what was known last and a start; quiet nights and short failures are no reason to wait."""
PROBATION: Final = timedelta(days=1)
"""How long a clock has to go on after a leap before it is trusted again."""


class ClockGuard:
    """Compares the clock with one that only ever runs: seconds since the machine started."""

    def __init__(self) -> None:
        """Trust nothing before the start."""
        self._last: tuple[datetime, float] | None = None
        self._probation: float | None = None

    def start(self, now: datetime, running: float, known: datetime | None) -> None:
        """Begin to compare, or hear of something else that is known, from another journal say.

        Args:
            now: what the clock says, UTC.
            running: seconds of the clock that only runs.
            known: when something surely happened that is not long ago; None if nobody knows.

        """
        leapt = known is None or now - known > AWAY
        if self._last is None:
            self._last = (now, running)
            self._probation = running if leapt else None
        elif leapt:
            # Begun before: what was learnt of the clock since then is not forgotten.
            self._probation = running

    def is_trusted(self, now: datetime, running: float) -> bool:
        """Return whether the clock has run steadily for long enough; to be asked more often than once in `AWAY`."""
        if self._last is None:
            return False
        gained = now - self._last[0] - timedelta(seconds=running - self._last[1])
        self._last = (now, running)
        if gained > LEAP:
            self._probation = running
        elif gained < -LEAP:
            # Wherever it had leapt to, it is back.
            self._probation = None
        return (
            self._probation is None
            or timedelta(seconds=running - self._probation) >= PROBATION
        )
