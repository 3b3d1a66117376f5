"""The picture of a camera in its settings, with the zones and lines that it has so far."""

from datetime import timedelta
from typing import Final

from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import HomeAssistant

from ..coordinator import ArgusCoordinator
from ..model.markdown import escaped
from ..model.picture_paths import places_path
from .dashboard import editor_link
from .words import async_common_text

SHOWN_FOR: Final = timedelta(hours=1)
"""How long a form may stay open and still load it."""


async def async_place_picture(hass: HomeAssistant, camera: ArgusCoordinator) -> str:
    """Return Markdown with the picture of a camera and the way to draw on it, as far as there are such.

    The picture is signed for whoever looks at the form.
    """
    parts = []
    if camera.sight is not None:
        path = async_sign_path(
            hass, places_path(camera.subentry.subentry_id), SHOWN_FOR
        )
        parts.append(f"![{escaped(camera.subentry.title)}]({path})")
    if (link := editor_link(hass, camera.entity_id)) is not None:
        text = await async_common_text(hass, "form_draw")
        parts.append(f"[{text}]({link})")
    return "".join(f"\n\n{part}" for part in parts)
