"""What people ask about cameras, answered from the journal and from what is seen now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date, datetime, timedelta
from typing import Any, Final

from homeassistant.util import dt as dt_util

from ..coordinator import ArgusCoordinator
from ..incidents.incident_list import async_list
from ..model.access import Audience
from ..model.activity import ActivityType
from ..model.camera_status import CameraStatus
from ..model.incident import Incident
from ..reports.visitors import async_report
from .scope import AssistScope

MOST_TOLD: Final = 20
"""Incidents in one answer."""
MOST_CAMERAS: Final = 40
"""Cameras in one answer."""
LONGEST_SPAN: Final = timedelta(days=366)

KINDS: Final[dict[str, tuple[ActivityType, ...]]] = {
    "person": (
        ActivityType.PERSON,
        ActivityType.FACE,
        ActivityType.VISITOR_IN,
        ActivityType.VISITOR_OUT,
    ),
    "vehicle": (ActivityType.VEHICLE,),
    "animal": (ActivityType.ANIMAL,),
    "motion": (ActivityType.MOTION,),
    "visitor": (ActivityType.VISITOR_IN, ActivityType.VISITOR_OUT),
    "tampering": (ActivityType.TAMPERED,),
    "camera lost": (ActivityType.CAMERA_LOST,),
    "look": (ActivityType.LOOK,),
}
"""What one may ask for, and the types of incidents that are about it."""
SEEABLE: Final = ("person", "vehicle", "animal")


class BadSpanError(Exception):
    """A time span ends before it begins, or is longer than anybody can be told of."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Incidents of a time span, the newest first."""

    since: datetime
    """UTC."""
    until: datetime
    """UTC."""
    incidents: tuple[Incident, ...]
    """No more than `MOST_TOLD`."""
    more: bool
    """Whether there were others before."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """When something was last seen by a camera."""

    camera: ArgusCoordinator
    kind: str
    at: datetime
    """UTC."""
    now: bool
    """Whether it is still there."""


@dataclass(frozen=True, slots=True)
class View:
    """What a camera sees now."""

    camera: ArgusCoordinator
    status: CameraStatus

    @property
    def sees(self) -> bool:
        """Whether it can be told at all."""
        return self.status is CameraStatus.WATCHING

    @property
    def somebody(self) -> bool:
        """Whether somebody is there, or was a moment ago."""
        state = self.camera.data
        return self.sees and bool(state.present or state.faces or state.people)


async def async_what_happened(
    scope: AssistScope,
    place: str | None = None,
    kind: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Happened:
    """Return what happened; in the last 24 hours if nothing else is said.

    Args:
        scope: who asks of what.
        place: a camera, an area or a floor; None for all.
        kind: one of `KINDS`; None for all.
        since: UTC.
        until: UTC.

    Raises:
        UnknownPlaceError: there is no such place.
        BadSpanError: the time ends before it begins, or is too long.
        BusyError: too much is asked for at once.
        JournalError: the journal cannot be used.

    """
    until = until or dt_util.utcnow()
    since = since or until - timedelta(days=1)
    if not timedelta() < until - since <= LONGEST_SPAN:
        raise BadSpanError
    audience = scope.at(place)
    found = await _async_newest(
        scope, audience, _types_of(kind), MOST_TOLD + 1, since, until
    )
    return Happened(since, until, tuple(found[:MOST_TOLD]), len(found) > MOST_TOLD)


async def async_last_seen(
    scope: AssistScope, place: str | None = None, kind: str = "person"
) -> list[Sighting]:
    """Return when each camera last saw a kind of thing, the latest first; cameras that never did are left out.

    Args:
        scope: who asks of what.
        place: a camera, an area or a floor; None for all.
        kind: one of `SEEABLE`.

    Raises:
        UnknownPlaceError: there is no such place.
        BusyError: too much is asked for at once.
        JournalError: the journal cannot be used.

    """
    found = []
    for camera in list(scope.at(place).cameras.values())[:MOST_CAMERAS]:
        only = Audience(
            {camera.subentry.subentry_id: camera}, False, scope.audience.user
        )
        newest = await _async_newest(scope, only, _types_of(kind), 1)
        moments = [incident.end or dt_util.utcnow() for incident in newest]
        now = kind in {str(one) for one in camera.data.kinds}
        if kind == "person":
            # Who crosses no line and shows no face may be known for somebody all the same.
            moments += [camera.data.last_seen] if camera.data.last_seen else []
            now = View(camera, camera.status).somebody
        if moments:
            found.append(Sighting(camera, kind, max(moments), now))
    return sorted(found, key=lambda sighting: sighting.at, reverse=True)


async def async_visitors(
    scope: AssistScope,
    place: str | None = None,
    first: Date | None = None,
    last: Date | None = None,
) -> dict[str, Any]:
    """Return the report of visitors of a range of local days; of today if nothing else is said.

    Raises:
        UnknownPlaceError: there is no such place.
        ReportRangeError: the last day is before the first, or there are too many.
        BusyError: too much is asked for at once.
        JournalError: the journal cannot be used.
    """
    today = dt_util.now().date()
    first = first or last or today
    return await async_report(scope.runtime, scope.at(place), first, last or first)


def views(scope: AssistScope, place: str | None = None) -> list[View]:
    """Return what the cameras of a place see now.

    Raises:
        UnknownPlaceError: there is no such place.
    """
    return [
        View(camera, camera.status)
        for camera in list(scope.at(place).cameras.values())[:MOST_CAMERAS]
    ]


def _types_of(kind: str | None) -> Sequence[ActivityType | None]:
    return (None,) if kind is None else KINDS[kind]


async def _async_newest(
    scope: AssistScope,
    audience: Audience[ArgusCoordinator],
    types: Sequence[ActivityType | None],
    limit: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Incident]:
    """Return the newest incidents of any of some types, without those that were nothing."""
    found: dict[str, Incident] = {}
    for kind in types:
        page = await async_list(
            scope.runtime,
            audience,
            {
                "limit": limit,
                "type": kind,
                "since": since,
                "until": until,
                "false_alarm": False,
            },
        )
        found |= {one.id: one for one in page.incidents}
    return sorted(found.values(), key=lambda one: one.id, reverse=True)[:limit]
