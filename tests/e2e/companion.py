"""Another program that runs on this machine beside Home Assistant, for as long as a test lasts."""

from abc import ABC, abstractmethod
import asyncio
from types import TracebackType
from typing import Self


class Companion(ABC):
    """A process, and somebody who listens to what it says."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._process: asyncio.subprocess.Process | None = None
        self._listener: asyncio.Task[None] | None = None

    @abstractmethod
    async def start(self) -> None:
        """Run the process, and listen."""

    async def stop(self) -> None:
        """End both."""
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()
