"""Tests of what an alert's form makes of what is stored, and of what is entered."""

from datetime import time as Time
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.argus.alerts.settings import ALERTING, AlertSettings, InDoubt
from custom_components.argus.flows.alert_form import (
    CONF_ALERT_NAME,
    SECTION_HOW_OFTEN,
    alert_form,
    opened_sections,
    shown_alert_form,
)
from custom_components.argus.flows.alert_parser import read_alert_form
from custom_components.argus.flows.fields import FormError
from custom_components.argus.vision.geometry import ObjectKind

CAMERAS, ZONES = ["c1", "c2", "c3"], ["Gate", "Steps"]


def _options(values: list[str]) -> list[Any]:
    return [{"value": value, "label": value} for value in values]


def _some(values: list[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), unique=True)


def _entities(domain: str) -> st.SearchStrategy[list[str]]:
    return _some([f"{domain}.a", f"{domain}.b"])


_TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.just("\n"),
    max_size=30,
).map(str.strip)
_TIMES = st.none() | st.times(min_value=Time(0, 1), max_value=Time(23, 59)).map(
    lambda moment: moment.replace(microsecond=0).isoformat()
)


@st.composite
def stored(draw: st.DrawFn) -> dict[str, Any]:
    """Return data of an alert that does something and contradicts itself in nothing."""
    start, end = draw(_TIMES), draw(_TIMES)
    if start == end or start is None or end is None:
        start = end = None
    speakers = draw(_entities("media_player"))
    tts = draw(st.sampled_from(["tts.voice", None])) if speakers else None
    judge = draw(st.none() | st.just("ai_task.judge"))
    sound = {"media_content_id": "x", "media_content_type": "audio/mpeg"}
    return {
        "cameras": draw(_some(CAMERAS)),
        "types": draw(
            st.lists(
                st.sampled_from([str(t) for t in ALERTING]), min_size=1, unique=True
            )
        ),
        "zones": draw(_some(ZONES)),
        "kinds": draw(_some([str(kind) for kind in ObjectKind])),
        "in_doubt": str(draw(st.sampled_from(InDoubt))),
        "min_faces": draw(st.integers(0, 50)),
        "min_intensity": draw(st.floats(0, 100)),
        "lost_after": float(draw(st.integers(60, 86400))),
        "start": start,
        "end": end,
        "days": sorted(draw(st.sets(st.integers(0, 6), min_size=1))),
        "nobody_home": draw(st.booleans()),
        "schedule": draw(st.none() | st.just("schedule.shop")),
        "armed": draw(st.none() | st.just("alarm_control_panel.house")),
        "conditions": draw(st.just([]) | st.just([{"condition": "sun"}])),
        "cooldown": float(draw(st.integers(0, 86400))),
        "notify": draw(_entities("notify")),
        "persistent": True,
        "critical": draw(st.booleans()),
        "title": draw(_TEXTS),
        "message": draw(_TEXTS),
        "lights": draw(_entities("light")),
        "colour": draw(st.lists(st.integers(0, 255), min_size=3, max_size=3)),
        "brightness": draw(st.integers(1, 100)),
        "flashes": draw(st.integers(1, 50)),
        "on_seconds": draw(st.floats(0.1, 10)),
        "off_seconds": draw(st.floats(0.1, 10)),
        "sirens": draw(_entities("siren")),
        "siren_seconds": draw(st.floats(1, 600)),
        "speakers": speakers,
        "sound": sound if speakers and tts is None else None,
        "tts": tts,
        "speech": draw(_TEXTS) if tts else "",
        "ai_describer": draw(st.none() | st.just("ai_task.model")),
        "ai_prompt": draw(_TEXTS),
        "ai_judge": judge,
        "ai_question": "A cat?" if judge else "",
        "ai_threshold": draw(st.integers(1, 99)),
        "ai_patience": float(draw(st.integers(1, 60))),
        "ai_blur": draw(st.booleans()),
        "mqtt_topic": draw(st.sampled_from(["", "home/alarm"])),
        "actions": draw(st.just([]) | st.just([{"delay": 1}])),
    }


@given(data=stored())
def test_what_is_stored_comes_back_from_its_form_as_it_was(
    data: dict[str, Any],
) -> None:
    form = alert_form(_options(CAMERAS), _options(ZONES), ())
    entered = form({CONF_ALERT_NAME: "Alert", **shown_alert_form(data)})
    read = read_alert_form(entered)
    assert read.keys() == data.keys()
    unordered = ("types", "kinds")
    assert {**read, **{key: set(read[key]) for key in unordered}} == {
        **data,
        **{key: set(data[key]) for key in unordered},
    }
    assert AlertSettings.from_data(read) == AlertSettings.from_data(data)


@given(data=stored(), missing=st.sets(st.sampled_from(sorted(AlertSettings.__slots__))))
def test_data_of_an_older_or_newer_argus_is_shown(
    data: dict[str, Any], missing: set[str]
) -> None:
    """What is missing takes its default, and so do both the form and the settings."""
    partial = {key: value for key, value in data.items() if key not in missing}
    partial["unknown"] = 1
    shown = shown_alert_form(partial)
    assert shown == shown_alert_form({**shown_data(shown), "unknown": 1})


def shown_data(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what the form would store, whether or not the alert does anything."""
    flat = {key: value for part in shown.values() for key, value in part.items()}
    for name in ("cooldown", "lost_after"):
        duration = flat[name]
        flat[name] = (
            3600 * duration["hours"] + 60 * duration["minutes"] + duration["seconds"]
        )
    return flat


def test_defaults_of_form_and_settings_are_the_same() -> None:
    form = alert_form([], [], ())
    entered = form(
        {CONF_ALERT_NAME: "Alert", **{key: {} for key in shown_alert_form({})}}
    )
    with pytest.raises(FormError, match="nothing_to_do"):
        read_alert_form(entered)
    entered["notification_settings"]["persistent"] = True
    read = AlertSettings.from_data(read_alert_form(entered))
    assert read == AlertSettings(persistent=True)


def test_a_section_is_open_when_it_is_set_or_wrong() -> None:
    plain = opened_sections(shown_alert_form({}))
    assert SECTION_HOW_OFTEN not in plain
    assert SECTION_HOW_OFTEN in opened_sections(shown_alert_form({"cooldown": 7}))
    assert SECTION_HOW_OFTEN in opened_sections(
        shown_alert_form({}), [SECTION_HOW_OFTEN]
    )


def test_templates_that_were_cleared_are_empty_and_what_is_no_json_is_refused() -> None:
    form = alert_form([], _options(ZONES), ())
    entered = form({CONF_ALERT_NAME: "Alert", **shown_alert_form({"persistent": True})})
    entered["notification_settings"]["title"] = None
    assert read_alert_form(entered)["title"] == ""
    entered["other_settings"]["actions"] = [{"delay": object()}]
    with pytest.raises(FormError, match="bad_actions") as refused:
        read_alert_form(entered)
    assert refused.value.field == "other_settings"
