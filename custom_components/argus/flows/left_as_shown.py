"""Fields of a form that the user left as they were shown, while what they show was changed elsewhere."""

from collections.abc import Collection, Mapping
from typing import Any, Final

_MISSING: Final = object()


def with_what_is_stored(
    entered: Mapping[str, Any],
    shown: Mapping[str, Any],
    now: Mapping[str, Any],
    sections: Collection[str],
) -> dict[str, Any]:
    """Return what the user entered, with what is stored now in each field that was left as it was shown.

    Args:
        entered: the filled-in form.
        shown: the values it was shown with.
        now: the values it would be shown with now.
        sections: the names of its sections, whose fields are looked at one by one.

    """
    merged = {}
    for name in (*entered, *(name for name in now if name not in entered)):
        value = entered.get(name, _MISSING)
        if name in sections:
            value = with_what_is_stored(
                entered.get(name, {}), shown.get(name, {}), now.get(name, {}), ()
            )
        elif value == shown.get(name, _MISSING):
            value = now.get(name, _MISSING)
        if value is not _MISSING:
            merged[name] = value
    return merged
