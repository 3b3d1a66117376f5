"""Where a page is that shows an incident, for whoever taps a notification of it."""

from collections.abc import Mapping
from itertools import islice
import json
from typing import Any, Final
from urllib.parse import quote

from homeassistant.components.media_player.const import MediaType
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..model.incident import Incident
from .incident_json import media_identifier

_VIEW: Final = "incidents"
"""Path of the view of the dashboard that lists incidents."""
_STRATEGY: Final = f"custom:{DOMAIN}"
_DEFAULT: Final = "lovelace"
"""Path of the dashboard that has none of its own."""
_MOST_DASHBOARDS: Final = 32


async def async_incident_page(hass: HomeAssistant, incident: Incident) -> str:
    """Return the relative path of a page that is there and shows an incident.

    That is the dashboard of Argus, or another one that is made by it. Where the user has none, it is the folder of the
    camera's day in the media browser, which everybody has.
    """
    if (path := await _async_dashboard(hass)) is not None:
        return f"/{path}/{_VIEW}?argus_incident={incident.id}"
    day = media_identifier(incident).rpartition("/")[0]
    folder = f"{MediaType.IMAGE},media-source://{DOMAIN}/{day}"
    return f"/media-browser/browser/{quote(folder, safe='')}"


async def _async_dashboard(hass: HomeAssistant) -> str | None:
    """Return the path of a dashboard that lists incidents; Argus's own goes first."""
    if "lovelace" not in hass.config.components:
        return None
    from homeassistant.components.lovelace.const import LOVELACE_DATA

    dashboards = hass.data[LOVELACE_DATA].dashboards
    paths = sorted(dashboards, key=lambda path: (path != DOMAIN, path or ""))
    for path in islice(paths, _MOST_DASHBOARDS):
        try:
            config = await dashboards[path].async_load(False)
        except HomeAssistantError, OSError:
            # It is empty, or its file cannot be read.
            continue
        if _lists_incidents(config):
            return path or _DEFAULT
    return None


def _lists_incidents(config: Mapping[str, Any]) -> bool:
    """Return whether a dashboard is made by Argus, or still has the view of incidents that a user took over."""
    if "strategy" in config:
        strategy: Any = config["strategy"]
        return isinstance(strategy, Mapping) and strategy.get("type") == _STRATEGY
    views = config.get("views")
    return isinstance(views, list) and any(
        isinstance(view, Mapping)
        and view.get("path") == _VIEW
        and _STRATEGY in json.dumps(view, default=str)
        for view in views
    )
