"""Tests of how OpenCV comes to the systems of the users."""

import asyncio
from collections.abc import AsyncIterator, Iterator
import errno
import io
import logging
from pathlib import Path
import shutil
import sys
from types import SimpleNamespace
from unittest.mock import patch
import zipfile

from aiohttp.test_utils import TestServer, unused_port
from packaging.tags import Tag
import pytest

from custom_components.argus import opencv
from custom_components.argus.capture import opencv_wheel
from custom_components.argus.capture.opencv_wheel import PINS, WheelPin, read_pins
from custom_components.argus.model.opencv_error import OpenCVError, Reason
from custom_components.argus.opencv import async_ensure_opencv
from homeassistant.core import HomeAssistant

from .opencv_packages import (
    CRASHES,
    LACKS_A_LIBRARY,
    VERSION,
    WORKS,
    Server,
    file_name,
    installed_into,
    wheel,
    write_pins,
)

WHEEL = wheel()


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


def bring(folder: Path, content: bytes = WHEEL, release: str | None = None) -> Path:
    """Put a wheel where the zip brings it, and pin it."""
    write_pins(folder, content, **({} if release is None else {"release": release}))
    path = folder / file_name()
    path.write_bytes(content)
    return path


def kept(hass: HomeAssistant) -> Path:
    """Return where a wheel that was fetched is kept."""
    return Path(hass.config.path("argus", "wheels", file_name()))


async def reason(hass: HomeAssistant, folder: Path) -> Reason:
    """Return why OpenCV cannot be used."""
    with pytest.raises(OpenCVError) as failure:
        await async_ensure_opencv(hass, folder)
    return failure.value.reason


def has(deps: Path, version: str = VERSION) -> bool:
    """Return whether OpenCV is installed, in this version."""
    return (deps / f"opencv_python_headless-{version}.dist-info").is_dir()


# --- what is there already


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


# --- which C library


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


# --- musl: the wheel of the zip


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


# --- musl: a copy without wheels


@pytest.mark.usefixtures("musl")
async def test_a_copy_from_git_fetches_the_wheel_and_keeps_it(
    hass: HomeAssistant,
    folder: Path,
    deps: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_pins(folder, WHEEL, release=server.release)
    server.wheels = {file_name(): WHEEL, "other.whl": b""}
    kept(hass).parent.mkdir(parents=True)
    older = kept(hass).with_name("opencv_python_headless-4.13.0.1-py3-none-any.whl")
    older.write_bytes(b"of the version before")

    await async_ensure_opencv(hass, folder)

    assert has(deps)
    assert server.requests == [f"/release/{file_name()}"]
    assert list(kept(hass).parent.iterdir()) == [kept(hass)]

    # An update of Home Assistant, and no network.
    shutil.rmtree(deps)
    server.wheels.clear()
    await async_ensure_opencv(hass, folder)
    assert has(deps)
    assert len(server.requests) == 1


@pytest.mark.usefixtures("musl")
@pytest.mark.parametrize(
    ("content", "cut_after", "expected"),
    [
        (wheel(CRASHES), None, Reason.DAMAGED),
        (WHEEL + b"more", None, Reason.DAMAGED),
        (WHEEL[:-5], None, Reason.DAMAGED),
        (WHEEL, 100, Reason.NO_NETWORK),
    ],
    ids=["another", "longer", "shorter", "cut off"],
)
async def test_a_release_that_is_not_the_pinned_one_is_refused(
    hass: HomeAssistant,
    folder: Path,
    deps: Path,
    server: Server,
    content: bytes,
    cut_after: int | None,
    expected: Reason,
) -> None:
    write_pins(folder, WHEEL, release=server.release)
    server.wheels = {file_name(): content}
    server.cut_after = cut_after
    # No index has it either.
    with patch.object(opencv, "_install_ready_made", return_value=False):
        assert await reason(hass, folder) is expected
    assert not has(deps)
    assert not kept(hass).exists()


@pytest.mark.usefixtures("musl")
async def test_no_network_is_told_and_tried_again(
    hass: HomeAssistant, folder: Path, deps: Path, offline: str, server: Server
) -> None:
    write_pins(folder, WHEEL, release=offline)
    assert await reason(hass, folder) is Reason.NO_NETWORK
    assert await reason(hass, folder) is Reason.NO_NETWORK

    write_pins(folder, WHEEL, release=server.release)
    server.wheels = {file_name(): WHEEL}
    await async_ensure_opencv(hass, folder)
    assert has(deps)


@pytest.mark.usefixtures("musl")
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errno.ENOSPC, Reason.NO_SPACE),
        (errno.EDQUOT, Reason.NO_SPACE),
        (errno.EROFS, Reason.NOT_WRITABLE),
    ],
)
async def test_a_wheel_that_cannot_be_kept_is_told(
    hass: HomeAssistant,
    folder: Path,
    deps: Path,
    server: Server,
    error: int,
    expected: Reason,
) -> None:
    write_pins(folder, WHEEL, release=server.release)
    server.wheels = {file_name(): WHEEL}
    with (
        patch.object(opencv_wheel.os, "fsync", side_effect=OSError(error, "no")),
        patch.object(opencv, "_install_ready_made", return_value=False),
    ):
        assert await reason(hass, folder) is expected
    assert list(kept(hass).parent.iterdir()) == [], "nothing half is left"


@pytest.mark.usefixtures("musl")
async def test_a_kept_wheel_that_cannot_be_read_is_told(
    hass: HomeAssistant, folder: Path, deps: Path, server: Server
) -> None:
    write_pins(folder, WHEEL, release=server.release)
    server.wheels = {file_name(): WHEEL}
    kept(hass).parent.parent.mkdir(parents=True)
    put_file(kept(hass).parent)
    with patch.object(opencv, "_install_ready_made", return_value=False):
        assert await reason(hass, folder) is Reason.DAMAGED

    kept(hass).parent.unlink()
    await async_ensure_opencv(hass, folder)
    assert has(deps)


# --- musl: a future wheel on an index, and none at all


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


# --- glibc


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


# --- what the installer does not say


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


# --- the real pins and the real OpenCV


async def test_the_opencv_of_the_tests_works(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    assert opencv._installed_version() is not None
    assert await opencv._async_find_problem() is None


def test_the_pins_name_what_the_tests_run_with() -> None:
    pins = read_pins()
    requirements = (PINS.parents[3] / "requirements_test.txt").read_text().split()
    assert pins.requirement in requirements
    assert pins.release.startswith("https://github.com/argus-ha/argus/releases/")


@pytest.mark.parametrize(
    ("file", "fits"),
    [
        ("opencv_python_headless-4.14.0.94-cp37-abi3-musllinux_1_2_x86_64.whl", True),
        ("opencv_python_headless-4.14.0.94-cp37-abi3-musllinux_1_2_aarch64.whl", False),
        ("opencv_python_headless-4.14.0.94-cp37-abi3-manylinux_2_28_x86_64.whl", False),
    ],
)
def test_a_wheel_fits_by_c_library_and_processor(file: str, fits: bool) -> None:
    alpine = frozenset(
        opencv_wheel.Tag("cp37", "abi3", f"musllinux_1_{minor}_x86_64")
        for minor in range(6)
    )
    assert WheelPin(file, 1, "").fits(alpine) is fits


def unpack(content: bytes, deps: Path) -> None:
    """Install a wheel by hand."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(deps)


def put_file(path: Path) -> None:
    """Put a file where a folder should be."""
    path.write_text("not a folder")
