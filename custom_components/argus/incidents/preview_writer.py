"""Makes moving previews in a thread of low priority, one at a time, behind everything else that an incident needs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..capture.request_executor import lower_thread_priority
from ..model.incident import Incident
from ..vision import PipelineSettings, PreviewFrame
from .preview_encoder import PreviewError, encode_preview
from .preview_files import PreviewFiles
from .writer_threads import async_end_writing

_LOGGER = logging.getLogger(__name__)

MOST_WAITING: Final = 8
"""Previews of all cameras that wait to be made, each with its frames; then the oldest incident goes without."""


@dataclass(frozen=True, slots=True)
class PreviewOrder:
    """A preview of an incident that is to be made."""

    incident: Incident
    frames: Sequence[PreviewFrame]
    """In seconds from its start."""
    hides: PipelineSettings | None
    """How to find the faces that it must not show, None where it may."""


@dataclass(frozen=True, slots=True)
class WrittenPreview:
    """Where a preview lies."""

    path: str
    """Relative to the media folder."""
    size: int
    """Bytes."""


class PreviewWriter:
    """Makes the moving previews of incidents, of all cameras one after the other.

    Whatever goes wrong with one, nothing but the preview is lost.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        files: PreviewFiles,
        on_done: Callable[[PreviewOrder, WrittenPreview | None], Awaitable[None]],
    ) -> None:
        """Prepare; no thread starts before there is work.

        Args:
            hass: Home Assistant.
            files: where previews are written.
            on_done: awaited with each order and what was written; None if nothing came of it.

        """
        self._hass = hass
        self._files = files
        self._on_done = on_done
        self._pool = ThreadPoolExecutor(
            1, thread_name_prefix="argus-previews", initializer=lower_thread_priority
        )
        self._waiting: dict[str, PreviewOrder] = {}
        """By incident."""
        self._under_way: str | None = None
        self._working: asyncio.Task[None] | None = None
        self._closed = False
        self._is_too_slow = False

    @callback
    def async_make(self, order: PreviewOrder) -> None:
        """Make a preview when its turn comes."""
        if self._closed:
            return
        self._waiting[order.incident.id] = order
        if self._working is None:
            self._working = self._hass.async_create_background_task(
                self._async_make_waiting(), "argus previews", eager_start=False
            )

    @callback
    def async_is_coming(self, incident: str) -> bool:
        """Return whether the preview of an incident is still to be made."""
        return incident in self._waiting or incident == self._under_way

    async def async_settle(self) -> None:
        """Wait until all previews are made."""
        while (working := self._working) is not None:
            await asyncio.wait({working})

    async def async_close(self) -> None:
        """Bring what is under way to its end, for a moment; what waits is not begun any more."""
        self._closed = True
        self._waiting.clear()
        working = () if self._working is None else (self._working,)
        await async_end_writing(self._hass, self._pool, working)

    async def _async_make_waiting(self) -> None:
        """Make the ordered previews, one at a time."""
        try:
            while self._waiting:
                incident = next(iter(self._waiting))
                order = self._waiting.pop(incident)
                self._under_way = incident
                written = None
                try:
                    if len(self._waiting) >= MOST_WAITING:
                        self._give_up(incident)
                    else:
                        self._is_too_slow = False
                        written = await self._async_make(order)
                    await self._async_tell(order, written)
                finally:
                    # Only now: until it is told, the incident is not done with.
                    self._under_way = None
        finally:
            self._working = None

    @callback
    def _give_up(self, incident: str) -> None:
        """Say once, until it is over, that previews are made too slowly for all."""
        level = logging.DEBUG if self._is_too_slow else logging.WARNING
        self._is_too_slow = True
        _LOGGER.log(
            level,
            "Incident %s goes without a preview: they are made too slowly",
            incident,
        )

    async def _async_make(self, order: PreviewOrder) -> WrittenPreview | None:
        try:
            return await self._hass.loop.run_in_executor(
                self._pool, _write_preview, order, self._files
            )
        except PreviewError as err:
            _LOGGER.debug("Incident %s has no preview: %s", order.incident.id, err)
        except (OSError, ValueError) as err:
            _LOGGER.warning("A preview could not be kept: %s", err)
        except Exception:
            # FFmpeg and OpenCV raise what they like; the incident itself was told and stays.
            _LOGGER.exception("A preview could not be made")
        return None

    async def _async_tell(
        self, order: PreviewOrder, written: WrittenPreview | None
    ) -> None:
        try:
            await self._on_done(order, written)
        except Exception:
            _LOGGER.exception("A preview could not be told of")


def _write_preview(order: PreviewOrder, files: PreviewFiles) -> WrittenPreview:
    """Make and write a preview; run in the thread for previews.

    Raises:
        PreviewError: none can be made.
        OSError: it cannot be written.
    """
    preview = encode_preview(order.frames, order.hides)
    local = dt_util.as_local(order.incident.start)
    return WrittenPreview(
        files.write(order.incident, local, preview), len(preview.data)
    )
