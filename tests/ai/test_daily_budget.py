"""Tests of the limit on how often AIs are asked in a day."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.argus.ai.daily_budget import DailyBudget
from custom_components.argus.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

ISSUE = "ai_budget_spent"


async def opened(hass: HomeAssistant, most: int = 2) -> DailyBudget:
    budget = DailyBudget(hass, lambda: most)
    await budget.async_open()
    return budget


async def test_a_day_has_so_many_questions_also_after_a_restart(
    hass: HomeAssistant, hass_storage: dict[str, Any], freezer: FrozenDateTimeFactory
) -> None:
    """Whoever restarts does not pay twice; the user is told once it is over, and no longer the next day."""
    issues = ir.async_get(hass)
    freezer.move_to("2026-11-29T12:00:00+00:00")
    assert await (await opened(hass)).async_spend()
    assert await (await opened(hass)).async_spend()
    budget = await opened(hass)
    assert budget.left == 0
    assert issues.async_get_issue(DOMAIN, ISSUE) is None
    assert not await budget.async_spend()
    issue = issues.async_get_issue(DOMAIN, ISSUE)
    assert issue is not None
    assert issue.translation_placeholders == {"most": "2"}
    freezer.move_to("2026-11-30T12:00:00+00:00")
    budget.async_look()
    assert issues.async_get_issue(DOMAIN, ISSUE) is None
    assert budget.left == 2
    assert await budget.async_spend()
    assert budget.left == 1


async def test_none_at_all(hass: HomeAssistant) -> None:
    """Whoever wants no AI to be asked needs not be told that none is."""
    budget = await opened(hass, 0)
    assert not await budget.async_spend()
    assert ir.async_get(hass).async_get_issue(DOMAIN, ISSUE) is None


@pytest.mark.parametrize(
    "stored", [{}, {"day": 7, "spent": "x"}, {"day": "2026-11-29", "spent": -5}]
)
async def test_what_cannot_be_read_counts_as_nothing(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    stored: dict[str, Any],
) -> None:
    freezer.move_to("2026-11-29T12:00:00+00:00")
    hass_storage["argus.ai"] = {"version": 1, "key": "argus.ai", "data": stored}
    assert (await opened(hass)).left == 2
