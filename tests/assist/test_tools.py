"""What a conversation agent learns of the cameras, and the alerts that it silences."""

from datetime import timedelta
from functools import partial
import json
from typing import Any

import probatio

from custom_components.argus.alerts.alert import Alert
from custom_components.argus.capture.frame_source import SourceError
from custom_components.argus.const import CONF_LINES
from custom_components.argus.journal import incidents, tally
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, llm
from homeassistant.util import dt as dt_util

from ..conftest import FACES, FRONT_DOOR, FakeCamera, Show, camera_named
from ..visitor_reports import count, line
from .agent import Chat
from .conftest import TODAY
from .speaking import remember, somebody, stand_in, switch_of


async def test_what_happened(calm: ArgusRuntime, chat: Chat) -> None:
    """Short facts, in the household's time, without a picture."""
    door = camera_named(calm, "Front door")
    await remember(calm, door, TODAY - timedelta(hours=3))
    await remember(
        calm, door, TODAY - timedelta(hours=1), types=(ActivityType.VEHICLE,)
    )
    talk = await chat("what_happened")
    assert talk.result == {
        "since": "yesterday at 13:00",
        "until": "today at 13:00",
        "incidents": [
            {
                "when": "today at 12:00",
                "seconds": 20,
                "camera": "Front door",
                "what": ["vehicle"],
                "zones": ["Door"],
                "faces": 2,
                "visitors_in": 1,
            },
            {
                "when": "today at 10:00",
                "seconds": 20,
                "camera": "Front door",
                "what": ["person"],
                "zones": ["Door"],
                "faces": 2,
                "visitors_in": 1,
            },
        ],
        "more": False,
    }


async def test_by_kind_time_and_place(
    hass: HomeAssistant, calm: ArgusRuntime, chat: Chat
) -> None:
    door = camera_named(calm, "Front door")
    await remember(calm, door, TODAY - timedelta(hours=3))
    await remember(
        calm, door, TODAY - timedelta(hours=1), types=(ActivityType.VEHICLE,)
    )
    hall = ar.async_get(hass).async_create("Hall way")
    stand_in(hass, hall)

    async def times(**args: Any) -> list[str]:
        talk = await chat("what_happened", **args)
        return [one["when"] for one in talk.result["incidents"]]

    assert await times(kind="vehicle") == ["today at 12:00"]
    assert await times(kind="person") == ["today at 10:00"]
    assert await times(kind="animal") == []
    assert await times(until="2026-11-29 11:00") == ["today at 10:00"]
    assert await times(since="2026-11-29T10:00:00Z") == ["today at 12:00"]
    assert await times(place="front DOOR") == ["today at 12:00", "today at 10:00"]
    assert await times(place="hall way", kind="person") == ["today at 10:00"]
    talk = await chat("what_happened", place="hall way")
    assert talk.result["incidents"][0]["area"] == "Hall way"
    # Some models fill in what they leave out.
    assert len(await times(place="", kind="person", since="")) == 1


async def test_pictures_only_if_asked(calm: ArgusRuntime, chat: Chat) -> None:
    seen = await remember(
        calm, camera_named(calm, "Front door"), TODAY - timedelta(hours=1)
    )
    await calm.journal.async_run(
        partial(incidents.set_snapshot, incident=seen.id, path="argus/a.jpg", size=1)
    )
    assert "media-source" not in (await chat("what_happened")).everything
    talk = await chat("what_happened", pictures=True)
    (one,) = talk.result["incidents"]
    assert one["picture"].startswith("media-source://argus/")
    assert one["picture"].endswith(seen.id)


async def test_what_was_nothing_is_not_told(calm: ArgusRuntime, chat: Chat) -> None:
    seen = await remember(
        calm, camera_named(calm, "Front door"), TODAY - timedelta(hours=1)
    )
    await calm.incidents.edits.async_set_false_alarm(seen.id, True)
    assert (await chat("what_happened")).result["incidents"] == []


async def test_an_answer_is_bounded(calm: ArgusRuntime, chat: Chat) -> None:
    """However much happened, and however long the names are."""
    door = camera_named(calm, "Front door")
    for minute in range(30):
        await remember(
            calm,
            door,
            TODAY - timedelta(minutes=minute + 1),
            zones=tuple(f"{number} " + "z" * 90 for number in range(50)),
        )
    talk = await chat("what_happened")
    assert len(talk.result["incidents"]) == 20
    assert talk.result["more"]
    assert talk.result["incidents"][0]["when"] == "today at 12:59"
    assert len(json.dumps(talk.result)) < 12_000


async def test_last_seen(hass: HomeAssistant, calm: ArgusRuntime, chat: Chat) -> None:
    door = camera_named(calm, "Front door")
    assert (await chat("last_seen")).result == {"last_seen": []}
    await remember(calm, door, TODAY - timedelta(days=1))
    await remember(calm, door, TODAY - timedelta(hours=2), types=(ActivityType.ANIMAL,))
    (person,) = (await chat("last_seen")).result["last_seen"]
    assert person == {
        "camera": "Front door",
        "area": None,
        "what": "person",
        "when": "yesterday at 13:00",
        "still_there": False,
    }
    (animal,) = (await chat("last_seen", kind="animal")).result["last_seen"]
    assert animal["when"] == "today at 11:00"
    await Show(hass, door)(FACES)
    (person,) = (await chat("last_seen")).result["last_seen"]
    assert (person["when"], person["still_there"]) == ("today at 13:00", True)


