"""A dashboard in one tick: added once by the first step, left alone when it is the user's, taken away with Argus."""

from datetime import timedelta
import inspect
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    mock_component,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.argus.const import DOMAIN
from custom_components.argus.flows.dashboard import (
    CONFIG,
    Outcome,
    async_add_dashboard,
    async_remove_dashboard,
    editor_link,
)
from homeassistant.components.frontend import async_register_built_in_panel
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.collection import SAVE_DELAY
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..conftest import GARDEN
from ..forms import filled, start

type Told = dict[str, Any]


@pytest.fixture
async def lovelace(hass: HomeAssistant) -> None:
    """Let Home Assistant have dashboards."""
    assert await async_setup_component(hass, "lovelace", {})


async def finish(hass: HomeAssistant, **changes: Any) -> Told:
    """Set up Argus with what the form shows and some changes."""
    form = await start(hass)
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], filled(form, cameras=[GARDEN], **changes)
    )
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    return dict(result)


async def dashboards(hass: HomeAssistant, socket: Any) -> dict[str, Told]:
    """Return the dashboards as the settings list them, by their path."""
    await socket.send_json_auto_id({"type": "lovelace/dashboards/list"})
    answer = await socket.receive_json()
    return {board["url_path"]: board for board in answer["result"]}


async def config(socket: Any) -> Told:
    """Return the answer to who opens the dashboard."""
    await socket.send_json_auto_id({"type": "lovelace/config", "url_path": DOMAIN})
    answer: Told = await socket.receive_json()
    return answer


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_one_tick_adds_a_dashboard(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, hass_storage: Told
) -> None:
    """It stands in the sidebar, is kept, and the last step leads to it."""
    result = await finish(hass)
    assert result["description"] == "dashboard"
    assert result["description_placeholders"] == {"dashboard": "/argus"}
    socket = await hass_ws_client(hass)
    board = (await dashboards(hass, socket))[DOMAIN]
    assert board["title"] == "Argus"
    assert board["show_in_sidebar"]
    assert not board["require_admin"]
    assert (await config(socket))["result"] == CONFIG
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=SAVE_DELAY))
    await hass.async_block_till_done()
    kept = hass_storage["lovelace_dashboards"]["data"]["items"]
    assert [item["id"] for item in kept] == [DOMAIN]


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_who_wants_none_gets_none(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    result = await finish(hass, dashboard=False)
    assert result["description"] is None
    assert await dashboards(hass, await hass_ws_client(hass)) == {}


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_a_deleted_dashboard_stays_deleted(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """Neither a reload nor the end of Argus misses it."""
    entry = (await finish(hass))["result"]
    socket = await hass_ws_client(hass)
    await socket.send_json_auto_id(
        {"type": "lovelace/dashboards/delete", "dashboard_id": DOMAIN}
    )
    assert (await socket.receive_json())["success"]
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert await dashboards(hass, socket) == {}
    await hass.config_entries.async_remove(entry.entry_id)
    assert await dashboards(hass, socket) == {}


@pytest.mark.usefixtures("camera_entry", "lovelace")
@pytest.mark.parametrize("changed", [False, True])
async def test_removing_argus_takes_the_dashboard_unless_it_was_changed(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, changed: bool
) -> None:
    entry = (await finish(hass))["result"]
    socket = await hass_ws_client(hass)
    if changed:
        await socket.send_json_auto_id(
            {
                "type": "lovelace/config/save",
                "url_path": DOMAIN,
                "config": {"views": [{"title": "Mine"}]},
            }
        )
        assert (await socket.receive_json())["success"]
    await hass.config_entries.async_remove(entry.entry_id)
    assert (DOMAIN in await dashboards(hass, socket)) is changed


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_a_dashboard_that_was_there_before_is_not_removed_unless_it_is_the_same(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """Who has a dashboard of that path keeps it, and is told how to get ours."""
    socket = await hass_ws_client(hass)
    await socket.send_json_auto_id(
        {
            "type": "lovelace/dashboards/create",
            "url_path": DOMAIN,
            "title": "My cameras",
            "allow_single_word": True,
        }
    )
    assert (await socket.receive_json())["success"]
    result = await finish(hass)
    assert result["description"] == "dashboard_taken"
    await hass.config_entries.async_remove(result["result"].entry_id)
    assert (await dashboards(hass, socket))[DOMAIN]["title"] == "My cameras"


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_ours_that_was_left_is_used_again(hass: HomeAssistant) -> None:
    first = (await finish(hass))["result"]
    with patch(
        "custom_components.argus.async_remove_dashboard",
        side_effect=lambda hass: hass.async_create_task(_nothing()),
    ):
        await hass.config_entries.async_remove(first.entry_id)
    assert (await finish(hass))["description"] == "dashboard"


async def _nothing() -> None:
    """Do nothing, as a Home Assistant that crashes meanwhile."""


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_a_page_of_another_integration_is_left_alone(hass: HomeAssistant) -> None:
    async_register_built_in_panel(hass, "iframe", "Other", frontend_url_path=DOMAIN)
    assert (await finish(hass))["description"] == "dashboard_taken"
    assert DOMAIN not in hass.data[LOVELACE_DATA].dashboards


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_a_dashboard_that_cannot_be_stored_does_not_keep_argus_from_starting(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    with patch(
        "homeassistant.components.lovelace.dashboard.LovelaceStorage.async_save",
        side_effect=OSError("disk full"),
    ):
        result = await finish(hass)
    assert result["description"] == "dashboard_failed"
    assert "disk full" in caplog.text
    assert DOMAIN not in hass.data[LOVELACE_DATA].dashboards, "it would be empty"


@pytest.mark.usefixtures("camera_entry")
async def test_without_dashboards_none_is_offered(hass: HomeAssistant) -> None:
    """Lovelace may be absent, and a command of another make behind its name is not used."""
    form = await start(hass)
    assert "dashboard" not in filled(form)
    mock_component(hass, "lovelace")
    hass.data["websocket_api"] = {
        "lovelace/dashboards/create": (lambda *_: None, False)
    }
    form = await start(hass)
    assert "dashboard" not in filled(form)


@pytest.mark.usefixtures("camera_entry")
async def test_a_home_with_dashboards_in_files_gets_one_beside_them(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """YAML mode is about the first dashboard; others are added all the same."""
    assert await async_setup_component(hass, "lovelace", {"lovelace": {"mode": "yaml"}})
    assert (await finish(hass))["description"] == "dashboard"
    boards = await dashboards(hass, await hass_ws_client(hass))
    assert boards[DOMAIN]["mode"] == "storage"


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_dashboards_that_are_gone_when_the_form_comes_back(
    hass: HomeAssistant,
) -> None:
    """Argus starts all the same."""
    form = await start(hass)
    del hass.data["websocket_api"]["lovelace/dashboards/create"]
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {**filled(form, cameras=[GARDEN]), "dashboard": True}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["description"] == "dashboard_failed"
    await hass.async_block_till_done()
    # There is nothing to take away either.
    await hass.config_entries.async_remove(result["result"].entry_id)


@pytest.mark.usefixtures("camera_entry", "lovelace")
async def test_a_dashboard_that_home_assistant_does_not_open(
    hass: HomeAssistant,
) -> None:
    """It is in the list, and there is nothing behind it: not ours to fill, and not ours to remove."""
    create, _ = hass.data["websocket_api"]["lovelace/dashboards/create"]
    collection = inspect.unwrap(create).__self__.storage_collection
    # Nobody hears of what is added to the list.
    collection.listeners.clear()
    collection.change_set_listeners.clear()
    assert await async_add_dashboard(hass) is Outcome.FAILED
    assert await async_add_dashboard(hass) is Outcome.TAKEN
    await async_remove_dashboard(hass)
    assert DOMAIN in collection.data


async def test_the_editor_is_linked_where_there_is_a_dashboard(
    hass: HomeAssistant,
) -> None:
    """On the camera's own page of it."""
    assert editor_link(hass, GARDEN) is None
    assert await async_setup_component(hass, "lovelace", {})
    assert editor_link(hass, GARDEN) is None
    assert await async_add_dashboard(hass) is Outcome.ADDED
    assert editor_link(hass, GARDEN) == f"/argus/garden?argus_edit={GARDEN}"
    assert editor_link(hass, None) is None
