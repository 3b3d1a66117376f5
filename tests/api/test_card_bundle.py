"""The cards are there for every page, kept by browsers for ever, and absent without harm."""

from http import HTTPStatus
from pathlib import Path
import re
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import mock_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.api import card_bundle
from custom_components.argus.const import DOMAIN
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

EDITOR = "argus-editor-a1B2_c-4.js"


@pytest.fixture
def urls(hass: HomeAssistant) -> UrlManager:
    """Let there be a frontend, as far as modules of others go."""
    mock_component(hass, "frontend")
    manager = UrlManager(lambda _change, _url: None, [])
    hass.data[DATA_EXTRA_MODULE_URL] = manager
    return manager


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return a folder with what a build leaves."""
    folder = tmp_path / "frontend"
    folder.mkdir()
    for name in (card_bundle.ENTRY, EDITOR):
        (folder / name).write_text(f"// {name}")
    return folder


async def set_up(hass: HomeAssistant, folder: Path) -> None:
    """Set up Argus with cards in a folder."""
    with patch.object(card_bundle, "FOLDER", folder):
        assert await async_setup_component(hass, DOMAIN, {})


async def test_pages_load_the_module_that_is_changes_with_its_content(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    urls: UrlManager,
    built: Path,
) -> None:
    await set_up(hass, built)
    (url,) = urls.urls
    path, _, version = url.partition("?v=")
    assert path == "/argus_static/argus.js"
    assert re.fullmatch(r"[0-9a-f]{12}", version)
    (built / "argus.js").write_text("// another build")
    assert card_bundle.read_version(built) != version
    client = await hass_client_no_auth()
    response = await client.get(url)
    assert response.status == HTTPStatus.OK
    assert await response.text() == "// another build"
    assert "max-age" in response.headers["Cache-Control"]
    # What it loads later stands beside it.
    assert (await client.get(f"/argus_static/{EDITOR}")).ok
    for outside in ("../manifest.json", "%2e%2e/manifest.json", "nothing.js"):
        assert not (await client.get(f"/argus_static/{outside}")).ok


async def test_it_is_registered_once(
    hass: HomeAssistant, urls: UrlManager, built: Path, camera_entry: None
) -> None:
    """However often the entry is set up."""
    await set_up(hass, built)
    assert await async_setup_component(hass, DOMAIN, {})
    assert len(urls.urls) == 1


@pytest.mark.parametrize("there", [False, True])
async def test_cards_that_were_not_built(
    hass: HomeAssistant,
    urls: UrlManager,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    there: bool,
) -> None:
    """The rest of Argus works, and the log says what is missing."""
    folder = tmp_path / "frontend"
    if there:
        folder.mkdir()
        (folder / EDITOR).write_text("")
    await set_up(hass, folder)
    assert not urls.urls
    assert "no cards" in caplog.text


async def test_no_frontend_no_cards(
    hass: HomeAssistant, built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await set_up(hass, built)
    assert DATA_EXTRA_MODULE_URL not in hass.data
    assert "no cards" not in caplog.text
