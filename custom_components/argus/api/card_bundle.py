"""The cards, the dashboard and the drawing editor, served to browsers as one JavaScript module."""

from hashlib import sha256
import logging
from pathlib import Path
from typing import Final

from homeassistant.components.http.server import StaticPathConfig
from homeassistant.core import HomeAssistant

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

URL: Final = f"/{DOMAIN}_static"
FOLDER: Final = Path(__file__).parent.parent / "frontend"
"""Where the build of `frontend/` puts what browsers load."""
ENTRY: Final = "argus.js"
"""What a page loads first. All it imports is named by its content, so its own content changes with any of that."""


async def async_register_cards(hass: HomeAssistant) -> None:
    """Let each page of the frontend load the cards; without a frontend, or cards that were built, there are none."""
    if "frontend" not in hass.config.components:
        return
    version = await hass.async_add_executor_job(read_version, FOLDER)
    if version is None:
        _LOGGER.warning("Argus has no cards: they were not built into %s", FOLDER.name)
        return
    # Home Assistant may run without it, and what it needs is not there then.
    from homeassistant.components.frontend import add_extra_js_url

    await hass.http.async_register_static_paths(
        [StaticPathConfig(URL, str(FOLDER), cache_headers=True)]
    )
    # A browser keeps what has an address for ever, and asks for another address after an update.
    add_extra_js_url(hass, f"{URL}/{ENTRY}?v={version}")


def read_version(folder: Path) -> str | None:
    """Return what changes with the cards, None if they were not built; reads the disk."""
    try:
        return sha256((folder / ENTRY).read_bytes()).hexdigest()[:12]
    except OSError:
        return None
