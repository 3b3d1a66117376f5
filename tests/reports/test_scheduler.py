"""The daily report: to everybody, once a day, whatever happens in between."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.model.access import async_current_user
from custom_components.argus.reports import scheduler as daily_report
from custom_components.argus.reports.schedule import ScheduledReport
from custom_components.argus.reports.scheduler import AGAIN, LATEST, LOOK
from custom_components.argus.reports.state import ReportState
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store

from ..journals import broken_journal
from ..visitor_reports import MONDAY, a_busy_monday, with_lines

PARIS = ZoneInfo("Europe/Paris")
SHOP, OWNER = "notify.shop", "notify.owner"
TUESDAY = MONDAY + timedelta(days=1)


def kept_report(hass: HomeAssistant) -> Store[dict[str, Any]]:
    """Return the file in which the report keeps what it remembers."""
    return Store(hass, 1, "argus.daily_report")


class Post:
    """What receivers were sent, and what they do about it."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Be there for two receivers."""
        self.sent: list[tuple[str, str]] = []
        """Receivers and headlines."""
        self.asking: list[object] = []
        """Whose question is being answered while they are sent it."""
        self.broken: dict[str, Exception] = {}
        self.hanging: set[str] = set()
        for target in (SHOP, OWNER):
            hass.states.async_set(target, "unknown")
        hass.services.async_register("notify", "send_message", self.take)

    async def take(self, call: ServiceCall) -> None:
        """Take a message."""
        target: str = call.data["entity_id"]
        self.asking.append(async_current_user())
        if target in self.hanging:
            await asyncio.Event().wait()
        if target in self.broken:
            raise self.broken[target]
        self.sent.append((target, call.data["title"]))

    @property
    def days(self) -> list[tuple[str, str]]:
        """Receivers and the days of their reports, sorted as they came."""
        return [
            (to, title.partition(" on ")[2].split(" ")[1]) for to, title in self.sent
        ]


@pytest.fixture
async def post(hass: HomeAssistant) -> Post:
    """Return the post."""
    return Post(hass)


