"""Silences alerts for whoever asks a conversation agent to."""

from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..alerts.alert import Alert
from ..alerts.alert_state import LONGEST_SNOOZE
from .scope import AssistScope

MOST_MINUTES = LONGEST_SNOOZE // timedelta(minutes=1)


class UnknownAlertError(Exception):
    """No alert of that name is exposed to the assistant and may be silenced by whoever asks."""


async def async_silence(
    scope: AssistScope, called: str | None, minutes: int
) -> tuple[list[Alert], datetime | None]:
    """Silence alerts; return which, and until when in UTC, or None if they may be sent again.

    Args:
        scope: who asks.
        called: name of an alert; None for all that they may silence.
        minutes: 0 lets them be sent again; no more than `MOST_MINUTES` count.

    Raises:
        UnknownAlertError: there is none.

    """
    alerts = [
        alert
        for alert in scope.alerts()
        if called is None or alert.name.casefold() == called.strip().casefold()
    ]
    if not alerts:
        raise UnknownAlertError
    minutes = max(0, min(minutes, MOST_MINUTES))
    until = dt_util.utcnow() + timedelta(minutes=minutes) if minutes else None
    for alert in alerts:
        await alert.async_snooze(until)
    return alerts, until
