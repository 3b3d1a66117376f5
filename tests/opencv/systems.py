"""What a test does to the system that OpenCV comes to, and asks of it."""

import io
from pathlib import Path
import zipfile

import pytest

from custom_components.argus.model.opencv_error import OpenCVError, Reason
from custom_components.argus.opencv import async_ensure_opencv
from homeassistant.core import HomeAssistant

from .packages import VERSION, file_name, wheel, write_pins

WHEEL = wheel()


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


def unpack(content: bytes, deps: Path) -> None:
    """Install a wheel by hand."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(deps)


def put_file(path: Path) -> None:
    """Put a file where a folder should be."""
    path.write_text("not a folder")
