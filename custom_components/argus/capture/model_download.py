"""The models of neural networks: brought along by a release, or fetched once, checked and kept in the configuration folder."""

import asyncio
from collections.abc import Callable
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
from .model_pins import ModelPin

_LOGGER = logging.getLogger(__name__)

ISSUE_FACE_MODEL_MISSING: Final = "face_model_missing"
ISSUE_OBJECT_MODEL_MISSING: Final = "object_model_missing"
ISSUE_ACCURATE_MODEL_MISSING: Final = "accurate_model_missing"

_TEXTS: Final[dict[str, str]] = {
    "face": ISSUE_FACE_MODEL_MISSING,
    "object": ISSUE_OBJECT_MODEL_MISSING,
    "accurate": ISSUE_ACCURATE_MODEL_MISSING,
}
"""What is said while a model is missing, by the first word of its issue."""

_BUNDLED: Final = Path(__file__).parent.parent / "models"
"""Where scripts/package puts models into the zip of a release."""

_TIMEOUT: Final = aiohttp.ClientTimeout(total=60, connect=15)
_CHUNK: Final = 64 * 1024


_LOCK: Final = HassKey[asyncio.Lock]("argus_model_lock")
_TOLD: Final = HassKey[dict[str, str]]("argus_model_problems")


class ModelError(Exception):
    """The model cannot be had; the message says why."""


def model_path(hass: HomeAssistant, pin: ModelPin) -> Path:
    """Return where a model belongs that was not brought along, whether it is there or not.

    Args:
        hass: Home Assistant.
        pin: Which model.
    """
    return Path(hass.config.path(DOMAIN, "models", pin.file_name))


async def async_ensure_model(hass: HomeAssistant, pin: ModelPin) -> Path | None:
    """Return a model, downloading it if it is not there or not whole.

    Tries once and logs why it failed, the same reason only once; when to try again is up to the caller.

    Args:
        hass: Home Assistant.
        pin: Which model.

    Returns:
        The path of a file that is exactly the pinned one, or None if it cannot be had.
    """
    path = model_path(hass, pin)
    told = hass.data.setdefault(_TOLD, {})
    async with hass.data.setdefault(_LOCK, asyncio.Lock()):
        try:
            for place in (_BUNDLED / pin.file_name, path):
                if await hass.async_add_executor_job(_is_intact, place, pin):
                    return place
            data = await _async_download_model(hass, pin)
            await hass.async_add_executor_job(_store_model, path, data)
        except ModelError as err:
            if told.get(pin.file_name) != str(err):
                told[pin.file_name] = str(err)
                _LOGGER.warning("Doing without a model for now: %s", err)
            return None
    told.pop(pin.file_name, None)
    return path


@callback
def async_model_is_missing(hass: HomeAssistant, issue: str, pin: ModelPin) -> None:
    """Tell the user how to get a model.

    Args:
        hass: Home Assistant.
        issue: What is missing because of it.
        pin: Which model.
    """
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_TEXTS[issue.split("_", maxsplit=1)[0]],
        translation_placeholders={
            "path": str(model_path(hass, pin)),
            "url": pin.url,
        },
    )


@callback
def async_model_is_there(hass: HomeAssistant, issue: str) -> None:
    """Take back that a model is missing.

    Args:
        hass: Home Assistant.
        issue: What was missing because of it.
    """
    ir.async_delete_issue(hass, DOMAIN, issue)


class ModelFlow(RepairsFlow):
    """Looks for a model once more when the user says so."""

    def __init__(self, use: Callable[[Path], None], pin: ModelPin) -> None:
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
            "path": str(model_path(self.hass, self._pin)),
            "url": self._pin.url,
        }
        if user_input is None:
            return self.async_show_form(
                step_id="confirm", description_placeholders=placeholders
            )
        path = await async_ensure_model(self.hass, self._pin)
        if path is None:
            return self.async_abort(
                reason=await self.hass.async_add_executor_job(
                    _why_missing, model_path(self.hass, self._pin), self._pin
                ),
                description_placeholders={
                    **placeholders,
                    "size": str(self._pin.size),
                    "sha256": self._pin.sha256,
                },
            )
        self._use(path)
        return self.async_create_entry(data={})


def _is_intact(path: Path, pin: ModelPin) -> bool:
    """Return whether a file is the pinned model; one that is another is told in the log.

    Raises:
        ModelError: It is there and cannot be read.
    """
    try:
        flaw = _find_flaw(path, pin)
    except FileNotFoundError:
        return False
    except OSError as err:
        raise ModelError(f"{path} cannot be read: {err}") from err
    if flaw is not None:
        _LOGGER.warning("%s is not the model that is pinned: %s", path, flaw)
    return flaw is None


def _why_missing(path: Path, pin: ModelPin) -> str:
    """Return the reason that the user is told after another try: who just put a file there has to know what is wrong with it."""
    try:
        return "still_missing" if _find_flaw(path, pin) is None else "wrong_file"
    except FileNotFoundError:
        return "still_missing"
    except OSError:
        return "unreadable_file"


def _find_flaw(path: Path, pin: ModelPin) -> str | None:
    """Return what tells a file from the pinned model, None if nothing does.

    Raises:
        OSError: It is not there, or cannot be read.
    """
    if path.stat().st_size != pin.size:
        return "wrong size"
    if hashlib.sha256(path.read_bytes()).hexdigest() != pin.sha256:
        return "wrong content"
    return None


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
