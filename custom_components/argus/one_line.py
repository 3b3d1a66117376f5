"""Names and other texts that stand in one line."""

from typing import Final
import unicodedata

_NO_PART_OF_A_LINE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of Unicode: what steers terminals and protocols, halves of characters, what ends lines."""


def is_one_line(text: str) -> bool:
    """Return whether a text can be shown, logged and sent as one line: no CR, LF, NUL, ESC or the like in it."""
    return text.isprintable() or not any(
        unicodedata.category(letter) in _NO_PART_OF_A_LINE for letter in text
    )
