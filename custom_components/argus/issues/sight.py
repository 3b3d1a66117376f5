"""Repair issues about seeing at all, about telling apart what is seen, and about keeping up."""

from collections.abc import Sequence
import logging
from typing import Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..model.opencv_error import TRANSLATION_KEYS, OpenCVError
from .repair import async_raise_issue

_LOGGER = logging.getLogger(__name__)

ISSUE_EYES_OVERLOADED: Final = "eyes_overloaded"


@callback
def async_opencv_fails(hass: HomeAssistant, err: OpenCVError) -> None:
    """Tell the user why Argus cannot see, and what to do about it."""
    async_raise_issue(
        hass,
        "opencv_missing",
        severity=ir.IssueSeverity.ERROR,
        translation_key=TRANSLATION_KEYS[err.reason],
        translation_placeholders={"error": str(err)},
    )


@callback
def async_opencv_works(hass: HomeAssistant) -> None:
    """Take back that Argus cannot see."""
    ir.async_delete_issue(hass, DOMAIN, "opencv_missing")


@callback
def async_objects_fail(
    hass: HomeAssistant, camera: ConfigSubentry, reason: str
) -> None:
    """Tell the user, and the log, that the model there is does not tell apart what a camera shows."""
    _LOGGER.warning("Nothing is told apart at %s: %s", camera.title, reason)
    async_raise_issue(
        hass,
        _objects_fail(camera),
        translation_key="objects_fail",
        translation_placeholders={"camera": camera.title, "reason": reason},
    )


@callback
def async_small_model_stands_in(
    hass: HomeAssistant, camera: ConfigSubentry, reason: str
) -> None:
    """Tell the user, and the log, that another model than the one they chose tells apart what a camera shows."""
    _LOGGER.warning("The small object model stands in at %s: %s", camera.title, reason)
    async_raise_issue(
        hass,
        _objects_fail(camera),
        translation_key="accurate_objects_fail",
        translation_placeholders={"camera": camera.title, "reason": reason},
    )


@callback
def async_objects_are_told(hass: HomeAssistant, camera: ConfigSubentry) -> None:
    """Take back that a model does not tell apart what a camera shows."""
    ir.async_delete_issue(hass, DOMAIN, _objects_fail(camera))


def _objects_fail(camera: ConfigSubentry) -> str:
    return f"objects_fail_{camera.subentry_id}"


@callback
def async_eyes_are_overloaded(
    hass: HomeAssistant, cameras: Sequence[str], changes: Sequence[str]
) -> None:
    """Tell the user which cameras' frames are left out, and which changes a click makes against it, if any can be made."""
    named = ", ".join(cameras)
    if changes:
        ir.async_create_issue(
            hass,
            DOMAIN,
            ISSUE_EYES_OVERLOADED,
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="eyes_overloaded",
            translation_placeholders={
                "cameras": named,
                "changes": "\n".join(f"- {change}" for change in changes),
            },
        )
        return
    async_raise_issue(
        hass,
        ISSUE_EYES_OVERLOADED,
        translation_key="eyes_overloaded_at_pace",
        translation_placeholders={"cameras": named},
    )


@callback
def async_eyes_keep_up(hass: HomeAssistant) -> None:
    """Take back that frames are left out."""
    ir.async_delete_issue(hass, DOMAIN, ISSUE_EYES_OVERLOADED)
