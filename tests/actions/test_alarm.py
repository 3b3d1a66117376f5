"""The actions that give the alarm and end it."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.argus.const import DOMAIN, SUBENTRY_ALERT
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.auth.models import Group
from homeassistant.components.light.const import ColorMode
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
    UnknownUser,
)
from homeassistant.helpers import (
    area_registry as ar,
    entity_registry as er,
    label_registry as lr,
)

from ..alerts.lamps import Horn, Lamp, add_horns, add_lamps
from ..conftest import until

SHORT = {"on_seconds": 0.1, "off_seconds": 0.1}


def lamp(name: str) -> Lamp:
    return Lamp(name, {ColorMode.RGB}, ColorMode.RGB, brightness=9, rgb_color=(1, 2, 3))


@pytest.fixture
async def hall(hass: HomeAssistant, calm: ArgusRuntime) -> Lamp:
    """Return a lamp."""
    hall = lamp("hall")
    await add_lamps(hass, hall)
    return hall


async def trigger(hass: HomeAssistant, *, user: str | None = None, **data: Any) -> None:
    await hass.services.async_call(
        DOMAIN, "trigger_alarm", data, blocking=True, context=Context(user_id=user)
    )


async def stop(hass: HomeAssistant, user: str | None = None) -> None:
    await hass.services.async_call(
        DOMAIN, "stop_alarm", {}, blocking=True, context=Context(user_id=user)
    )


def add_alert(hass: HomeAssistant, entry: MockConfigEntry, **data: Any) -> None:
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=data, subentry_type=SUBENTRY_ALERT, title="Night", unique_id=None
        ),
    )


async def test_as_it_is_without_a_word(hass: HomeAssistant, hall: Lamp) -> None:
    """Red, five times, 0.3 seconds."""
    before = hall.seen
    began = hass.loop.time()
    await trigger(hass, entity_id=hall.entity_id)
    await until(lambda: hall.seen == before and len(hall.told) == 10)
    assert hall.told[0] == ("turn_on", {"brightness": 255, "rgb_color": (255, 0, 0)})
    assert 2.7 <= hass.loop.time() - began < 4


async def test_as_it_is_asked_for(hass: HomeAssistant, hall: Lamp) -> None:
    """Colour, number, brightness."""
    before = hall.seen
    await trigger(
        hass,
        entity_id=hall.entity_id,
        colour=[0, 0, 255],
        flashes=2,
        brightness=20,
        **SHORT,
    )
    assert hall.told[:-1] == [
        ("turn_on", {"brightness": 51, "rgb_color": (0, 0, 255)}),
        ("turn_off", {}),
        ("turn_on", {"brightness": 51, "rgb_color": (0, 0, 255)}),
    ]
    assert hall.seen == before


@pytest.mark.parametrize("target", ["group", "area", "label", "all"])
async def test_targets(hass: HomeAssistant, hall: Lamp, target: str) -> None:
    """Lights are named as anywhere: by group, area, label, or all of them."""
    area = ar.async_get(hass).async_create("Hall")
    label = lr.async_get(hass).async_create("Alarm")
    er.async_get(hass).async_update_entity(
        hall.entity_id, area_id=area.id, labels={label.label_id}
    )
    # Whatever else is in the area is left alone.
    horn = Horn("horn")
    await add_horns(hass, horn)
    er.async_get(hass).async_update_entity(horn.entity_id, area_id=area.id)
    group = MockConfigEntry(
        domain="group",
        title="Both",
        options={
            "group_type": "light",
            "name": "Both",
            "entities": [hall.entity_id],
            "hide_members": False,
            "all": False,
        },
    )
    group.add_to_hass(hass)
    assert await hass.config_entries.async_setup(group.entry_id)
    named = {
        "group": {"entity_id": "light.both"},
        "area": {"area_id": area.id},
        "label": {"label_id": label.label_id},
        "all": {"entity_id": "all"},
    }[target]
    await trigger(hass, **named, flashes=1, **SHORT)
    assert [service for service, _ in hall.told] == ["turn_on", "turn_on"]
    assert not horn.told


async def test_sirens_only(hass: HomeAssistant, hall: Lamp) -> None:
    """The action returns while they sound; stopping it ends that."""
    horn = Horn("horn")
    await add_horns(hass, horn)
    async with asyncio.timeout(10):
        await trigger(hass, sirens=[horn.entity_id], siren_seconds=600)
    assert horn.is_on
    assert not hall.told
    await stop(hass)
    assert not horn.is_on


async def test_stopped(hass: HomeAssistant, hall: Lamp) -> None:
    """Lights that flash for long are what they were when that returns."""
    before = hall.seen
    await trigger(hass, entity_id=hall.entity_id, flashes=50, on_seconds=10)
    assert hall.seen != before
    await stop(hass)
    assert hall.seen == before


async def test_nothing_named(
    hass: HomeAssistant, hall: Lamp, entry: MockConfigEntry
) -> None:
    """The lights and sirens of all alerts give the alarm, as they are set there or as is said."""
    with pytest.raises(ServiceValidationError) as raised:
        await trigger(hass)
    assert raised.value.translation_key == "nothing_to_alarm_with"
    door, horn = lamp("door"), Horn("horn")
    await add_lamps(hass, door)
    await add_horns(hass, horn)
    add_alert(hass, entry, lights=[hall.entity_id], colour=[0, 255, 0], **SHORT)
    add_alert(
        hass,
        entry,
        lights=[door.entity_id],
        sirens=[horn.entity_id],
        siren_seconds=1,
        **SHORT,
    )
    await hass.async_block_till_done()
    await trigger(hass, flashes=2)
    assert hall.told[0][1]["rgb_color"] == (0, 255, 0)
    assert door.told[0][1]["rgb_color"] == (255, 0, 0)
    assert len(hall.told) == len(door.told) == 4
    await until(
        lambda: [service for service, _ in horn.told] == ["turn_on", "turn_off"]
    )


@pytest.mark.parametrize(
    "data",
    [
        {"colour": [256, 0, 0]},
        {"colour": "red"},
        {"colour": [1, 2]},
        {"flashes": 0},
        {"flashes": 100000},
        {"on_seconds": 0},
        {"off_seconds": -1},
        {"off_seconds": "nan"},
        {"brightness": 101},
        {"siren_seconds": 1e9},
        {"sirens": "no entity"},
        {"no_such": 1},
    ],
)
async def test_hostile(hass: HomeAssistant, hall: Lamp, data: dict[str, Any]) -> None:
    """What makes no sense is refused before anything flashes."""
    with pytest.raises(vol.Invalid):
        await trigger(hass, entity_id=hall.entity_id, **data)
    assert not hall.told


async def test_what_cannot_be_used(hass: HomeAssistant, hall: Lamp) -> None:
    """An alarm that cannot be given at all is an error; one that can be in part is given."""
    for named in ({"entity_id": "light.gone"}, {"sirens": "siren.gone"}):
        with pytest.raises(HomeAssistantError):
            await trigger(hass, **named)
    await trigger(
        hass, entity_id=hall.entity_id, sirens="siren.gone", flashes=1, **SHORT
    )
    assert hall.told
    with pytest.raises(ServiceValidationError):
        await trigger(hass, area_id="nowhere")


@pytest.mark.usefixtures("hass_admin_user")
async def test_permissions(
    hass: HomeAssistant, hall: Lamp, entry: MockConfigEntry
) -> None:
    """Who may control the lights and sirens may give the alarm with them, and end it."""
    door = lamp("door")
    await add_lamps(hass, door)
    hass.auth._store._groups["hall"] = Group(
        name="Hall",
        id="hall",
        policy={"entities": {"entity_ids": {hall.entity_id: {"control": True}}}},
    )
    user = await hass.auth.async_create_user("hall", group_ids=["hall"])
    blind = await hass.auth.async_create_user("blind", group_ids=[])
    once = {"flashes": 1, **SHORT}
    for who, named in (
        (user, {"entity_id": door.entity_id}),
        (user, {"entity_id": [door.entity_id, hall.entity_id]}),
        (user, {"sirens": "siren.horn"}),
        (user, {"entity_id": "all"}),
        (blind, {"entity_id": hall.entity_id}),
    ):
        with pytest.raises(Unauthorized):
            await trigger(hass, user=who.id, **named, **once)
    with pytest.raises(UnknownUser):
        await trigger(hass, user="nobody", entity_id=hall.entity_id)
    with pytest.raises(UnknownUser):
        await stop(hass, "nobody")
    assert not hall.told and not door.told

    await trigger(hass, user=user.id, entity_id=hall.entity_id, **once)
    assert len(hall.told) == 2

    # Of the alerts, those whose lights one may control.
    add_alert(hass, entry, lights=[hall.entity_id])
    add_alert(hass, entry, lights=[door.entity_id])
    await hass.async_block_till_done()
    await trigger(hass, user=user.id, **once)
    assert len(hall.told) == 4 and not door.told
    with pytest.raises(Unauthorized):
        await trigger(hass, user=blind.id, **once)

    await trigger(hass, entity_id=door.entity_id, flashes=50, on_seconds=10)
    with pytest.raises(Unauthorized):
        await stop(hass, user.id)
    await stop(hass)
    await stop(hass, blind.id)  # there is none to end
