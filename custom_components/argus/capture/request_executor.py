"""Thread pool of lower priority for what people ask for: pictures drawn, analysed or made small, and searches."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
import math
import os
import sys
import time
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..model.admission import Admission

THREADS: Final = 1
"""The eyes and Home Assistant need the others; a drawing takes some hundredths of a second."""
NICENESS: Final = 10
"""How far the thread stands back behind those that look at frames, as Unix counts it."""


class RequestExecutor:
    """A small pool of threads for what people ask for.

    However much that is, frames are looked at as if nobody asked: the pool is another one than theirs, its threads
    stand back where the system can do that, and whoever asks for too much at once is refused.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare; no thread starts before there is work."""
        self._hass = hass
        self._pool = ThreadPoolExecutor(
            THREADS, thread_name_prefix="argus side", initializer=lower_thread_priority
        )
        self._closed = False
        self._under_way: dict[Hashable, asyncio.Task[Any]] = {}
        self.pictures: Final = Admission(one=16, unnamed=32, total=64)
        """Whose pictures are being made; several dashboards' worth."""
        self.questions: Final = Admission(one=32, unnamed=64, total=128)
        """Whose questions the journal answers; each takes it some milliseconds."""
        self.views: Final = Admission(one=64, unnamed=64, total=256)
        """Who follows cameras frame by frame; several dashboards' worth."""
        self.trials: Final = Admission(one=2, unnamed=1, total=4)
        """Who tries settings on the frames of a camera; each is another pair of eyes."""

    async def async_run[*Ts, R](self, function: Callable[[*Ts], R], *args: *Ts) -> R:
        """Run a function in a thread and return its result.

        Raises:
            HomeAssistantError: Argus was stopped meanwhile.
        """
        if self._closed:
            raise _executor_stopped()
        running = asyncio.get_running_loop().run_in_executor(
            self._pool, function, *args
        )
        try:
            return await running
        except asyncio.CancelledError:
            if running.cancelled() and not _is_task_cancelled():
                raise _executor_stopped() from None
            raise

    async def async_share[R](
        self,
        user: str | None,
        what: Hashable,
        make: Callable[[], Coroutine[Any, Any, R]],
    ) -> R:
        """Return the picture that is being made already, or make it: once for all who ask meanwhile.

        It is made to the end even if whoever asked first has gone, and counts as theirs until then.

        Args:
            user: id of who asks; None if nobody is known to.
            what: what tells it from every other.
            make: makes it.

        Raises:
            BusyError: it is not being made, and there is no room to.

        """
        if (task := self._under_way.get(what)) is None:
            task = self._hass.async_create_background_task(
                self._async_make_admitted(user, make),
                "argus side work",
                eager_start=False,
            )
            self._under_way[what] = task
            task.add_done_callback(lambda _: self._under_way.pop(what))
        made: R = await asyncio.shield(task)
        return made

    async def _async_make_admitted[R](
        self, user: str | None, make: Callable[[], Coroutine[Any, Any, R]]
    ) -> R:
        """Make something while it counts against what its user may ask for at once."""
        with self.pictures.enter(user):
            return await make()

    def close(self) -> None:
        """Stop the threads; waits for work in flight, so call it off the event loop."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)


class Drawings[K: Hashable]:
    """The newest drawings of one thing, by what they show."""

    def __init__(self, most: int, seconds: float = math.inf) -> None:
        """Keep so many, each for so long."""
        self._most = most
        self._seconds = seconds
        self._kept: OrderedDict[K, tuple[float, bytes]] = OrderedDict()

    def get(self, shown: K) -> bytes | None:
        """Return the drawing of something, if it is kept."""
        if (kept := self._kept.get(shown)) is None:
            return None
        made, drawing = kept
        return drawing if time.monotonic() - made < self._seconds else None

    def put(self, shown: K, drawing: bytes) -> None:
        """Keep a drawing, and forget the oldest if that makes too many."""
        self._kept.pop(shown, None)
        self._kept[shown] = time.monotonic(), drawing
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


def lower_thread_priority() -> None:
    """Let the system prefer the threads of others; where a thread has no priority of its own, nothing changes."""
    if sys.platform != "linux":
        return
    # A system that forbids it is no reason to draw nothing.
    with suppress(OSError):
        os.setpriority(
            os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS
        )


def _is_task_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _executor_stopped() -> HomeAssistantError:
    return HomeAssistantError(translation_domain=DOMAIN, translation_key="not_running")
