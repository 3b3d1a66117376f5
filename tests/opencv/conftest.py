"""Systems of users: their C library, their network, where their packages go."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest.mock import patch

from aiohttp.test_utils import TestServer, unused_port
import pytest

from custom_components.argus import opencv
from homeassistant.core import HomeAssistant

from .packages import Server, installed_into


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where the zip brings its wheels."""
    return tmp_path / "wheels"


@pytest.fixture
def deps(hass: HomeAssistant, tmp_path: Path) -> Iterator[Path]:
    """Return where packages are installed; no OpenCV is there yet."""
    deps = tmp_path / "deps"
    hass.config.skip_pip = False
    with installed_into(deps):
        yield deps


@pytest.fixture
async def server(
    socket_enabled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Server]:
    """Return the only place that packages and releases come from."""
    server = Server()
    async with TestServer(server.application(), host="127.0.0.1") as running:
        for name in ("UV_EXTRA_INDEX_URL", "UV_INDEX", "UV_INDEX_URL", "UV_FIND_LINKS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("UV_DEFAULT_INDEX", str(running.make_url("/simple/")))
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
        monkeypatch.setenv("UV_NO_CONFIG", "1")
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")
        server.release = str(running.make_url("/release"))
        yield server


@pytest.fixture
def offline(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return an address where nothing answers; the index is there, too."""
    nowhere = f"http://127.0.0.1:{unused_port()}"
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"{nowhere}/simple/")
    return f"{nowhere}/release"


@pytest.fixture
def musl() -> Iterator[None]:
    """Run on Alpine, as far as anybody asks."""
    with patch.object(opencv, "_is_musl", return_value=True):
        yield


@pytest.fixture
def glibc() -> Iterator[None]:
    """Run on Debian, as far as anybody asks."""
    with patch.object(opencv, "_is_musl", return_value=False):
        yield
