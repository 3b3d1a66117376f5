"""The users of the house, and what they ask for."""

from collections.abc import Callable
from typing import Any

from custom_components.argus.const import DOMAIN
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant


async def user_named(hass: HomeAssistant, who: str) -> User:
    """Return a user of the house by name."""
    names: dict[str, Callable[[User], bool]] = {
        "admin": lambda user: user.is_admin and not user.system_generated
    }
    chosen = names.get(who, lambda user: user.name == who)
    return next(user for user in await hass.auth.async_get_users() if chosen(user))


async def call_action(
    hass: HomeAssistant, who: str, action: str, **data: Any
) -> dict[str, Any]:
    """Call an action of Argus as somebody, and return what it answers."""
    user = await user_named(hass, who)
    response = await hass.services.async_call(
        DOMAIN,
        action,
        data,
        blocking=True,
        context=Context(user_id=user.id),
        return_response=True,
    )
    assert response is not None
    return response