@pytest.fixture
async def paris(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Begin on a Monday at noon in Paris."""
    await hass.config.async_set_time_zone("Europe/Paris")
    freezer.move_to(datetime(2026, 11, 23, 12, tzinfo=PARIS))


class Clock:
    """Moves on, and lets happen what then happens."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        """Show what it shows."""
        self._hass = hass
        self._freezer = freezer

    async def show(self, day: date, hour: int, minute: int = 0) -> None:
        """Show a time of the clock on the wall."""
        await self.be(
            datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
        )

    async def be(self, moment: datetime) -> None:
        """Show a moment."""
        self._freezer.move_to(moment)
        await self.strike()

    async def go_on(self, duration: timedelta) -> None:
        """Go on for a while."""
        self._freezer.tick(duration + timedelta(seconds=1))
        await self.strike()

    async def strike(self) -> None:
        """Let happen what is due."""
        async_fire_time_changed(self._hass)
        await self._hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
def clock(hass: HomeAssistant, paris: None, freezer: FrozenDateTimeFactory) -> Clock:
    """Return the clock."""
    return Clock(hass, freezer)


@pytest.fixture
async def still(
    hass: HomeAssistant, paris: None, entry: MockConfigEntry, post: Post
) -> MockConfigEntry:
    """Return Argus, not yet set up, with both receivers and cameras that do not look."""
    for subentry in list(entry.subentries.values()):
        hass.config_entries.async_update_subentry(
            entry, subentry, data={**subentry.data, "detection": False}
        )
    await want(hass, entry, report_targets=[SHOP, OWNER])
    return entry


@pytest.fixture
async def running(hass: HomeAssistant, still: MockConfigEntry) -> MockConfigEntry:
    """Return running Argus."""
    await begin(hass, still)
    return still


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def end(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def want(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> None:
    """Change the options."""
    hass.config_entries.async_update_entry(entry, options={**entry.options, **options})
    await hass.async_block_till_done(wait_background_tasks=True)


BOTH_MONDAY = [(SHOP, "23"), (OWNER, "23")]
BOTH_TUESDAY = [(SHOP, "24"), (OWNER, "24")]


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


@pytest.mark.parametrize(
    ("off", "sent"),
    [
        (timedelta(minutes=30), BOTH_MONDAY),
        (LATEST, BOTH_MONDAY),
        (LATEST + timedelta(minutes=1), []),
        (timedelta(hours=23), []),
    ],
)
async def test_off_at_eleven(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    off: timedelta,
    sent: list[tuple[str, str]],
) -> None:
    """It comes late, or, when it is out of date, not at all; the next one comes in time."""
    await clock.show(MONDAY, 22, 50)
    await end(hass, running)
    await clock.be(datetime(2026, 11, 23, 23, tzinfo=PARIS) + off)
    await begin(hass, running)
    assert post.days == sent
    await end(hass, running)
    await begin(hass, running)
    assert post.days == sent
    await clock.show(TUESDAY, 23)
    assert post.days == sent + BOTH_TUESDAY


async def test_off_at_eleven_two_days_in_a_row(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """The last one comes late, the others are out of date."""
    await end(hass, running)
    await clock.show(TUESDAY + timedelta(days=3), 23, 20)
    await begin(hass, running)
    assert post.days == [(SHOP, "27"), (OWNER, "27")]


async def test_restarts_around_eleven(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """However often: everybody gets it once."""
    for minute in (58, 59):
        await clock.show(MONDAY, 22, minute)
        await end(hass, running)
        await begin(hass, running)
    for minute in (0, 0, 1, 30):
        await clock.show(MONDAY, 23, minute)
        await end(hass, running)
        await begin(hass, running)
    assert post.days == BOTH_MONDAY


async def test_a_crash_while_it_is_sent(
    hass: HomeAssistant, still: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """Who was being sent it is not sent it again; the other one gets it."""
    at = datetime(2026, 11, 23, 23, tzinfo=PARIS)
    left = ReportState(MONDAY - timedelta(days=1), ScheduledReport(MONDAY, at), {SHOP})
    await kept_report(hass).async_save(left.as_json())
    await clock.be(at + timedelta(minutes=2))
    await begin(hass, still)
    assert post.days == [(OWNER, "23")]


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"reported": "yesterday", "day": 5, "at": [], "sent": "x"},
        {"day": "2026-11-23", "at": None, "sent": None},
    ],
)
async def test_what_is_kept_cannot_be_read(
    hass: HomeAssistant,
    still: MockConfigEntry,
    clock: Clock,
    post: Post,
    kept: dict[str, Any],
) -> None:
    await kept_report(hass).async_save(kept)
    await begin(hass, still)
    await clock.show(MONDAY, 23)
    assert post.days == BOTH_MONDAY


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


async def test_a_restart_between_two_attempts(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    post.broken[SHOP] = HomeAssistantError("no such server")
    await clock.show(MONDAY, 23)
    await end(hass, running)
    del post.broken[SHOP]
    await clock.show(TUESDAY, 1)
    await begin(hass, running)
    assert sorted(post.days) == sorted(BOTH_MONDAY)


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


async def test_argus_stops_while_a_report_is_sent(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It does not wait for long, and does not send it again."""
    post.hanging.add(SHOP)
    freezer.move_to(datetime(2026, 11, 23, 23, tzinfo=PARIS))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    # The clock stands still, so only what is over already is ever over.
    with patch.object(daily_report, "FAREWELL", -1):
        await end(hass, running)
    post.hanging.clear()
    await begin(hass, running)
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


async def test_not_before_home_assistant_runs(
    hass: HomeAssistant, still: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """What it is sent through may come up after Argus."""
    at = datetime(2026, 11, 23, 23, tzinfo=PARIS)
    due = ReportState(None, ScheduledReport(MONDAY, at))
    await kept_report(hass).async_save(due.as_json())
    await clock.be(at + timedelta(minutes=2))
    hass.set_state(CoreState.starting)
    await begin(hass, still)
    assert post.sent == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert post.days == BOTH_MONDAY


async def test_it_is_forgotten_with_argus(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    hass_storage: dict[str, Any],
) -> None:
    await clock.strike()
    assert "argus.daily_report" in hass_storage
    await hass.config_entries.async_remove(running.entry_id)
    await hass.async_block_till_done()
    assert "argus.daily_report" not in hass_storage


@pytest.mark.parametrize("targets", [[SHOP], []])
async def test_charts_are_kept_as_long_as_incidents(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    targets: list[str],
) -> None:
    """Also those that were only looked at, where nobody gets a report."""
    await want(hass, running, report_targets=targets, retention_days=30)
    folder = Path(hass.config.path("argus", "reports"))
    names = ("2026-10-23.png", "2026-10-24.png", "2026-11-22.png", "notes.txt")

    def fill() -> None:
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).touch()

    await hass.async_add_executor_job(fill)
    await clock.go_on(daily_report.TIDY)
    left = await hass.async_add_executor_job(
        lambda: sorted(path.name for path in folder.iterdir())
    )
    assert left == ["2026-10-24.png", "2026-11-22.png", "notes.txt"]


async def test_charts_that_cannot_be_deleted(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is told, and the report comes all the same."""
    with patch.object(
        daily_report, "async_forget_charts", side_effect=OSError("read only")
    ):
        await clock.go_on(daily_report.TIDY)
    assert "could not be deleted: read only" in caplog.text
    await clock.show(MONDAY, 23)
    assert post.days == BOTH_MONDAY


async def test_whoever_changed_something_before(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """The report is Argus's own: it is not cut down to what somebody may see who touched a setting."""
    token = current_connection.set(Mock())
    await want(hass, running, heatmap_days=3)
    current_connection.reset(token)
    await clock.show(MONDAY, 23)
    assert sorted(post.days) == sorted(BOTH_MONDAY)
    assert post.asking == [None, None]
