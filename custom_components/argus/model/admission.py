"""Limits concurrent requests by user: whoever asks for more is told to come again, and waits in no queue."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN

RETRY_AFTER: Final = 2
"""Seconds after which it is worth asking again."""


class BusyError(HomeAssistantError):
    """More is asked for at once than can be answered."""

    def __init__(self) -> None:
        """Say so in the language of whoever asks."""
        super().__init__(translation_domain=DOMAIN, translation_key="busy")


class Admission:
    """Counts what is being answered, and whom."""

    def __init__(self, *, one: int, unnamed: int, total: int) -> None:
        """Let in so much at once.

        Args:
            one: of one user.
            unnamed: of automations, and of whoever holds the address of an entity's picture.
            total: of all together.

        """
        self._one = one
        self._unnamed = unnamed
        self._total = total
        self._inside = Counter[str | None]()

    @contextmanager
    def enter(self, user: str | None) -> Iterator[None]:
        """Be inside while the context lasts.

        Args:
            user: id of who asks; None if nobody is known to.

        Raises:
            BusyError: there is no room.
        """
        most = self._unnamed if user is None else self._one
        if self._inside[user] >= most or self._inside.total() >= self._total:
            raise BusyError
        self._inside[user] += 1
        try:
            yield
        finally:
            self._inside[user] -= 1
            if not self._inside[user]:
                del self._inside[user]
