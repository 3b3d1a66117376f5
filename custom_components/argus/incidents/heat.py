"""Heat map of one camera: stored by the hour, drawn over a frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date, datetime, timedelta
from functools import partial
import logging
import re
from typing import Any, Final

from sqlalchemy.orm import Session
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..capture.frame_source import Picture
from ..capture.request_executor import Drawings, RequestExecutor
from ..issues.storage import async_journal_fails, async_journal_works
from ..journal import Journal, JournalError, heat
from ..model.limits import LONGEST_MOMENT
from ..vision import PipelineSettings

_LOGGER = logging.getLogger(__name__)

MOST_KEPT: Final = 4
"""Drawings of a camera: of several days and hours."""
_HOURS: Final = re.compile(
    r"\s*(?P<first>[01]?[0-9]|2[0-3])\s*(?:-\s*(?P<last>[01]?[0-9]|2[0-3])\s*)?"
)
KEPT_FOR: Final = 60.0
"""Seconds until the same heat is drawn anew, over a newer picture."""


@dataclass(frozen=True, slots=True)
class HeatLegend:
    """What the colours of a map stand for."""

    middle: float
    """Minutes of motion at places with the middle colour."""
    most: float
    """The same of the last one; 0 where nothing moved."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What makes another drawing of a map."""

    heat: datetime | None
    """When heat was last added."""
    first: Date
    last: Date
    hours: frozenset[int] | None
    hides: PipelineSettings | None
    background: bool
    """Whether there is a picture below."""


