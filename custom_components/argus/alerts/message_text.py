"""What an alert says of an incident: as a notification, as a letter, aloud."""

from dataclasses import dataclass, replace
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.helpers.template import Template
from homeassistant.util import dt as dt_util, slugify

from ..const import DOMAIN
from ..incidents.incident_json import media_content_id, snapshot_path
from ..incidents.incident_text import async_incident_text
from ..model.incident import Incident
from ..model.names import one_line, plain_lines
from ..model.redaction import redacted_error
from ..model.wording import Wording, async_wording
from .letter import PICTURE, letter
from .message import LIVE, Attachment, Button, Message
from .settings import AlertSettings

_LOGGER = logging.getLogger(__name__)

SILENCE: Final = "ARGUS_SILENCE_"
"""What a phone's button brings back to silence an alert, before the alert's id."""
FALSE_ALARM: Final = "ARGUS_FALSE_ALARM_"
"""What a phone's button brings back to call an incident a false alarm, before the incident's id."""
LONGEST: Final = 2000
"""Characters of what a template may make."""
LONGEST_FILE_NAME: Final = 64
"""Characters of a place in the name of a file."""


@dataclass(frozen=True, slots=True)
class MessageText:
    """An incident in words."""

    message: Message
    spoken: str


async def async_message_text(
    hass: HomeAssistant,
    settings: AlertSettings,
    alert: tuple[str, str],
    incident: Incident,
    variables: dict[str, Any],
    *,
    again: bool = False,
    live: str | None = None,
) -> MessageText:
    """Put an incident into words.

    Args:
        hass: Home Assistant.
        settings: of the alert.
        alert: id and name of the alert.
        incident: what happened.
        variables: what the user's templates may use.
        again: whether it was told before, so that nobody is to be startled.
        live: entity id of a camera whose present picture is shown where the incident has none.

    """
    alert_id, name = alert
    wording = await async_wording(hass)
    what = async_incident_text(hass, incident.types, incident.zones)
    place = incident.location or incident.camera_name
    title = _own(hass, settings.title, variables) or wording(
        "alert_title", alert=name, place=place
    )
    # No subject of a letter may have several lines or control characters, as templates easily do.
    title = one_line(title)
    text = plain_lines(
        _own(hass, settings.message, variables) or _text(wording, incident, what)
    )
    picture = snapshot_path(incident)
    media = media_content_id(incident)
    if media is None and live is not None:
        picture, media = f"/api/camera_proxy/{live}", f"{LIVE}{live}"
    local = dt_util.as_local(incident.start)
    message = Message(
        title=title,
        text=text,
        html=letter(
            wording,
            title,
            text,
            _rows(wording, incident, what),
            alert=name,
            picture=media is not None,
            link=_link(hass),
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
        image=f"{picture}?{len(incident.trace)}-{int(incident.end is not None)}"
        if picture
        else None,
        url="/logbook",
        tag=f"{DOMAIN}-{alert_id}-{incident.id}",
        buttons=(
            Button(f"{SILENCE}{alert_id}", wording("alert_silence")),
            Button(f"{FALSE_ALARM}{incident.id}", wording("alert_false_alarm")),
        ),
        critical=settings.critical,
        quiet=again,
    )
    spoken = _own(hass, settings.speech, variables) or wording(
        "alert_spoken", alert=name, place=place, what=what
    )
    return MessageText(message, spoken)


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


def _text(wording: Wording, incident: Incident, what: str) -> str:
    start = wording.time(dt_util.as_local(incident.start).time())
    end = wording.time(dt_util.as_local(incident.end or incident.start).time())
    # Most are over within the minute; “from 9:05 to 9:05” tells nobody anything.
    if start == end:
        text = wording("alert_text", what=what, time=start)
    else:
        text = wording("alert_text_over", what=what, start=start, end=end)
    if incident.faces:
        text += f" · {wording.count('alert_faces', incident.faces)}"
    return text


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
            wording(
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


@callback
def _own(hass: HomeAssistant, template: str, variables: dict[str, Any]) -> str:
    """Return what the user's own words come to; nothing if there are none or they cannot be used."""
    if not template.strip():
        return ""
    try:
        rendered = Template(template, hass).async_render(variables, parse_result=False)
    except TemplateError as err:
        # An alert in other words is better than none.
        _LOGGER.warning("A text of an alert cannot be used: %s", redacted_error(err))
        return ""
    return str(rendered)[:LONGEST].strip()


def _link(hass: HomeAssistant) -> str | None:
    try:
        return f"{get_url(hass, prefer_external=True)}/logbook"
    except NoURLAvailableError:
        return None
