"""What the installer does not say, and what nobody is to say."""

import logging
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from custom_components.argus import opencv
from custom_components.argus.model.opencv_error import Reason
from homeassistant.core import HomeAssistant

from .packages import CRASHES, file_name, wheel
from .systems import WHEEL, bring, put_file, reason, unpack


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("libc", ["glibc", "musl"])
async def test_a_full_disk_is_told(
    hass: HomeAssistant,
    folder: Path,
    deps: Path,
    libc: str,
    request: pytest.FixtureRequest,
) -> None:
    request.getfixturevalue(libc)
    # What the installer meets there: it cannot unpack.
    bring(folder, b"the pinned bytes, and no wheel")
    with patch.object(
        opencv.shutil, "disk_usage", return_value=SimpleNamespace(free=1_000_000)
    ):
        assert await reason(hass, folder) is Reason.NO_SPACE


@pytest.mark.usefixtures("musl", "offline")
async def test_a_folder_that_cannot_be_written_is_told(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    bring(folder)
    put_file(deps)
    assert await reason(hass, folder) is Reason.NOT_WRITABLE


@pytest.mark.usefixtures("deps", "server")
async def test_nothing_is_installed_when_home_assistant_is_told_so(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    bring(folder)
    hass.config.skip_pip_packages = ["opencv-python-headless"]
    assert await reason(hass, folder) is Reason.SKIPPED
    hass.config.skip_pip_packages = []
    hass.config.skip_pip = True
    assert await reason(hass, folder) is Reason.SKIPPED
    unpack(wheel(CRASHES), deps)
    assert await reason(hass, folder) is Reason.BROKEN


@pytest.mark.usefixtures("musl")
async def test_nobody_logs_where_the_home_is(
    hass: HomeAssistant,
    folder: Path,
    deps: Path,
    offline: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.argus")
    bring(folder, release=offline).write_bytes(b"half")
    await reason(hass, folder)
    said = [r.getMessage() for r in caplog.records if "argus" in r.name]
    assert said == [f"{folder / file_name()} is not {len(WHEEL)} bytes long"]
