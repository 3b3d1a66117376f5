"""The action that sends a report at once, and its chart as media and over HTTP."""

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.actions import report as services_report
from custom_components.argus.const import DOMAIN
from custom_components.argus.reports.chart import SIZE
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.components.media_source import Unresolvable, async_resolve_media
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..journals import HOSTILE, Login, broken_journal, login
from ..visitor_reports import MONDAY, a_busy_monday, with_lines

__all__ = ["login"]

CHART = f"media-source://argus/report/{MONDAY}"
PHONE = "notify.phone"


@pytest.fixture
async def runtime(
    hass: HomeAssistant, entry: MockConfigEntry, calm: ArgusRuntime
) -> ArgusRuntime:
    """Return a house after a busy Monday."""
    assert await async_setup_component(hass, "media_source", {})
    await hass.config.async_set_time_zone("Europe/Paris")
    await with_lines(hass, entry, calm)
    await a_busy_monday(calm)
    return calm


@pytest.fixture
def plain(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what is sent to a receiver that takes texts."""
    hass.states.async_set(PHONE, "unknown")
    return async_mock_service(hass, "notify", "send_message")


async def send(hass: HomeAssistant, **data: Any) -> None:
    await hass.services.async_call(DOMAIN, "send_report", data, blocking=True)


async def test_of_a_day_to_somebody(
    hass: HomeAssistant, runtime: ArgusRuntime, plain: list[ServiceCall]
) -> None:
    await send(hass, date="2026-11-23", targets=[PHONE, PHONE])
    (call,) = plain
    assert call.data["entity_id"] == PHONE
    assert call.data["title"] == "14 visitors on Monday, 23 November 2026"
    assert "17:00 ██████████ 8" in call.data["message"]


async def test_of_today_to_those_in_the_options(
    hass: HomeAssistant,
    runtime: ArgusRuntime,
    entry: MockConfigEntry,
    plain: list[ServiceCall],
) -> None:
    """That it was sent by hand does not keep the daily one from coming."""
    hass.config_entries.async_update_entry(entry, options={"report_targets": [PHONE]})
    await hass.async_block_till_done()
    await send(hass)
    today = dt_util.now().date()
    assert str(today.year) in plain[0].data["title"]
    assert str(today.day) in plain[0].data["title"]


async def test_a_letter_brings_its_chart(
    hass: HomeAssistant, runtime: ArgusRuntime
) -> None:
    letters = async_mock_service(hass, "smtp", "send_message")
    mail = er.async_get(hass).async_get_or_create("notify", "smtp", "one").entity_id
    hass.states.async_set(mail, "unknown")
    await send(hass, date="2026-11-23", targets=[mail])
    data = letters[0].data
    (attached,) = data["attachments"]
    assert attached["media_source"] == {
        "media_content_id": CHART,
        "media_content_type": "image/png",
    }
    assert attached["filename"] == "argus_2026-11-23.png"
    assert f'src="cid:{attached["content_id"]}"' in data["html"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "no_report_targets"),
        ({"targets": []}, "no_report_targets"),
        (
            {
                "targets": [PHONE],
                "date": (dt_util.now() + timedelta(days=2)).date().isoformat(),
            },
            "report_in_future",
        ),
        ({"targets": [PHONE], "date": "0001-01-01"}, "bad_report_range"),
    ],
)
async def test_what_cannot_be_sent(
    hass: HomeAssistant,
    runtime: ArgusRuntime,
    plain: list[ServiceCall],
    data: dict[str, Any],
    key: str,
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await send(hass, **data)
    assert caught.value.translation_key == key
    assert plain == []


async def test_one_of_several_fails(
    hass: HomeAssistant, runtime: ArgusRuntime, plain: list[ServiceCall]
) -> None:
    """The others have it all the same, and who called learns who has not."""
    with pytest.raises(HomeAssistantError, match=r"notify\.gone") as caught:
        await send(hass, targets=["notify.gone", PHONE])
    assert caught.value.translation_key == "report_not_sent"
    assert [call.data["entity_id"] for call in plain] == [PHONE]


async def test_one_of_several_hangs(
    hass: HomeAssistant, runtime: ArgusRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends it is told, and does not wait for ever."""
    monkeypatch.setattr(services_report, "PATIENCE", 0.1)
    done: list[str] = []

    async def send(call: ServiceCall) -> None:
        if call.data["entity_id"] == "notify.slow":
            await asyncio.Event().wait()
        done.append(call.data["entity_id"])

    hass.services.async_register("notify", "send_message", send)
    for target in (PHONE, "notify.slow"):
        hass.states.async_set(target, "unknown")
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(
            DOMAIN,
            "send_report",
            {"date": MONDAY, "targets": ["notify.slow", PHONE]},
            blocking=True,
        )
    assert raised.value.translation_key == "report_not_sent"
    assert "notify.slow" in str(raised.value)
    assert done == [PHONE]


async def test_the_journal_fails(
    hass: HomeAssistant, runtime: ArgusRuntime, plain: list[ServiceCall]
) -> None:
    with broken_journal(), pytest.raises(HomeAssistantError, match="disk gone"):
        await send(hass, targets=[PHONE])
    with broken_journal(), pytest.raises(Unresolvable):
        await async_resolve_media(hass, CHART, None)


def _size(picture: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(picture)) as opened:
        assert opened.format == "PNG"
        return opened.size


async def test_the_chart_is_media(hass: HomeAssistant, runtime: ArgusRuntime) -> None:
    """It is drawn anew, for more may have come; whoever reads it meanwhile has the whole of the old one."""
    media = await async_resolve_media(hass, CHART, None)
    assert media.mime_type == "image/png"
    assert media.url == "/api/argus/report/2026-11-23.png"
    assert media.path == Path(hass.config.path("argus", "reports", "2026-11-23.png"))
    first = await hass.async_add_executor_job(media.path.read_bytes)
    assert _size(first) == SIZE
    await a_busy_monday(runtime)
    await async_resolve_media(hass, CHART, None)
    second = await hass.async_add_executor_job(media.path.read_bytes)
    assert second != first
    left = await hass.async_add_executor_job(lambda: list(media.path.parent.iterdir()))
    assert left == [media.path]


async def test_links_among_the_charts_lead_nowhere(
    hass: HomeAssistant, runtime: ArgusRuntime, tmp_path: Path
) -> None:
    """Neither in the place of a chart nor beside it is a link followed, though nothing is where it leads."""
    folder = Path(hass.config.path("argus", "reports"))
    elsewhere = tmp_path / "elsewhere.png"
    beside = folder / "2026-11-22.png"

    def link() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (folder / "2026-11-23.png", beside):
            path.symlink_to(elsewhere)

    await hass.async_add_executor_job(link)
    media = await async_resolve_media(hass, CHART, None)
    assert media.path is not None
    assert not media.path.is_symlink()
    assert _size(await hass.async_add_executor_job(media.path.read_bytes)) == SIZE
    assert beside.is_symlink()
    assert not elsewhere.exists()


async def test_the_chart_cannot_be_written(
    hass: HomeAssistant, runtime: ArgusRuntime
) -> None:
    """A letter goes without it."""
    with (
        patch(
            "custom_components.argus.reports.chart_file.write_atomically",
            side_effect=OSError("disk full"),
        ),
        pytest.raises(Unresolvable),
    ):
        await async_resolve_media(hass, CHART, None)


@pytest.mark.parametrize(
    "identifier",
    [
        "report",
        "report/2026-11-23/x",
        "report/2026-02-30",
        "report/20261123",
        "report/9999-12-31",
        "report/../2026-11-23",
        *(f"report/{hostile}" for hostile in HOSTILE),
    ],
)
async def test_charts_that_are_not_there(
    hass: HomeAssistant, runtime: ArgusRuntime, identifier: str
) -> None:
    with pytest.raises(Unresolvable):
        await async_resolve_media(hass, f"media-source://argus/{identifier}", None)


@pytest.mark.parametrize("who", ["admin", "reader", "doorman", "blind"])
async def test_the_chart_over_http(
    runtime: ArgusRuntime,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    login: Login,
    who: str,
) -> None:
    """Everybody sees the visitors of the cameras that they may see."""
    path = "/api/argus/report/2026-11-23.png"
    whole = await (await (await hass_client()).get(path)).read()
    response = await (await hass_client(await login(who))).get(path)
    assert response.status == 200
    picture = await response.read()
    assert _size(picture) == SIZE
    assert (picture == whole) is (who in {"admin", "reader"})
    assert (await (await hass_client_no_auth()).get(path)).status == 401


@pytest.mark.parametrize("date", ["2026-02-30", "today", "0001-01-01", "9999-12-31"])
async def test_charts_of_no_day_over_http(
    runtime: ArgusRuntime, hass_client: ClientSessionGenerator, date: str
) -> None:
    response = await (await hass_client()).get(f"/api/argus/report/{date}.png")
    assert response.status == 400
