"""Makes sure before the first camera is watched that OpenCV works on this system, and installs it if need be.

A requirement in the manifest would fail on Home Assistant OS and Container before Argus can say a word: for their C
library, musl, PyPI has no OpenCV. So Argus installs it itself, with Home Assistant's own installer, and knows what
to tell the user when that fails.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from importlib import invalidate_caches
from importlib.metadata import distributions
from inspect import signature
import logging
import os
from pathlib import Path
import platform
import shutil
import site
import sys
import sysconfig
import tempfile
from typing import Any, Final

from packaging.tags import sys_tags
from packaging.version import InvalidVersion, Version

from homeassistant.core import HomeAssistant
from homeassistant.requirements import (
    RequirementsNotFound,
    async_clear_install_history,
    async_process_requirements,
    pip_kwargs,
)
from homeassistant.util import package
from homeassistant.util.hass_dict import HassKey

from .capture.opencv_wheel import FOLDER, OpenCVPins, async_find_wheel, read_pins
from .const import DOMAIN
from .model.opencv_error import OpenCVError, Reason, disk_error

_LOGGER = logging.getLogger(__name__)

DISTRIBUTIONS: Final = (
    "opencv-python-headless",
    "opencv-contrib-python-headless",
    "opencv-python",
    "opencv-contrib-python",
)
"""All of them bring the same package, ``cv2``."""

SPACE: Final = 300_000_000
"""Bytes that have to be free to unpack the largest of them."""

TEST_SECONDS: Final = 120
"""A Raspberry Pi that is just starting loads it in ten."""

# What Argus calls, once each: a build that lacks a module, or instructions that the processor lacks, shows here.
_TEST: Final = """
import cv2, numpy
picture = numpy.full((64, 64, 3), 128, numpy.uint8)
done, data = cv2.imencode(".jpg", picture)
assert done and cv2.imdecode(data, cv2.IMREAD_REDUCED_GRAYSCALE_2).shape == (32, 32)
cv2.GaussianBlur(cv2.resize(picture, (40, 30), interpolation=cv2.INTER_AREA), (5, 5), 0)
cv2.CascadeClassifier, cv2.FaceDetectorYN, cv2.dnn.readNet
"""

_LOCK: Final = HassKey[asyncio.Lock]("argus_opencv_lock")


async def async_ensure_opencv(hass: HomeAssistant, folder: Path = FOLDER) -> None:
    """Make sure that OpenCV can be used, installing it if it is not there, too old or broken.

    Without a network that works where it is installed already, and where the zip has brought a wheel along.
    Tries once; when to try again is up to the caller.

    Args:
        hass: Home Assistant.
        folder: Where ``wheels.json`` is, and the wheels where the zip has brought them.

    Raises:
        OpenCVError: It cannot be used, and why.
    """
    async with hass.data.setdefault(_LOCK, asyncio.Lock()):
        pins = await hass.async_add_executor_job(read_pins, folder / "wheels.json")
        loaded = _loaded_version()
        if loaded is not None and pins.accept(loaded):
            return
        await _async_ensure_installed(hass, pins, folder)
        if loaded is not None:
            raise OpenCVError(
                Reason.RESTART, f"OpenCV {loaded} is in use until the next start"
            )


async def _async_ensure_installed(
    hass: HomeAssistant, pins: OpenCVPins, folder: Path
) -> None:
    """Make sure that what the next import of OpenCV finds works."""
    problem: OpenCVError | None = None
    present = await hass.async_add_executor_job(_installed_version)
    if present is not None and pins.accept(present):
        problem = await _async_find_problem()
        if problem is None:
            return
        _LOGGER.warning("OpenCV %s has to be installed anew: %s", present, problem)
    if hass.config.skip_pip or DISTRIBUTIONS[0] in hass.config.skip_pip_packages:
        raise problem or OpenCVError(
            Reason.SKIPPED, "Home Assistant was told to install nothing"
        )
    await _async_install(hass, pins, folder)
    await hass.async_add_executor_job(invalidate_caches)
    if (problem := await _async_find_problem()) is not None:
        raise problem


def is_loaded() -> bool:
    """Return whether OpenCV is in use already, so that nothing needs to be made sure of."""
    return "cv2" in sys.modules


def _loaded_version() -> Version | None:
    """Return the version of the OpenCV that this process has loaded, and that works therefore."""
    try:
        return Version(sys.modules["cv2"].__version__)
    except KeyError, AttributeError, InvalidVersion:
        return None


def _installed_version() -> Version | None:
    """Return the newest OpenCV that is installed."""
    found = []
    for name in DISTRIBUTIONS:
        for distribution in distributions(name=name, path=sys.path):
            # One whose installation was interrupted has no version.
            with suppress(InvalidVersion):
                found.append(Version(distribution.metadata.get("Version", "")))
    return max(found, default=None)


async def _async_find_problem() -> OpenCVError | None:
    """Return what happens when OpenCV is loaded and used, in a process of its own: a bad build takes it down."""
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-c",
            _TEST,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            close_fds=False,  # required for posix_spawn
        )
    except OSError as err:
        return OpenCVError(Reason.BROKEN, f"it cannot be tried: {err}")
    try:
        async with asyncio.timeout(TEST_SECONDS):
            _, output = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return OpenCVError(Reason.BROKEN, f"it did not load in {TEST_SECONDS} s")
    if process.returncode == 0:
        return None
    lines = output.decode(errors="replace").strip().splitlines()
    said = lines[-1][:500] if lines else f"exit code {process.returncode}"
    return OpenCVError(Reason.BROKEN, f"it does not load: {said}")


async def _async_install(hass: HomeAssistant, pins: OpenCVPins, folder: Path) -> None:
    """Install the pinned OpenCV, by the system's C library.

    Raises:
        OpenCVError: It could not be installed, and why.
    """
    kwargs = _pip_kwargs(hass)
    if not await hass.async_add_executor_job(_is_musl):
        # Home Assistant remembers what it failed to install and would not try again before the next start.
        async_clear_install_history(hass)
        try:
            await async_process_requirements(hass, DOMAIN, [pins.requirement], False)
        except RequirementsNotFound as err:
            otherwise = OpenCVError(Reason.NO_NETWORK, str(err))
            raise await hass.async_add_executor_job(
                _installation_error, kwargs, otherwise
            ) from err
        return
    pin = await hass.async_add_executor_job(pins.fitting)
    problem = OpenCVError(
        Reason.UNSUPPORTED, f"no wheel of OpenCV for musl on {platform.machine()}"
    )
    if pin is not None:
        try:
            wheel = await async_find_wheel(hass, pins, pin, folder)
        except OpenCVError as err:
            problem = err
        else:
            if await _async_install_package(hass, str(wheel), kwargs):
                return
            otherwise = OpenCVError(Reason.BROKEN, f"{wheel} cannot be installed")
            raise await hass.async_add_executor_job(
                _installation_error, kwargs, otherwise
            )
    # One day Home Assistant's own index may have it. Never from source: the image has no compiler.
    if not await hass.async_add_executor_job(_install_ready_made, pins, kwargs):
        raise problem


def _pip_kwargs(hass: HomeAssistant) -> dict[str, Any]:
    """Return how Home Assistant installs here; 2026.11 no longer asks for the configuration folder."""
    ask: Callable[..., dict[str, Any]] = pip_kwargs
    return ask(*([hass.config.config_dir] if signature(ask).parameters else []))


async def _async_install_package(
    hass: HomeAssistant, requirement: str, kwargs: dict[str, Any]
) -> bool:
    """Install the package by Home Assistant's own installer."""
    return await hass.async_add_executor_job(
        lambda: package.install_package(requirement, **kwargs)
    )


