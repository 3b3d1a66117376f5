"""What Home Assistant's hassfest asks of an integration, as far as it can be asked without its source tree.

In the order of its plugins: config flow, config schema, dependencies, icons, JSON, manifest, requirements, services,
translations. What it asks of the quality scale is in test_quality_scale.py.
"""

from collections.abc import Iterator
import json
from pathlib import Path
import re
import string
from typing import Any, Final

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from packaging.requirements import Requirement
import pytest
import voluptuous as vol
import yaml

import custom_components.argus as integration
from custom_components.argus import config_flow
import homeassistant.components
from homeassistant.config_entries import ConfigFlow
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import TargetSelector, validate_selector

from .test_project import MANIFEST, PACKAGE, placeholders, translations, tree

CORE: Final = Path(homeassistant.components.__file__).parent
LANGUAGES: Final = sorted(path.stem for path in (PACKAGE / "translations").iterdir())
ICONS: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text())
SERVICES: dict[str, Any] = yaml.safe_load((PACKAGE / "services.yaml").read_text())

_KEY: Final = re.compile(r"(?!.+[_-]{2})(?![_-])[a-z0-9_-]+(?<![_-])")
"""A translation key."""
_URL: Final = re.compile(r"(\w+://|www\.)[a-z0-9.-]+\.[a-z]{2,5}\b", re.IGNORECASE)
_QUOTED: Final = re.compile(r"'\{\w+\}'")
_REFERENCE: Final = re.compile(r"\[%key:")

_URL_VALUE: Final = vol.All(vol.Url(), vol.Match("https://"))


def _pinned_or_of_home_assistant(value: str) -> str:
    """Take a requirement that Home Assistant itself pins, or that is pinned here."""
    requirement = Requirement(value)
    constraints = (CORE.parent / "package_constraints.txt").read_text().lower()
    ours = all(one.operator == "==" for one in requirement.specifier)
    theirs = re.search(
        rf"^{re.escape(requirement.name.lower())}==", constraints, re.MULTILINE
    )
    if not (requirement.specifier and ours) and not theirs:
        raise vol.Invalid(f"{value} is pinned nowhere")
    return value


MANIFEST_SCHEMA: Final = vol.Schema(
    {
        vol.Required("domain"): cv.slug,
        vol.Required("name"): str,
        vol.Optional("after_dependencies"): [cv.slug],
        vol.Required("codeowners"): [vol.Match(r"@[\w-]+$")],
        vol.Required("config_flow"): True,
        vol.Optional("dependencies"): [cv.slug],
        vol.Required("documentation"): _URL_VALUE,
        vol.Required("integration_type"): vol.In(
            ["device", "entity", "hardware", "helper", "hub", "service", "system"]
        ),
        vol.Required("iot_class"): vol.In(
            [
                "assumed_state",
                "calculated",
                "cloud_polling",
                "cloud_push",
                "local_polling",
                "local_push",
            ]
        ),
        vol.Required("issue_tracker"): _URL_VALUE,
        vol.Optional("loggers"): [str],
        vol.Optional("requirements"): [_pinned_or_of_home_assistant],
        vol.Optional("single_config_entry"): True,
        vol.Required("version"): str,
    }
)

FIELD_SCHEMA: Final = vol.Schema(
    {
        vol.Optional("example"): vol.NotIn([None]),
        vol.Optional("default"): vol.NotIn([None]),
        vol.Optional("required"): bool,
        vol.Required("selector"): validate_selector,
    }
)
SERVICES_SCHEMA: Final = vol.Schema(
    {
        cv.slug: vol.Any(
            None,
            {
                vol.Optional("target"): vol.Any(TargetSelector.CONFIG_SCHEMA, None),
                vol.Optional("fields"): {cv.slug: FIELD_SCHEMA},
            },
        )
    }
)


def _icon(value: str) -> str:
    if not re.fullmatch(r"mdi:[a-z0-9]+(-[a-z0-9]+)*", value):
        raise vol.Invalid(f"{value} is no icon")
    return value


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise vol.Invalid(f"{value} is no translation key")
    return value


