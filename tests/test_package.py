"""The zip of a release: what is in it, and that Home Assistant installs it."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
import hashlib
from importlib.metadata import distribution, version
import io
import json
import os
from pathlib import Path
import runpy
import shutil
import subprocess
import sys
import sysconfig
from typing import Any
import zipfile

from aiohttp.test_utils import TestServer, unused_port
import pytest

from custom_components.argus.capture.model_pins import PINS

from .opencv.packages import CRASHES, VERSION, Server, file_name, wheel, write_pins

PROJECT = Path(__file__).parent.parent
WHEEL = wheel()
MODEL = bytes(range(256)) * 12
MODEL_PINS = f"""
PINS = (
    ModelPin(
        "http://127.0.0.1:1/eyes.onnx",
        {len(MODEL)},
        "{hashlib.sha256(MODEL).hexdigest()}",
        bundled=True,
    ),
    ModelPin("http://127.0.0.1:1/sharper_eyes.onnx", 1, ""),
)
"""
"""Pins that a zip is packed by: the real files are not here."""

# Home Assistant as far as it goes before it sets an integration up: the manifest's requirements are installed by its
# requirement manager, and then OpenCV by Argus.
INSTALL = """
import asyncio, sys
from homeassistant import loader
from homeassistant.core import HomeAssistant
from homeassistant.requirements import async_process_requirements

async def install(config, libc):
    hass = HomeAssistant(config)
    loader.async_setup(hass)
    integration = await loader.async_get_integration(hass, "argus")
    await async_process_requirements(hass, "argus", integration.requirements, False)
    from custom_components.argus import opencv
    opencv._is_musl = lambda: libc == "musl"
    assert opencv._installed_version() is None
    await opencv.async_ensure_opencv(hass)
    print(integration.file_path, opencv._installed_version())
    await hass.async_stop(force=True)

asyncio.run(install(*sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository like this one, as it is on the disk now, in which a wheel of the test's is pinned."""
    checkout = tmp_path_factory.mktemp("checkout")
    for folder in ("custom_components/argus", "scripts"):
        shutil.copytree(
            PROJECT / folder,
            checkout / folder,
            ignore=shutil.ignore_patterns("__pycache__", "*.whl"),
        )
    write_pins(checkout / "custom_components" / "argus" / "wheels", WHEEL)
    pins = checkout / "custom_components" / "argus" / "capture" / "model_pins.py"
    pins.write_text(pins.read_text() + MODEL_PINS)
    (checkout / "dist" / "models").mkdir(parents=True)
    (checkout / "dist" / "models" / "eyes.onnx").write_bytes(MODEL)
    (checkout / "dist" / "wheels").mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], cwd=checkout, check=True)
    commit(checkout)
    return checkout


def sha256(content: bytes) -> str:
    """Return what a file is known by."""
    return hashlib.sha256(content).hexdigest()


def commit(checkout: Path) -> None:
    """Commit what is in a repository."""
    git = ["git", "-c", "user.name=Tests", "-c", "user.email=tests@example.com"]
    for command in (
        ["add", "custom_components", "scripts"],
        ["commit", "-qm", "All"],
    ):
        subprocess.run([*git, *command], cwd=checkout, check=True)


def package(checkout: Path, content: bytes | None) -> subprocess.CompletedProcess[str]:
    """Pack the release, with this as the wheel that was built."""
    built = checkout / "dist" / "wheels" / file_name()
    built.unlink(missing_ok=True)
    (checkout / "dist" / "argus.zip").unlink(missing_ok=True)
    if content is not None:
        built.write_bytes(content)
    return subprocess.run(
        [checkout / "scripts" / "package"], capture_output=True, text=True, check=False
    )


def test_the_zip_has_the_integration_and_the_pinned_wheels(checkout: Path) -> None:
    packed = package(checkout, WHEEL)

    assert packed.returncode == 0, packed.stderr
    assert packed.stdout.strip() == str(checkout / "dist" / "argus.zip")
    with zipfile.ZipFile(checkout / "dist" / "argus.zip") as archive:
        names = archive.namelist()
        assert {"manifest.json", "__init__.py", "translations/fr.json"} <= set(names)
        assert len(names) == len(set(names))
        pins = json.loads(archive.read("wheels/wheels.json"))
        brought = [name for name in names if name.endswith(".whl")]
        assert brought == [f"wheels/{pin['file']}" for pin in pins["wheels"]]
        for pin in pins["wheels"]:
            content = archive.read(f"wheels/{pin['file']}")
            assert len(content) == pin["size"]
            assert hashlib.sha256(content).hexdigest() == pin["sha256"]


