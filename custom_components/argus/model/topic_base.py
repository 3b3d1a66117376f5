"""What MQTT topics may begin with."""

from typing import Final

MOST_OF_A_BASE: Final = 200
"""Bytes; a topic may have 65535."""
_NOT_OURS: Final = "homeassistant"
"""Where Home Assistant finds devices and says that it runs; with one camera we would talk in between."""


def is_usable_base(base: str) -> bool:
    """Return whether topics can begin with a text: plain levels, none of them empty, none reserved."""
    return (
        all(base.split("/"))
        and base.isprintable()
        and not set(base) & set("+#")
        and not base.startswith("$")
        and base.split("/", maxsplit=1)[0] != _NOT_OURS
        and len(base.encode(errors="replace")) <= MOST_OF_A_BASE
    )
