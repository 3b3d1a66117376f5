"""The dashboard that Argus adds to the sidebar when it is set up, as a user would in Home Assistant's own settings."""

from contextlib import suppress
from enum import StrEnum
import inspect
import logging
from typing import TYPE_CHECKING, Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN

if TYPE_CHECKING:
    from homeassistant.components.lovelace.dashboard import (
        DashboardsCollection,
        LovelaceConfig,
    )

_LOGGER = logging.getLogger(__name__)

PATH: Final = DOMAIN
"""Of the dashboard's page, and the id that Home Assistant gives it."""
TITLE: Final = "Argus"
ICON: Final = "mdi:cctv"
_FAILURES: Final = (HomeAssistantError, vol.Invalid, OSError, ValueError)
CONFIG: Final = {"strategy": {"type": f"custom:{DOMAIN}"}}
"""All there is to it: the cards make its views of the cameras that are there."""


class Outcome(StrEnum):
    """What became of the dashboard; the last step of the flow says so by this key."""

    ADDED = "dashboard"
    TAKEN = "dashboard_taken"
    """Another page has its path."""
    FAILED = "dashboard_failed"


@callback
def can_add_dashboard(hass: HomeAssistant) -> bool:
    """Return whether Home Assistant has dashboards that can be added to."""
    return _collection(hass) is not None


async def async_add_dashboard(hass: HomeAssistant) -> Outcome:
    """Add the dashboard to the sidebar; one that was left there is used again."""
    dashboards = _collection(hass)
    if dashboards is None:
        return Outcome.FAILED
    if PATH in dashboards.data:
        ours = await _async_is_untouched(_stored(hass))
        return Outcome.ADDED if ours else Outcome.TAKEN
    from homeassistant.components.frontend import async_panel_exists

    if async_panel_exists(hass, PATH):
        return Outcome.TAKEN
    try:
        await dashboards.async_create_item(
            {
                "allow_single_word": True,
                "icon": ICON,
                "title": TITLE,
                "url_path": PATH,
            }
        )
        dashboard = _stored(hass)
        if dashboard is None:
            return Outcome.FAILED
        await dashboard.async_save(CONFIG)
    except _FAILURES:
        _LOGGER.exception("The dashboard could not be added")
        await _async_drop_empty(dashboards)
        return Outcome.FAILED
    return Outcome.ADDED


async def _async_drop_empty(dashboards: DashboardsCollection) -> None:
    """Take a dashboard back that was begun and could not be filled: an empty page would stay in the sidebar."""
    with suppress(*_FAILURES):
        await dashboards.async_delete_item(PATH)


@callback
def editor_link(hass: HomeAssistant, entity_id: str | None) -> str | None:
    """Return the path at which the dashboard opens the drawing editor of a camera, None where there is no dashboard."""
    if entity_id is None or "lovelace" not in hass.config.components:
        return None
    if _stored(hass) is None:
        return None
    view = entity_id.partition(".")[2]
    return f"/{PATH}/{view}?argus_edit={entity_id}"


async def async_remove_dashboard(hass: HomeAssistant) -> None:
    """Remove the dashboard, unless the user has made it their own."""
    dashboards = _collection(hass)
    if dashboards is None or PATH not in dashboards.data:
        return
    if await _async_is_untouched(_stored(hass)):
        await dashboards.async_delete_item(PATH)


async def _async_is_untouched(dashboard: LovelaceConfig | None) -> bool:
    if dashboard is None:
        return False
    try:
        config: dict[str, Any] = await dashboard.async_load(False)
    except HomeAssistantError:
        return False
    return config == CONFIG


@callback
def _stored(hass: HomeAssistant) -> LovelaceConfig | None:
    from homeassistant.components.lovelace.const import LOVELACE_DATA

    return hass.data[LOVELACE_DATA].dashboards.get(PATH)


@callback
def _collection(hass: HomeAssistant) -> DashboardsCollection | None:
    """Return the dashboards that users add in the settings.

    Home Assistant hands them to nobody but its WebSocket command, so that is where they are found: adding to another
    collection on the same file would be undone by the next change of a user.
    """
    if "lovelace" not in hass.config.components:
        return None
    from homeassistant.components.lovelace.dashboard import DashboardsCollection

    command, _ = hass.data["websocket_api"].get(
        "lovelace/dashboards/create", (None, None)
    )
    owner = getattr(inspect.unwrap(command), "__self__", None) if command else None
    found = getattr(owner, "storage_collection", None)
    return found if isinstance(found, DashboardsCollection) else None
