"""When work that is done in rounds is done."""

import asyncio
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.model.debounced_job import DebouncedJob
from homeassistant.core import HomeAssistant

pytestmark = pytest.mark.timeout(60)

PAUSE = 5


class Work:
    """Counts its rounds; each lasts until the test lets it end."""

    def __init__(self) -> None:
        """Let rounds end at once."""
        self.begun = 0
        self.ended = 0
        self.has_begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.fails = False

    async def do(self) -> None:
        """Do a round."""
        self.begun += 1
        self.has_begun.set()
        if self.fails:
            raise ValueError("the work failed")
        await self.may_end.wait()
        self.ended += 1


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def rounds(hass: HomeAssistant, work: Work) -> DebouncedJob:
    return DebouncedJob(hass, MockConfigEntry(), work.do, PAUSE, "test rounds")


async def done(hass: HomeAssistant) -> None:
    await hass.async_block_till_done(wait_background_tasks=True)


async def after_the_pause(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    freezer.tick(timedelta(seconds=PAUSE + 1))
    async_fire_time_changed(hass)
    await done(hass)


async def test_many_wishes_are_few_rounds(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    rounds: DebouncedJob,
    work: Work,
) -> None:
    for _ in range(10):
        rounds.async_want()
    await done(hass)
    assert work.ended == 1
    for _ in range(10):
        rounds.async_want()
        await done(hass)
    assert work.ended == 1
    await after_the_pause(hass, freezer)
    assert work.ended == 2
    # Nobody wished for another one.
    await after_the_pause(hass, freezer)
    assert work.ended == 2
    rounds.async_want()
    await done(hass)
    assert work.ended == 3
    await rounds.async_close()


async def test_a_wish_during_a_round_is_not_lost(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    rounds: DebouncedJob,
    work: Work,
) -> None:
    """However long the round takes: it may have looked before what changed."""
    work.may_end.clear()
    rounds.async_want()
    await work.has_begun.wait()
    rounds.async_want()
    freezer.tick(timedelta(seconds=PAUSE * 10))
    async_fire_time_changed(hass)
    await asyncio.sleep(0)
    assert work.begun == 1
    work.may_end.set()
    await done(hass)
    assert work.begun == 1
    await after_the_pause(hass, freezer)
    assert work.begun == work.ended == 2
    await rounds.async_close()


async def test_a_round_that_fails_does_not_end_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    rounds: DebouncedJob,
    work: Work,
    caplog: pytest.LogCaptureFixture,
) -> None:
    work.fails = True
    rounds.async_want()
    await done(hass)
    assert "the work failed" in caplog.text
    work.fails = False
    rounds.async_want()
    await after_the_pause(hass, freezer)
    assert work.ended == 1
    await rounds.async_close()


async def test_closing_ends_a_round_and_the_pause(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    rounds: DebouncedJob,
    work: Work,
) -> None:
    work.may_end.clear()
    rounds.async_want()
    await work.has_begun.wait()
    rounds.async_want()
    await rounds.async_close()
    await after_the_pause(hass, freezer)
    rounds.async_want()
    await after_the_pause(hass, freezer)
    assert (work.begun, work.ended) == (1, 0)


async def test_closing_in_the_pause(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    rounds: DebouncedJob,
    work: Work,
) -> None:
    rounds.async_want()
    await done(hass)
    rounds.async_want()
    await rounds.async_close()
    await after_the_pause(hass, freezer)
    assert work.begun == 1
