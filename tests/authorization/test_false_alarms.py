"""Only an administrator says what was a false alarm, whichever way."""

import pytest

from custom_components.argus.alerts.message_text import FALSE_ALARM
from custom_components.argus.const import DOMAIN
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser

from ..journals import Login
from .matrix import PEOPLE
from .people import user_named


@pytest.mark.parametrize("who", [*PEOPLE, "nobody"])
async def test_false_alarms_by_phone(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    incidents: dict[str, Incident],
    login: Login,
) -> None:
    """The button of a notification is one more way to mark, with the same rule."""
    user_id = "nobody"
    if who != "nobody":
        await login(who)
        user_id = (await user_named(hass, who)).id
    incident = incidents["Front door"].id
    hass.bus.async_fire(
        "mobile_app_notification_action",
        {"action": f"{FALSE_ALARM}{incident}"},
        context=Context(user_id=user_id),
    )
    await hass.async_block_till_done()
    stored = await calm.incidents.async_get(incident)
    assert stored is not None
    assert stored.false_alarm is (who == "admin")


@pytest.mark.parametrize("who", [*PEOPLE, "nobody"])
async def test_false_alarms_are_for_administrators(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    incidents: dict[str, Incident],
    login: Login,
) -> None:
    """Who may not change settings may not say what should change them."""
    user_id = "nobody"
    if who != "nobody":
        await login(who)
        user_id = (await user_named(hass, who)).id
    incident = incidents["Front door"].id

    async def mark() -> None:
        await hass.services.async_call(
            DOMAIN,
            "mark_false_alarm",
            {"event": incident},
            blocking=True,
            context=Context(user_id=user_id),
        )

    if who == "admin":
        await mark()
    else:
        with pytest.raises(UnknownUser if who == "nobody" else Unauthorized):
            await mark()
    stored = await calm.incidents.async_get(incident)
    assert stored is not None
    assert stored.false_alarm is (who == "admin")
