"""Tests of the alert that the first step makes."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.const import DOMAIN, SUBENTRY_ALERT
from custom_components.argus.flows.alert_form import SECTION_NOTIFICATIONS
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ..alert_forms import HALL, MAIL, PHONE, furnish
from ..conftest import GARDEN, SHOP
from ..forms import filled, pick, said, start


@pytest.fixture(autouse=True)
async def newcomer(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Let Argus be gone, and people be there whom it can tell."""
    await hass.config_entries.async_remove(entry.entry_id)
    furnish(hass)


async def test_the_first_flow_makes_an_alert_when_somebody_is_to_be_told(
    hass: HomeAssistant,
) -> None:
    form = await start(hass)
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"cameras": [GARDEN, SHOP], "notify": [PHONE, MAIL, PHONE]}
    )
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (alert,) = result["result"].get_subentries_of_type(SUBENTRY_ALERT)
    assert alert.title == "Somebody is seen"
    settings = AlertSettings.from_data(alert.data)
    assert settings.notify == (PHONE, MAIL)
    assert settings.types == {
        ActivityType.FACE,
        ActivityType.PERSON,
        ActivityType.VISITOR_IN,
    }
    assert settings.cooldown == 600
    assert settings.cameras == frozenset()
    # It can be changed like any other.
    entry = result["result"]
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_ALERT),
        context={"source": "reconfigure", "subentry_id": alert.subentry_id},
    )
    assert filled(form)[SECTION_NOTIFICATIONS]["notify"] == [PHONE, MAIL]


@pytest.mark.parametrize("nobody", [{}, {"notify": []}])
async def test_the_first_flow_makes_no_alert_for_nobody(
    hass: HomeAssistant, nobody: dict[str, Any]
) -> None:
    form = await start(hass)
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"cameras": [GARDEN], **nobody}
    )
    await hass.async_block_till_done()
    assert not list(result["result"].get_subentries_of_type(SUBENTRY_ALERT))


@pytest.mark.parametrize(
    ("wrong", "error"), [("notify.gone", "entity_gone"), (HALL, "wrong_entity")]
)
async def test_the_first_flow_says_who_cannot_be_told(
    hass: HomeAssistant, wrong: str, error: str
) -> None:
    form = await start(hass)
    entered = {"cameras": [GARDEN], "notify": [PHONE, wrong]}
    form = await hass.config_entries.flow.async_configure(form["flow_id"], entered)
    assert said(form, {"notify": error})["reason"] == wrong
    assert filled(form) == entered
    assert not hass.config_entries.async_entries(DOMAIN)
    result = await pick(hass, form, GARDEN)
    assert result["type"] is FlowResultType.CREATE_ENTRY
