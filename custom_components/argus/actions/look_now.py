"""Action that looks through cameras now and returns what is seen."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import voluptuous as vol

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.json import JsonObjectType

from ..capture.look_result import LookResult
from ..const import DOMAIN
from ..coordinator import ArgusCoordinator
from ..model import bounded
from ..running import async_entry
from ..vision import ObjectKind
from .targets import TARGETS

SERVICE_LOOK: Final = "look"
ATTR_SECONDS: Final = "seconds"
DEFAULT_SECONDS: Final = 10
LONGEST_LOOK: Final = 600
"""Seconds."""

_LOOK: Final = vol.Schema(
    {
        **TARGETS,
        vol.Optional(ATTR_SECONDS, default=DEFAULT_SECONDS): bounded.number(
            1, LONGEST_LOOK
        ),
    }
)

type PermittedCameras = Callable[
    [HomeAssistant, ServiceCall, str], Awaitable[list[ArgusCoordinator]]
]
"""Returns the cameras that an action names, as far as its caller has a permission for them; all if it names none."""


@callback
def async_setup_look_service(
    hass: HomeAssistant, permitted_cameras: PermittedCameras
) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_LOOK,
        partial(_async_look, hass, permitted_cameras),
        schema=_LOOK,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_look(
    hass: HomeAssistant, permitted_cameras: PermittedCameras, call: ServiceCall
) -> ServiceResponse:
    """Look; whoever wants no answer does not wait for the end."""
    cameras = await permitted_cameras(hass, call, POLICY_CONTROL)
    seconds: float = call.data[ATTR_SECONDS]
    looks = [
        async_entry(hass).async_create_background_task(
            hass, camera.async_look(seconds), f"argus look {camera.entity_id}"
        )
        for camera in cameras
    ]
    if not call.return_response:
        return None
    results = await asyncio.gather(*looks)
    if results and not any(result.pictures for result in results):
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="look_saw_nothing",
            translation_placeholders={
                "names": ", ".join(camera.subentry.title for camera in cameras)
            },
        )
    return {
        "cameras": [
            _as_json(camera, result)
            for camera, result in zip(cameras, results, strict=True)
        ]
    }


def _as_json(camera: ArgusCoordinator, seen: LookResult) -> JsonObjectType:
    return {
        "camera": camera.entity_id,
        "name": camera.subentry.title,
        "pictures": seen.pictures,
        "kinds": [str(kind) for kind in ObjectKind if kind in seen.kinds],
        "persons": seen.persons,
        "faces": seen.faces,
        "moved": seen.moved,
        "incident": seen.incident,
    }
