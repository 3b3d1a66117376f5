"""Entities that alerts and the daily report name: renamed, removed, back again."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.rename_entities import OF_ALERT, named, renamed
from custom_components.argus.const import CONF_REPORT_TARGETS
from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..conftest import MOVING, Show, camera_named
from .runtime import add_alert, decided, mailbox

NAMED: dict[str, Any] = {
    "armed": "alarm_control_panel.house",
    "lights": ["light.hall", "light.yard"],
    "notify": ["notify.boss"],
    "schedule": "schedule.shop",
    "sirens": ["siren.yard"],
    "speakers": ["media_player.hall"],
    "tts": "tts.voice",
}


def test_every_field() -> None:
    """Nothing that names an entity is left out, and nothing else is touched."""
    data = {**NAMED, "cooldown": 60, "title": "light.hall", "tts": None}
    assert set(named(data, OF_ALERT)) == {
        "alarm_control_panel.house",
        "light.hall",
        "light.yard",
        "media_player.hall",
        "notify.boss",
        "schedule.shop",
        "siren.yard",
    }
    assert renamed(
        data, OF_ALERT, {"light.hall": "light.yard", "schedule.shop": "schedule.open"}
    ) == {**data, "lights": ["light.yard"], "schedule": "schedule.open"}
    # Two that swap their names.
    swapped = {"light.hall": "light.yard", "light.yard": "light.hall"}
    assert renamed(data, OF_ALERT, swapped)["lights"] == ["light.yard", "light.hall"]


async def test_renamed(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    boss: str,
) -> None:
    """The alert goes to the same receiver under its new name, and so does the report."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, notify=[boss])
    hass.config_entries.async_update_entry(entry, options={CONF_REPORT_TARGETS: [boss]})
    await hass.async_block_till_done()
    entity_registry.async_update_entity(boss, new_entity_id="notify.chief")
    hass.states.async_set("notify.chief", "unknown")
    await hass.async_block_till_done()
    assert alert.settings.notify == ("notify.chief",)
    assert calm.settings.report_targets == ("notify.chief",)
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(alert, Verdict.SENT)
    assert mails[0].data["entity_id"] == "notify.chief"


@pytest.mark.parametrize("how", ["reload", "restart"])
async def test_renamed_while_argus_was_not_there(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    boss: str,
    hass_storage: dict[str, Any],
    how: str,
) -> None:
    """Its place in the registry is what counts, not its name."""
    alert = await add_alert(hass, entry, notify=[boss])
    assert await hass.config_entries.async_unload(entry.entry_id)
    entity_registry.async_update_entity(boss, new_entity_id="notify.chief")
    hass.states.async_set("notify.chief", "unknown")
    if how == "restart":
        # Another entity may have got the old name.
        entity_registry.async_get_or_create(
            "notify", "test", "other", suggested_object_id="boss"
        )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    settings = runtime.alerts.alerts[alert.subentry.subentry_id].settings
    assert settings.notify == ("notify.chief",)
    assert list(hass_storage["argus.named_entities"]["data"].values()) == [
        "notify.chief"
    ]
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert "argus.named_entities" not in hass_storage
