"""Lists of incidents in pages, with the same filters whichever way one asks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
import re
from typing import Any, Final

import voluptuous as vol

from ..journal import seen
from ..journal.links import cameras_of
from ..journal.pages import IncidentQuery
from ..model import bounded
from ..model.access import Audience
from ..model.activity import OF_KIND, ActivityType
from ..model.decision import Decision, Verdict
from ..model.incident import Incident
from ..model.limits import LONGEST_NAME
from ..vision import ObjectKind
from .archive import IncidentArchive
from .incident_json import (
    decisions_as_json,
    incident_as_json,
    moments_as_json,
    steps_as_json,
)

LONGEST_PAGE: Final = 1000
DEFAULT_PAGE: Final = 50

_ULID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII)


def incident_id(value: Any) -> str:
    """Return a value that is the id of an incident.

    Raises:
        Invalid: it is none, and never was one.
    """
    if isinstance(value, str) and _ULID.fullmatch(value):
        return value
    raise vol.Invalid("not the id of an incident")


FILTERS: Final[dict[vol.Marker, Any]] = {
    vol.Optional("limit", default=DEFAULT_PAGE): bounded.whole(1, LONGEST_PAGE),
    vol.Optional("type"): bounded.word(ActivityType),
    vol.Optional("before"): incident_id,
    vol.Optional("since"): bounded.moment,
    vol.Optional("until"): bounded.moment,
    vol.Optional("favourite"): bounded.flag,
    vol.Optional("false_alarm"): bounded.flag,
    vol.Optional("zone"): bounded.text(LONGEST_NAME, 1),
}
"""Filters of a list, without the camera, which each way names in its own manner."""
LIST_FILTERS: Final[dict[vol.Marker, Any]] = {
    **FILTERS,
    vol.Optional("kind"): bounded.word(ObjectKind),
    vol.Optional("unseen"): bounded.flag,
}
"""Those of who looks through a list, over HTTP or WebSocket: also what it was, and whether they have looked at it."""


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Incidents, the newest first."""

    incidents: tuple[Incident, ...]
    next: str | None
    """What to give as `before` to get the next page; None if this is the last."""
    seen: frozenset[str] = frozenset()
    """Ids of those that whoever asks has looked at."""

    def as_json(
        self, audience: Audience, image_url: Callable[[Incident], str | None]
    ) -> dict[str, Any]:
        """Return the page as plain JSON values; image_url tells where a picture can be had."""
        return {
            "results": [
                as_json(incident, audience, image_url(incident))
                | {"seen": incident.id in self.seen}
                for incident in self.incidents
            ],
            "next": self.next,
        }


def as_json(
    incident: Incident, audience: Audience, image_url: str | None
) -> dict[str, Any]:
    """Return what lists show of an incident as plain JSON values, with the camera as it is called now."""
    camera = audience.cameras.get(incident.camera)
    return incident_as_json(incident, camera.entity_id if camera else None, image_url)


