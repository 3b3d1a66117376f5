"""A real Home Assistant with Argus and a test camera, and a browser logged in to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
from pathlib import Path
import shutil

from playwright.async_api import Browser, Page, async_playwright, expect
import pytest

from demo.browser import ARGUMENTS, browser_path
from demo.hass_process import PROJECT, executable
from demo.home import Home

from .mail import mailbox
from .watcher import Watcher

__all__ = ["mailbox"]

COMPONENTS = (
    PROJECT / "custom_components" / "argus",
    PROJECT / "tests" / "e2e" / "custom_components" / "argus_testcam",
)
OUTPUT = PROJECT / "output" / "e2e"

# The first load of the frontend is slow where the machine is.
expect.set_options(timeout=30_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let all tests run on another Home Assistant."""
    parser.addoption(
        "--home-assistant",
        default=None,
        metavar="SERIES",
        help="run on this version, such as 2026.11 (scripts/setup ha-2026.11)",
    )
    parser.addoption(
        "--python",
        default=None,
        type=Path,
        metavar="DIR",
        help="run on the Home Assistant of this environment, such as one of a musl Python (docs/publishing.md)",
    )


@pytest.fixture(scope="session")
def hass_command(request: pytest.FixtureRequest, series: str | None) -> Path:
    """Return the command that starts the Home Assistant asked for."""
    environment: Path | None = request.config.getoption("--python")
    if environment is None:
        return executable(series)
    return environment.absolute() / "bin" / "hass"


@pytest.fixture(scope="session")
def series(request: pytest.FixtureRequest) -> str | None:
    """Version of Home Assistant asked for; None for the usual one."""
    asked: str | None = request.config.getoption("--home-assistant")
    return None if asked == "2026.10" else asked


@pytest.fixture
def extra() -> str:
    """More lines for the configuration of the home; a test that needs some says so."""
    return ""


@pytest.fixture
async def home(
    hass_command: Path, tmp_path: Path, request: pytest.FixtureRequest, extra: str
) -> AsyncIterator[Home]:
    """Run Home Assistant for one test; somebody is logged in."""
    async with Home(tmp_path / "home", hass=hass_command) as home:
        home.prepare(COMPONENTS, extra)
        await home.start()
        await home.arrive()
        yield home
    # For whoever has to find out why a test failed.
    OUTPUT.mkdir(parents=True, exist_ok=True)
    shutil.copy(home.log, OUTPUT / f"{request.node.name}.log")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Run a headless Chromium for all tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path(), args=ARGUMENTS
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def logged_in(
    home: Home,
    browser: Browser,
    width: int = 1280,
    height: int = 900,
    *,
    touch: bool = False,
) -> AsyncIterator[Page]:
    """Open a page whose user is logged in to a home; it neither complains nor asks anybody else."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, has_touch=touch
    )
    await context.add_init_script(
        # An empty page has nowhere to keep them.
        f"if (location.host) localStorage.setItem('hassTokens', {home.browser_tokens()!r})"
    )
    page = await context.new_page()
    page.set_default_timeout(30_000)
    watcher = Watcher(home, page)
    yield page
    # What is on its way when the page is closed fails, which is no fault.
    faults = list(watcher.faults)
    await context.close()
    assert not faults


async def keep_screenshot(page: Page, path: Path) -> None:
    """Keep a picture of the page for the documentation, when it is wanted."""
    if os.environ.get("ARGUS_SCREENSHOTS") == "1":
        # Icons and pictures come a little after the texts.
        await page.wait_for_timeout(3000)
        await page.screenshot(path=path)


@pytest.fixture
async def page(
    home: Home, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    """Open a page on the home of the test."""
    async with logged_in(home, browser) as page:
        yield page
        OUTPUT.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=OUTPUT / f"{request.node.name}.png")
