"""Escapes plain text for where Home Assistant shows Markdown."""

import re
from typing import Final

_ACTIVE: Final = re.compile(
    r"""
    [\\`*_{}\[\]<>\#|~&$^@]             # what marks text, or begins HTML and addresses
    | (?<=\w):(?=//)                    # addresses become links by themselves
    | (?<=www)\.
    | ^(?:[-+=]|\d{1,9}(?=[.)](?:\s|$))) # lists, headings, rules
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)


def escaped(text: str) -> str:
    """Return a text that is shown as it is, whatever it holds: no link, no picture, no HTML, no marks.

    A backslash before punctuation makes it plain: "CommonMark Spec", MacFarlane, section 2.4. What begins a line is no
    code for its indentation either.
    """
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(_ACTIVE.sub(_escape_sign, line) for line in lines)


def _escape_sign(found: re.Match[str]) -> str:
    sign = found[0]
    # A number becomes a list by the sign behind it.
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"
