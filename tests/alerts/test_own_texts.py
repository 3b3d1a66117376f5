"""Texts of the user's own: what they come to, and what the user is told of those that fail."""

import logging
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.alert import Alert
from custom_components.argus.alerts.own_texts import MOST_COMPLAINTS, OwnTexts, OwnWords
from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..conftest import FACES, MOVING, Show
from .runtime import SENT, add_alert, decided, mailbox

FAILS = "{{ 1 / divisor }}"
"""Works as soon as there is a divisor other than 0."""


def own_texts(hass: HomeAssistant, **settings: Any) -> OwnTexts:
    return OwnTexts(hass, AlertSettings(**settings), "a1", "Night watch")


def told(hass: HomeAssistant) -> dict[str, dict[str, str]]:
    """Return what the user is told of texts that fail, and what is filled in."""
    return {
        issue.translation_key: issue.translation_placeholders or {}
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
        and issue.translation_key is not None
        and issue.translation_key.endswith("_fails")
    }


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log holds of texts, and forget it."""
    messages = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING
        and ("own_texts" in record.name or "template" in record.name)
    ]
    caplog.clear()
    return messages


async def test_what_templates_come_to(hass: HomeAssistant) -> None:
    """They know what happened, and are cut where they have no end."""
    texts = own_texts(hass, title=" {{ alert }}! ", speech="{{ 'x' * 9000 }}")
    words = texts.async_render({"alert": "Night"})
    assert words == OwnWords(title="Night!", speech="x" * 2000)


async def test_one_that_fails_is_told_once_until_it_works(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """The log and a repair issue name the alert; the other texts are used all the same."""
    texts = own_texts(hass, title="Hello", message=FAILS)
    for _ in range(3):
        assert texts.async_render({"divisor": 0}) == OwnWords(title="Hello")
    error = "ZeroDivisionError: division by zero"
    assert logged(caplog) == [
        f"The message of alert Night watch cannot be used: {error}"
    ]
    assert told(hass) == {
        "alert_message_fails": {"alert": "Night watch", "error": error}
    }
    # Another error is news, but the one before is none when it comes again.
    texts.async_render({"divisor": "x"})
    texts.async_render({"divisor": 0})
    assert len(logged(caplog)) == 1
    assert told(hass)["alert_message_fails"]["error"] == error
    assert texts.async_render({"divisor": 1}).message == "1.0"
    assert told(hass) == {}
    texts.async_render({"divisor": 0})
    assert len(logged(caplog)) == 1


async def test_a_name_that_is_not_there(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told once with the alert, whether it only leaves a gap or stops the text."""
    texts = own_texts(hass, title="{{ nobody }}!", message="{{ nobody.at.home }}")
    for _ in range(3):
        assert texts.async_render({}) == OwnWords(title="!")
    assert logged(caplog) == [
        "The title of alert Night watch has a gap: 'nobody' is undefined",
        "The message of alert Night watch cannot be used: UndefinedError: 'nobody' is undefined",
    ]
    assert list(told(hass)) == ["alert_message_fails"]


async def test_errors_that_are_never_the_same(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """They do not fill the log."""
    texts = own_texts(hass, title="{{ number | int }}")
    for number in range(2 * MOST_COMPLAINTS):
        texts.async_render({"number": f"number {number}"})
    assert len(logged(caplog)) == MOST_COMPLAINTS


async def test_texts_of_before_tell_nothing(hass: HomeAssistant) -> None:
    """An alert that was set up anew, or is no more, may still be wording something."""
    texts = own_texts(hass, title=FAILS)
    texts.async_close()
    assert texts.async_render({"divisor": 0}) == OwnWords()
    assert told(hass) == {}


@pytest.fixture
async def failing(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> Alert:
    """Return an alert that was sent although its texts fail."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, message="{{ 1 / 0 }}", speech="{{ 1 / 0 }}")
    await door(MOVING)
    await door(FACES, after=1)
    await decided(alert, SENT)
    assert len(mails) == 1
    assert set(told(hass)) == {
        "alert_message_fails",
        "alert_speech_fails",
    }
    return alert


async def test_the_issue_goes_with_the_text(
    hass: HomeAssistant, failing: Alert
) -> None:
    """Whoever changes the alert hears of it again only if it still fails."""
    failing.async_set(speech="")
    await hass.async_block_till_done()
    assert told(hass) == {}
    await failing.async_test()
    assert list(told(hass)) == ["alert_message_fails"]


async def test_the_issue_goes_with_the_alert(
    hass: HomeAssistant, entry: MockConfigEntry, failing: Alert
) -> None:
    hass.config_entries.async_remove_subentry(entry, failing.subentry.subentry_id)
    await hass.async_block_till_done()
    assert told(hass) == {}