class Heat:
    """Keeps where it moved, and draws it over a picture."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        side_work: RequestExecutor,
        camera: str,
        days: Callable[[], int],
        hides_faces: Callable[[], PipelineSettings | None],
    ) -> None:
        """Prepare for a camera's subentry.

        Args:
            hass: Home Assistant.
            journal: where heat is kept.
            side_work: where it is drawn.
            camera: id of the subentry.
            days: tells for how many days heat is kept now.
            hides_faces: tells how to find the faces that the picture below must not show, None where it may.

        """
        self._hass = hass
        self._journal = journal
        self._side_work = side_work
        self._camera = camera
        self._days = days
        self._hides_faces = hides_faces
        self.updated: datetime | None = None
        """When heat was last added, UTC."""
        self._drawings = Drawings[_Shown](MOST_KEPT, KEPT_FOR)
        self._overlays = Drawings[_Shown](MOST_KEPT)

    async def async_add(self, packed: bytes, at: datetime) -> None:
        """Keep packed heat that was gathered until a moment in UTC."""
        local = dt_util.as_local(at)
        first = local.date() - timedelta(days=self._days())

        def work(session: Session) -> None:
            heat.add(session, self._camera, packed, local)
            heat.forget(session, first)

        try:
            await self._journal.async_run(work)
        except JournalError as err:
            async_journal_fails(self._hass, err)
            return
        async_journal_works(self._hass)
        self.updated = at

    async def async_draw(
        self,
        background: Picture | None,
        days: int | None = None,
        hours: frozenset[int] | None = None,
        user: str | None = None,
    ) -> bytes:
        """Return the heat map as a JPEG, drawn once for all who look at the same.

        Args:
            background: what to draw over; None draws over dark grey.
            days: how many days to look back, today included; None takes as many as are kept.
            hours: of the day, local; None takes all.
            user: id of who asks; None if nobody is known to.

        Raises:
            BusyError: too much is asked for at once.
            JournalError: the heat could not be read.
        """
        shown = self._shown(days, hours)
        shown = replace(
            shown, hides=self._hides_faces(), background=background is not None
        )
        if (drawn := self._drawings.get(shown)) is not None:
            return drawn
        return await self._side_work.async_share(
            user,
            ("heat", self._camera, shown),
            partial(self._async_draw_heat_map, shown, background),
        )

    async def async_overlay(
        self,
        days: int | None = None,
        hours: frozenset[int] | None = None,
        user: str | None = None,
    ) -> bytes:
        """Return the heat map as a PNG that is transparent where nothing moved, to lay over a picture of any shape.

        Args:
            days: how many days to look back, today included; None takes as many as are kept.
            hours: of the day, local; None takes all.
            user: id of who asks; None if nobody is known to.

        Raises:
            BusyError: too much is asked for at once.
            JournalError: the heat could not be read.
        """
        shown = self._shown(days, hours)
        if (drawn := self._overlays.get(shown)) is not None:
            return drawn
        return await self._side_work.async_share(
            user,
            ("heat overlay", self._camera, shown),
            partial(self._async_draw_overlay, shown),
        )

    async def async_legend(
        self,
        days: int | None = None,
        hours: frozenset[int] | None = None,
        user: str | None = None,
    ) -> HeatLegend:
        """Return what the colours of a map stand for; arguments and errors are those of `async_overlay`."""
        with self._side_work.questions.enter(user):
            grids = await self._async_grids(self._shown(days, hours))
            return await self._side_work.async_run(_legend, grids)

    def _shown(self, days: int | None, hours: frozenset[int] | None) -> _Shown:
        today = dt_util.now().date()
        first = today - timedelta(days=(days or self._days()) - 1)
        return _Shown(self.updated, first, today, hours, None, False)

    async def _async_grids(self, shown: _Shown) -> list[bytes]:
        return await self._journal.async_read(
            partial(
                heat.grids, camera=self._camera, first=shown.first, hours=shown.hours
            )
        )

    async def _async_draw_overlay(self, shown: _Shown) -> bytes:
        grids = await self._async_grids(shown)
        drawn = await self._side_work.async_run(_overlay, grids)
        self._overlays.put(shown, drawn)
        return drawn

    async def _async_draw_heat_map(
        self, shown: _Shown, background: Picture | None
    ) -> bytes:
        grids = await self._async_grids(shown)
        drawn = await self._side_work.async_run(
            _render_heat_map, grids, background, shown.hides
        )
        self._drawings.put(shown, drawn)
        return drawn


def hours_of_day(value: Any) -> frozenset[int]:
    """Return the hours named by text such as `8`, `8-17` or `22-5`, both ends included and across midnight too.

    A single hour may be named by its number as well.

    Raises:
        Invalid: it names none.
    """
    text = str(value) if type(value) is int and value in range(24) else value
    named = None
    if isinstance(text, str) and len(text) <= LONGEST_MOMENT:
        named = _HOURS.fullmatch(text)
    if named is None:
        raise vol.Invalid("expected hours of a day from 0 to 23, such as 8 or 8-17")
    start, end = int(named["first"]), int(named["last"] or named["first"])
    return frozenset((start + n) % 24 for n in range((end - start) % 24 + 1))


def _render_heat_map(
    grids: Sequence[bytes], background: Picture | None, hides: PipelineSettings | None
) -> bytes:
    """Run in a worker thread."""
    from ..vision.faces.anonymize import anonymize
    from ..vision.frames.frame import Frame
    from ..vision.frames.jpeg import encode_file
    from ..vision.heatmap import EXPORT_WIDTH, render
    from ..vision.packed_heat import total

    below = None
    if background is not None:
        frame = Frame.open(background)
        if hides is None:
            below = frame.colour(EXPORT_WIDTH)
        else:
            below = anonymize(frame, (), hides)
    return encode_file(render(total(grids), below))


def _overlay(grids: Sequence[bytes]) -> bytes:
    """Run in a worker thread."""
    from ..vision.frames.png import as_png
    from ..vision.heatmap import render_overlay
    from ..vision.packed_heat import total

    return as_png(render_overlay(total(grids)))


def _legend(grids: Sequence[bytes]) -> HeatLegend:
    """Run in a worker thread."""
    from ..vision.heatmap import legend
    from ..vision.packed_heat import total

    middle, most = legend(total(grids))
    return HeatLegend(middle / 60, most / 60)
