"""Report of a day as a message: a text for any receiver, a picture for phones, a letter for e-mail."""

from datetime import date as Date
from typing import Final

from homeassistant.core import HomeAssistant

from ..alerts.message import Attachment, Message
from ..const import DOMAIN
from ..model.access import Audience
from ..model.wording import async_wording
from .chart_file import chart_media, chart_path
from .letter import CHART, report_letter
from .source import ReportSource
from .text import text, title
from .visitors import async_report

TAG: Final = f"{DOMAIN}-report"
"""A phone shows the newest report only."""


async def async_report_message(
    hass: HomeAssistant, source: ReportSource, day: Date
) -> Message:
    """Return the report of a day, of all cameras, in the language of Home Assistant.

    Raises:
        ReportRangeError: there is no such day.
        JournalError: the journal cannot be used.

    """
    report = await async_report(source, Audience.of(source.cameras, None), day, day)
    wording = await async_wording(hass)
    return Message(
        title=title(wording, report),
        text=text(wording, report),
        html=report_letter(wording, report),
        attachments=(
            Attachment(
                chart_media(day),
                f"{DOMAIN}_{day.isoformat()}.png",
                CHART,
            ),
        ),
        image=chart_path(day),
        tag=TAG,
    )
