"""Downloads the YuNet face detection model: once, checked by its hash, kept in the configuration folder."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import hashlib
import logging
from pathlib import Path
from typing import Final

import aiohttp

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..model.atomic_file import write_atomically
from ..model.redaction import redacted_error

_LOGGER = logging.getLogger(__name__)

ISSUE_FACE_MODEL_MISSING: Final = "face_model_missing"

_TIMEOUT: Final = aiohttp.ClientTimeout(total=60, connect=15)
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class ModelPin:
    """Which file it has to be, down to the last byte."""

    url: str
    size: int
    """Bytes."""
    sha256: str

    @property
    def file_name(self) -> str:
        """Name of the file, here and there."""
        return self.url.rsplit("/", 1)[-1]


YUNET: Final = ModelPin(
    url=(
        "https://github.com/opencv/opencv_zoo/raw/47534e27c9851bb1128ccc0102f1145e27f23f98"
        "/models/face_detection_yunet/face_detection_yunet_2026may.onnx"
    ),
    size=229_738,
    sha256="ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0",
)
"""YuNet from OpenCV's model zoo, MIT licence."""

_LOCK: Final = HassKey[asyncio.Lock]("argus_face_model_lock")
_TOLD: Final = HassKey[str]("argus_face_model_problem")


class ModelError(Exception):
    """The model cannot be had; the message says why."""


def face_model_path(hass: HomeAssistant, pin: ModelPin = YUNET) -> Path:
    """Return where the model belongs, whether it is there or not.

    Args:
        hass: Home Assistant.
        pin: Which model.
    """
    return Path(hass.config.path(DOMAIN, "models", pin.file_name))


async def async_ensure_face_model(
    hass: HomeAssistant, pin: ModelPin = YUNET
) -> Path | None:
    """Return the model, downloading it if it is not there or not whole.

    Tries once and logs why it failed, the same reason only once; when to try again is up to the caller.

    Args:
        hass: Home Assistant.
        pin: Which model.

    Returns:
        The path of a file that is exactly the pinned one, or None if it cannot be had.
    """
    path = face_model_path(hass, pin)
    async with hass.data.setdefault(_LOCK, asyncio.Lock()):
        try:
            if await hass.async_add_executor_job(_is_intact, path, pin):
                return path
            data = await _async_download_model(hass, pin)
            await hass.async_add_executor_job(_store_model, path, data)
        except ModelError as err:
            if hass.data.get(_TOLD) != str(err):
                hass.data[_TOLD] = str(err)
                _LOGGER.warning("No better face detector for now: %s", err)
            return None
    hass.data.pop(_TOLD, None)
    return path


@callback
def async_face_model_is_missing(hass: HomeAssistant, pin: ModelPin = YUNET) -> None:
    """Tell the user how to get the model.

    Args:
        hass: Home Assistant.
        pin: Which model.
    """
    ir.async_create_issue(
        hass,
        DOMAIN,
        ISSUE_FACE_MODEL_MISSING,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE_FACE_MODEL_MISSING,
        translation_placeholders={
            "path": str(face_model_path(hass, pin)),
            "url": pin.url,
        },
    )


@callback
def async_face_model_is_there(hass: HomeAssistant) -> None:
    """Take back that the model is missing.

    Args:
        hass: Home Assistant.
    """
    ir.async_delete_issue(hass, DOMAIN, ISSUE_FACE_MODEL_MISSING)


class FaceModelFlow(RepairsFlow):
    """Looks for the model once more when the user says so."""

    def __init__(self, use: Callable[[Path], None], pin: ModelPin = YUNET) -> None:
        """Remember who wants the model.

        Args:
            use: Called with the path when it is there.
            pin: Which model.
        """
        self._use = use
        self._pin = pin

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Begin with the form.

        Args:
            user_input: Nothing yet.
        """
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Try when the form is submitted.

        Args:
            user_input: An empty dict once the user has submitted.
        """
        placeholders = {
            "path": str(face_model_path(self.hass, self._pin)),
            "url": self._pin.url,
        }
        if user_input is None:
            return self.async_show_form(
                step_id="confirm", description_placeholders=placeholders
            )
        path = await async_ensure_face_model(self.hass, self._pin)
        if path is None:
            return self.async_abort(
                reason="still_missing", description_placeholders=placeholders
            )
        self._use(path)
        return self.async_create_entry(data={})


def _is_intact(path: Path, pin: ModelPin) -> bool:
    try:
        if path.stat().st_size != pin.size:
            _LOGGER.warning("%s is not the face model: wrong size", path)
            return False
        data = path.read_bytes()
    except FileNotFoundError:
        return False
    except OSError as err:
        raise ModelError(f"{path} cannot be read: {err}") from err
    if hashlib.sha256(data).hexdigest() != pin.sha256:
        _LOGGER.warning("%s is not the face model: wrong content", path)
        return False
    return True


async def _async_download_model(hass: HomeAssistant, pin: ModelPin) -> bytes:
    """Return the bytes of the model, checked.

    Raises:
        ModelError: They do not come, or are not the right ones.
    """
    data = bytearray()
    try:
        async with async_get_clientsession(hass).get(
            pin.url, timeout=_TIMEOUT
        ) as response:
            response.raise_for_status()
            async for chunk in response.content.iter_chunked(_CHUNK):
                data += chunk
                if len(data) > pin.size:
                    break
    except (aiohttp.ClientError, TimeoutError) as err:
        raise ModelError(
            f"{pin.url} cannot be downloaded: {redacted_error(err)}"
        ) from err
    if len(data) != pin.size:
        raise ModelError(f"{pin.url} is not {pin.size} bytes long")
    if hashlib.sha256(data).hexdigest() != pin.sha256:
        raise ModelError(f"{pin.url} has another SHA-256 than {pin.sha256}")
    return bytes(data)


def _store_model(path: Path, data: bytes) -> None:
    """Write the file of the model.

    Raises:
        ModelError: It cannot be written.
    """
    try:
        write_atomically(path, data)
    except OSError as err:
        raise ModelError(f"{path} cannot be written: {err}") from err