@pytest.mark.parametrize(
    "content",
    [None, b"", WHEEL[:-1], WHEEL[:-1] + b"!", wheel(CRASHES)],
    ids=["none", "empty", "shorter", "changed", "another"],
)
def test_a_zip_whose_wheels_do_not_match_is_refused(
    checkout: Path, content: bytes | None
) -> None:
    packed = package(checkout, content)

    assert packed.returncode != 0
    (line,) = packed.stderr.splitlines()
    assert file_name() in line
    assert "; scripts/opencv-wheel builds it" in line
    if content is not None:
        assert f"{len(content)} bytes, SHA-256 {sha256(content)}" in line
    assert sorted(path.name for path in (checkout / "dist").iterdir()) == [
        "models",
        "wheels",
    ]


def test_the_zip_has_the_pinned_models(checkout: Path) -> None:
    assert package(checkout, WHEEL).returncode == 0

    with zipfile.ZipFile(checkout / "dist" / "argus.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".onnx")]
        assert names == ["models/eyes.onnx"]
        assert archive.read("models/eyes.onnx") == MODEL


@pytest.mark.parametrize("content", [None, b"", MODEL[:-1], MODEL[:-1] + b"!"])
def test_a_zip_whose_models_do_not_match_is_refused(
    checkout: Path, content: bytes | None
) -> None:
    model = checkout / "dist" / "models" / "eyes.onnx"
    model.unlink()
    try:
        if content is not None:
            model.write_bytes(content)
        packed = package(checkout, WHEEL)
    finally:
        model.write_bytes(MODEL)

    assert packed.returncode != 0
    (line,) = packed.stderr.splitlines()
    assert "eyes.onnx" in line
    assert line.endswith("; scripts/models downloads it")
    if content is not None:
        assert f"{len(content)} bytes, SHA-256 {sha256(content)}" in line
    assert not (checkout / "dist" / "argus.zip").exists()


def test_all_that_is_missing_is_said_at_once(checkout: Path) -> None:
    model = checkout / "dist" / "models" / "eyes.onnx"
    model.unlink()
    try:
        packed = package(checkout, None)
    finally:
        model.write_bytes(MODEL)

    assert packed.returncode == 1
    assert [
        (Path(line.split()[1]).name, line.split("; ")[1].split()[0])
        for line in packed.stderr.splitlines()
    ] == [(file_name(), "scripts/opencv-wheel"), ("eyes.onnx", "scripts/models")]


def test_each_model_that_cannot_be_downloaded_is_said(
    tmp_path: Path, socket_enabled: None
) -> None:
    """By the project's own pins, where nothing can be reached."""
    nowhere = f"http://127.0.0.1:{unused_port()}"
    done = subprocess.run(
        [PROJECT / "scripts" / "models", tmp_path],
        env=os.environ | {"https_proxy": nowhere, "HTTPS_PROXY": nowhere},
        capture_output=True,
        text=True,
        check=False,
    )

    said = [line for line in done.stderr.splitlines() if line.startswith("models: ")]
    bundled = [pin for pin in PINS if pin.bundled]
    assert done.returncode == 1
    assert done.stdout == ""
    for pin, line in zip(bundled, said, strict=True):
        assert pin.file_name in line
        assert pin.url in line
        assert str(tmp_path) in line


def test_git_has_no_model() -> None:
    ignored = subprocess.run(
        ["git", "check-ignore", "-q", "custom_components/argus/models/any.onnx"],
        cwd=PROJECT,
        check=False,
    )
    assert ignored.returncode == 0


def test_a_zip_without_wheels_is_refused(checkout: Path, tmp_path: Path) -> None:
    bare = tmp_path / "checkout"
    shutil.copytree(checkout, bare)
    pins = bare / "custom_components" / "argus" / "wheels" / "wheels.json"
    pins.write_text(json.dumps({**json.loads(pins.read_text()), "wheels": []}))
    commit(bare)

    packed = package(bare, WHEEL)

    assert packed.returncode != 0
    assert "names no wheel" in packed.stderr


def test_git_has_no_wheel() -> None:
    ignored = subprocess.run(
        ["git", "check-ignore", "-q", "custom_components/argus/wheels/any.whl"],
        cwd=PROJECT,
        check=False,
    )
    assert ignored.returncode == 0


def repacked(name: str, *, content: bool = True) -> bytes:
    """Return a package of the tests' own environment as the wheel that it was installed from.

    Args:
        name: The distribution.
        content: Whether with its files, or only what it says of itself.
    """
    installed = distribution(name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file in installed.files or ():
            if file.parts[0] == ".." or file.suffix == ".pyc":
                continue
            information = file.parts[0].endswith(".dist-info")
            if (content or information) and file.name not in {
                "INSTALLER",
                "REQUESTED",
                "direct_url.json",
                "uv_cache.json",
            }:
                archive.write(str(file.locate()), str(file))
    return packed.getvalue()


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Return the interpreter of an environment that has Home Assistant, and no OpenCV."""
    environment = tmp_path / "environment"
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", environment], check=True
    )
    source = Path(sysconfig.get_path("purelib"))
    target = next((environment / "lib").glob("python*/site-packages"))
    for path in source.iterdir():
        if path.name.startswith(("cv2", "opencv_", "__pycache__")):
            continue
        if path.name.startswith("numpy") and path.is_dir():
            # What OpenCV requires may be replaced; then not the one of the tests.
            shutil.copytree(path, target / path.name)
        else:
            (target / path.name).symlink_to(path)
    scripts = Path(sysconfig.get_path("scripts"))
    (environment / "bin" / "uv").symlink_to(scripts / "uv")
    return environment / "bin" / "python"


@pytest.fixture
async def index(socket_enabled: None) -> AsyncIterator[tuple[Server, str]]:
    """Run a package index, and return its address."""
    server = Server()
    async with TestServer(server.application(), host="127.0.0.1") as running:
        yield server, str(running.make_url("/simple/"))


async def install(
    python: Path, archive: Path, folder: Path, libc: str, **environment: str
) -> str:
    """Unpack a zip as the store does, and let Home Assistant install it; return what it says."""
    config = folder / "config"
    await asyncio.to_thread(
        lambda: zipfile.ZipFile(archive).extractall(
            config / "custom_components" / "argus"
        )
    )
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("UV_", "PIP_", "PYTHON"))
    }
    process = await asyncio.create_subprocess_exec(
        python,
        "-c",
        INSTALL,
        config,
        libc,
        cwd=folder,
        env=inherited
        | {"UV_CACHE_DIR": str(folder / "uv"), "UV_NO_CONFIG": "1"}
        | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()[-3000:]
    return output.decode()


async def test_home_assistant_installs_the_zip_on_musl_without_a_network(
    checkout: Path, fresh: Path, tmp_path: Path
) -> None:
    packed = await asyncio.to_thread(package, checkout, WHEEL)
    assert packed.returncode == 0

    said = await install(
        fresh, checkout / "dist" / "argus.zip", tmp_path, "musl", UV_OFFLINE="1"
    )

    assert said.split() == [
        str(tmp_path / "config" / "custom_components" / "argus"),
        VERSION,
    ]


async def test_home_assistant_installs_the_zip_on_glibc_with_the_official_opencv(
    checkout: Path, fresh: Path, tmp_path: Path, index: tuple[Server, str]
) -> None:
    server, address = index
    packed = await asyncio.to_thread(package, checkout, WHEEL)
    assert packed.returncode == 0
    tag = f"{sysconfig.get_platform().replace('-', '_')}"
    server.wheels = {
        f"opencv_python_headless-{VERSION}-cp37-abi3-{tag}.whl": await asyncio.to_thread(
            repacked, "opencv-python-headless"
        ),
        f"numpy-{version('numpy')}-cp314-cp314-{tag}.whl": await asyncio.to_thread(
            partial(repacked, "numpy", content=False)
        ),
    }

    said = await install(
        fresh,
        checkout / "dist" / "argus.zip",
        tmp_path,
        "glibc",
        UV_DEFAULT_INDEX=address,
    )

    assert said.split()[-1] == VERSION


def test_pinning_keeps_the_wheels_of_other_processors() -> None:
    merge = load_pin()["merge"]
    x86 = {"file": "x", "arch": "x86_64", "version": "4.14.0.94", "sha256": "1"}
    arm = {"file": "a", "arch": "aarch64", "version": "4.14.0.94", "sha256": "2"}
    pins = {"version": "4.14.0.94", "release": "there", "wheels": [x86]}

    assert merge(pins, [arm])["wheels"] == [arm, x86]
    newer = {**arm, "version": "4.15.0.1"}
    assert merge(pins, [newer]) == {
        "version": "4.15.0.1",
        "release": "there",
        "wheels": [newer],
    }
    with pytest.raises(ValueError, match="different versions"):
        merge(pins, [x86, newer])


def load_pin() -> dict[str, Any]:
    """Return what the script that pins wheels defines."""
    return runpy.run_path(str(PROJECT / "scripts" / "opencv" / "pin.py"))
