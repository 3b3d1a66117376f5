"""An incident to try an alert with."""

from collections.abc import Mapping
from typing import Final

from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_at_time

from ..incidents.recorder import IncidentRecorder
from ..journal import JournalError
from ..journal.pages import IncidentQuery
from ..model.camera import WatchedCamera
from ..model.incident import Incident
from .settings import ALERTING, AlertSettings

LOOKED_AT: Final = 100
"""Incidents among which one is looked for."""


async def async_example(
    recorder: IncidentRecorder,
    cameras: Mapping[str, WatchedCamera],
    settings: AlertSettings,
    name: str,
) -> Incident:
    """Return the last incident that an alert could have been for, rather one with a picture; a made-up one if there is none.

    Args:
        recorder: has recorded them.
        cameras: those that are watched, by the ids of their subentries.
        settings: of the alert.
        name: of the alert, for the place where nothing is watched.

    """
    query = IncidentQuery(limit=LOOKED_AT, cameras=settings.cameras or None)
    try:
        recent = await recorder.async_find(query)
    except JournalError:
        # Whether somebody can be told has nothing to do with the journal.
        recent = []
    fitting = [
        incident
        for incident in recent
        if not settings.types.isdisjoint(incident.types) and incident.end is not None
    ]
    pictured = (incident for incident in fitting if incident.snapshot is not None)
    return next(pictured, None) or next(
        iter(fitting), _made_up(cameras, settings, name)
    )


def _made_up(
    cameras: Mapping[str, WatchedCamera], settings: AlertSettings, name: str
) -> Incident:
    now = dt_util.utcnow()
    camera = next(
        (
            camera
            for subentry_id, camera in cameras.items()
            if settings.is_for(subentry_id)
        ),
        None,
    )
    return Incident(
        id=ulid_at_time(now.timestamp()),
        camera=camera.subentry.subentry_id if camera else "",
        camera_name=camera.subentry.title if camera else name,
        location=camera.settings.location if camera else "",
        start=now,
        end=now,
        types=tuple(kind for kind in ALERTING if kind in settings.types)[:1],
    )
