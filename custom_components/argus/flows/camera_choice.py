"""Which cameras can be picked, and whether they give a frame."""

import asyncio

from homeassistant.components.camera.const import DOMAIN as CAMERA_DOMAIN
from homeassistant.config_entries import (
    ConfigSubentryData,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
)

from ..capture.executor import VisionUnavailableError
from ..capture.frame_source import SourceError
from ..capture.probe import async_probe
from ..const import (
    CONF_CAMERA,
    DOMAIN,
    SUBENTRY_CAMERA,
)
from ..model.names import is_shown, one_line
from .entity_check import check_entities
from .fields import FormError


def camera_selector(hass: HomeAssistant, *, multiple: bool = False) -> EntitySelector:
    """Return a choice of cameras without those that Argus makes itself."""
    own = [
        entity.entity_id
        for entity in er.async_get(hass).entities.values()
        if entity.domain == CAMERA_DOMAIN and entity.platform == DOMAIN
    ]
    return EntitySelector(
        EntitySelectorConfig(
            filter={"domain": CAMERA_DOMAIN}, exclude_entities=own, multiple=multiple
        )
    )


async def async_check_cameras(
    hass: HomeAssistant, cameras: list[str], field: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Fetch a frame from each camera that is there; return errors and their placeholders.

    Args:
        hass: Home Assistant.
        cameras: their entity ids.
        field: where they were picked.

    """
    try:
        check_entities(hass, cameras, (CAMERA_DOMAIN,), field)
    except FormError as err:
        return {err.field: err.reason}, {"cameras": "", **err.placeholders}
    results = await asyncio.gather(
        *(async_probe(hass, camera) for camera in cameras), return_exceptions=True
    )
    blind: dict[str, str] = {}
    for camera, result in zip(cameras, results, strict=True):
        if isinstance(result, VisionUnavailableError):
            return {"base": "opencv_missing"}, {"cameras": "", "reason": str(result)}
        if isinstance(result, SourceError):
            blind[camera_title(hass, camera)] = str(result)
        elif isinstance(result, BaseException):
            raise result
    placeholders = {
        "cameras": ", ".join(blind),
        "reason": "; ".join(f"{name}: {why}" for name, why in blind.items()),
    }
    errors: dict[str, str] = {}
    if blind:
        errors[field] = "no_frame"
    return errors, placeholders


def camera_subentry(hass: HomeAssistant, entity_id: str) -> ConfigSubentryData:
    """Return the subentry of a camera with every setting at its default."""
    camera = stable_id(hass, entity_id)
    return ConfigSubentryData(
        data={CONF_CAMERA: camera},
        subentry_type=SUBENTRY_CAMERA,
        title=camera_title(hass, entity_id),
        unique_id=camera,
    )


def stable_id(hass: HomeAssistant, entity_id: str) -> str:
    """Return the registry id of an entity, which survives renames, or the entity id if it has none."""
    entity = er.async_get(hass).async_get(entity_id)
    return entity.id if entity is not None else entity_id


def camera_title(hass: HomeAssistant, entity_id: str) -> str:
    """Return what a camera is called, on one line."""
    state = hass.states.get(entity_id)
    name = one_line(state.name) if state is not None else ""
    return name if is_shown(name) else entity_id
