"""The cards, the dashboard and the drawing editor, served to browsers as one JavaScript module."""

import logging
from pathlib import Path
import re
from typing import Final

from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

URL: Final = f"/{DOMAIN}_static"
FOLDER: Final = Path(__file__).parent.parent / "frontend"
"""Where the build of `frontend/` puts what browsers load."""
_ENTRY: Final = re.compile(r"argus-[\w-]{8}\.js", re.ASCII)
"""What a page loads first: its name carries the hash of its content, so that a browser can keep it for ever."""


async def async_register_cards(hass: HomeAssistant) -> None:
    """Let each page of the frontend load the cards; without a frontend, or cards that were built, there are none."""
    if "frontend" not in hass.config.components:
        return
    entry = await hass.async_add_executor_job(find_entry, FOLDER)
    if entry is None:
        _LOGGER.warning("Argus has no cards: they were not built into %s", FOLDER.name)
        return
    # Home Assistant may run without it, and what it needs is not there then.
    from homeassistant.components.frontend import add_extra_js_url

    await hass.http.async_register_static_paths(
        [StaticPathConfig(URL, str(FOLDER), cache_headers=True)]
    )
    add_extra_js_url(hass, f"{URL}/{entry}")


def find_entry(folder: Path) -> str | None:
    """Return the name of the module that pages load first, None if it was not built; reads the disk."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return None
    return next((name for name in names if _ENTRY.fullmatch(name)), None)
