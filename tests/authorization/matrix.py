"""Who may see what, and where each address, command and action of Argus is held to it."""

from custom_components.argus.model.incident import Incident
from homeassistant.core import HomeAssistant

VISIBLE = {
    "admin": {"Front door", "Garden"},
    "reader": {"Front door", "Garden"},
    "doorman": {"Front door"},
    "blind": set(),
}
"""What each may see."""
CONTROLLED: dict[str, set[str]] = {
    "admin": {"Front door", "Garden"},
    "reader": set(),
    "doorman": set(),
    "blind": set(),
}
"""What each may start and stop."""
PEOPLE = list(VISIBLE)


def paths(name: str, incident: Incident) -> list[str]:
    """Return the addresses that show something of one camera."""
    entity = name.lower().replace(" ", "_")
    return [
        f"/api/argus/heatmap/{entity}.jpg",
        f"/api/argus/heatmap/{incident.camera}.jpg",
        f"/api/argus/heatmap/{entity}.png",
        f"/api/argus/heatmap/{incident.camera}.png",
        f"/api/argus/cameras/{entity}/frame.jpg",
        f"/api/argus/cameras/{incident.camera}/frame.jpg",
        f"/api/argus/cameras/{incident.camera}/places.jpg",
        f"/api/argus/events?camera={entity}",
        f"/api/argus/events?camera={incident.camera}",
        f"/api/argus/events/{incident.id}",
        f"/api/argus/events/{incident.id}/snapshot.jpg",
        f"/api/argus/events/{incident.id}/thumbnail.jpg",
        f"/api/argus/events/{incident.id}/preview.mp4",
        f"/api/argus/events/{incident.id}/preview.webp",
        f"/api/argus/events/{incident.id}/moments/1.jpg",
        f"/api/argus/visitors?camera=camera.{entity}",
    ]


COMMON = [
    "/api/argus/status",
    "/api/argus/status/",
    "/api/argus/events",
    "/api/argus/events/",
    "/api/argus/visitors",
    "/api/argus/report/2026-11-23.png",
]
COMMANDS = {
    "argus/status": "tests/authorization/test_websocket.py::test_websocket_reading",
    "argus/events/list": "tests/authorization/test_websocket.py::test_websocket_reading",
    "argus/events/get": "tests/authorization/test_websocket.py::test_websocket_reading",
    "argus/events/subscribe": "tests/authorization/test_subscriptions.py::test_pushes",
    "argus/events/seen": "tests/authorization/test_websocket.py::test_looking_at_what_one_sees",
    "argus/report": "tests/authorization/test_http.py::test_totals_are_of_what_one_sees",
    "argus/heatmap": "tests/authorization/test_websocket.py::test_websocket_reading",
    "argus/camera/subscribe": "tests/authorization/test_subscriptions.py::test_following_cameras",
    "argus/camera/preview": "tests/authorization/test_websocket.py::test_websocket_changing",
    "argus/events/favourite": "tests/authorization/test_websocket.py::test_websocket_changing",
    "argus/events/false_alarm": "tests/authorization/test_websocket.py::test_websocket_changing",
    "argus/events/delete": "tests/authorization/test_websocket.py::test_websocket_changing",
    "argus/camera/update": "tests/authorization/test_websocket.py::test_websocket_changing",
}
"""Where the permissions for each WebSocket command are tested."""
ACTIONS = {
    "get_events": "tests/authorization/test_actions.py::test_actions",
    "get_report": "tests/authorization/test_actions.py::test_actions",
    "analyze_image": "tests/authorization/test_actions.py::test_actions",
    "purge": "tests/authorization/test_actions.py::test_actions",
    "import_legacy": "tests/authorization/test_actions.py::test_actions",
    "mark_false_alarm": "tests/authorization/test_false_alarms.py::test_false_alarms_are_for_administrators",
    "set_favourite": "tests/authorization/test_actions.py::test_actions",
    "mark_seen": "tests/authorization/test_actions.py::test_actions",
    "delete_incidents": "tests/authorization/test_actions.py::test_actions",
    "describe_incident": "tests/authorization/test_actions.py::test_actions",
    "send_report": "tests/authorization/test_actions.py::test_sending_a_report",
    "start": "tests/authorization/test_actions.py::test_actions_that_change_cameras",
    "stop": "tests/authorization/test_actions.py::test_actions_that_change_cameras",
    "reset_counters": "tests/authorization/test_actions.py::test_actions_that_change_cameras",
    "export_heatmap": "tests/authorization/test_actions.py::test_actions_that_change_cameras",
    "set_people_inside": "tests/authorization/test_actions.py::test_correcting_a_counter",
    "trigger_alarm": "tests/actions/test_alarm.py",
    "stop_alarm": "tests/actions/test_alarm.py",
    "look": "tests/test_when_to_look.py",
    "snooze_alerts": "tests/actions/test_alerts.py",
    "test_alert": "tests/actions/test_alerts.py",
}
"""Where the permissions for each action are tested."""


async def addresses(hass: HomeAssistant) -> list[str]:
    """Return the addresses that Argus answers at, with names in braces."""
    found = [resource.canonical for resource in hass.http.app.router.resources()]
    return [address for address in found if address.startswith("/api/argus")]
