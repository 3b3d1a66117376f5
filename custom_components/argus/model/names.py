"""Validates names of cameras, places and alerts: one line of visible characters, however they were typed or sent."""

import re
from typing import Final
import unicodedata

_UNSEEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's categories of control characters, halves of characters, and separators of lines and paragraphs."""
_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the reading direction of what follows; joiners and marks, which scripts and emoji need, are no such thing.

See "Trojan Source", Boucher and Anderson, 2021.
"""
_DRAWN: Final = frozenset("LNPS")
"""Begin Unicode's categories of letters, numbers, punctuation and symbols; accents alone belong to no letter."""
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Letters and symbols by their category that are drawn as nothing: fillers, Braille without dots, a note without head."""
_JOINERS: Final = "\u200c\u200d"
"""Change how the letters beside them are drawn."""
_TAGS: Final = range(0xE0020, 0xE0080)
"""Tell the flags of regions apart (Unicode Technical Standard 51, 1.4.6)."""
_LINE_BREAK: Final = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def is_one_line(text: str) -> bool:
    """Return whether a text has no control character, line break or change of direction."""
    return not any(_is_unseen(letter) for letter in text)


def is_shown(text: str) -> bool:
    """Return whether anything of a text can be seen: at least one letter, number or sign that is drawn."""
    return any(
        unicodedata.category(letter)[0] in _DRAWN and letter not in _BLANK
        for letter in text
    )


def seen(text: str) -> str:
    """Return what somebody sees of a text, to tell whether two look the same: no marks, fillers or spaces in a row."""
    drawn = (letter for letter in text if not _is_zero_width(letter))
    joined = " ".join("".join(drawn).split()).strip(_JOINERS)
    return unicodedata.normalize("NFC", joined)


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


def _is_zero_width(letter: str) -> bool:
    """Return whether a character is drawn as nothing, and changes nothing beside it either."""
    if letter in _JOINERS or ord(letter) in _TAGS:
        return False
    return letter in _BLANK or unicodedata.category(letter) == "Cf"


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN or letter in _DIRECTIONS
