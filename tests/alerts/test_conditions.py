"""What the rest of the house lets an alert do."""

import asyncio
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from custom_components.argus.alerts.conditions import Conditions
from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.model.decision import Verdict
from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition

OWN = ({"condition": "template", "value_template": "{{ incident.faces > 1 }}"},)


async def _verdict(
    hass: HomeAssistant, settings: AlertSettings, faces: int = 0
) -> Verdict | None:
    conditions = Conditions(hass, settings, "Night")
    refused = await conditions.async_refusal({"incident": {"faces": faces}})
    conditions.async_close()
    return refused.verdict if refused else None


@pytest.mark.parametrize(
    ("state", "verdict"),
    [("on", None), ("off", Verdict.SCHEDULE_OFF), (None, Verdict.SCHEDULE_OFF)],
)
async def test_schedule(
    hass: HomeAssistant, state: str | None, verdict: Verdict | None
) -> None:
    """A schedule has to be on; one that is gone says no, and is named."""
    if state:
        hass.states.async_set("schedule.shop", state)
    assert await _verdict(hass, AlertSettings(schedule="schedule.shop")) is verdict


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("armed_away", None),
        ("armed_night", None),
        ("triggered", None),
        ("disarmed", Verdict.NOT_ARMED),
        ("unavailable", Verdict.NOT_ARMED),
        (None, Verdict.NOT_ARMED),
    ],
)
async def test_alarm_panel(
    hass: HomeAssistant, state: str | None, verdict: Verdict | None
) -> None:
    """The panel has to be armed, or to ring already."""
    if state:
        hass.states.async_set("alarm_control_panel.house", state)
    settings = AlertSettings(armed="alarm_control_panel.house")
    assert await _verdict(hass, settings) is verdict


async def test_nobody_home(hass: HomeAssistant) -> None:
    """Whoever is at home says no."""
    settings = AlertSettings(nobody_home=True)
    assert await _verdict(hass, settings) is None
    hass.states.async_set("person.anna", "not_home")
    assert await _verdict(hass, settings) is None
    hass.states.async_set("person.ben", "home")
    assert await _verdict(hass, settings) is Verdict.SOMEBODY_HOME


async def test_own_conditions(hass: HomeAssistant) -> None:
    """Conditions as in an automation know the incident; one that cannot be used says no and why."""
    settings = AlertSettings(conditions=OWN)
    assert await _verdict(hass, settings, faces=2) is None
    assert await _verdict(hass, settings, faces=1) is Verdict.CONDITION
    broken = AlertSettings(conditions=({"condition": "no_such_thing"},))
    refused = await Conditions(hass, broken, "Night").async_refusal({})
    assert refused is not None
    assert refused.verdict is Verdict.CONDITION
    assert refused.detail


class _CountedCheckers:
    """Makes conditions ready as Home Assistant does, and counts those that are not let go of."""

    def __init__(self) -> None:
        """Nothing is made yet."""
        self.held = 0
        self._make = condition.async_conditions_from_config
        self.meanwhile: Callable[[], None] = lambda: None

    async def __call__(self, *args: Any) -> condition.ConditionsChecker:
        """Make some ready."""
        await asyncio.sleep(0)
        self.meanwhile()
        checker = await self._make(*args)
        unload = checker.async_unload
        self.held += 1

        def let_go() -> None:
            self.held -= 1
            unload()

        checker.async_unload = let_go
        return checker


async def test_two_cameras_at_once(hass: HomeAssistant) -> None:
    """The conditions are made ready once."""
    conditions = Conditions(hass, AlertSettings(conditions=OWN), "Night")
    variables = {"incident": {"faces": 2}}
    with patch.object(
        condition, "async_conditions_from_config", counted := _CountedCheckers()
    ):
        await asyncio.gather(
            *(conditions.async_refusal(variables) for _camera in range(2))
        )
    assert counted.held == 1
    conditions.async_close()
    assert counted.held == 0


async def test_closed_while_made_ready(hass: HomeAssistant) -> None:
    """The user may change them at any moment; what is late is not kept."""
    conditions = Conditions(hass, AlertSettings(conditions=OWN), "Night")
    counted = _CountedCheckers()
    counted.meanwhile = conditions.async_close
    with patch.object(condition, "async_conditions_from_config", counted):
        refused = await conditions.async_refusal({"incident": {"faces": 2}})
    assert refused is None
    assert counted.held == 0
