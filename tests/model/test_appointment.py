"""Tests of coming back at a moment."""

from datetime import datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.argus.model.appointment import Appointment
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util


async def test_it_is_kept_once_and_the_last_agreement_counts(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """Put off, it is not kept at the old moment as well; kept or called off, it is over."""
    kept: list[datetime] = []
    began = dt_util.utcnow()
    appointment = Appointment(hass, kept.append)

    async def pass_seconds(seconds: float) -> None:
        freezer.tick(seconds)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()

    appointment.async_cancel()
    assert not appointment.is_made
    appointment.async_make(began + timedelta(seconds=10))
    appointment.async_make(began + timedelta(seconds=20))
    await pass_seconds(15)
    assert kept == []
    assert appointment.is_made
    await pass_seconds(10)
    assert len(kept) == 1
    assert not appointment.is_made
    await pass_seconds(60)
    assert len(kept) == 1
    appointment.async_make(dt_util.utcnow() + timedelta(seconds=10))
    appointment.async_cancel()
    await pass_seconds(60)
    assert len(kept) == 1
