"""Diagnostics downloads: what helps to find a fault, without picture, name, place or address."""

from dataclasses import asdict
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .alerts.alert import Alert
from .const import DOMAIN
from .coordinator import ArgusCoordinator
from .journal import JournalError, incidents
from .runtime import ArgusConfigEntry, ArgusRuntime


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: ArgusConfigEntry
) -> dict[str, Any]:
    """Return the diagnostics of everything."""
    runtime = entry.runtime_data
    false_alarms = await _async_false_alarms(runtime)
    return {
        "workers": runtime.workers.threads,
        "vision": await runtime.side_work.async_run(_vision_versions),
        "cameras": [
            _camera(camera, false_alarms) for camera in runtime.cameras.values()
        ],
        "alerts": [_alert(alert) for alert in runtime.alerts.alerts.values()],
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: ArgusConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return the diagnostics of one camera, or of everything for Argus itself."""
    ids = {value for domain, value in device.identifiers if domain == DOMAIN}
    runtime = entry.runtime_data
    for subentry_id, camera in runtime.cameras.items():
        if subentry_id in ids:
            return _camera(camera, await _async_false_alarms(runtime))
    return await async_get_config_entry_diagnostics(hass, entry)


async def _async_false_alarms(runtime: ArgusRuntime) -> dict[str, int] | None:
    """Return how many false alarms there were, by camera; None if the journal cannot tell."""
    try:
        return await runtime.journal.async_read(incidents.count_false_alarms)
    except JournalError:
        return None


def _camera(
    camera: ArgusCoordinator, false_alarms: dict[str, int] | None
) -> dict[str, Any]:
    settings, observation = camera.settings, camera.sight and camera.sight.observation
    return {
        "status": camera.status,
        "settings": {
            "detection": settings.detection,
            "interval": settings.interval,
            "motion": settings.motion,
            "sensitivity": settings.sensitivity,
            "min_object": settings.min_object,
            "motion_threshold": settings.motion_threshold,
            "min_contour_area": settings.min_contour_area,
            "faces": settings.faces,
            "face_detector": settings.face_detector,
            "min_face": settings.min_face,
            "object_detector": settings.object_detector,
            "object_kinds": sorted(settings.object_kinds),
            "only_kinds": settings.only_kinds,
            "presence_timeout": settings.presence_timeout,
            "source": settings.source,
            "snapshots": settings.snapshots,
            "previews": settings.previews,
            "blur_faces": settings.blur_faces,
            "zones": len(settings.zones),
            "lines": len(settings.lines),
        },
        "false_alarms": None
        if false_alarms is None
        else false_alarms.get(camera.subentry.subentry_id, 0),
        "face_detector": camera.watch.face_detector if camera.watch else None,
        "object_detector": asdict(detector)
        if camera.watch and (detector := camera.watch.object_detector)
        else None,
        "statistics": asdict(camera.watch.statistics) if camera.watch else None,
        "frame": {
            "width": observation.width,
            "height": observation.height,
            "motion": observation.motion.detected,
            "suppressed": observation.motion.suppressed,
            "faces": len(observation.faces),
            "objects": [each.label for each in observation.objects],
            "tamper": observation.tamper,
        }
        if observation
        else None,
    }


def _alert(alert: Alert) -> dict[str, Any]:
    """Return what an alert decided how often, and how many things of a kind it does; not for whom, and no word of the user's."""
    settings = alert.settings
    return {
        "enabled": settings.enabled,
        "cameras": len(settings.cameras),
        "types": sorted(settings.types),
        "kinds": sorted(settings.kinds),
        "in_doubt": settings.in_doubt,
        "zones": len(settings.zones),
        "conditions": len(settings.conditions),
        "cooldown": settings.cooldown,
        "snoozed": alert.snoozed_until is not None,
        "does": {
            "notify": len(settings.notify),
            "persistent": settings.persistent,
            "lights": len(settings.light_alarm.lights) if settings.light_alarm else 0,
            "sirens": len(settings.sirens),
            "speakers": len(settings.speakers),
            "mqtt": bool(settings.mqtt_topic),
            "actions": len(settings.actions),
        },
        "ai": {
            "describes": settings.ai_describer is not None,
            "judges": settings.ai_judge is not None,
            "blurs": settings.ai_blur,
        },
        "verdicts": {
            str(verdict): count for verdict, count in sorted(alert.verdicts.items())
        },
    }


def _vision_versions() -> dict[str, Any]:
    """Run in a worker thread, as it needs OpenCV."""
    from .vision.versions import library_versions

    return library_versions()._asdict()
