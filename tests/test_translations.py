"""Every string that the code asks for is there in every language, and none is there for nothing."""

import ast
from collections.abc import Iterable, Iterator, Mapping
import json
import re
import string
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol
import yaml

from custom_components.argus.const import DOMAIN, SUBENTRY_ALERT, SUBENTRY_CAMERA
from custom_components.argus.model.opencv_error import TRANSLATION_KEYS
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.system_health import async_info
from homeassistant.config_entries import SOURCE_USER, SubentryFlowContext
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.selector import ObjectSelector, SelectSelector
from homeassistant.setup import async_setup_component

from .alerts.runtime import add_alert
from .conftest import camera_named
from .forms import filled
from .source_words import (
    PACKAGE,
    all_calls,
    calls_of,
    keyword_of,
    source_trees,
    word_of,
    words_of,
)
from .zones import zone

LANGUAGES = sorted(path.stem for path in (PACKAGE / "translations").glob("*.json"))
ICONS: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text(encoding="utf-8"))
HOME_ASSISTANT_TELLS = {"single_instance_allowed", "reconfigure_successful"}
"""Reasons that end a flow without a line of ours."""


def texts(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (PACKAGE / "translations" / f"{language}.json").read_text(encoding="utf-8")
    )
    return loaded


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the texts of a language."""
    return texts(request.param)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# What the code names


def _named(
    calls: Iterable[tuple[str, ast.Call]],
) -> dict[str, tuple[str, set[str] | None]]:
    """Return the translation keys of calls: where they are, and their placeholders if they can be read."""
    found: dict[str, tuple[str, set[str] | None]] = {}
    for where, call in calls:
        keys = words_of(keyword_of(call, "translation_key"))
        assert keys, f"{where}: a key that cannot be read"
        given = keyword_of(call, "translation_placeholders")
        names: set[str] | None = set()
        if given is not None:
            names = (
                {word for k in given.keys if (word := word_of(k)) is not None}
                if isinstance(given, ast.Dict)
                else None
            )
        found |= dict.fromkeys(keys, (where, names))
    return found


ERRORS = (
    "BrowseError",
    "ConfigEntryError",
    "ConfigEntryNotReady",
    "HomeAssistantError",
    "ServiceValidationError",
    "Unresolvable",
    "UpdateFailed",
)


def test_errors_are_sentences_in_the_language_of_the_user() -> None:
    for function in ERRORS:
        for where, call in calls_of(function):
            assert not call.args, f"{where}: an untranslated {function}"
            assert keyword_of(call, "translation_domain") is not None, where


def test_exceptions(language: dict[str, Any]) -> None:
    named = _named(
        (where, call)
        for where, _, call in all_calls()
        if keyword_of(call, "translation_domain") is not None
    )
    assert named.keys() == language["exceptions"].keys()
    for key, (where, given) in named.items():
        if given is not None:
            message = language["exceptions"][key]["message"]
            assert placeholders(message) <= given, where


def test_issues(language: dict[str, Any]) -> None:
    calls = [*calls_of("async_raise_issue"), *calls_of("async_create_issue")]
    # What `async_raise_issue` itself creates is named by those who call it.
    asked = [
        (where, call)
        for where, call in calls
        if getattr(keyword_of(call, "translation_key"), "id", "") != "translation_key"
    ]
    assert len(asked) == len(calls) - 1
    named = _named(asked)
    assert named.keys() == language["issues"].keys()
    fixable = {
        key: getattr(keyword_of(call, "is_fixable"), "value", False)
        for _, call in asked
        for key in words_of(keyword_of(call, "translation_key"))
    }
    for key, (where, given) in named.items():
        issue = language["issues"][key]
        assert issue["title"], where
        shown = [issue["title"]]
        # An issue has either a description or a flow that puts it right.
        assert ("fix_flow" in issue) == fixable[key], where
        if fixable[key]:
            for step in issue["fix_flow"]["step"].values():
                shown += [step["title"], step["description"]]
        else:
            shown.append(issue["description"])
        if given is not None:
            for text in shown:
                assert placeholders(text) <= given, where


FLOWS = {"config_flow.py", "camera_flow.py", "camera_choice.py", "options_flow.py"}


def test_errors_of_forms(language: dict[str, Any]) -> None:
    told = {word_of(call.args[0]) for _, call in calls_of("FormError")}
    for file, tree in source_trees():
        # Elsewhere such a dictionary is no list of errors.
        for node in ast.walk(tree) if file in FLOWS else ():
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Subscript)
                and getattr(target.value, "id", "") == "errors"
                for target in node.targets
            ):
                told.add(word_of(node.value))
            # One field, or the form as a whole, and what is wrong with it.
            if isinstance(node, ast.Dict) and len(node.keys) == 1:
                (key,) = node.keys
                if word_of(key) == "base" or isinstance(key, ast.Name):
                    told.add(word_of(node.values[0]))
    told.discard(None)
    known = {
        key
        for flow in (
            language["config"],
            language["options"],
            *language["config_subentries"].values(),
        )
        for key in flow.get("error", {})
    }
    assert told == known


# What Home Assistant shows


def _check_fields(schema: vol.Schema, shown: Mapping[str, Any], where: str) -> None:
    fields = {
        str(marker)
        for marker, field in schema.schema.items()
        if not isinstance(field, section)
    }
    for part in ("data", "data_description"):
        assert set(shown.get(part, {})) == fields, f"{part} of {where}"
        assert all(text.strip() for text in shown.get(part, {}).values()), where
    sections = {
        str(marker): field.schema
        for marker, field in schema.schema.items()
        if isinstance(field, section)
    }
    assert set(shown.get("sections", {})) == set(sections), where
    for name, inner in sections.items():
        assert shown["sections"][name]["name"], name
        _check_fields(inner, shown["sections"][name], f"{name} of {where}")


def _selectors(schema: vol.Schema) -> Iterator[Any]:
    for field in schema.schema.values():
        if isinstance(field, section):
            yield from _selectors(field.schema)
        else:
            yield field
            if isinstance(field, ObjectSelector):
                yield from (
                    inner["selector"]
                    for inner in field.config.get("fields", {}).values()
                    if not isinstance(inner["selector"], dict)
                )


def _check_choices(schema: vol.Schema, language: Mapping[str, Any]) -> set[str]:
    used: set[str] = set()
    for selector in _selectors(schema):
        if not isinstance(selector, SelectSelector | ObjectSelector):
            continue
        if "translation_key" not in selector.config:
            # Cameras and zones have the names that the user gave them.
            assert all(isinstance(one, dict) for one in selector.config["options"])
            continue
        key = selector.config["translation_key"]
        used.add(key)
        shown = language["selector"][key]
        if isinstance(selector, SelectSelector):
            options = {
                one["value"] if isinstance(one, dict) else one
                for one in selector.config["options"]
            }
            assert set(shown["options"]) == options, key
        else:
            assert set(shown["fields"]) == set(selector.config["fields"]), key
    return used


def _choices_of_actions(language: Mapping[str, Any]) -> set[str]:
    described = yaml.safe_load((PACKAGE / "services.yaml").read_text(encoding="utf-8"))
    used: set[str] = set()
    for action in described.values():
        for field in (action or {}).get("fields", {}).values():
            choice = (field["selector"] or {}).get("select") or {}
            if (key := choice.get("translation_key")) is not None:
                used.add(key)
                shown = language["selector"][key]["options"]
                assert set(shown) == set(choice["options"]), key
    return used


async def test_forms(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Each field has a name and says what it is for; each choice has a name."""
    flows = hass.config_entries
    camera_named(calm, "Garden").async_set(zones=[zone()])
    subentry_id = camera_named(calm, "Garden").subentry.subentry_id
    camera = (entry.entry_id, SUBENTRY_CAMERA)
    adding = await flows.subentries.async_init(
        camera, context=SubentryFlowContext(source=SOURCE_USER)
    )
    changing = await entry.start_subentry_reconfigure_flow(hass, subentry_id)
    menu = await flows.subentries.async_init(
        (entry.entry_id, SUBENTRY_ALERT),
        context=SubentryFlowContext(source=SOURCE_USER),
    )
    alert = await flows.subentries.async_configure(
        menu["flow_id"], {"next_step_id": "blank"}
    )
    menu = await flows.subentries.async_init(
        (entry.entry_id, SUBENTRY_ALERT),
        context=SubentryFlowContext(source=SOURCE_USER),
    )
    shop = await flows.subentries.async_configure(
        menu["flow_id"], {"next_step_id": "shop"}
    )
    report = await flows.subentries.async_configure(shop["flow_id"], filled(shop))
    options = await flows.options.async_init(entry.entry_id)
    await flows.async_unload(entry.entry_id)
    await flows.async_remove(entry.entry_id)
    # Where there are dashboards, one is offered.
    assert await async_setup_component(hass, "lovelace", {})
    first = await flows.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    for name in LANGUAGES:
        language = texts(name)
        camera_texts = language["config_subentries"][SUBENTRY_CAMERA]
        alert_texts = language["config_subentries"][SUBENTRY_ALERT]
        used: set[str] = set()
        for form, steps in (
            (first, language["config"]["step"]),
            (adding, camera_texts["step"]),
            (changing, camera_texts["step"]),
            (alert, alert_texts["step"]),
            (report, alert_texts["step"]),
            (options, language["options"]["step"]),
        ):
            step = steps[form["step_id"]]
            assert step["title"]
            _check_fields(form["data_schema"], step, form["step_id"])
            used |= _check_choices(form["data_schema"], language)
        assert set(language["config"]["step"]) == {"user"}
        assert set(camera_texts["step"]) == {"user", "reconfigure"}
        assert set(alert_texts["step"]) == {"user", "alert", "report"}
        begin = alert_texts["step"]["user"]
        assert begin["title"]
        for part in ("menu_options", "menu_option_descriptions"):
            assert set(begin[part]) == set(menu["menu_options"])
        assert set(language["options"]["step"]) == {"init"}
        for subentry in (camera_texts, alert_texts):
            assert subentry["entry_type"]
            assert set(subentry["initiate_flow"]) == {"user", "reconfigure"}
        ends = set().union(
            *(
                words_of(keyword_of(call, "reason"))
                for _, call in calls_of("async_abort")
            )
        )
        ours = set(language["config"]["abort"]) - HOME_ASSISTANT_TELLS
        assert ours == set(TRANSLATION_KEYS.values()) <= ends
        shown = {
            word_of(keyword_of(call, "progress_action"))
            for _, call in calls_of("async_show_progress")
        }
        assert set(language["config"]["progress"]) == shown
        assert used | _choices_of_actions(language) == set(language["selector"])


