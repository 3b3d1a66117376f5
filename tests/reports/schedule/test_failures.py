"""A receiver, a journal or a bug that fails keeps no report from the others."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.reports import scheduler as daily_report
from custom_components.argus.reports.scheduler import AGAIN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ...journals import broken_journal
from ...visitor_reports import MONDAY
from .post import (
    BOTH_MONDAY,
    BOTH_TUESDAY,
    OWNER,
    PARIS,
    SHOP,
    TUESDAY,
    Clock,
    Post,
    kept_report,
    want,
)


async def test_a_receiver_that_fails(
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The other gets its report; it is tried again, later and later, told once, and given up."""
    post.broken[SHOP] = HomeAssistantError("no such server")
    await clock.show(MONDAY, 23)
    assert post.days == [(OWNER, "23")]
    for pause in AGAIN:
        await clock.go_on(pause - timedelta(seconds=10))
        await clock.go_on(timedelta(seconds=10))
    assert caplog.text.count("no such server") == 1
    assert f"The report of 2026-11-23 was not sent to {SHOP}" in caplog.text
    del post.broken[SHOP]
    await clock.go_on(timedelta(hours=2))
    assert post.days == [(OWNER, "23")]
    await clock.show(TUESDAY, 23)
    assert post.days == [(OWNER, "23"), *BOTH_TUESDAY]


@pytest.mark.parametrize("failures", range(1, len(AGAIN) + 1))
async def test_a_receiver_that_fails_for_a_while(
    running: MockConfigEntry, clock: Clock, post: Post, failures: int
) -> None:
    """It gets its report as soon as it can, and nobody gets it twice."""
    post.broken[SHOP] = HomeAssistantError("no such server")
    await clock.show(MONDAY, 23)
    for number, pause in enumerate(AGAIN[:failures], 1):
        if number == failures:
            del post.broken[SHOP]
        assert (SHOP, "23") not in post.days
        await clock.go_on(pause)
    assert sorted(post.days) == sorted(BOTH_MONDAY)
    await clock.go_on(timedelta(hours=2))
    assert len(post.days) == 2


async def test_a_receiver_that_is_new_or_gone_after_a_failure(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """Who is taken off the list is not waited for any more."""
    post.broken[SHOP] = HomeAssistantError("no such server")
    await clock.show(MONDAY, 23)
    await want(hass, running, report_targets=[OWNER])
    await clock.strike()
    kept = await kept_report(hass).async_load()
    assert kept is not None
    assert kept["reported"] == "2026-11-23"
    assert kept["day"] == "2026-11-24"


async def test_a_receiver_that_breaks_or_is_gone(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing that one receiver does reaches the other."""
    post.broken[SHOP] = KeyError("a bug of its own")
    await want(hass, running, report_targets=[SHOP, "notify.gone", OWNER])
    await clock.show(MONDAY, 23)
    assert post.days == [(OWNER, "23")]
    assert "a bug of its own" in caplog.text
    assert "notify.gone" in caplog.text
    # That it could not connect in time is a failure like any other.
    post.broken[SHOP] = TimeoutError()
    await clock.go_on(AGAIN[0])
    del post.broken[SHOP]
    await clock.go_on(AGAIN[1])
    assert post.days == [(OWNER, "23"), (SHOP, "23")]


async def test_a_receiver_that_never_answers(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody knows whether it sent the report, so it is not sent again."""
    post.hanging.add(SHOP)
    freezer.move_to(datetime(2026, 11, 23, 23, tzinfo=PARIS))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert post.days == [(OWNER, "23")]
    await clock.go_on(timedelta(seconds=daily_report.PATIENCE))
    assert f"{SHOP} did not say whether it sent the report" in caplog.text
    post.hanging.clear()
    await clock.go_on(timedelta(hours=1))
    assert post.days == [(OWNER, "23")]


async def test_a_journal_that_cannot_be_read(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The report waits for it."""
    with broken_journal():
        await clock.show(MONDAY, 23)
        assert post.sent == []
        assert caplog.text.count("The report of 2026-11-23 has to wait") == 1
        await clock.go_on(AGAIN[0])
    assert caplog.text.count("The report of 2026-11-23 has to wait") == 1
    await clock.go_on(AGAIN[1])
    assert post.days == BOTH_MONDAY


async def test_a_bug_of_ours_does_not_end_all_reports(
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with patch.object(daily_report, "async_report_message", side_effect=KeyError("x")):
        await clock.show(MONDAY, 23)
    assert "could not be written" in caplog.text
    await clock.go_on(AGAIN[0])
    assert post.days == BOTH_MONDAY
