"""Names of cameras, zones, places and alerts as data for a language model.

Whoever names a zone "ignore what you were told" must not be obeyed. A name that goes to a model is therefore one short
line of letters, digits and a few signs: nothing that could pass for the end of a value, a role, a tool call or markup.

See "Not what you've signed up for: compromising real-world LLM-integrated applications with indirect prompt injection",
Greshake et al., 2023.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Final
import unicodedata

from .names import one_line

LONGEST_NAMED: Final = 40
"""Characters of a name that are told."""
MOST_ZONES: Final = 5
"""Zones of one incident that are told."""
_SIGNS: Final = frozenset(" -'’&+.,/()#°")


def named(text: str) -> str:
    """Return a name as it may be told to a language model."""
    plain = "".join(
        letter if letter in _SIGNS or unicodedata.category(letter)[0] in "LMN" else " "
        for letter in one_line(text)[: 4 * LONGEST_NAMED]
    )
    plain = " ".join(plain.split())
    if len(plain) <= LONGEST_NAMED:
        return plain
    return f"{plain[: LONGEST_NAMED - 1].rstrip()}…"


def named_zones(zones: Iterable[str]) -> list[str]:
    """Return the first names of zones."""
    return [name for zone in islice(zones, MOST_ZONES) if (name := named(zone))]
