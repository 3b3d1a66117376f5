"""An incident as a letter: HTML that mail programs show."""

from collections.abc import Sequence
from html import escape
from typing import Final

from ..model.wording import Wording

PICTURE: Final = "picture"
"""What the letter calls its picture."""

_CELL: Final = "padding:4px 12px 4px 0;vertical-align:top"


def letter(
    wording: Wording,
    title: str,
    text: str,
    rows: Sequence[tuple[str, str]],
    *,
    alert: str,
    picture: bool,
    link: str | None,
) -> str:
    """Return the HTML of a letter; nothing that comes from outside is taken for HTML.

    Args:
        wording: texts of the reader's language.
        title: heading.
        text: what is told; its line breaks are kept.
        rows: labels and values of a table.
        alert: name of the alert that sends it.
        picture: whether the picture that `PICTURE` names comes with it.
        link: address of Home Assistant, if it is known.

    """
    table = "".join(
        f'<tr><th style="{_CELL};text-align:left;font-weight:600">{escape(label)}</th>'
        f'<td style="{_CELL}">{escape(value)}</td></tr>'
        for label, value in rows
        if value
    )
    image = (
        f'<p><img src="cid:{PICTURE}" alt="{escape(wording("alert_picture"))}" '
        'style="max-width:100%;height:auto;border-radius:8px"></p>'
        if picture
        else ""
    )
    open_it = (
        f'<p><a href="{escape(link)}">{escape(wording("alert_open"))}</a></p>'
        if link
        else ""
    )
    words = escape(text).replace("\n", "<br>")
    return page(
        wording,
        title,
        f"<p>{words}</p>{image}"
        f'<table role="presentation" style="border-collapse:collapse">{table}</table>{open_it}',
        wording("alert_footer", alert=alert),
    )


def page(wording: Wording, title: str, body: str, footer: str) -> str:
    """Return a whole letter.

    Args:
        wording: texts of the reader's language.
        title: heading.
        body: what is between heading and footer, as HTML.
        footer: why it is sent.

    """
    return (
        f'<!DOCTYPE html><html lang="{escape(wording.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"></head>'
        '<body style="margin:0;padding:16px;font-family:sans-serif;font-size:16px;line-height:1.4">'
        f'<h2 style="margin:0 0 8px">{escape(title)}</h2>{body}'
        f'<p style="font-size:13px;opacity:0.7">{escape(footer)}</p>'
        "</body></html>"
    )
