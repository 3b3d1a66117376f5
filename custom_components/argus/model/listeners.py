"""Listeners of a change; one that fails keeps no other from hearing of it."""

from collections.abc import Callable
import logging

from homeassistant.core import CALLBACK_TYPE, callback

_LOGGER = logging.getLogger(__name__)


class Listeners[*Ts]:
    """Tells all who listen; one that fails keeps nobody else from hearing."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._listeners: list[Callable[[*Ts], object]] = []

    @callback
    def async_add(self, listener: Callable[[*Ts], object]) -> CALLBACK_TYPE:
        """Tell one more from now on; returns what ends that."""
        self._listeners.append(listener)

        @callback
        def remove() -> None:
            self._listeners.remove(listener)

        return remove

    @callback
    def async_tell(self, *what: *Ts) -> None:
        """Tell all; who comes or goes meanwhile does so afterwards."""
        for listener in list(self._listeners):
            try:
                listener(*what)
            except Exception:
                _LOGGER.exception("A listener could not take what it was told")
