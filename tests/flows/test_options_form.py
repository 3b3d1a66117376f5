"""Tests of the form of what all cameras share."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.model.house_settings import default_workers
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from ..alert_forms import collapsed
from ..forms import filled, open_options, said, submit_options
from ..journal.test_migrations import VERSION_2, make


async def test_options(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    form = await open_options(hass, entry)
    assert filled(form)["more_settings"]["workers"] == default_workers()
    result = await submit_options(
        hass, form, workers=3, opening_start="08:00:00", opening_end="18:30:00"
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert argus.workers.threads == 3
    assert argus.settings.workers == 3
    form = await open_options(hass, entry)
    shown = filled(form)
    assert shown["more_settings"]["workers"] == 3
    assert shown["opening_start"] == "08:00:00"
    assert shown["opening_end"] == "18:30:00"


async def test_stored_entities_that_are_gone_keep_nobody_from_another_change(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Repairs tell of them."""
    for entity_id in ("notify.phone", "alarm_control_panel.home"):
        hass.states.async_set(entity_id, "unknown")
    await submit_options(
        hass,
        await open_options(hass, entry),
        report_targets=["notify.phone"],
        profile_follows="alarm_control_panel.home",
    )
    for entity_id in ("notify.phone", "alarm_control_panel.home"):
        hass.states.async_remove(entity_id)
    form = await open_options(hass, entry)
    form = await submit_options(hass, form, report_targets=["notify.other"])
    said(form, {"report_settings": "entity_gone"})
    form = await open_options(hass, entry)
    result = await submit_options(hass, form, workers=3)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert argus.settings.report_targets == ("notify.phone",)
    assert argus.settings.workers == 3


@pytest.mark.parametrize(
    ("hours", "field", "error"),
    [
        ({"opening_start": "08:00:00"}, "opening_end", "half_opening_hours"),
        ({"opening_end": "08:00:00"}, "opening_start", "half_opening_hours"),
        (
            {"opening_start": "08:00:00", "opening_end": "8:00"},
            "opening_end",
            "bad_opening_hours",
        ),
        (
            {"opening_start": "8:00", "opening_end": "9:00", "opening_days": []},
            "opening_days",
            "no_opening_day",
        ),
    ],
)
async def test_opening_hours_that_cannot_be(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    hours: dict[str, Any],
    field: str,
    error: str,
) -> None:
    form = await open_options(hass, entry)
    form = await submit_options(hass, form, workers=2, **hours)
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {field: error}
    assert filled(form)["more_settings"]["workers"] == 2
    result = await submit_options(hass, form, opening_start=None, opening_end=None)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_daily_report(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    hass.states.async_set("notify.shop", "unknown")
    hass.states.async_set("notify.owner", "unavailable")
    form = await open_options(hass, entry)
    assert filled(form)["report_settings"] == {
        "report_targets": [],
        "report_time": "23:00:00",
    }
    await submit_options(
        hass,
        form,
        report_targets=["notify.shop", "notify.owner", "notify.shop"],
        # As scripts may write it.
        report_time="7:30",
        opening_start="9:00",
        opening_end="18:30",
    )
    assert argus.settings.report_targets == ("notify.shop", "notify.owner")
    assert argus.settings.report_time == time(7, 30)
    assert argus.settings.opening_hours is not None
    assert argus.settings.opening_hours.opens == time(9)
    form = await open_options(hass, entry)
    assert filled(form)["report_settings"] == {
        "report_targets": ["notify.shop", "notify.owner"],
        "report_time": "07:30:00",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"report_targets": "everybody"},
        {"report_time": "25:00"},
        {"report_time": ""},
    ],
)
async def test_daily_reports_that_cannot_be(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    wrong: dict[str, Any],
) -> None:
    form = await open_options(hass, entry)
    with pytest.raises(InvalidData):
        await submit_options(hass, form, **wrong)


async def test_publishing_over_mqtt(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    form = await open_options(hass, entry)
    assert filled(form)["mqtt_settings"] == {"mqtt": False, "mqtt_base": "home/argus"}
    form = await submit_options(hass, form, mqtt=True, mqtt_base="home/#")
    assert said(form, {"mqtt_settings": "bad_mqtt_base"})["reason"] == "home/#"
    assert not collapsed(form) & {"mqtt_settings"}
    form = await submit_options(hass, form, mqtt_base=" house/eyes ")
    # Without the integration, nobody would hear of it.
    assert form["errors"] == {"mqtt_settings": "mqtt_missing"}
    MockConfigEntry(domain="mqtt").add_to_hass(hass)
    result = await submit_options(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert argus.settings.mqtt
    assert argus.settings.mqtt_base == "house/eyes"


async def test_a_database_is_tried_before_it_is_taken(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """A database that cannot hold the journal is refused with the reason; one that can takes over at once."""
    form = await open_options(hass, entry)
    nowhere = f"sqlite:///{tmp_path}/file/argus.db"
    await hass.async_add_executor_job((tmp_path / "file").write_text, "in the way")
    form = await submit_options(hass, form, db_url=nowhere)
    assert said(form, {"db_url": "db_unusable"})["reason"]
    other = tmp_path / "other.db"
    result = await submit_options(hass, form, db_url=f"sqlite:///{other}")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert await hass.async_add_executor_job(other.exists)
    assert argus.journal.path == other


async def test_a_database_of_somebody_else_is_looked_at_and_left_alone(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Of an older journal that another Home Assistant uses, or one that is too new, nothing changes."""
    form = await open_options(hass, entry)
    ours = argus.journal.path
    for last, error in (
        ("INSERT INTO meta VALUES ('owner', 'theirs/1/1')", "db_taken"),
        ("UPDATE meta SET value = '99'", "db_newer"),
    ):
        path = tmp_path / f"{error}.db"
        await hass.async_add_executor_job(make, path, (*VERSION_2, last))
        before = await hass.async_add_executor_job(path.read_bytes)
        form = await submit_options(hass, form, db_url=f"sqlite:///{path}")
        assert form["errors"] == {"db_url": error}
        assert await hass.async_add_executor_job(path.read_bytes) == before
    assert argus.journal.path == ours


async def test_a_database_that_is_not_for_journals(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """The form says why."""
    form = await open_options(hass, entry)
    for db_url, error in (
        ("sqlite://", "db_no_file"),
        ("sqlite:///file::memory:?uri=true", "db_no_file"),
        (f"sqlite:///{hass.config.path('home-assistant_v2.db')}", "db_recorder"),
    ):
        form = await submit_options(hass, form, db_url=db_url)
        assert form["errors"] == {"db_url": error}


@pytest.mark.parametrize(
    "address", ["postgresql://me:secret@host/" + "x" * 10_000, "mysql://me:secret@a\nb"]
)
async def test_an_address_of_a_database_that_cannot_be_is_not_told_again(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry, address: str
) -> None:
    """It may hold a password."""
    form = await submit_options(
        hass, await open_options(hass, entry), db_url=address, take_along=False
    )
    placeholders = said(form, {"db_url": "bad_db_url"})
    assert "secret" not in f"{placeholders}"
    assert argus.settings.db_url is None
