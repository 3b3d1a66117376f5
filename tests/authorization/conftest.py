"""What happened before the cameras, and who logs in to see it."""

from functools import partial

import pytest

from custom_components.argus.journal import (
    decisions,
    incidents as incidents_table,
)
from custom_components.argus.model.decision import Decision, Delivery, Verdict
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..journals import keep_film, keep_moment, login, remember_both

__all__ = ["login"]


@pytest.fixture
async def incidents(hass: HomeAssistant, calm: ArgusRuntime) -> dict[str, Incident]:
    """Return what happened, by camera."""
    assert await async_setup_component(hass, "media_source", {})
    door, garden = await remember_both(calm)
    return {
        "Front door": await keep_moment(calm, await keep_film(calm, door)),
        "Garden": await keep_moment(calm, await keep_film(calm, garden)),
    }


@pytest.fixture
async def neighbours(calm: ArgusRuntime) -> dict[str, Incident]:
    """Return two incidents that belong together, by camera, with what alerts decided about them."""
    door, garden = await remember_both(calm)
    decided = Decision(
        dt_util.utcnow(),
        "a1",
        "Night watch",
        Verdict.SENT,
        deliveries=(
            Delivery("notify", "notify.anna"),
            Delivery("lights", "light.bedroom", "light.bedroom is away"),
        ),
    )
    elsewhere = Decision(
        dt_util.utcnow(), "a2", "Garden watch", Verdict.OTHER_CAMERA, "Front door"
    )
    failed = Decision(
        dt_util.utcnow(), "a3", "Away", Verdict.CONDITION, "sensor.safe is unknown"
    )
    link = partial(incidents_table.link, one=door.id, other=garden.id)
    await calm.journal.async_run(link)
    for incident in (door, garden):
        for decision in (decided, elsewhere, failed):
            add = partial(decisions.add, incident=incident.id, decision=decision)
            await calm.journal.async_run(add)
    return {"Front door": door, "Garden": garden}
