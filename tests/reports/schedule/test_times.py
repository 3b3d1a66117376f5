"""When the report of a day goes out."""

from datetime import datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.reports.scheduler import LOOK
from homeassistant.core import HomeAssistant

from ...visitor_reports import MONDAY, a_busy_monday, with_lines
from .post import (
    BOTH_MONDAY,
    BOTH_TUESDAY,
    OWNER,
    PARIS,
    SHOP,
    TUESDAY,
    Clock,
    Post,
    want,
)


async def test_once_a_day_at_eleven(
    running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    await clock.show(MONDAY, 22, 59)
    assert post.sent == []
    await clock.show(MONDAY, 23)
    assert post.days == BOTH_MONDAY
    for minutes in (5, 30, 59):
        await clock.show(MONDAY, 23, minutes)
    await clock.show(TUESDAY, 22, 59)
    assert post.days == BOTH_MONDAY
    await clock.show(TUESDAY, 23)
    assert post.days == BOTH_MONDAY + BOTH_TUESDAY


async def test_it_tells_what_happened(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    await with_lines(hass, running, running.runtime_data)
    await a_busy_monday(running.runtime_data)
    await clock.show(MONDAY, 23)
    assert post.sent[0] == (SHOP, "14 visitors on Monday, 23 November 2026")


async def test_nobody_wants_it(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    await want(hass, running, report_targets=[])
    await clock.show(MONDAY, 23)
    await clock.show(TUESDAY, 23)
    assert post.sent == []
    # Wanted after its time: from the next day on.
    await clock.show(TUESDAY, 23, 30)
    await want(hass, running, report_targets=[OWNER])
    await clock.strike()
    assert post.sent == []
    await clock.show(TUESDAY + timedelta(days=1), 23)
    assert post.days == [(OWNER, "25")]


async def test_in_the_morning_of_the_day_before(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    await want(hass, running, report_time="07:30:00")
    await clock.show(TUESDAY, 7, 29)
    assert post.sent == []
    await clock.show(TUESDAY, 7, 30)
    assert post.days == BOTH_MONDAY


async def test_another_time_in_the_middle_of_the_day(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    # To earlier, but still to come; then to later.
    await want(hass, running, report_time="14:00:00")
    await clock.show(MONDAY, 13)
    await want(hass, running, report_time="18:00:00")
    await clock.show(MONDAY, 14)
    assert post.sent == []
    await clock.show(MONDAY, 18)
    assert post.days == BOTH_MONDAY
    # Once more today would be twice.
    await want(hass, running, report_time="20:00:00")
    await clock.show(MONDAY, 20)
    assert post.days == BOTH_MONDAY
    # To a time that is over already: not now, but tomorrow.
    await clock.show(TUESDAY, 19)
    await want(hass, running, report_time="17:00:00")
    await clock.strike()
    assert post.days == BOTH_MONDAY
    await clock.show(TUESDAY + timedelta(days=1), 17)
    assert post.days == [*BOTH_MONDAY, (SHOP, "25"), (OWNER, "25")]


async def test_another_time_zone(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """Who takes the house to New York gets the report at eleven there."""
    await hass.config.async_update(time_zone="America/New_York")
    await hass.async_block_till_done()
    await clock.show(MONDAY, 23)
    assert post.sent == []
    await clock.show(TUESDAY, 5)
    assert post.days == BOTH_MONDAY


async def test_the_clock_is_put_forward_or_the_computer_slept(
    running: MockConfigEntry, clock: Clock, post: Post, freezer: FrozenDateTimeFactory
) -> None:
    """The clock is looked at every few minutes, whatever a timer believes."""
    await clock.show(MONDAY, 22, 50)
    freezer.move_to(datetime(2026, 11, 24, 1, tzinfo=PARIS))
    # Only minutes have passed for the timers.
    async_fire_time_changed(
        running.runtime_data.hass, datetime(2026, 11, 23, 22, 50, tzinfo=PARIS) + LOOK
    )
    await running.runtime_data.hass.async_block_till_done(wait_background_tasks=True)
    assert post.days == BOTH_MONDAY


async def test_the_clock_is_put_back(
    running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    await clock.show(MONDAY, 23)
    await clock.show(MONDAY, 22)
    await clock.show(MONDAY, 23)
    assert post.days == BOTH_MONDAY


async def test_the_night_in_which_the_clock_is_put_forward(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
) -> None:
    """Half past two does not come: the report does, at three."""
    await clock.be(datetime(2026, 3, 28, 12, tzinfo=PARIS))
    await want(hass, running, report_time="02:30:00")
    await clock.be(datetime(2026, 3, 29, 1, 59, tzinfo=PARIS))
    assert post.sent == []
    await clock.be(datetime(2026, 3, 29, 3, 0, tzinfo=PARIS))
    assert post.days == [(SHOP, "28"), (OWNER, "28")]


async def test_the_night_in_which_the_clock_is_put_back(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
) -> None:
    """Half past two comes twice: the report once."""
    await clock.be(datetime(2027, 10, 30, 12, tzinfo=PARIS))
    await want(hass, running, report_time="02:30:00")
    for fold in (0, 1):
        await clock.be(datetime(2027, 10, 31, 2, 30, fold=fold, tzinfo=PARIS))
        assert post.days == [(SHOP, "30"), (OWNER, "30")]
