"""What a camera saw in an incident, as the rest of a sentence that begins with the camera's name."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant, callback

from ..model.activity import ActivityType, is_look_only
from ..model.wording import async_cached_wording


@callback
def async_incident_sentence(
    hass: HomeAssistant,
    types: Iterable[str],
    zones: Iterable[str] = (),
    *,
    faces: int = 0,
    visitors_in: int = 0,
    visitors_out: int = 0,
) -> str:
    """Return words such as `saw 2 visitors come in (Door)`, in the language of Home Assistant.

    Args:
        hass: Home Assistant.
        types: what it was about.
        zones: names of the zones that moved.
        faces: most faces at once.
        visitors_in: how many came in.
        visitors_out: how many went out.

    """
    wording = async_cached_wording(hass)
    types = set(types)
    parts = []
    if ActivityType.TAMPERED in types:
        parts.append(wording("log_tampered"))
    if visitors_in:
        parts.append(wording.count("log_in", visitors_in))
    if visitors_out:
        parts.append(wording.count("log_out", visitors_out))
    # Whoever crosses a line is a person with a face; that goes without saying.
    if not visitors_in and not visitors_out:
        if people := faces or int(ActivityType.PERSON in types):
            parts.append(wording.count("log_people", people))
    parts += [
        wording(f"log_{kind}")
        for kind in (ActivityType.VEHICLE, ActivityType.ANIMAL)
        if kind in types
    ]
    if not parts:
        parts.append(wording("log_look" if is_look_only(types) else "log_motion"))
    what = ", ".join(parts)
    where = ", ".join(zones)
    return f"{what} ({where})" if where else what
