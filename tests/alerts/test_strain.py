"""Alerts when things come together badly: receivers that hang, reloads in the middle, who happened to set it off."""

import asyncio
from typing import Any
from unittest.mock import Mock, patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.argus.alerts import (
    change_lanes,
    change_queue,
    own_actions,
)
from custom_components.argus.incidents.incident_page import async_incident_page
from custom_components.argus.model.decision import Verdict
from custom_components.argus.model.incident import Incident, IncidentChange, Phase
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.script import Script
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_at_time

from ..conftest import MOVING, Show, camera_named, until
from .runtime import MAILBOX, add_alert, decided, incidents_of, mailbox, settle

SENT = Verdict.SENT


class HangingMailbox:
    """A receiver that takes a message and never says that it is done."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Be there."""
        self.taken = 0
        self.given_up = 0
        hass.states.async_set(MAILBOX, "unknown")
        hass.services.async_register("notify", "send_message", self._send)

    async def _send(self, call: ServiceCall) -> None:
        self.taken += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise


def happening(runtime: ArgusRuntime, title: str, seconds: float = 0) -> IncidentChange:
    """Return an incident that begins at a camera."""
    camera = camera_named(runtime, title)
    now = dt_util.utcnow()
    return IncidentChange(
        Phase.STARTED,
        Incident(
            id=ulid_at_time(now.timestamp() + seconds),
            camera=camera.subentry.subentry_id,
            camera_name=title,
            start=now,
            types=("motion",),
        ),
    )


