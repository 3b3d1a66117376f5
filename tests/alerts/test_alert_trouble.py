"""What fails, hangs or queues up: it stops nothing else that an alert does, and no other alert."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts import deliveries, incident_state as course
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError

from ..conftest import FACES, MOVING, Show
from .runtime import (
    FAILED,
    MAILBOX,
    SENT,
    add_alert,
    decided,
    decisions_of,
    mailbox,
    settle,
)

STRONGER = replace(MOVING, motion=replace(MOVING.motion, intensity=0.4))


async def test_one_that_fails_or_hangs_stops_no_other(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each thing is done on its own, and what became of each is kept."""
    monkeypatch.setattr(deliveries, "PATIENCE", 0.2)
    hass.states.async_set(MAILBOX, "unknown")
    hass.states.async_set("notify.slow", "unknown")
    released = asyncio.Event()
    done: list[str] = []

    async def send(call: ServiceCall) -> None:
        target = call.data["entity_id"]
        if target == "notify.slow":
            await released.wait()
        elif target == MAILBOX:
            raise HomeAssistantError("the mail server is down")

    async def publish(call: ServiceCall) -> None:
        done.append(call.data["topic"])

    hass.services.async_register("notify", "send_message", send)
    hass.services.async_register("mqtt", "publish", publish)
    alert = await add_alert(
        hass,
        entry,
        notify=[MAILBOX, "notify.slow", "notify.gone"],
        mqtt_topic="shop/alarm",
        persistent=True,
        actions=[{"action": "no.such_action"}],
    )
    await door(MOVING)
    await decided(alert, SENT)
    released.set()
    assert done == ["shop/alarm"]
    errors = {
        one.target or one.channel: one.error
        for one in (await decisions_of(calm))[0].deliveries
    }
    assert "the mail server is down" in str(errors[MAILBOX])
    assert "not done within" in str(errors["notify.slow"])
    assert "notify.gone" in str(errors["notify.gone"])
    assert errors["actions"]
    assert errors["shop/alarm"] is None
    assert errors["persistent"] is None
    assert "the mail server is down" in caplog.text


async def test_tried_again_while_nobody_could_be_told(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A failure is no alert that was sent: it neither rests, nor is it said at every frame."""
    mailbox(hass, raise_exception=HomeAssistantError("down"))
    alert = await add_alert(hass, entry)
    await door(MOVING)
    await decided(alert, FAILED)
    mails = mailbox(hass)
    await door(FACES, after=1)
    await settle()
    assert not mails
    monkeypatch.setattr(course, "RETRY", 0)
    await door(STRONGER, after=10)
    await decided(alert, FAILED, SENT)
    assert len(mails) == 1
    assert [one.verdict for one in await decisions_of(calm)] == [FAILED, SENT]


async def test_nothing_queues_up(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """While an alert is busy with a camera only the newest of an incident waits."""
    released = asyncio.Event()
    hass.states.async_set(MAILBOX, "unknown")

    async def send(call: ServiceCall) -> None:
        await released.wait()

    hass.services.async_register("notify", "send_message", send)
    alert = await add_alert(hass, entry)
    await door(MOVING)
    await settle()
    for _ in range(10):
        await door(FACES, after=1)
        await door(MOVING, after=10)
    assert sum(len(waiting) for waiting in alert._lanes._waiting.values()) <= 1
    released.set()
    await decided(alert, SENT)


async def test_a_broken_alert_leaves_the_others(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever goes wrong inside one alert is logged and over with the next incident."""
    mails = mailbox(hass)
    broken = await add_alert(hass, entry, "Broken")
    whole = await add_alert(hass, entry, "Whole")

    def fail(_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(broken._setup.sender, "variables", fail)
    await door(MOVING)
    await decided(whole, SENT)
    assert [mail.data["title"] for mail in mails] == ["Whole: Front door"]
    assert calm.overview.data.running == 2
