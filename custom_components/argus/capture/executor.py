"""Bounded thread pool for OpenCV, apart from Home Assistant's own threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module


class VisionUnavailableError(Exception):
    """OpenCV or numpy cannot be loaded on this system."""


class VisionExecutor:
    """A bounded pool of threads for OpenCV.

    OpenCV releases the interpreter lock, so threads are enough. The pool is Argus's own: work on frames can neither
    crowd out the other integrations nor wait for them.
    """

    def __init__(self, threads: int) -> None:
        """Prepare a pool of 1 or more threads; none starts before there is work."""
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="argus")

    async def async_load_vision(self) -> None:
        """Load OpenCV in a worker thread.

        Raises:
            VisionUnavailableError: it is not installed or does not load.
        """
        try:
            await self.async_run(
                import_module, f"{__package__.rpartition('.')[0]}.vision.pipeline"
            )
        except ImportError as err:
            raise VisionUnavailableError(str(err)) from err

    async def async_run[*Ts, R](self, function: Callable[[*Ts], R], *args: *Ts) -> R:
        """Run a function in a worker thread and return its result."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, function, *args
        )

    def resize(self, threads: int) -> ThreadPoolExecutor:
        """Take another number of threads for the work to come.

        Returns:
            The pool that was in use: shut it down off the event loop.

        """
        old, self.threads = self._pool, threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="argus")
        return old

    def close(self) -> None:
        """Stop the threads; waits for work in flight, so call it off the event loop."""
        self._pool.shutdown(wait=True, cancel_futures=True)
