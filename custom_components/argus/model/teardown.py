"""Tears down what was begun, in reverse order, each part whatever becomes of the others."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
import logging
from typing import Final

_LOGGER = logging.getLogger(__name__)

PATIENCE: Final = 30.0
"""Seconds that each part has; one that hangs is left alone then, for it is the others' turn."""


async def async_contain(
    what: str,
    work: Callable[[], Awaitable[object] | None],
    patience: float | None = PATIENCE,
) -> None:
    """Do work whose failure concerns nobody but itself; it is told in the log.

    Args:
        what: the work in a few words, for the log.
        work: to be done on the event loop.
        patience: seconds after which it is cancelled; None waits for as long as it takes.

    """
    try:
        async with asyncio.timeout(patience) as limit:
            if (doing := work()) is not None:
                await doing
    except Exception:
        if limit.expired():
            _LOGGER.error("%s: not done within %g seconds, left alone", what, patience)
        else:
            _LOGGER.exception("%s failed", what)


class Teardown:
    """What has to be ended, noted down before it begins: what fails halfway may have begun."""

    def __init__(self) -> None:
        """Begin with nothing to end."""
        self._stack = AsyncExitStack()

    def add(
        self,
        what: str,
        end: Callable[[], Awaitable[object] | None],
        patience: float | None = PATIENCE,
    ) -> None:
        """Note down what ends a part, within how many seconds; what was noted down last is ended first."""
        self._stack.push_async_callback(async_contain, what, end, patience)

    async def async_run(self) -> None:
        """End everything, once. Who is cancelled here leaves one part to itself, but none of those after it."""
        await self._stack.pop_all().aclose()
