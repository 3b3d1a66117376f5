"""Names as every database can keep them."""

from typing import Final

LONGEST_NAME: Final = 255
"""Characters that are kept of names: a database server takes no more."""


def storable_name(text: str) -> str:
    """Return a name as every database can keep it: PostgreSQL takes no NUL, none takes half of a character."""
    whole = text.replace("\0", "").encode(errors="replace").decode()
    return whole[:LONGEST_NAME]
