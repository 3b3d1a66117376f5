"""Plain text of what an AI wrote.

It saw pictures in which anybody may have written anything, so its words are as hostile as they are: they become one
paragraph of bounded length without links, markup or control characters, wherever they are shown later.
"""

import re
from typing import Any, Final

from ..model.names import one_line
from ..model.redaction import ELLIPSIS

LONGEST_ANSWER: Final = 8_000
"""Characters of an answer that are looked at."""
LONGEST_WORDS: Final = 500
"""Characters of it that are kept."""

_LINK: Final = re.compile(
    r"!?\[([^\[\]]{0,200})\]\s?(?:\([^()\s]{0,2000}\)|\[[^\[\]]{0,200}\])"
)
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_ADDRESS: Final = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{0,20}://|www\.|(?:javascript|data|mailto|tel|file):(?=\S))\S*",
    re.IGNORECASE,
)
_MARKS: Final = str.maketrans(dict.fromkeys("`*_#~|<>[]{}\\^", " "))


def plain_words(answer: Any) -> str:
    """Return what an AI answered as one paragraph of plain text; nothing is left of what is no text."""
    if not isinstance(answer, str):
        return ""
    text = one_line(answer[:LONGEST_ANSWER])
    text = _TAG.sub(" ", _LINK.sub(r"\1", text))
    text = _ADDRESS.sub(ELLIPSIS, text).translate(_MARKS)
    text = " ".join(text.split())
    if len(text) <= LONGEST_WORDS:
        return text
    kept, _, _ = text[: LONGEST_WORDS - 1].rpartition(" ")
    return f"{kept or text[: LONGEST_WORDS - 1]}{ELLIPSIS}"
