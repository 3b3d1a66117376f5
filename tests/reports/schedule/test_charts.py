"""The charts of reports are kept as long as incidents."""

from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.argus.reports import scheduler as daily_report
from homeassistant.core import HomeAssistant

from ...visitor_reports import MONDAY
from .post import BOTH_MONDAY, SHOP, Clock, Post, want


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
