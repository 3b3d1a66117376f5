"""Answers as sentences, for assistants that understand sentences without a language model."""

from collections.abc import Sequence
from typing import Any, Final

from homeassistant.util import dt as dt_util

from ..model.camera_status import CameraStatus
from ..model.wording import Wording
from .answers import Happened, Sighting, View
from .facts import kinds_of, out_of_order
from .scope import AssistScope
from .spoken_time import spoken_day, spoken_moment

MOST_SPOKEN: Final = 3
"""Incidents, or cameras, that are named before one is told that there were more: nobody listens for longer."""


def speak_happened(scope: AssistScope, wording: Wording, happened: Happened) -> str:
    """Return what happened, the newest first."""
    if not happened.incidents:
        return wording("ask_nothing")
    sentences = [
        wording(
            "ask_happened",
            camera=scope.audience.cameras[incident.camera].subentry.title,
            what=wording.listed(
                [wording(_key("kind", kind)) for kind in kinds_of(incident)]
            ),
            moment=spoken_moment(wording, incident.start),
        )
        for incident in happened.incidents[:MOST_SPOKEN]
    ]
    if happened.more or len(happened.incidents) > MOST_SPOKEN:
        sentences.append(wording("ask_more"))
    return " ".join(sentences)


def speak_sightings(wording: Wording, kind: str, sightings: Sequence[Sighting]) -> str:
    """Return where something was last seen, the latest first."""
    if not sightings:
        return wording("ask_never")
    return " ".join(
        wording(
            _key("now" if sighting.now else "seen", kind),
            camera=sighting.camera.subentry.title,
            moment=spoken_moment(wording, sighting.at),
        )
        for sighting in sightings[:MOST_SPOKEN]
    )


def speak_visitors(wording: Wording, report: dict[str, Any]) -> str:
    """Return how many came and went on a day, and when most came."""
    day = dt_util.parse_date(report["from"])
    spoken = wording.count(
        "ask_visitors",
        report["total_in"],
        left=wording.number(report["total_out"]),
        day=spoken_day(wording, day) if day else report["from"],
    )
    if (hour := report["peak_hour"]) is None:
        return spoken
    busiest = wording(
        "ask_busiest", start=wording.hour(hour), end=wording.hour(hour + 1)
    )
    return f"{spoken} {busiest}"


def speak_views(wording: Wording, views: Sequence[View]) -> str:
    """Return whether anybody is there; a camera that is not watched cannot tell."""
    there = [view.camera.subentry.title for view in views if view.somebody]
    blind = [view.camera.subentry.title for view in views if not view.sees]
    sentences = []
    if there:
        sentences.append(wording("ask_there", cameras=wording.listed(there)))
    elif len(blind) < len(views):
        sentences.append(wording("ask_nobody"))
    if blind:
        sentences.append(wording("ask_cannot_tell", cameras=wording.listed(blind)))
    return " ".join(sentences)


def speak_health(wording: Wording, views: Sequence[View]) -> str:
    """Return which cameras do not work, and which are off."""
    groups = {
        "ask_out_of_order": [view for view in views if out_of_order(view)],
        "ask_off": [
            view
            for view in views
            if view.status in (CameraStatus.OFF, CameraStatus.STOPPED)
        ],
    }
    sentences = [
        wording(
            key, cameras=wording.listed([view.camera.subentry.title for view in group])
        )
        for key, group in groups.items()
        if group
    ]
    return " ".join(sentences) or wording("ask_all_work")


def speak_silence(wording: Wording, alerts: Sequence[str], until: str | None) -> str:
    """Return which alerts are silent now, or may be sent again."""
    named = wording.listed(alerts)
    if until is None:
        return wording("ask_loud", alerts=named)
    return wording("ask_silent", alerts=named, moment=until)


def _key(what: str, kind: str) -> str:
    return f"ask_{what}_{kind.replace(' ', '_')}"
