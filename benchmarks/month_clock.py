"""A clock for simulated months: it stands still while anything is done, and jumps to what is due next when nothing is."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
import selectors
from typing import Any, Final, override
from unittest.mock import patch

from homeassistant.helpers import event
from homeassistant.util import dt as dt_util

AT_WORK: Final = 1.0
"""Seconds that the loop waits for threads before it looks whether anything else came up."""


class MonthLoop(asyncio.SelectorEventLoop):
    """An event loop that waits for work, but never for time.

    Timers go off in their order, each at its moment by this loop's own clock; a job in a thread takes no time of it,
    however long it lasts. So whatever passes by this clock was waited for on purpose.
    """

    def __init__(self) -> None:
        """Begin at nought."""
        self._clock = _Clock()
        super().__init__(self._clock)

    @override
    def time(self) -> float:
        """Return the seconds since the loop began, by its own clock."""
        return self._clock.passed

    @override
    def run_in_executor[*Ts, T](
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Run a function in a thread; until it is done the clock stands still."""
        self._clock.jobs += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._job_done)
        return future

    @override
    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """End the threads, however long that takes: a limit would be over at once."""
        await super().shutdown_default_executor()

    def _job_done(self, _job: asyncio.Future[Any]) -> None:
        self._clock.jobs -= 1


class _Clock(selectors.DefaultSelector):
    """Waits for what is ready in the place of the loop; where it would only wait for time, time has passed."""

    def __init__(self) -> None:
        """Begin at nought."""
        super().__init__()
        self.passed = 0.0
        """Seconds."""
        self.jobs = 0
        """In threads, for whose end no time passes."""

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if self.jobs:
            return super().select(AT_WORK)
        ready = super().select(0)
        if not ready:
            self.passed += timeout
        return ready


@contextmanager
def months_time(loop: MonthLoop, start: datetime) -> Iterator[None]:
    """Let Home Assistant and Argus take the loop's clock for that of the world.

    Args:
        loop: Its clock counts.
        start: What the world's clock showed when that was at nought, UTC.
    """
    began = start.timestamp()

    def timestamp() -> float:
        return began + loop.time()

    def utcnow() -> datetime:
        return datetime.fromtimestamp(timestamp(), UTC)

    def now(time_zone: tzinfo | None = None) -> datetime:
        return utcnow().astimezone(time_zone or dt_util.get_default_time_zone())

    with (
        patch("time.time", timestamp),
        patch("time.monotonic", loop.time),
        patch("custom_components.argus.incidents.retention.monotonic", loop.time),
        patch.object(event, "time_tracker_timestamp", timestamp),
        patch.object(event, "time_tracker_utcnow", utcnow),
        patch.object(dt_util, "utcnow", utcnow),
        patch.object(dt_util, "now", now),
    ):
        yield