def whole_as_json(
    incident: Incident,
    audience: Audience,
    image_url: str | None,
    sign: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """Return all that is known of an incident as plain JSON values; sign turns paths of pictures into such without a token."""
    return {
        **as_json(incident, audience, image_url),
        **steps_as_json(incident),
        **moments_as_json(incident, sign),
        **decisions_as_json(_visible_decisions(incident, audience)),
    }


_OF_THE_HOUSE: Final = frozenset(
    {Verdict.CONDITION, Verdict.SECOND_OPINION, Verdict.NOT_DESCRIBED}
)
"""Decisions whose details tell what else in the house was asked."""


def _visible_decisions(incident: Incident, audience: Audience) -> Iterable[Decision]:
    """Yield what was decided about an incident, as far as somebody may know.

    Whoever does not see all cameras learns what alerts that are for this one decided, and not whom they told or what
    else in the house they asked.
    """
    for decision in incident.decisions:
        if audience.everything:
            yield decision
        elif decision.verdict is not Verdict.OTHER_CAMERA:
            yield replace(
                decision,
                detail="" if decision.verdict in _OF_THE_HOUSE else decision.detail,
                opinion=None,
                deliveries=tuple(
                    replace(delivery, target="", error=delivery.error and "failed")
                    for delivery in decision.deliveries
                ),
            )


async def async_get(
    archive: IncidentArchive, audience: Audience, named: str
) -> Incident | None:
    """Return an incident as somebody may see it; None if there is none of that id that they may see.

    Raises:
        JournalError: the journal cannot be used.
    """
    incident = await archive.incidents.async_get(named)
    if incident is None or not audience.sees(incident):
        return None
    (seen,) = await async_hide_links(archive, audience, [incident])
    return seen


async def async_hide_links(
    archive: IncidentArchive, audience: Audience, incidents: Sequence[Incident]
) -> list[Incident]:
    """Return incidents without links to those at cameras that somebody may not see.

    Raises:
        JournalError: the journal cannot be used.
    """
    linked = {link for incident in incidents for link in incident.linked}
    if audience.everything or not linked:
        return list(incidents)
    cameras = await archive.journal.async_read(partial(cameras_of, incidents=linked))
    return [
        replace(
            incident,
            linked=tuple(
                link
                for link in incident.linked
                if cameras.get(link) in audience.cameras
            ),
        )
        for incident in incidents
    ]


async def async_list(
    archive: IncidentArchive, audience: Audience, wanted: Mapping[str, Any]
) -> IncidentPage:
    """Return a page of incidents.

    Args:
        archive: where they are kept.
        audience: who asks.
        wanted: validated `LIST_FILTERS`, and `cameras`: subentry ids that the audience sees, or nothing for all of them.

    Raises:
        BusyError: they ask for too much at once.
        JournalError: the journal cannot be used.

    """
    limit: int = wanted["limit"]
    kind: ObjectKind | None = wanted.get("kind")
    types = [wanted.get("type"), None if kind is None else OF_KIND[kind]]
    first, second = sorted(types, key=lambda one: one is None)
    with archive.side_work.questions.enter(audience.user):
        found = await archive.incidents.async_find(
            IncidentQuery(
                limit=limit + 1,
                cameras=wanted.get("cameras", audience.ids),
                type=first,
                second_type=second,
                before=wanted.get("before"),
                since=wanted.get("since"),
                until=wanted.get("until"),
                favourite=wanted.get("favourite"),
                false_alarm=wanted.get("false_alarm"),
                zone=wanted.get("zone"),
                unseen=wanted.get("unseen"),
                user=audience.user,
            )
        )
    page = tuple(await async_hide_links(archive, audience, found[:limit]))
    return IncidentPage(
        page,
        page[-1].id if len(found) > limit else None,
        await async_find_seen(archive, audience, page),
    )


async def async_find_seen(
    archive: IncidentArchive, audience: Audience, incidents: Iterable[Incident]
) -> frozenset[str]:
    """Return the ids of those incidents that somebody looked at; that anybody did, if Home Assistant itself asks.

    Raises:
        JournalError: the journal cannot be used.
    """
    ids = [incident.id for incident in incidents]
    if not ids:
        return frozenset()
    return await archive.journal.async_read(
        partial(seen.seen_by, incidents=ids, user=audience.user)
    )


async def async_mark_seen(
    archive: IncidentArchive, audience: Audience, ids: Sequence[str]
) -> None:
    """Remember that somebody looked at incidents; what they may not see is passed over.

    Raises:
        JournalError: the journal cannot be used.
    """
    if not audience.everything:
        cameras = await archive.journal.async_read(partial(cameras_of, incidents=ids))
        ids = [one for one in ids if cameras.get(one) in audience.cameras]
    await archive.incidents.edits.async_mark_seen(ids, audience.user)