_STATE_ICONS: Final = {_key: _icon}
ICONS_SCHEMA: Final = vol.Schema(
    {
        vol.Required("entity"): {
            cv.slug: {
                _key: {
                    vol.Required("default"): _icon,
                    vol.Optional("state"): _STATE_ICONS,
                    vol.Optional("range"): {vol.Coerce(float): _icon},
                    vol.Optional("state_attributes"): {
                        _key: {
                            vol.Optional("default"): _icon,
                            vol.Optional("state"): _STATE_ICONS,
                        }
                    },
                }
            }
        },
        vol.Required("services"): {
            cv.slug: {
                vol.Required("service"): _icon,
                vol.Optional("sections"): {_key: _icon},
            }
        },
    }
)

_TEXTS: Final = {str: str}
_STEP: Final = {
    vol.Optional("title"): str,
    vol.Optional("description"): str,
    vol.Optional("data"): _TEXTS,
    vol.Optional("data_description"): _TEXTS,
    vol.Optional("menu_options"): _TEXTS,
    vol.Optional("menu_option_descriptions"): _TEXTS,
    vol.Optional("submit"): str,
    vol.Optional("sections"): {
        str: {
            vol.Optional("data"): _TEXTS,
            vol.Optional("data_description"): _TEXTS,
            vol.Optional("description"): str,
            vol.Optional("name"): str,
        }
    },
}
_FLOW: Final = {
    vol.Optional("flow_title"): str,
    vol.Required("step"): {str: _STEP},
    vol.Optional("error"): _TEXTS,
    vol.Optional("abort"): _TEXTS,
    vol.Optional("progress"): _TEXTS,
    vol.Optional("create_entry"): _TEXTS,
}
_NAMED: Final = {vol.Required("name"): str, vol.Required("description"): str}
TRANSLATIONS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional("title"): str,
        vol.Required("config"): _FLOW,
        vol.Optional("config_subentries"): {
            cv.slug: {
                **_FLOW,
                vol.Required("entry_type"): str,
                vol.Required("initiate_flow"): {vol.Required("user"): str, str: str},
            }
        },
        vol.Optional("options"): _FLOW,
        vol.Optional("selector"): {
            cv.slug: {
                vol.Optional("choices"): {_key: str},
                vol.Optional("options"): {_key: str},
                vol.Optional("unit_of_measurement"): {_key: str},
                vol.Optional("fields"): {_key: _NAMED},
            }
        },
        vol.Optional("device"): {_key: {vol.Optional("name"): str}},
        vol.Optional("entity"): {
            cv.slug: {
                _key: {
                    vol.Optional("name"): str,
                    vol.Optional("state"): {_key: str},
                    vol.Optional("state_attributes"): {
                        _key: {
                            vol.Optional("name"): str,
                            vol.Optional("state"): {_key: str},
                        }
                    },
                    vol.Optional("unit_of_measurement"): str,
                }
            }
        },
        vol.Optional("exceptions"): {cv.slug: {vol.Required("message"): str}},
        vol.Optional("issues"): {
            str: vol.Any(
                {vol.Required("title"): str, vol.Required("description"): str},
                {vol.Required("title"): str, vol.Required("fix_flow"): _FLOW},
            )
        },
        vol.Optional("services"): {
            _key: {
                **_NAMED,
                vol.Optional("fields"): {_key: _NAMED},
                vol.Optional("sections"): {
                    _key: {vol.Required("name"): str, vol.Optional("description"): str}
                },
            }
        },
        vol.Optional("system_health"): {vol.Optional("info"): {_key: str}},
        vol.Optional("common"): {cv.slug: str},
    }
)


