"""Moments and days as one says them, in the household's time zone."""

from datetime import date as Date, datetime, timedelta

from homeassistant.util import dt as dt_util

from ..model.wording import Wording


def spoken_moment(wording: Wording, at: datetime) -> str:
    """Return a moment in any time zone such as `yesterday at 17:42`."""
    local = dt_util.as_local(at)
    return wording(
        "ask_at",
        day=spoken_day(wording, local.date()),
        time=wording.time(local.time()),
    )


def spoken_day(wording: Wording, day: Date) -> str:
    """Return a local day such as `today` or `Monday, 23 November 2026`."""
    today = dt_util.now().date()
    if day == today:
        return wording("ask_today")
    if day == today - timedelta(days=1):
        return wording("ask_yesterday")
    return wording.date(day)
