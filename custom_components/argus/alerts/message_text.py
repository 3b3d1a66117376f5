"""What an alert says of an incident: as a notification, as a letter, aloud."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.util import dt as dt_util, slugify

from ..const import DOMAIN
from ..incidents.incident_json import (
    media_content_id,
    preview_path,
    snapshot_path,
)
from ..incidents.incident_page import async_incident_page
from ..incidents.preview_encoder import MP4
from ..model.incident import Incident
from ..model.names import one_line, plain_lines
from ..model.wording import Wording, async_wording
from .letter import PICTURE, letter
from .message import LIVE, Attachment, Button, Message
from .own_texts import OwnWords
from .sentence import (
    at_place,
    capitalized,
    incident_clause,
    incidents_text,
    places_of,
)
from .settings import AlertSettings

SILENCE: Final = "ARGUS_SILENCE_"
"""What a phone's button brings back to silence an alert, before the alert's id."""
FALSE_ALARM: Final = "ARGUS_FALSE_ALARM_"
"""What a phone's button brings back to call an incident a false alarm, before the incident's id."""
LONGEST_FILE_NAME: Final = 64
"""Characters of a place in the name of a file."""


@dataclass(frozen=True, slots=True)
class MessageText:
    """Incidents in words."""

    message: Message
    spoken: str
    link: str
    """What a link to their page says."""
    snapshot: str | None = None
    """Path of their picture, if one was kept."""
    persistent_picture: str | None = None
    """The same, signed, if everybody may see it who can log in."""

    def with_persistent_picture(self, path: str | None) -> Self:
        """Return it with a signed path of the picture."""
        return replace(self, persistent_picture=path)


async def async_message_text(
    hass: HomeAssistant,
    settings: AlertSettings,
    alert: tuple[str, str],
    incidents: Sequence[Incident],
    own: OwnWords,
    *,
    tag: str = "",
    again: bool = False,
    live: str | None = None,
) -> MessageText:
    """Put incidents into words.

    Args:
        hass: Home Assistant.
        settings: of the alert.
        alert: id and name of the alert.
        incidents: what happened, at one camera or one after the other at several.
        own: what the user's own templates came to.
        tag: names the notification; it is named after the first incident if there is none.
        again: whether it was told before, so that nobody is to be startled.
        live: entity id of a camera whose present picture is shown where the incidents have none.

    """
    alert_id, name = alert
    wording = await async_wording(hass)
    first, shown = incidents[0], _pictured(incidents)
    what = incidents_text(wording, incidents)
    place = places_of(wording, incidents)
    title = own.title or wording("alert_title", alert=name, place=place)
    # No subject of a letter may have several lines or control characters, as templates easily do.
    title = one_line(title)
    text = plain_lines(
        own.message or _text(wording, incidents) + _words(wording, settings, incidents)
    )
    snapshot = picture = snapshot_path(shown)
    media = media_content_id(shown)
    if media is None and live is not None:
        picture, media = f"/api/camera_proxy/{live}", f"{LIVE}{live}"
    local = dt_util.as_local(first.start)
    page = await async_incident_page(hass, first)
    message = Message(
        title=title,
        text=text,
        html=letter(
            wording,
            title,
            text,
            _rows(wording, first, what),
            alert=name,
            picture=media is not None,
            link=_link(hass, page),
        ),
        attachments=(
            Attachment(
                media,
                f"{slugify(place)[:LONGEST_FILE_NAME] or DOMAIN}_{local:%Y-%m-%d_%H-%M-%S}.jpg",
                PICTURE,
            ),
        )
        if media is not None
        else (),
        # The same path for a better picture would be shown from the phone's memory.
        image=f"{picture}?{len(shown.trace)}-{int(shown.end is not None)}"
        if picture
        else None,
        video=_film(incidents),
        url=page,
        tag=tag or f"{DOMAIN}-{alert_id}-{first.id}",
        buttons=(
            Button(f"{SILENCE}{alert_id}", wording("alert_silence")),
            Button(f"{FALSE_ALARM}{first.id}", wording("alert_false_alarm")),
        )
        if not first.is_loss
        else (Button(f"{SILENCE}{alert_id}", wording("alert_silence")),),
        critical=settings.critical,
        quiet=again,
    )
    spoken = own.speech or (
        wording(
            "alert_spoken",
            alert=name,
            place=place,
            what=incident_clause(wording, first),
        )
        if len(incidents) == 1
        # Each says its own place.
        else wording("alert_spoken_path", alert=name, what=what.replace("\n", ". "))
    )
    return MessageText(message, spoken, wording("alert_show"), snapshot)


async def async_as_test(
    hass: HomeAssistant, alert: str, telling: MessageText
) -> MessageText:
    """Return a telling as one that only tries an alert, by its id: it says so, and nothing can be called a false alarm by it."""
    wording = await async_wording(hass)
    message = telling.message
    return replace(
        telling,
        message=replace(
            message,
            title=wording("alert_test", title=message.title),
            tag=f"{DOMAIN}-{alert}-test",
            buttons=tuple(
                button
                for button in message.buttons
                if not button.action.startswith(FALSE_ALARM)
            ),
        ),
    )


def _pictured(incidents: Sequence[Incident]) -> Incident:
    """Return the incident whose picture is shown: the newest that has one."""
    return next(
        (one for one in reversed(incidents) if one.snapshot is not None), incidents[-1]
    )


def _film(incidents: Sequence[Incident]) -> str | None:
    """Return the path of the newest moving preview that phones play."""
    for incident in reversed(incidents):
        path = preview_path(incident)
        if path is not None and path.endswith(MP4):
            return path
    return None


def _text(wording: Wording, incidents: Sequence[Incident]) -> str:
    """Return what happened and when, of several cameras each on a line of its own with its place."""
    first = incidents[0]
    if len(incidents) == 1:
        text = capitalized(_what_and_when(wording, first))
    else:
        text = "\n".join(
            at_place(wording, one, _what_and_when(wording, one)) for one in incidents
        )
    if first.continues is not None:
        return wording("alert_text_continues", text=text)
    return text


def _what_and_when(wording: Wording, incident: Incident) -> str:
    what = incident_clause(wording, incident)
    start_time = wording.time(dt_util.as_local(incident.start).time())
    end_time = wording.time(dt_util.as_local(incident.end or incident.start).time())
    if incident.is_loss and incident.end is None:
        return wording("alert_text_since", what=what, time=start_time)
    # Most are over within the minute; “between 9:05 and 9:05” tells nobody anything.
    if start_time == end_time:
        return wording("alert_text", what=what, time=start_time)
    return wording("alert_text_over", what=what, start=start_time, end=end_time)


def _words(
    wording: Wording, settings: AlertSettings, incidents: Sequence[Incident]
) -> str:
    """Return what an AI says of incidents, as such; nothing if the alert has none."""
    if settings.ai_describer is None:
        return ""
    said = dict.fromkeys(
        one.description.text for one in incidents if one.description is not None
    )
    return "".join(f"\n{wording('alert_ai_words', words=words)}" for words in said)


def _rows(
    wording: Wording, incident: Incident, what: str
) -> tuple[tuple[str, str], ...]:
    local = dt_util.as_local(incident.start)
    visitors = incident.visitors_in or incident.visitors_out
    return (
        (wording("alert_row_what"), what),
        (wording("alert_row_camera"), incident.camera_name),
        (wording("alert_row_place"), incident.location),
        (
            wording("alert_row_time"),
            f"{wording.date(local.date())}, {wording.time(local.time())}",
        ),
        (
            wording("alert_row_faces"),
            wording.number(incident.faces) if incident.faces else "",
        ),
        (
            wording("alert_row_motion"),
            ""
            if incident.is_loss
            else wording(
                "alert_motion", share=wording.percent(round(incident.intensity, 1))
            ),
        ),
        (
            wording("alert_row_visitors"),
            wording(
                "alert_visitors",
                came=incident.visitors_in,
                left=incident.visitors_out,
            )
            if visitors
            else "",
        ),
    )


def _link(hass: HomeAssistant, page: str) -> str | None:
    try:
        return f"{get_url(hass, prefer_external=True)}{page}"
    except NoURLAvailableError:
        return None
