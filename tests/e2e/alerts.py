"""Alerts made as a user makes them, and what became of them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from demo.home import Home

HOME_ZONE = ZoneInfo("Europe/Paris")
"""Where the homes of the tests stand."""


async def add_alert(home: Home, template: str, **changes: Any) -> str:
    """Make an alert from a template with some fields filled in otherwise; return what it is called."""
    (argus,) = await home.command("config_entries/get", domain="argus")
    return await home.add_subentry(argus["entry_id"], "alert", template, **changes)


def hours_around(minutes: int) -> dict[str, Any]:
    """Return fields of an alert for whose hours it is so many minutes after their start; they last twice as long."""
    now = datetime.now(HOME_ZONE)
    start, end = now - timedelta(minutes=minutes), now + timedelta(minutes=minutes)
    return {
        "start": f"{start:%H:%M:%S}",
        "end": f"{end:%H:%M:%S}",
        "days": [str(start.weekday())],
    }


async def newest_incident(home: Home) -> dict[str, Any] | None:
    """Return the newest incident with all that is known of it, if there is one."""
    page = await home.command("argus/events/list", limit=1)
    if not page["results"]:
        return None
    incident: dict[str, Any] = await home.command(
        "argus/events/get", event=page["results"][0]["id"]
    )
    return incident


async def decided(
    home: Home, alert: str, verdict: str, after: str = ""
) -> dict[str, Any]:
    """Wait until an alert has decided so about the newest incident, and return that.

    Args:
        home: The home.
        alert: What the alert is called.
        verdict: The decision.
        after: Id of an incident; only newer ones count.
    """

    async def check() -> dict[str, Any]:
        incident = await newest_incident(home)
        if incident is None or incident["id"] <= after:
            return {}
        return next(
            (
                {**decision, "incident": incident}
                for decision in incident["decisions"]
                if decision["alert_name"] == alert and decision["verdict"] == verdict
            ),
            {},
        )

    return await home.until(check, 60, f"{alert} to decide {verdict}")
