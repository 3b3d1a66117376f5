"""Describes incidents in the words of the user's language."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN
from ..model.activity import ActivityType

_STATES = f"component.{DOMAIN}.entity.event.activity.state_attributes.event_type.state"
_ORDER = (
    ActivityType.CAMERA_LOST,
    ActivityType.TAMPERED,
    ActivityType.VISITOR_IN,
    ActivityType.VISITOR_OUT,
    ActivityType.PERSON,
    ActivityType.FACE,
    ActivityType.VEHICLE,
    ActivityType.ANIMAL,
    ActivityType.MOTION,
    ActivityType.LOOK,
)


@callback
def async_incident_text(
    hass: HomeAssistant, types: Iterable[str], zones: Iterable[str]
) -> str:
    """Return a line such as `Visitor came in, Face (Door)`: what tells most comes first."""
    texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
    wanted = set(types)
    what = ", ".join(
        texts.get(f"{_STATES}.{kind}", str(kind)) for kind in _ORDER if kind in wanted
    )
    where = ", ".join(zones)
    return f"{what} ({where})" if where else what
