"""Every field of every form, sent through Home Assistant's flow API what it is not made for.

The answer is a refusal that says where and why, in both languages, or what came was good; never an error of the server, and
never a change of what is stored by something that was refused. More of it: `ARGUS_FORM_EXAMPLES=100 pytest` this file.
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
import json
import os
from pathlib import Path
import re
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.const import DOMAIN, SUBENTRY_CAMERA
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.house_settings import ArgusSettings
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
from homeassistant.setup import async_setup_component

from ..alert_forms import HALL, PHONE, alerts, begin, furnish
from ..api.test_hostile import fuzz, values
from ..conftest import GARDEN, SHOP
from ..forms import (
    add_camera,
    change_camera,
    filled,
    open_options,
    start,
    submit,
)
from ..journals import HOSTILE

EXAMPLES: Final = int(os.environ.get("ARGUS_FORM_EXAMPLES", "1"))
"""Values of its own shape, and of any other, that each field of each form gets."""
TRY: Final = settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TRANSLATIONS: Final = Path(__file__).parents[2] / "custom_components/argus/translations"
FORMS: Final = (
    *("first", "camera", "alert", "report", "options"),
    # Of the same fields as those that change one.
    *(("new camera", "new alert") if EXAMPLES > 1 else ()),
)

numbers = st.one_of(
    st.sampled_from([0, -1, 1e-9, 0.2, 5, 101, 86_400, 1e9, 1e300, 2**63, 10**40]),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from(["nan", "inf", "-1", "1e999", "٣", "0x10"]),
)
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from([text for text in HOSTILE if len(text) < 1000]),
    st.sampled_from(["\u202eabc", "a\nb", "\u200b", "x" * 101, "{{ 1 +", "a/b/c", "+"]),
    st.sampled_from(["0,0 50,0 50,50", "10,50 90,50", "1e9,0 0,1e9 3,3", "nan,0 1,1 2,2"]),
)  # fmt: skip
entities = st.sampled_from(
    [GARDEN, SHOP, PHONE, HALL, "light.nowhere", "0123456789abcdef" * 2, "sun.sun", ".", "a.b"]
)  # fmt: skip
steps = st.lists(
    st.dictionaries(
        st.sampled_from(
            ["action", "condition", "delay", "repeat", "if", "then", "entity_id", "state", "event", "target", "choose"]
        ),
        st.one_of(values, numbers, texts, st.sampled_from(["state", "template", "light.turn_on"])),
        max_size=3,
    ),
    max_size=3,
)  # fmt: skip


def made_for(field: Any) -> st.SearchStrategy[Any]:
    """Return values of the shape that a field takes, most of which are not what it takes."""
    match field:
        case selector.EntitySelector():
            kind: st.SearchStrategy[Any] = entities
        case selector.NumberSelector():
            return numbers
        case selector.DurationSelector():
            units = st.sampled_from(["days", "hours", "minutes", "seconds", "years"])
            return st.dictionaries(units, numbers, max_size=4)
        case selector.ObjectSelector():
            names = st.sampled_from([*field.config["fields"], "id", "points"])
            row = st.dictionaries(names, st.one_of(texts, numbers, values), max_size=5)
            return st.lists(row, max_size=3)
        case selector.SelectSelector():
            known = [option if isinstance(option, str) else option["value"] for option in field.config["options"]]  # fmt: skip
            kind = st.sampled_from([*known, "", "nothing"])
        case selector.ColorRGBSelector():
            return st.lists(numbers, max_size=4)
        case selector.ActionSelector() | selector.ConditionSelector():
            return steps
        case selector.TimeSelector():
            return st.sampled_from(["00:00:00", "24:00", "9:5", "23:59:59.9", "-1:00"])
        case _:
            return st.one_of(texts, numbers)
    several = field.config.get("multiple", False)
    return st.lists(kind, max_size=4) if several else kind


def fields(form: Mapping[str, Any]) -> Iterator[tuple[str | None, str, Any]]:
    """Yield the section, if it is in one, the name and the selector of each field of a form."""
    for marker, field in form["data_schema"].schema.items():
        if isinstance(field, section):
            yield None, str(marker), field
            for inner, one in field.schema.schema.items():
                yield str(marker), str(inner), one
        else:
            yield None, str(marker), field


@dataclass(slots=True)
class Door:
    """A form that is open in Home Assistant, and what was stored when it was opened first."""

    hass: HomeAssistant
    entry: MockConfigEntry
    client: Any
    name: str
    form: Any = None

    @property
    def entries(self) -> list[Any]:
        """Return the entries of Argus, of which the first form makes one."""
        return self.hass.config_entries.async_entries(DOMAIN)

    def stored(self) -> Any:
        """Return everything that Home Assistant stores of Argus."""
        return deepcopy(
            [
                (
                    dict(entry.options),
                    {
                        one.subentry_id: (one.title, dict(one.data))
                        for one in entry.subentries.values()
                    },
                )
                for entry in self.entries
            ]
        )

    async def open(self) -> Any:
        """Open the form anew, as it is filled in then."""
        hass, entry = self.hass, self.entry
        match self.name:
            case "first":
                self.form = await start(hass)
            case "camera":
                self.form = await change_camera(hass, entry, "Garden")
            case "new camera":
                self.form = await add_camera(hass, entry)
            case "alert":
                (alert, *_) = alerts(entry)
                self.form = await entry.start_subentry_reconfigure_flow(
                    hass, alert.subentry_id
                )
            case "new alert":
                self.form = await begin(hass, entry, "blank")
            case "report":
                form = await begin(hass, entry, "shop")
                self.form = await submit(
                    hass, form, alert_name="A shop", persistent=True
                )
                assert self.form["step_id"] == "report"
            case _:
                self.form = await open_options(hass, entry)
        return self.form

    def entered(self) -> dict[str, Any]:
        """Return what would be taken, but for one field that is made hostile."""
        entered: dict[str, Any] = json.loads(json.dumps(filled(self.form)))
        match self.name:
            case "first":
                entered |= {"cameras": [GARDEN]}
            case "new camera":
                entered |= {"camera": SHOP}
            case "new alert":
                entered |= {"alert_name": "Hostile"}
                entered["notification_settings"] |= {"persistent": True}
        return entered

    async def send(self, entered: Any) -> tuple[int, dict[str, Any]]:
        """Submit the form over HTTP; return the status and the answer."""
        kind = {"first": "flow", "options": "options/flow"}.get(self.name, "subentries/flow")  # fmt: skip
        path = f"/api/config/config_entries/{kind}/{self.form['flow_id']}"
        answer = await self.client.post(path, json=entered)
        # What went wrong in Home Assistant is written as text.
        told = await answer.text()
        return answer.status, json.loads(told) if answer.status < 500 else {"": told}

    async def restore(self, before: Any) -> None:
        """Take back what was taken, and open the form anew."""
        await self.hass.async_block_till_done()
        manager = self.hass.config_entries
        if self.name == "first":
            for entry in self.entries:
                await manager.async_remove(entry.entry_id)
        for entry, (options, subentries) in zip(self.entries, before, strict=True):
            for one in list(entry.subentries.values()):
                if one.subentry_id not in subentries:
                    manager.async_remove_subentry(entry, one.subentry_id)
                    continue
                title, data = subentries[one.subentry_id]
                manager.async_update_subentry(entry, one, title=title, data=data)
            manager.async_update_entry(entry, options=options)
        await self.hass.async_block_till_done()
        assert self.stored() == before
        await self.open()

    def translated(self, answer: Mapping[str, Any]) -> None:
        """Make sure that each error of a form that is shown again has a place in it, and words that are complete."""
        names = {"base", *(str(marker) for marker in self.form["data_schema"].schema)}
        assert answer["errors"].keys() <= names, answer["errors"]
        placeholders = answer["description_placeholders"]
        for language in ("en", "fr"):
            texts_ = json.loads((TRANSLATIONS / f"{language}.json").read_text())
            match self.name:
                case "first":
                    part = texts_["config"]
                case "options":
                    part = texts_["options"]
                case _:
                    part = texts_["config_subentries"][
                        "camera" if "camera" in self.name else "alert"
                    ]
            for reason in answer["errors"].values():
                wanted = set(re.findall(r"{(\w+)}", part["error"][reason]))
                assert wanted <= placeholders.keys(), reason


def assert_loadable(stored: Any, cameras: set[str]) -> None:
    """Make sure that what was taken is what Argus can read again."""
    for options, subentries in stored:
        ArgusSettings.from_options(options)
        for subentry_id, (_, data) in subentries.items():
            if subentry_id in cameras or "camera" in data:
                CameraSettings.from_data(data)
            else:
                AlertSettings.from_data(data)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", FORMS)
async def test_every_field(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    name: str,
) -> None:
    assert await async_setup_component(hass, "config", {})
    furnish(hass)
    if name == "alert":
        form = await begin(hass, entry, "blank")
        await submit(hass, form, alert_name="There is one", persistent=True)
    if name == "first":
        await hass.config_entries.async_remove(entry.entry_id)
    door = Door(hass, entry, await hass_client(), name)
    form = await door.open()
    before = door.stored()
    cameras = {
        one.subentry_id
        for entry_ in door.entries
        for one in entry_.get_subentries_of_type(SUBENTRY_CAMERA)
    }
    refused = 0

    async def try_value(where: str | None, field: str, value: Any) -> bool:
        entered = door.entered()
        holder = entered if where is None else entered[where]
        holder[field] = value
        status, answer = await door.send(entered)
        assert status in {200, 400}, (status, answer, field, value)
        if status == 400:
            assert answer.get("errors") or answer.get("message"), answer
        elif answer["type"] == "form" and answer["errors"]:
            door.translated(answer)
        else:
            # It was good, or has led to the next step.
            if answer["type"] != "form":
                assert answer["type"] in {"create_entry", "abort"}, answer
                assert_loadable(door.stored(), cameras)
            await door.restore(before)
            return False
        assert door.stored() == before, (field, value)
        return True

    def tries(
        where: str | None, field: str, taken: Any
    ) -> Callable[[Callable[..., Any]], Callable[[], None]]:
        def run(
            wait: Callable[[Coroutine[Any, Any, bool]], bool],
        ) -> Callable[[], None]:
            @TRY
            @given(made_for(taken), values)
            def tried(shaped: Any, other: Any) -> None:
                nonlocal refused
                for value in (shaped, other):
                    refused += wait(try_value(where, field, value))

            return tried

        return run

    for where, field, taken in list(fields(form)):
        await fuzz(hass, tries(where, field, taken))
    assert refused
    # The flow goes on.
    status, answer = await door.send(door.entered())
    assert (status, answer["type"]) in {(200, "create_entry"), (200, "abort")}, answer
