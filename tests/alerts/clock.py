"""A clock that stands still while anything is done, and jumps to what is due next when nothing is.

So seconds need not pass for a test, and it does not matter how busy the machine is.
"""

import asyncio
from typing import Any

import pytest


class Clock:
    """The time of an event loop."""

    def __init__(self, loop: asyncio.SelectorEventLoop) -> None:
        """Begin now."""
        self._now = loop.time()
        self._selector: Any = loop._selector
        self._wait = self._selector.select
        self._run = loop.run_in_executor
        self._working = 0
        """Jobs in threads, for whose end no time passes."""

    def install(
        self, loop: asyncio.SelectorEventLoop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Take the place of the loop's own clock."""
        monkeypatch.setattr(loop, "time", lambda: self._now)
        monkeypatch.setattr(loop, "run_in_executor", self._run_in_executor)
        monkeypatch.setattr(self._selector, "select", self._select)

    def _run_in_executor(self, *job: Any) -> asyncio.Future[Any]:
        self._working += 1
        future = self._run(*job)
        future.add_done_callback(self._done)
        return future

    def _done(self, _future: asyncio.Future[Any]) -> None:
        self._working -= 1

    def _select(self, timeout: float | None = None) -> Any:
        """Return what happened; if nothing did, the time that was to be waited has passed."""
        if timeout is None or timeout <= 0:
            return self._wait(timeout)
        if self._working:
            return self._wait(1.0)
        events = self._wait(0)
        if not events:
            self._now += timeout
        return events