async def test_visitors(calm: ArgusRuntime, chat: Chat) -> None:
    door = camera_named(calm, "Front door")
    for hours, direction in ((0, Direction.IN), (0, Direction.IN), (1, Direction.OUT)):
        at = dt_util.as_local(TODAY + timedelta(hours=hours))
        crossing = Crossing(line_id="door", track_id=1, direction=direction)
        await calm.journal.async_run(
            lambda session, crossing=crossing, at=at: tally.count(
                session, door.subentry.subentry_id, [crossing], at
            )
        )
    talk = await chat("visitors")
    assert talk.result == {
        "from": "2026-11-29",
        "to": "2026-11-29",
        "came_in": 2,
        "went_out": 1,
        "busiest_minute": "2026-11-29T13:00",
        "by_hour": {"13:00": {"in": 2, "out": 0}, "14:00": {"in": 0, "out": 1}},
        "cameras": [{"camera": "Front door", "in": 2, "out": 1}],
    }
    talk = await chat("visitors", **{"from": "2026-11-01", "to": "2026-11-28"})
    assert talk.result["came_in"] == 0


async def test_vehicles(hass: HomeAssistant, calm: ArgusRuntime, chat: Chat) -> None:
    """They are told beside the visitors, where a line counts them."""
    door = camera_named(calm, "Front door")
    door.async_set(**{CONF_LINES: [line("road", "Road") | {"counts": "vehicles"}]})
    await hass.async_block_till_done()
    day = dt_util.as_local(TODAY).date()
    await count(calm, door, {13: (2, 1)}, day, "road", of_vehicle=True)
    talk = await chat("visitors")
    assert talk.result["came_in"] == 0
    assert talk.result["vehicles"] == [
        {"camera": "Front door", "line": "Road", "in": 2, "out": 1}
    ]


async def test_anybody_there(
    hass: HomeAssistant, calm: ArgusRuntime, chat: Chat
) -> None:
    talk = await chat("anybody_there")
    assert talk.result["anybody_there"] is False
    await Show(hass, camera_named(calm, "Front door"))(FACES)
    talk = await chat("anybody_there", place="front door")
    assert talk.result["anybody_there"] is True
    assert talk.result["cameras"][0]["faces"] == 2


async def test_a_camera_that_is_not_watched_cannot_tell(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    chat: Chat,
    cameras: dict[str, FakeCamera],
) -> None:
    door = camera_named(calm, "Front door")
    assert (await chat("camera_health")).result == {
        "cameras": [
            {
                "camera": "Front door",
                "area": None,
                "state": "watching",
                "out_of_order": False,
                "tampered_with": "no",
                "overloaded": False,
            }
        ]
    }
    door._watch._take_failure(SourceError("unplugged"), 9)
    (told,) = (await chat("camera_health")).result["cameras"]
    assert told["out_of_order"]
    assert told["state"] == "unavailable"
    talk = await chat("anybody_there")
    assert talk.result["cameras"] == [
        {"camera": "Front door", "area": None, "cannot_tell": "unavailable"}
    ]
    door.async_set(detection=False)
    await hass.async_block_till_done()
    (told,) = (await chat("camera_health")).result["cameras"]
    assert (told["state"], told["out_of_order"]) == ("stopped", False)


async def test_silence(hass: HomeAssistant, chat: Chat, night: Alert) -> None:
    """If the alert's switch is exposed and the user may switch it."""
    switch = switch_of(hass, night)
    talk = await chat("silence_alerts", minutes=30)
    assert talk.result == {
        "alerts": ["Night watch"],
        "silent_until": "today at 13:30",
    }
    assert night.snoozed_until == TODAY + timedelta(minutes=30)
    await chat("silence_alerts", minutes=0, alert="night watch")
    assert night.snoozed_until is None
    reader = somebody(hass, {switch: {"read": True}, FRONT_DOOR: True})
    talk = await chat("silence_alerts", reader, minutes=30)
    assert talk.failed == [True]
    keeper = somebody(hass, {switch: True})
    assert (await chat("silence_alerts", keeper, minutes=30)).failed == [False]
    await chat("silence_alerts", minutes=0)
    async_expose_entity(hass, "conversation", switch, False)
    assert (await chat("silence_alerts", minutes=30)).failed == [True]
    assert night.snoozed_until is None


async def test_tools_can_be_described_to_a_model(chat: Chat) -> None:
    """As integrations of language models do it, and only what reads says that it does."""
    talk = await chat("anybody_there")
    for tool in talk.tools:
        described = probatio.to_openapi(
            tool.parameters, custom_serializer=llm.selector_serializer
        )
        assert described["type"] == "object"
        assert tool.title
        assert tool.description
        assert tool.annotations.read_only == (tool.name != "argus__silence_alerts")
        assert not tool.annotations.open_world


async def test_in_french(calm: ArgusRuntime, chat: Chat) -> None:
    await remember(calm, camera_named(calm, "Front door"), TODAY - timedelta(days=1))
    talk = await chat("last_seen", language="fr-CA")
    assert (
        talk.result["last_seen"][0]["when"]
        == "hier à 13\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00"
    )
