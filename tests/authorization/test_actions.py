"""Actions show what one may see, and change what one may control."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import (
    WebSocketGenerator,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.model.incident import Incident
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized, UnknownUser

from ..conftest import camera_entity
from ..incidents.test_visitors import open_shop
from ..journals import Login
from .matrix import CONTROLLED, PEOPLE, VISIBLE
from .people import call_action, user_named


@pytest.mark.parametrize("who", PEOPLE)
async def test_actions(
    who: str, hass: HomeAssistant, incidents: dict[str, Incident], login: Login
) -> None:
    """They show a user what they may see; only administrators tidy and import."""
    await login(who)
    listed = (await call_action(hass, who, "get_events"))["results"]
    assert {i["camera"] for i in listed} == VISIBLE[who]
    for name in incidents:
        entity = f"camera.{name.lower().replace(' ', '_')}"
        for action, data in (
            ("get_events", {"entity_id": entity}),
            ("get_report", {"entity_id": entity}),
            ("analyze_image", {"entity_id": entity}),
            ("analyze_image", {"media_content_id": f"media-source://camera/{entity}"}),
        ):
            if name in VISIBLE[who]:
                assert await call_action(hass, who, action, **data)
            else:
                with pytest.raises(HomeAssistantError):
                    await call_action(hass, who, action, **data)
    one = {"event": incidents["Front door"].id}
    if who == "admin":
        assert "deleted" in await call_action(hass, who, "purge")
        assert await call_action(hass, who, "delete_incidents", **one, dry_run=True)
        return
    with pytest.raises(Unauthorized):
        await call_action(hass, who, "delete_incidents", **one)
    with pytest.raises(Unauthorized):
        await call_action(
            hass, who, "describe_incident", **one, ai_task="ai_task.model"
        )
    user = await user_named(hass, who)
    for action in ("set_favourite", "mark_seen"):
        with pytest.raises(Unauthorized):
            await hass.services.async_call(
                DOMAIN, action, one, blocking=True, context=Context(user_id=user.id)
            )
    with pytest.raises(Unauthorized):
        await call_action(hass, who, "purge", keep_days=0)
    with pytest.raises(Unauthorized):
        await call_action(hass, who, "import_legacy", path="events.json")


async def test_actions_of_nobody(
    hass: HomeAssistant, incidents: dict[str, Incident]
) -> None:
    """A user who does not exist may do nothing."""
    for action, data in (
        ("get_events", {}),
        ("get_report", {}),
        ("purge", {}),
        ("import_legacy", {"path": "events.json"}),
        ("analyze_image", {"entity_id": "camera.garden"}),
    ):
        with pytest.raises(UnknownUser):
            await hass.services.async_call(
                DOMAIN,
                action,
                data,
                blocking=True,
                context=Context(user_id="nobody"),
                return_response=True,
            )
    with pytest.raises(UnknownUser):
        await hass.services.async_call(
            DOMAIN, "send_report", blocking=True, context=Context(user_id="nobody")
        )


@pytest.mark.parametrize("who", PEOPLE)
async def test_sending_a_report(
    who: str, hass: HomeAssistant, incidents: dict[str, Incident], login: Login
) -> None:
    """It is of all cameras, and goes out in the name of the house: for those who may see all and write to all."""
    await login(who)
    user = await user_named(hass, who)
    hass.states.async_set("notify.phone", "unknown")
    sent = async_mock_service(hass, "notify", "send_message")

    async def send() -> None:
        await hass.services.async_call(
            DOMAIN,
            "send_report",
            {"targets": ["notify.phone"]},
            blocking=True,
            context=Context(user_id=user.id),
        )

    if who == "admin":
        await send()
        assert sent[0].context.user_id == user.id
        return
    with pytest.raises(Unauthorized):
        await send()
    assert sent == []


@pytest.mark.parametrize("who", PEOPLE)
async def test_the_chart_of_a_report_as_media(
    who: str,
    hass: HomeAssistant,
    incidents: dict[str, Incident],
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """The file is of all cameras."""
    socket = await hass_ws_client(hass, await login(who))
    await socket.send_json_auto_id(
        {
            "type": "media_source/resolve_media",
            "media_content_id": "media-source://argus/report/2026-11-23",
        }
    )
    answer = await socket.receive_json()
    assert answer["success"] is (who in {"admin", "reader"})


@pytest.mark.parametrize("who", PEOPLE)
async def test_actions_that_change_cameras(
    who: str, hass: HomeAssistant, incidents: dict[str, Incident], login: Login
) -> None:
    """Watching is started and stopped, and counters are reset, by those who may control the camera."""
    await login(who)
    runtime = hass.config_entries.async_loaded_entries(DOMAIN)[0].runtime_data

    async def act(action: str, **data: Any) -> None:
        user = await user_named(hass, who)
        await hass.services.async_call(
            DOMAIN, action, data, blocking=True, context=Context(user_id=user.id)
        )
        await hass.async_block_till_done()

    for name in incidents:
        entity = f"camera.{name.lower().replace(' ', '_')}"
        for action in ("stop", "start", "reset_counters"):
            if name in CONTROLLED[who]:
                await act(action, entity_id=entity)
            else:
                with pytest.raises(Unauthorized):
                    await act(action, entity_id=entity)
        if name in VISIBLE[who]:
            await act("export_heatmap", entity_id=entity)
        else:
            with pytest.raises(Unauthorized):
                await act("export_heatmap", entity_id=entity)
    await act("stop")
    stopped = {
        camera.subentry.title
        for camera in runtime.cameras.values()
        if not camera.settings.detection
    }
    assert stopped == CONTROLLED[who]


@pytest.mark.parametrize("who", PEOPLE)
async def test_correcting_a_counter(
    who: str, hass: HomeAssistant, camera_entry: MockConfigEntry, login: Login
) -> None:
    """Those who may control the counter, and nobody who may only see it."""
    await login(who)
    user = await user_named(hass, who)
    inside = camera_entity(hass, await open_shop(hass), "sensor", "inside_door")

    async def correct() -> None:
        await hass.services.async_call(
            DOMAIN,
            "set_people_inside",
            {"entity_id": inside, "people": 7},
            blocking=True,
            context=Context(user_id=user.id),
        )

    if who == "admin":
        await correct()
    else:
        with pytest.raises(Unauthorized):
            await correct()
    assert hass.states.get(inside).state == ("7" if who == "admin" else "0")
