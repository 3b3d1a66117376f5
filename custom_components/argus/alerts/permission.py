"""Who may try and silence an alert: whoever may switch it."""

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.switch.const import DOMAIN as SWITCH
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..model.access import may


@callback
def may_switch(
    hass: HomeAssistant, user: User | None, entry_id: str, alert_id: str
) -> bool:
    """Return whether somebody may switch an alert.

    Args:
        hass: Home Assistant.
        user: None stands for Home Assistant itself.
        entry_id: id of the config entry.
        alert_id: id of the alert's subentry.

    """
    # Its id if the user removed the entity: nobody has a permission for that.
    switch = (
        er.async_get(hass).async_get_entity_id(
            SWITCH, DOMAIN, f"{entry_id}_{alert_id}_enabled"
        )
        or alert_id
    )
    return may(user, POLICY_CONTROL, switch)
