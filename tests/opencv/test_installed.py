"""An OpenCV that is there already: used, replaced, or told about."""

from pathlib import Path
import sys
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from custom_components.argus import opencv
from custom_components.argus.model.opencv_error import OpenCVError, Reason
from custom_components.argus.opencv import async_ensure_opencv
from homeassistant.core import HomeAssistant

from .packages import CRASHES, LACKS_A_LIBRARY, VERSION, WORKS, wheel, write_pins
from .systems import WHEEL, bring, has, reason, unpack


async def test_what_is_loaded_is_used(hass: HomeAssistant, folder: Path) -> None:
    write_pins(folder, WHEEL)
    with (
        patch.dict(sys.modules, cv2=SimpleNamespace(__version__="4.14.0")),
        patch.object(opencv, "_installed_version", side_effect=AssertionError),
    ):
        await async_ensure_opencv(hass, folder)


@pytest.mark.usefixtures("offline", "glibc")
@pytest.mark.parametrize("version", [VERSION, "4.14.0.99", "4.15.0.1"])
async def test_what_is_installed_is_used_and_never_downgraded(
    hass: HomeAssistant, folder: Path, deps: Path, version: str
) -> None:
    bring(folder)
    unpack(wheel(version=version), deps)

    await async_ensure_opencv(hass, folder)

    assert has(deps, version)


@pytest.mark.usefixtures("musl", "server")
async def test_what_is_too_old_is_replaced(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    bring(folder)
    unpack(wheel(version="4.12.0.88"), deps)

    await async_ensure_opencv(hass, folder)

    assert has(deps)


@pytest.mark.usefixtures("musl", "server")
async def test_what_is_loaded_and_too_old_asks_for_a_restart_each_time(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    bring(folder)
    with patch.dict(sys.modules, cv2=SimpleNamespace(__version__="4.12.0")):
        assert await reason(hass, folder) is Reason.RESTART
        assert has(deps), "the next start finds it"
        assert await reason(hass, folder) is Reason.RESTART


@pytest.mark.usefixtures("musl", "server")
@pytest.mark.parametrize("broken", [CRASHES, LACKS_A_LIBRARY, "import no_such_module"])
async def test_what_is_installed_and_broken_is_replaced(
    hass: HomeAssistant, folder: Path, deps: Path, broken: str
) -> None:
    bring(folder)
    unpack(wheel(broken), deps)

    await async_ensure_opencv(hass, folder)

    assert (deps / "cv2" / "__init__.py").read_text() == WORKS


async def test_an_interrupted_installation_is_none(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    (deps / f"opencv_python_headless-{VERSION}.dist-info").mkdir(parents=True)
    assert opencv._installed_version() is None


@pytest.mark.usefixtures("offline", "glibc")
async def test_what_cannot_be_tried_is_told(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    """Such as when the system has no process to spare."""
    bring(folder)
    unpack(WHEEL, deps)
    with (
        patch.object(opencv.sys, "executable", str(folder / "no-python")),
        patch.object(opencv, "_async_install"),
        pytest.raises(OpenCVError, match="cannot be tried") as failure,
    ):
        await async_ensure_opencv(hass, folder)
    assert failure.value.reason is Reason.BROKEN


def test_whether_it_is_in_use_is_known() -> None:
    with patch.dict(sys.modules):
        sys.modules.pop("cv2", None)
        assert not opencv.is_loaded()
        sys.modules["cv2"] = SimpleNamespace()  # type: ignore[assignment]
        assert opencv.is_loaded()


async def test_the_opencv_of_the_tests_works(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    assert opencv._installed_version() is not None
    assert await opencv._async_find_problem() is None
