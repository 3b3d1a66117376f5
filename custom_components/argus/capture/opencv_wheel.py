"""Finds the OpenCV wheel for systems that PyPI has none for: in the release zip, or at the release's address.

Alpine's C library is musl, and Home Assistant OS and Container are Alpine. Which files there are, and what each of
them has to be down to the last byte, is in ``wheels/wheels.json`` (see docs/publishing.md).
"""

from dataclasses import dataclass
import hashlib
import json
import logging
import os
from pathlib import Path
import tempfile
from typing import Final

import aiohttp
from packaging.tags import Tag, sys_tags
from packaging.utils import parse_wheel_filename
from packaging.version import Version

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..const import DOMAIN
from ..model.opencv_error import OpenCVError, Reason, disk_error

_LOGGER = logging.getLogger(__name__)

FOLDER: Final = Path(__file__).parents[1] / "wheels"
PINS: Final = FOLDER / "wheels.json"

_TIMEOUT: Final = aiohttp.ClientTimeout(total=300, connect=15)
_CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class WheelPin:
    """Which file a wheel has to be."""

    file: str
    """Its name, which says for which interpreters, C libraries and processors it is."""
    size: int
    """Bytes."""
    sha256: str

    def fits(self, tags: frozenset[Tag]) -> bool:
        """Return whether an interpreter that takes these tags can install it."""
        return bool(parse_wheel_filename(self.file)[3] & tags)


@dataclass(frozen=True, slots=True)
class OpenCVPins:
    """Which OpenCV Argus is made for."""

    version: str
    """Of the distribution, such as ``4.14.0.94``."""
    release: str
    """Address that the wheels' names follow."""
    wheels: tuple[WheelPin, ...]

    @property
    def requirement(self) -> str:
        """The same OpenCV from a package index, as a manifest would name it."""
        return f"opencv-python-headless=={self.version}"

    def accept(self, version: Version) -> bool:
        """Return whether an OpenCV that is there already is new enough: the same minor version, or a newer one."""
        return version.release[:2] >= Version(self.version).release[:2]

    def fitting(self) -> WheelPin | None:
        """Return the wheel for this interpreter, if there is one."""
        tags = frozenset(sys_tags())
        return next((wheel for wheel in self.wheels if wheel.fits(tags)), None)


def read_pins(path: Path = PINS) -> OpenCVPins:
    """Read which OpenCV Argus is made for.

    Args:
        path: ``wheels.json``.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    return OpenCVPins(
        content["version"],
        content["release"],
        tuple(
            WheelPin(wheel["file"], wheel["size"], wheel["sha256"])
            for wheel in content["wheels"]
        ),
    )


async def async_find_wheel(
    hass: HomeAssistant, pins: OpenCVPins, pin: WheelPin, folder: Path
) -> Path:
    """Return the wheel, whole: the one of the zip, the one fetched before, or a fresh download.

    What is fetched is kept in the configuration folder, for an update of Home Assistant removes what was installed,
    and the start after it need not find the internet.

    Args:
        hass: Home Assistant.
        pins: Where wheels are published.
        pin: Which one.
        folder: Where the zip brings its wheels.

    Raises:
        OpenCVError: It cannot be had, or what is there is something else.
    """
    damaged: OpenCVError | None = None
    kept = Path(hass.config.path(DOMAIN, "wheels", pin.file))
    for path in (folder / pin.file, kept):
        try:
            if await hass.async_add_executor_job(_is_intact, path, pin):
                return path
        except OpenCVError as err:
            _LOGGER.warning("%s", err)
            damaged = damaged or err
    try:
        content = await _async_download_wheel(hass, f"{pins.release}/{pin.file}", pin)
        await hass.async_add_executor_job(_store_wheel, kept, content)
    except OpenCVError as err:
        # What is wrong with the copy at hand is more telling than that there is no other.
        raise damaged or err from err
    return kept


def _is_intact(path: Path, pin: WheelPin) -> bool:
    """Return whether a file is there; raise if it is not the pinned one."""
    try:
        if path.stat().st_size != pin.size:
            raise OpenCVError(Reason.DAMAGED, f"{path} is not {pin.size} bytes long")
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return False
    except OSError as err:
        raise OpenCVError(Reason.DAMAGED, f"{path} cannot be read: {err}") from err
    if sha256 != pin.sha256:
        raise OpenCVError(Reason.DAMAGED, f"{path} has the SHA-256 {sha256}")
    return True


async def _async_download_wheel(hass: HomeAssistant, url: str, pin: WheelPin) -> bytes:
    """Return the bytes of a wheel, checked; no more of them are taken than it has."""
    data = bytearray()
    try:
        async with async_get_clientsession(hass).get(url, timeout=_TIMEOUT) as response:
            response.raise_for_status()
            async for chunk in response.content.iter_chunked(_CHUNK):
                data += chunk
                if len(data) > pin.size:
                    break
    except (aiohttp.ClientError, TimeoutError) as err:
        raise OpenCVError(
            Reason.NO_NETWORK, f"{url}: {str(err) or type(err).__name__}"
        ) from err
    if len(data) != pin.size:
        raise OpenCVError(Reason.DAMAGED, f"{url} is not {pin.size} bytes long")
    sha256 = await hass.async_add_executor_job(lambda: hashlib.sha256(data).hexdigest())
    if sha256 != pin.sha256:
        raise OpenCVError(Reason.DAMAGED, f"{url} has the SHA-256 {sha256}")
    return bytes(data)


def _store_wheel(path: Path, content: bytes) -> None:
    """Write a wheel so that it is there whole or not at all, and the wheels of older versions no longer."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        for other in path.parent.glob("*.whl"):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError as err:
        raise disk_error(err, path) from err