async def test_reload_in_the_middle_of_it(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever was being told is not told anew after the reload, and nothing is left hanging."""
    monkeypatch.setattr(change_lanes, "FAREWELL", 0.1)
    hanging = HangingMailbox(hass)
    alert = await add_alert(hass, entry, cooldown=3600)
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await until(lambda: hanging.taken)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: hanging.given_up)
    runtime: ArgusRuntime = entry.runtime_data
    alert = runtime.alerts.alerts[alert.subentry.subentry_id]
    mails = mailbox(hass)
    await Show(hass, camera_named(runtime, "Front door"))(MOVING)
    await decided(alert, Verdict.COOLDOWN)
    assert not mails


async def test_what_ends_with_argus_is_answered(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """An incident that Argus itself ends has its decision: it was waited for more faces, and none came."""
    mailbox(hass)
    await add_alert(hass, entry, min_faces=2)
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    (incident,) = await incidents_of(entry.runtime_data)
    assert [one.verdict for one in incident.decisions] == [Verdict.TOO_FEW_FACES]


async def test_own_actions_of_two_cameras_at_once(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """They are made ready once, and none are left over when the alert goes."""
    made: list[Script] = []

    class CountedScript(Script):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            made.append(self)

    calls = async_mock_service(hass, "test", "act")
    with patch.object(own_actions, "Script", CountedScript):
        alert = await add_alert(
            hass, entry, notify=[], actions=[{"action": "test.act"}]
        )
        alert.async_take(happening(calm, "Front door"))
        alert.async_take(happening(calm, "Garden"))
        await decided(alert, SENT, SENT)
    assert len(calls) == 2
    assert len(made) == 1


async def test_actions_that_were_changed_while_made_ready(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """What was done away with is not done the next time."""
    old = async_mock_service(hass, "test", "old")
    new = async_mock_service(hass, "test", "new")
    alert = await add_alert(
        hass, entry, notify=[], cooldown=0, actions=[{"action": "test.old"}]
    )
    validate = own_actions.async_validate_actions_config

    async def change_meanwhile(*args: Any) -> Any:
        actions = await validate(*args)
        if alert.settings.actions[0]["action"] == "test.old":
            alert.async_set(actions=[{"action": "test.new"}])
            await until(
                lambda: alert.settings.actions[0]["action"] == "test.new", seconds=2
            )
        return actions

    with patch.object(own_actions, "async_validate_actions_config", change_meanwhile):
        alert.async_take(happening(calm, "Front door"))
        await decided(alert, SENT)
    alert.async_take(happening(calm, "Front door", 1))
    await decided(alert, SENT, SENT)
    assert not old
    assert len(new) == 2


async def test_an_alert_removed_while_its_actions_are_made_ready(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """They are not carried out any more, and nobody tries for ever."""
    calls = async_mock_service(hass, "test", "act")
    alert = await add_alert(hass, entry, notify=[], actions=[{"action": "test.act"}])
    validate, tries = own_actions.async_validate_actions_config, 0

    async def remove_meanwhile(*args: Any) -> Any:
        nonlocal tries
        tries += 1
        assert tries < 10, "tried for ever"
        await alert.async_close()
        return await validate(*args)

    with patch.object(own_actions, "async_validate_actions_config", remove_meanwhile):
        await alert._setup.sender._async_run_own_actions({}, Context())
    assert tries == 1
    assert not calls


async def test_deleted_while_it_lasts(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Of incidents whose end nobody hears of nothing is remembered for ever."""
    mailbox(hass)
    alert = await add_alert(hass, entry, cooldown=0)
    for seconds in range(5):
        alert.async_take(happening(calm, "Front door", seconds))
        await decided(alert, *[SENT] * (seconds + 1))
    assert len(alert._decider._notifications) == 1


async def test_a_receiver_that_always_hangs(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Incidents do not pile up behind it; those passed over say that nobody was told."""
    monkeypatch.setattr(change_lanes, "FAREWELL", 0.1)
    hanging = HangingMailbox(hass)
    alert = await add_alert(hass, entry, cooldown=0)
    alert.async_take(happening(calm, "Front door"))
    await until(lambda: hanging.taken)
    for seconds in range(1, 30):
        alert.async_take(happening(calm, "Front door", seconds))
    camera = camera_named(calm, "Front door").subentry.subentry_id
    assert len(alert._lanes._waiting[camera]) == change_queue.MOST_WAITING
    assert alert.verdicts[Verdict.FAILED] == 29 - change_queue.MOST_WAITING
    assert "too busy" in caplog.text


async def test_an_update_that_is_passed_over_is_no_failure(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(change_lanes, "FAREWELL", 0.1)
    hanging = HangingMailbox(hass)
    alert = await add_alert(hass, entry, cooldown=0)
    first = happening(calm, "Front door")
    alert.async_take(first)
    await until(lambda: hanging.taken)
    alert.async_take(IncidentChange(Phase.ENDED, first.incident))
    for seconds in range(1, change_queue.MOST_WAITING + 1):
        alert.async_take(happening(calm, "Front door", seconds))
    assert not alert.verdicts


async def test_to_look_again_takes_the_place_of_no_news(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a timer brings back is how the incident was when the timer was set."""
    monkeypatch.setattr(change_lanes, "FAREWELL", 0.1)
    hanging = HangingMailbox(hass)
    alert = await add_alert(hass, entry, cooldown=0)
    alert.async_take(happening(calm, "Front door"))
    await until(lambda: hanging.taken)
    second = happening(calm, "Front door", 1)
    ended = IncidentChange(Phase.ENDED, second.incident)
    alert.async_take(ended)
    alert._look_again(second)
    (waiting,) = alert._lanes._waiting.values()
    assert waiting.take_change() is ended


async def test_whoever_switched_the_camera_on(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Their being shut out of the camera is no reason for others to get letters without the picture."""
    assert await async_setup_component(hass, "media_source", {})
    letters = async_mock_service(hass, "smtp", "send_message")
    entity = er.async_get(hass).async_get_or_create("notify", "smtp", "boss")
    hass.states.async_set(entity.entity_id, "unknown")
    await add_alert(hass, entry, notify=[entity.entity_id])
    guest = Mock()
    guest.permissions.access_all_entities.return_value = False
    guest.permissions.check_entity.return_value = False
    # As in a watch that was begun by a command of theirs.
    token = current_connection.set(Mock(user=guest))
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    current_connection.reset(token)
    await until(lambda: letters)
    assert letters[0].data["attachments"]


async def test_removed_while_others_are_closed(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Two alerts that go one after the other leave nothing behind while the first has its moment."""
    monkeypatch.setattr(change_lanes, "FAREWELL", 0.2)
    hanging = HangingMailbox(hass)
    first = await add_alert(hass, entry, "First", cooldown=0)
    second = await add_alert(hass, entry, "Second", notify=[])
    first.async_take(happening(calm, "Front door"))
    await until(lambda: hanging.taken)
    hass.config_entries.async_remove_subentry(entry, first.subentry.subentry_id)
    await settle()
    hass.config_entries.async_remove_subentry(entry, second.subentry.subentry_id)
    await until(lambda: not calm.alerts.alerts)
    assert "Traceback" not in caplog.text


async def test_home_assistant_itself_shows_one_notification_of_an_alert(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """The newest takes the place of the one before, and goes with the alert."""
    assert await async_setup_component(hass, "persistent_notification", {})
    alert = await add_alert(hass, entry, notify=[], persistent=True, cooldown=0)
    browser = await hass_ws_client(hass)

    async def shown() -> list[dict[str, Any]]:
        await browser.send_json_auto_id({"type": "persistent_notification/get"})
        result: list[dict[str, Any]] = (await browser.receive_json())["result"]
        return result

    changes = [happening(calm, "Front door", seconds) for seconds in range(5)]
    for number, change in enumerate(changes, 1):
        alert.async_take(change)
        await decided(alert, *[SENT] * number)
    (only,) = await shown()
    assert only["notification_id"] == f"argus-{alert.subentry.subentry_id}"
    # There is no dashboard in this house.
    page = await async_incident_page(hass, changes[-1].incident)
    assert page.startswith("/media-browser/")
    assert page in only["message"]
    hass.config_entries.async_remove_subentry(entry, alert.subentry.subentry_id)
    await until(lambda: not calm.alerts.alerts)
    assert not await shown()