@pytest.mark.usefixtures("all_enabled")
async def test_entities_and_devices(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Each entity has a name and an icon, of its own or by its device class."""
    line = {"id": "l1", "name": "Gate", "start": [0, 0.5], "end": [1, 0.5]}
    other = {**line, "id": "l2", "name": "Path", "name_in": "come", "name_out": "go"}
    road = {**line, "id": "l3", "name": "Road", "counts": "vehicles"}
    lane = {**other, "id": "l4", "name": "Lane", "counts": "vehicles"}
    camera_named(calm, "Garden").async_set(
        zones=[zone()], lines=[line, other, road, lane]
    )
    alert = await add_alert(hass, entry)
    named: dict[str, set[str]] = {}
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        state = hass.states.get(entity.entity_id)
        assert state is not None
        assert "{" not in state.name
        if entity.translation_key is None:
            assert entity.original_device_class, entity.entity_id
            continue
        named.setdefault(entity.domain, set()).add(entity.translation_key)
        if entity.original_device_class is None:
            assert entity.translation_key in ICONS["entity"][entity.domain]
    for name in LANGUAGES:
        language = texts(name)
        assert named == {
            domain: set(entities) for domain, entities in language["entity"].items()
        }
        for entities in language["entity"].values():
            assert all(entity["name"].strip() for entity in entities.values())
        events = language["entity"]["event"]["activity"]["state_attributes"]
        shown = events["event_type"]["state"]
        state = hass.states.get("event.argus_activity")
        assert set(state.attributes["event_types"]) == set(shown)
    assert {
        (domain, key)
        for domain, entities in ICONS["entity"].items()
        for key in entities
    } <= {(domain, key) for domain, keys in named.items() for key in keys}
    devices = texts("en")["device"]
    assert {
        devices["alert"]["name"].format(alert=alert.name),
        *(
            devices["camera"]["name"].format(camera=camera.subentry.title)
            for camera in calm.cameras.values()
        ),
    } == {
        device.name
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if device.config_subentry_id
    }


def _accepted(schema: Any) -> set[str]:
    """Return the fields that a schema takes, whatever else it looks at."""
    if isinstance(schema, dict):
        return {str(marker) for marker in schema}
    if hasattr(schema, "schema"):
        return _accepted(schema.schema)
    parts: tuple[Any, ...] = getattr(schema, "validators", ())
    return set().union(*(_accepted(part) for part in parts))


async def test_actions(
    hass: HomeAssistant, calm: ArgusRuntime, language: dict[str, Any]
) -> None:
    described = yaml.safe_load((PACKAGE / "services.yaml").read_text(encoding="utf-8"))
    registered = hass.services.async_services_for_domain(DOMAIN)
    assert set(registered) == set(described) == set(language["services"])
    assert set(registered) == set(ICONS["services"])
    for action, service in registered.items():
        shown = language["services"][action]
        fields = set((described[action] or {}).get("fields", {}))
        assert shown["name"]
        assert shown["description"]
        assert set(shown.get("fields", {})) == fields, action
        assert all(
            field["name"] and field["description"]
            for field in shown.get("fields", {}).values()
        )
        assert fields <= _accepted(service.schema), action


async def test_system_health(
    hass: HomeAssistant, calm: ArgusRuntime, language: dict[str, Any]
) -> None:
    assert set(await async_info(hass)) == set(language["system_health"]["info"])


def test_texts_of_forms_are_there() -> None:
    """A text that the code asks for by its key is in both languages."""
    asked = {
        key
        for path in PACKAGE.rglob("*.py")
        for key in re.findall(
            r'async_common_text\(\s*[\w.]+,\s*"(\w+)"', path.read_text()
        )
    }
    assert "form_draw" in asked
    for language in LANGUAGES:
        assert asked <= texts(language)["common"].keys()
