"""Searches incidents by words, through as much of the journal as one can wait for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date as Date, datetime
from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..journal import pages
from ..journal.pages import Described, IncidentQuery
from ..model.access import Audience
from ..model.activity import ActivityType
from ..model.incident import Incident
from ..model.limits import LONGEST_SEARCH
from . import incident_days
from .archive import IncidentArchive
from .incident_text import async_incident_text

MOST_FOUND: Final = 100
MOST_SEARCHED: Final = 20_000
"""Incidents, the newest; older ones are found by naming their day."""
STEP: Final = 1000
"""Incidents that are searched in one go; between two, others have their turn with the journal."""
_IN_A_MOMENT: Final = frozenset("0123456789-:")
"""What a date and a time are written with."""


async def async_search(
    hass: HomeAssistant,
    archive: IncidentArchive,
    audience: Audience,
    query: IncidentQuery,
    text: str,
) -> list[Incident]:
    """Return the newest incidents with pictures that have all words in their camera, place, zones, types, time or description.

    Args:
        hass: Home Assistant.
        archive: where they are kept.
        audience: who asks.
        query: which cameras and which time to search; a day among the words takes the place of the time.
        text: the words.

    Raises:
        BusyError: too much is asked for at once.
        JournalError: the journal cannot be used.
        ValueError: the text is too long, or names a day that no clock shows.

    """
    if len(text) > LONGEST_SEARCH:
        raise ValueError(f"more than {LONGEST_SEARCH} characters")
    words = text.casefold().split()
    for word in words:
        if (day := _read_day_word(word)) is not None:
            since, until = incident_days.limits(day)
            query = replace(
                query,
                since=max(since, query.since or since),
                until=min(until, query.until or until),
                before=query.before or incident_days.first_id(until),
            )
    matches = _make_matcher(words, _type_names(hass))
    found: list[Incident] = []
    with archive.side_work.questions.enter(audience.user):
        for _ in range(MOST_SEARCHED // STEP):
            step = await archive.journal.async_read(
                partial(pages.search, query=replace(query, limit=STEP), matches=matches)
            )
            found += step.found
            if step.before is None or len(found) >= MOST_FOUND:
                break
            query = replace(query, before=step.before)
    return found[:MOST_FOUND]


def _read_day_word(word: str) -> Date | None:
    try:
        return incident_days.read_day(word)
    except ValueError:
        return None


def _type_names(hass: HomeAssistant) -> Mapping[str, str]:
    """Return what each type is called in the language of Home Assistant."""
    return {str(kind): async_incident_text(hass, (kind,), ()) for kind in ActivityType}


def _make_matcher(
    words: Iterable[str], names: Mapping[str, str]
) -> Callable[[Described, datetime], bool]:
    """Return what tells whether an incident has all words; it is called in the thread of the journal."""
    missing_in: dict[Described, tuple[str, ...]] = {}

    def matches(described: Described, start: datetime) -> bool:
        if (missing := missing_in.get(described)) is None:
            types = [str(kind) for kind in described.types]
            told = (
                described.camera_name,
                described.location,
                *types,
                *(names.get(kind, kind) for kind in types),
                *described.zones,
                described.description,
            )
            text = " ".join(told).casefold()
            missing = missing_in[described] = tuple(
                word for word in words if word not in text
            )
        if not missing:
            return True
        if not all(_IN_A_MOMENT.issuperset(word) for word in missing):
            return False
        local = dt_util.as_local(start).strftime("%Y-%m-%d %H:%M")
        return all(word in local for word in missing)

    return matches
