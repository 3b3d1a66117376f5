"""On musl, with the wheel that the zip of a release brings along."""

import asyncio
from pathlib import Path
import shutil
from unittest.mock import patch

import pytest

from custom_components.argus import opencv
from custom_components.argus.model.opencv_error import OpenCVError, Reason
from custom_components.argus.opencv import async_ensure_opencv
from homeassistant.core import HomeAssistant

from .packages import (
    CRASHES,
    Server,
    file_name,
    wheel,
)
from .systems import WHEEL, bring, has, reason


@pytest.mark.usefixtures("musl", "offline")
async def test_the_wheel_of_the_zip_needs_no_network(
    hass: HomeAssistant, folder: Path, deps: Path, server: Server
) -> None:
    bring(folder)

    await async_ensure_opencv(hass, folder)

    assert has(deps)
    assert not server.requests


@pytest.mark.usefixtures("musl", "offline")
async def test_an_update_of_home_assistant_needs_no_network(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    """A new image: what was installed is gone, the configuration folder is not."""
    bring(folder)
    await async_ensure_opencv(hass, folder)
    shutil.rmtree(deps)

    await async_ensure_opencv(hass, folder)

    assert has(deps)


@pytest.mark.usefixtures("musl", "offline")
async def test_home_assistant_2026_11_is_asked_in_its_own_way(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    """It decides by itself where packages go."""
    bring(folder)
    asked = opencv.pip_kwargs(hass.config.config_dir)
    with patch.object(opencv, "pip_kwargs", lambda: asked):
        await async_ensure_opencv(hass, folder)
    assert has(deps)


@pytest.mark.usefixtures("musl", "offline")
async def test_two_who_ask_at_once_install_once(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    bring(folder)
    with patch.object(
        opencv.package, "install_package", wraps=opencv.package.install_package
    ) as install:
        await asyncio.gather(*(async_ensure_opencv(hass, folder) for _ in range(3)))

    assert install.call_count == 1
    assert has(deps)


@pytest.mark.usefixtures("musl")
async def test_a_damaged_wheel_is_never_installed(
    hass: HomeAssistant, folder: Path, deps: Path, offline: str
) -> None:
    path = bring(folder, release=offline)
    for content in (WHEEL[:-1], WHEEL[:-1] + b"!", wheel(CRASHES), b""):
        path.write_bytes(content)
        assert await reason(hass, folder) is Reason.DAMAGED
        assert not has(deps)

    path.write_bytes(WHEEL)
    await async_ensure_opencv(hass, folder)
    assert has(deps), "it tries again without a restart"


@pytest.mark.usefixtures("musl")
async def test_a_damaged_wheel_is_fetched_anew(
    hass: HomeAssistant, folder: Path, deps: Path, server: Server
) -> None:
    bring(folder, release=server.release).write_bytes(b"half")
    server.wheels = {file_name(): WHEEL}

    await async_ensure_opencv(hass, folder)

    assert has(deps)


@pytest.mark.usefixtures("musl", "offline")
async def test_a_wheel_that_does_not_load_is_told(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    bring(folder, wheel(CRASHES))
    with pytest.raises(OpenCVError, match="exit code -11") as failure:
        await async_ensure_opencv(hass, folder)
    assert failure.value.reason is Reason.BROKEN


@pytest.mark.usefixtures("musl", "offline")
async def test_a_wheel_that_cannot_be_installed_is_told(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    bring(folder, b"the pinned bytes, and no wheel")
    assert await reason(hass, folder) is Reason.BROKEN
    assert not has(deps)


@pytest.mark.usefixtures("musl", "offline")
async def test_a_wheel_that_hangs_is_told(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    bring(folder, wheel("import time\ntime.sleep(60)"))
    with patch.object(opencv, "TEST_SECONDS", 0.5):
        assert await reason(hass, folder) is Reason.BROKEN
