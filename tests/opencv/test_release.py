"""On musl, in a copy of Argus that brings no wheel: the same file from the release."""

import errno
from pathlib import Path
import shutil
from unittest.mock import patch

import pytest

from custom_components.argus import opencv
from custom_components.argus.capture import opencv_wheel
from custom_components.argus.model.opencv_error import Reason
from custom_components.argus.opencv import async_ensure_opencv
from homeassistant.core import HomeAssistant

from .packages import CRASHES, Server, file_name, wheel, write_pins
from .systems import WHEEL, has, kept, put_file, reason


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