def _install_ready_made(pins: OpenCVPins, kwargs: dict[str, Any]) -> bool:
    """Install the named version if an index has a wheel of it."""
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder) / "constraints.txt"
        constraints.write_text(
            f"-c {kwargs['constraints']}\n--only-binary opencv-python-headless\n",
            encoding="utf-8",
        )
        return package.install_package(
            pins.requirement, **{**kwargs, "constraints": str(constraints)}
        )


def _is_musl() -> bool:
    """Return whether this interpreter runs on musl, by the wheels that it takes."""
    return any(tag.platform.startswith("musllinux") for tag in sys_tags())


def _installation_error(kwargs: dict[str, Any], otherwise: OpenCVError) -> OpenCVError:
    """Return why an installation failed: the disk, or what else it has to be.

    Home Assistant's installer only says that it failed.
    """
    target = Path(
        kwargs.get("target")
        or (
            sysconfig.get_path("purelib")
            if package.is_virtual_env() or package.is_docker_env()
            else site.getusersitepackages()
        )
    )
    try:
        target.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(target).free < SPACE:
            return OpenCVError(Reason.NO_SPACE, f"{target}: the disk is full")
        with tempfile.NamedTemporaryFile(dir=target):
            pass
    except OSError as err:
        return disk_error(err, target)
    return otherwise
