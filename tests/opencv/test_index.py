"""What a package index has: the official OpenCV for glibc, and for musl perhaps one day."""

from pathlib import Path
from unittest.mock import patch

from packaging.tags import Tag
import pytest

from custom_components.argus import opencv
from custom_components.argus.model.opencv_error import Reason
from custom_components.argus.opencv import async_ensure_opencv
from homeassistant.core import HomeAssistant

from .packages import CRASHES, VERSION, Server, file_name, wheel, write_pins
from .systems import WHEEL, bring, has, reason, unpack


@pytest.mark.parametrize(
    ("libc", "musl"),
    [
        ("musllinux_1_2_x86_64", True),
        ("musllinux_1_2_aarch64", True),
        ("manylinux_2_28_x86_64", False),
        ("linux_armv7l", False),
        ("macosx_15_0_arm64", False),
    ],
)
def test_the_c_library_is_known_by_the_wheels_it_takes(libc: str, musl: bool) -> None:
    tags = [Tag("cp314", "cp314", libc), Tag("py3", "none", "any")]
    with patch.object(opencv, "sys_tags", return_value=iter(tags)):
        assert opencv._is_musl() is musl


@pytest.mark.usefixtures("musl")
async def test_a_wheel_of_an_index_is_the_last_resort(
    hass: HomeAssistant, folder: Path, deps: Path, server: Server
) -> None:
    """The one Home Assistant's own index may have one day, for a processor that we build none for."""
    write_pins(folder, WHEEL, file="opencv-4.14.0.94-cp37-abi3-musllinux_1_2_mips.whl")
    server.wheels = {file_name(): WHEEL}

    await async_ensure_opencv(hass, folder)

    assert has(deps)


@pytest.mark.usefixtures("musl", "deps")
async def test_it_is_never_built_from_source(
    hass: HomeAssistant, folder: Path, server: Server
) -> None:
    write_pins(folder, WHEEL, file="opencv-4.14.0.94-cp37-abi3-musllinux_1_2_mips.whl")
    source = f"opencv-python-headless-{VERSION}.tar.gz"
    server.wheels = {source: b"not looked at"}

    assert await reason(hass, folder) is Reason.UNSUPPORTED
    assert "/simple/opencv-python-headless/" in server.requests
    assert f"/files/{source}" not in server.requests


@pytest.mark.usefixtures("glibc")
async def test_on_glibc_home_assistant_installs_the_official_one(
    hass: HomeAssistant, folder: Path, deps: Path, server: Server
) -> None:
    bring(folder, wheel(CRASHES))
    server.wheels = {file_name(): WHEEL, file_name("4.99.0.1"): wheel(CRASHES)}

    await async_ensure_opencv(hass, folder)

    assert has(deps), "the pinned one, not the newest and not the one for musl"


@pytest.mark.usefixtures("glibc")
async def test_home_assistants_constraints_hold(
    hass: HomeAssistant, folder: Path, deps: Path, server: Server
) -> None:
    write_pins(folder, WHEEL)
    server.wheels = {file_name(): wheel(requires="numpy<2")}

    assert await reason(hass, folder) is Reason.NO_NETWORK
    assert not has(deps)


@pytest.mark.usefixtures("glibc")
async def test_on_glibc_it_is_tried_again_without_a_restart(
    hass: HomeAssistant, folder: Path, deps: Path, server: Server
) -> None:
    write_pins(folder, WHEEL)
    assert await reason(hass, folder) is Reason.NO_NETWORK

    server.wheels = {file_name(): WHEEL}
    await async_ensure_opencv(hass, folder)
    assert has(deps)


@pytest.mark.usefixtures("glibc", "offline")
async def test_a_start_without_network_after_the_first(
    hass: HomeAssistant, folder: Path, deps: Path
) -> None:
    write_pins(folder, WHEEL)
    unpack(WHEEL, deps)

    await async_ensure_opencv(hass, folder)
