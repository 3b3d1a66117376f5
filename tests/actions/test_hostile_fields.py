"""Every field of every action, given what it is not made for: the answer is a clear refusal or a result, never a crash."""

from collections.abc import Iterator, Mapping
import re
from typing import Any, Final

import pytest
import voluptuous as vol

from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component

from ..journals import remember_both

ACTIONS: Final = {
    "start": {},
    "stop": {},
    "reset_counters": {},
    "look": {"seconds": 1},
    "set_people_inside": {"entity_id": "sensor.argus_people_inside", "people": 3},
    "get_report": {},
    "send_report": {},
    "export_heatmap": {},
    "get_events": {},
    "analyze_image": {},
    "purge": {},
    "mark_false_alarm": {},
    "describe_incident": {"ai_task": "ai_task.model"},
    "set_favourite": {},
    "mark_seen": {},
    "delete_incidents": {},
    "import_legacy": {"path": "events.json"},
    "snooze_alerts": {},
    "test_alert": {},
    "trigger_alarm": {},
    "stop_alarm": {},
}  # fmt: skip
"""Every action, with the fields that it cannot do without."""

ODD: Final[Mapping[str, Any]] = {
    "null": None,
    "zero": 0,
    "whole": 5,
    "negative": -1,
    "huge": 10**400,
    "fraction": 0.5,
    "nan": float("nan"),
    "infinite": float("inf"),
    "true": True,
    "false": False,
    "empty": "",
    "space": " ",
    "comma": ",",
    "unseen": "\u200b",
    "control": "a\0",
    "half": "\ud800",
    "word": "x",
    "long": "x" * 100_000,
    "list": [],
    "nulls": [None],
    "numbers": [5, True, 0.5],
    "empties": [""],
    "nested": [[["x"]]],
    "many": [None] * 100_000,
    "mapping": {},
    "mapped null": {"media_content_id": None, "days": None, "seconds": None},
    "mapped list": {"media_content_id": ["x"], "days": [], "seconds": {}},
    "no camera": "media-source://camera/",
    "no media": "media-source://",
    "no folder": "media-source://argus/",
    "no watched camera": "media-source://camera/camera.nowhere",
    "a day": "2026-02-30",
    "hours": "8-99",
    "other digits": "٨-٩",
}  # fmt: skip

PYTHONS_OWN: Final = re.compile(
    r"literal|'NoneType'|object is not|could not convert|has no attribute|unsupported|"
    r"<class|Traceback|argument|\b(?:int|str|bool|dict|tuple|timedelta)\b"
    r"|expected [A-Z]\w+ or one of|not a valid value"
)
"""What no message says that was written for people."""


def _markers(schema: Any) -> Iterator[Any]:
    """Yield the fields of a schema, wherever in it they are."""
    if isinstance(schema, dict):
        yield from schema
    elif isinstance(schema, vol.Schema):
        yield from _markers(schema.schema)
    else:
        for part in getattr(schema, "validators", ()):
            yield from _markers(part)


def action_fields(hass: HomeAssistant, action: str) -> list[str]:
    schema = hass.services.async_services_for_domain(DOMAIN)[action].schema
    return sorted({str(marker) for marker in _markers(schema)})


async def test_every_action_is_tried(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """No action is forgotten, and the fields of each are found."""
    assert ACTIONS.keys() == hass.services.async_services_for_domain(DOMAIN).keys()
    for action in ACTIONS.keys() - {"stop_alarm"}:
        assert action_fields(hass, action), action
    assert "sirens" in action_fields(hass, "trigger_alarm")
    assert "media_content_id" in action_fields(hass, "analyze_image")


@pytest.mark.parametrize("action", ACTIONS)
async def test_odd_values(
    hass: HomeAssistant, calm: ArgusRuntime, action: str, hass_admin_user: Any
) -> None:
    """An action takes what is odd or refuses it in words; whatever else it raised would be an error of the server."""
    assert await async_setup_component(hass, "media_source", {})
    await remember_both(calm)
    supports = hass.services.async_services_for_domain(DOMAIN)[action].supports_response
    crashed: list[str] = []
    for field in action_fields(hass, action):
        for what, value in ODD.items():
            try:
                await hass.services.async_call(
                    DOMAIN,
                    action,
                    {**ACTIONS[action], field: value},
                    blocking=True,
                    context=Context(user_id=hass_admin_user.id),
                    return_response=supports is not SupportsResponse.NONE,
                )
            except (vol.Invalid, ServiceValidationError) as err:
                told = str(err)
                if (
                    PYTHONS_OWN.search(re.sub(r"\w+ ID '?x+'?", "", told))
                    or len(told) > 1000
                ):
                    crashed.append(f"{field}={what}: says {told[:200]}")
                if isinstance(err, ServiceValidationError) and not err.translation_key:
                    crashed.append(f"{field}={what}: is not translated: {told[:200]}")
            except HomeAssistantError as err:
                crashed.append(f"{field}={what}: {err!r}: {str(err)[:200]}")
            except Exception as err:  # noqa: BLE001
                crashed.append(f"{field}={what}: {err!r}"[:300])
    await hass.async_block_till_done()
    assert not crashed, "\n".join(crashed)
