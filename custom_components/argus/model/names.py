"""Validates names of cameras, places and alerts: one line of visible characters, however they were typed or sent."""

import re
from typing import Final
import unicodedata

_UNSEEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's categories of control characters, halves of characters, and separators of lines and paragraphs."""
_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the reading direction of what follows; joiners, which scripts and emoji need, are no such thing.

See "Trojan Source", Boucher and Anderson, 2021.
"""
_LINE_BREAK: Final = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def is_one_line(text: str) -> bool:
    """Return whether a text has no control character, line break or change of direction."""
    return not any(_is_unseen(letter) for letter in text)


def one_line(text: str) -> str:
    """Return a text on one line: spaces, line breaks and control characters in a row become one space, none at the ends."""
    return " ".join(
        "".join(" " if _is_unseen(letter) else letter for letter in text).split()
    )


def plain_lines(text: str) -> str:
    """Return a text with its line breaks, but without other control characters or changes of direction."""
    return "".join(
        letter
        for letter in _LINE_BREAK.sub("\n", text)
        if letter in "\n\t" or not _is_unseen(letter)
    )


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN or letter in _DIRECTIONS
