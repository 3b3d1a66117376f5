"""Settings that another version of Argus stored: what cannot be read is named, and all else runs."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.const import DOMAIN, SUBENTRY_ALERT
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.model.house_settings import ArgusSettings
from custom_components.argus.model.stored_settings import UnreadableSettingsError
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryData,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir

from ..conftest import camera_named, camera_subentry, until
from ..forms import filled

ZONE = {"id": "z", "name": "Z", "points": [[0, 0], [1, 0], [1, 1]]}
LINE = {"id": "l", "name": "L", "start": [0, 0.5], "end": [1, 0.5]}
BAD_CAMERAS: list[tuple[str, Any]] = [
    ("face_detector", "of_tomorrow"),
    ("source", "satellite"),
    ("source", ["auto"]),
    ("interval", "fast"),
    ("interval", 0),
    ("interval", float("nan")),
    ("sensitivity", None),
    ("sensitivity", {}),
    ("motion", "no"),
    ("location", 5),
    ("camera", 7),
    ("zones", 3),
    ("zones", [{**ZONE, "kind": "dream"}]),
    ("zones", [{"id": "z"}]),
    ("zones", [{**ZONE, "points": [[0, 0, 0]]}]),
    ("lines", [{**LINE, "counts": "dogs"}]),
    ("lines", [{**LINE, "start": "ab"}]),
]
BAD_ALERTS: list[tuple[str, Any]] = [
    ("types", ["motion", "of_tomorrow"]),
    ("types", 3),
    ("start", "later"),
    ("start", 8),
    ("days", [9]),
    ("cooldown", "long"),
    ("notify", "notify.me"),
    ("actions", [1]),
    ("colour", [1, 2]),
    ("sound", "loud"),
]
BAD_OPTIONS: list[tuple[str, Any]] = [
    ("workers", "all"),
    ("workers", 0),
    ("retention_days", "for ever"),
    ("retention_gigabytes", []),
    ("heatmap_days", {}),
    ("report_time", "noon"),
    ("report_targets", 4),
    ("mqtt", "yes"),
    ("mqtt_base", 1),
    ("db_url", 5),
    ("opening_start", "dawn"),
    ("opening_days", ["monday"]),
]


@pytest.mark.parametrize(("field", "value"), BAD_CAMERAS)
def test_names_the_field_of_a_camera(field: str, value: Any) -> None:
    data = {"camera": "abc", "sensitivity": 70, field: value}
    with pytest.raises(UnreadableSettingsError) as raised:
        CameraSettings.from_data(data)
    assert raised.value.fields == (field,)
    shown = CameraSettings.readable_part(data)
    assert shown.sensitivity == (50 if field == "sensitivity" else 70)


def test_a_form_shows_the_zones_that_can_be_read() -> None:
    data = {"camera": "abc", "zones": [ZONE, {**ZONE, "kind": "dream"}]}
    (zone,) = CameraSettings.readable_part(data).zones
    assert zone.name == "Z"


def test_a_camera_that_names_none_is_unreadable() -> None:
    with pytest.raises(UnreadableSettingsError, match="camera"):
        CameraSettings.from_data({"interval": 1})


@pytest.mark.parametrize(("field", "value"), BAD_ALERTS)
def test_names_the_field_of_an_alert(field: str, value: Any) -> None:
    data = {"min_faces": 2, field: value}
    with pytest.raises(UnreadableSettingsError) as raised:
        AlertSettings.from_data(data)
    assert raised.value.fields == (field,)
    assert AlertSettings.readable_part(data).min_faces == 2


@pytest.mark.parametrize(("field", "value"), BAD_OPTIONS)
def test_does_without_an_option(field: str, value: Any) -> None:
    settings = ArgusSettings.from_options({"mqtt_base": "home/cam", field: value})
    assert settings.unreadable == (field,)
    assert settings.workers >= 1
    assert settings.mqtt_base == ("home/argus" if field == "mqtt_base" else "home/cam")
    assert settings.opening_hours is None


def test_deletes_nothing_while_it_is_unknown_what_is_kept() -> None:
    settings = ArgusSettings.from_options(
        {"retention_days": "x", "retention_gigabytes": "x", "heatmap_days": "x"}
    )
    assert settings.retention_days == 3650
    assert settings.retention_gigabytes == 1000
    assert settings.heatmap_days == 30


def issues(hass: HomeAssistant) -> dict[str, dict[str, str] | None]:
    """Return what is told of settings that cannot be read, by the key of its text."""
    return {
        str(one.translation_key): one.translation_placeholders
        for one in ir.async_get(hass).issues.values()
        if one.domain == DOMAIN and str(one.translation_key).endswith("_unreadable")
    }


@pytest.fixture
def entry(hass: HomeAssistant, camera_entry: MockConfigEntry) -> MockConfigEntry:
    """Return Argus after a downgrade: half of it cannot be read."""
    alert = ConfigSubentryData(
        data={"types": ["motion"]},
        subentry_type=SUBENTRY_ALERT,
        title="Motion",
        unique_id=None,
    )
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Argus",
        options={"report_time": "noon", "retention_days": 5},
        subentries_data=[
            camera_subentry(
                hass, "camera.front_door", "Front door", face_detector="of_tomorrow"
            ),
            camera_subentry(hass, "camera.garden", "Garden"),
            {**alert, "data": {"types": ["of_tomorrow"]}, "title": "Dogs"},
            alert,
        ],
    )
    entry.add_to_hass(hass)
    return entry


def subentry(entry: MockConfigEntry, title: str) -> ConfigSubentry:
    return next(one for one in entry.subentries.values() if one.title == title)


async def test_all_that_can_be_read_runs(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """What cannot is named, until the user has put it right in the forms as they are."""
    assert entry.state is ConfigEntryState.LOADED
    garden = camera_named(argus, "Garden")
    await until(lambda: garden.status is CameraStatus.WATCHING)
    assert [camera.subentry.title for camera in argus.cameras.values()] == ["Garden"]
    assert [alert.name for alert in argus.alerts.alerts.values()] == ["Motion"]
    assert argus.settings.retention_days == 5
    assert issues(hass) == {
        "camera_unreadable": {"camera": "Front door", "settings": "face_detector"},
        "alert_unreadable": {"alert": "Dogs", "settings": "types"},
        "options_unreadable": {"settings": "report_time"},
    }

    for title, changes in (
        ("Front door", {}),
        ("Dogs", {"types": ["face"], "persistent": True}),
    ):
        form = await entry.start_subentry_reconfigure_flow(
            hass, subentry(entry, title).subentry_id
        )
        done = await hass.config_entries.subentries.async_configure(
            form["flow_id"], filled(form, **changes)
        )
        assert done["type"] is FlowResultType.ABORT, done
        assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert issues(hass).keys() == {"options_unreadable"}
    form = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(form["flow_id"], filled(form))
    await hass.async_block_till_done()
    assert not issues(hass)
    door = camera_named(argus, "Front door")
    await until(lambda: door.status is CameraStatus.WATCHING)
    assert len(argus.alerts.alerts) == 2


async def test_goes_on_as_before_when_a_change_cannot_be_read(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    garden = camera_named(argus, "Garden")
    (alert,) = argus.alerts.alerts.values()
    for changed in (garden.subentry, alert.subentry):
        hass.config_entries.async_update_subentry(
            entry, changed, data={**changed.data, "types": 5, "source": "satellite"}
        )
    await hass.async_block_till_done()
    assert camera_named(argus, "Garden") is garden
    assert list(argus.alerts.alerts.values()) == [alert]
    assert alert.settings.types == {"motion"}
    told = {one.translation_key for one in ir.async_get(hass).issues.values()}
    assert {"camera_unreadable", "alert_unreadable"} <= told
    await until(lambda: garden.status is CameraStatus.WATCHING)


@pytest.mark.parametrize("end", ["removed", "unloaded"])
async def test_nothing_is_told_of_what_is_not_there(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry, end: str
) -> None:
    if end == "unloaded":
        assert await hass.config_entries.async_unload(entry.entry_id)
        assert not issues(hass)
        return
    for title in ("Front door", "Dogs"):
        hass.config_entries.async_remove_subentry(
            entry, subentry(entry, title).subentry_id
        )
    await hass.async_block_till_done()
    assert issues(hass).keys() == {"options_unreadable"}
