"""Whatever goes wrong, no address, name or password of a stream is told."""

import pytest

from custom_components.argus.capture.stream_reader import (
    scheme,
)
from custom_components.argus.capture.stream_source import (
    StreamSource,
    async_has_stream,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ...streams import StreamServer, film
from .camera import ENTITY, SECRETS, StreamCamera, address, failure, serve, told


@pytest.mark.parametrize("refusal", ["401 Unauthorized", "404 Not Found", "302 Found"])
async def test_tells_no_secret_when_it_is_refused(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    refusal: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    server = await serve(servers, film(), refuse=refusal)
    shop.url = address(server)

    text = told(await failure(source)) + caplog.text
    assert "http stream failed" in text
    assert not [secret for secret in SECRETS if secret in text]
    assert any("hidden-token" in request for request in server.requests)


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://somebody:geheim@127.0.0.1:1/hidden-path?hidden-token",
        "rtsp://somebody:ge/he@im:geheim@127.0.0.1:bad/hidden-path",
        "somebody:geheim@hidden-path",
        "/hidden-path/\udcff/hidden-token",
        "hidden-path://geheim\0hidden-token",
    ],
)
async def test_tells_no_secret_of_an_address_that_leads_nowhere(
    source: StreamSource,
    shop: StreamCamera,
    url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    shop.url = url

    text = told(await failure(source)) + caplog.text
    assert not [
        secret for secret in SECRETS[1:] if secret in text.replace(scheme(url), "")
    ]


@pytest.mark.parametrize("error", [HomeAssistantError, OSError, KeyError])
async def test_tells_no_secret_of_a_camera_that_fails(
    hass: HomeAssistant,
    source: StreamSource,
    shop: StreamCamera,
    error: type[Exception],
) -> None:
    shop.refusal = error("no stream at http://somebody:geheim@camera/hidden-path now")

    text = told(await failure(source))
    assert not [secret for secret in SECRETS if secret in text]
    assert not await async_has_stream(hass, ENTITY)


async def test_tells_no_secret_while_all_goes_well(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    server = await serve(servers, film(), locked=True)
    shop.url = address(server)
    await source.async_frame()

    assert "reading mpeg2video over http" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]
    assert "Authorization: Basic" in server.requests[-1]