def test_config_flow() -> None:
    """The manifest says that there is one, and there is; one entry is all that can be made, so it needs no unique id."""
    assert MANIFEST["config_flow"]
    flows = [
        flow
        for flow in vars(config_flow).values()
        if isinstance(flow, type)
        and issubclass(flow, ConfigFlow)
        and flow is not ConfigFlow
    ]
    assert len(flows) == 1
    assert MANIFEST["single_config_entry"]


def test_config_schema() -> None:
    """An integration with `async_setup` says what of it may stand in configuration.yaml."""
    assert callable(integration.async_setup)
    assert callable(integration.CONFIG_SCHEMA)


def test_dependencies() -> None:
    """They exist, and none is there twice or is a part of every Home Assistant's core."""
    after, before = MANIFEST["after_dependencies"], MANIFEST["dependencies"]
    named = [*after, *before]
    assert len(named) == len(set(named))
    assert MANIFEST["domain"] not in named
    for domain in named:
        assert (CORE / domain / "manifest.json").is_file(), domain
        needs = json.loads((CORE / domain / "manifest.json").read_text())
        assert MANIFEST["domain"] not in needs.get("dependencies", []), domain
    assert before == sorted(before)
    assert after == sorted(after)


def test_icons() -> None:
    ICONS_SCHEMA(ICONS)
    for domain in ICONS["entity"]:
        assert (PACKAGE / f"{domain}.py").is_file(), domain
    assert ICONS["services"].keys() == SERVICES.keys()


def test_manifest() -> None:
    MANIFEST_SCHEMA(MANIFEST)
    AwesomeVersion(MANIFEST["version"], ensure_strategy=[AwesomeVersionStrategy.SEMVER])
    assert not (CORE / MANIFEST["domain"]).exists(), "an integration of Home Assistant"


def test_services() -> None:
    SERVICES_SCHEMA(SERVICES)
    english = translations("en")
    for name, service in SERVICES.items():
        texts = english["services"][name]
        fields = (service or {}).get("fields", {})
        assert texts.get("fields", {}).keys() == fields.keys(), name
        for field in fields.values():
            select = (field["selector"] or {}).get("select") or {}
            if "translation_key" in select:
                options = english["selector"][select["translation_key"]]["options"]
                assert set(select["options"]) == set(options), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations(language: str) -> None:
    """The files have the form that Home Assistant reads."""
    texts = translations(language)
    TRANSLATIONS_SCHEMA(texts)
    for section, described in _described(texts):
        assert described <= section.get("data", {}).keys()


def _described(value: Any) -> Iterator[tuple[dict[str, Any], set[str]]]:
    """Return the forms, and the fields that they describe."""
    if isinstance(value, dict):
        if "data_description" in value:
            yield value, set(value["data_description"])
        for inner in value.values():
            yield from _described(inner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts(language: str) -> None:
    """None has what Home Assistant does not show, or shows wrongly."""
    for key, text in tree(translations(language)).items():
        assert text == text.strip(), key
        assert cv.string_with_no_html(text) == text, key
        assert not _QUOTED.search(text), f"{key}: a placeholder in single quotes"
        assert not _REFERENCE.search(text), f"{key}: references are for Home Assistant"
        if not _tells_how_an_address_looks(key):
            assert not _URL.search(text), f"{key}: an address belongs in a placeholder"
        for name in placeholders(text):
            assert name.isidentifier(), key
        if ".state." in key or key.endswith(".unit_of_measurement"):
            assert not placeholders(text), key


def _tells_how_an_address_looks(key: str) -> bool:
    return key == "options.step.init.data_description.db_url"


def test_braces_are_placeholders() -> None:
    """A text with a brace that is none could not be filled in."""
    for language in LANGUAGES:
        for key, text in tree(translations(language)).items():
            for _, name, form, conversion in string.Formatter().parse(text):
                assert name is None or name, key
                assert not form, key
                assert conversion is None, key


def test_json_files() -> None:
    """They can be read, and say nothing twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    for path in (PACKAGE, *(PACKAGE / "translations",)):
        for file in path.glob("*.json"):
            json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=once)
