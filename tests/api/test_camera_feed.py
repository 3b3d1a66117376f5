"""What is drawn over a camera's picture: places, counters, frames; and what other settings would see."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
)

from custom_components.argus.api import camera_feed, frame_view
from custom_components.argus.api.camera_json import MOST_BOXES, frame_as_json
from custom_components.argus.capture.trial import MOST_KEPT
from custom_components.argus.model.admission import Admission
from custom_components.argus.model.picture_paths import frame_path
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import (
    Box,
    Crossing,
    Direction,
    Face,
    Motion,
    ObjectKind,
    Track,
    TrackKind,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import FACES, MOVING, STILL, FakeCamera, Show, camera_named, until
from ..pictures import mover, room, visitor
from .asker import Asker
from .test_websocket_places import LINE, ZONE

type Told = dict[str, Any]


async def follow(ask: Asker, camera: str = "garden") -> Told:
    """Follow a camera; return what is told of it first."""
    await ask.result("camera/subscribe", camera=camera)
    details: Told = (await ask.pushed())["camera"]
    return details


async def frame(ask: Asker) -> Told:
    """Return the next frame that is told."""
    while "frame" not in (news := await ask.pushed()):
        pass
    told: Told = news["frame"]
    return told


async def test_details(calm: ArgusRuntime, ask: Asker) -> None:
    """Places, settings and counters of the camera as they are now."""
    garden = camera_named(calm, "Garden")
    saved = await ask.result(
        "camera/update",
        camera="garden",
        zones=[{**ZONE, "kinds": ["vehicle", "person"]}],
        lines=[LINE],
    )
    await until(lambda: garden.settings.lines)
    line = garden.settings.lines[0].id
    await garden.visitors.async_count(
        (Crossing(line, Direction.IN, 1), Crossing(line, Direction.OUT, 2)),
        dt_util.utcnow(),
    )
    await Show(calm.hass, garden)(STILL)
    details = await follow(ask)
    assert details["id"] == garden.subentry.subentry_id
    assert details["size"] == [STILL.width, STILL.height]
    assert details["interval"] == 60
    assert details["can_edit"] is True
    assert details["settings"] == {
        "motion": True,
        "faces": True,
        "sensitivity": garden.settings.sensitivity,
        "min_object": pytest.approx(100 * garden.settings.min_object),
    }
    (zone,) = details["zones"]
    assert zone == {
        **saved["zones"][0],
        "ignore": "motion",
        "kinds": ["person", "vehicle"],
    }
    told = details["lines"][0]
    assert told | {"today_in": 1, "today_out": 1, "inside": 0} == told
    assert {key: told[key] for key in saved["lines"][0]} == saved["lines"][0]


async def test_frames_and_changes_are_pushed(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """Boxes of each frame; the details again when some of them changed, and only then."""
    first = await follow(ask)
    await Show(hass, camera_named(calm, "Garden"))(FACES)
    told = await frame(ask)
    assert told["faces"] == [[0.4, 0.2, 0.5, 0.4]] * 2
    assert told["moving"] == told["tracks"] == []
    await ask.result("status")
    answer = await ask("camera/update", camera="garden", zones=[ZONE])
    while "camera" not in (answer.get("event") or {}):
        answer = {"event": await ask.pushed()}
    changed = answer["event"]["camera"]
    assert [zone["name"] for zone in changed["zones"]] == ["Door"]
    assert changed["picture"] == first["picture"], "signed once for the connection"


def test_what_is_told_of_a_frame_is_bounded() -> None:
    """Who moves is told by box; faces stand for themselves; a thousand leaves say nothing."""
    box = Box(0.1, 0.2, 0.31234567, 0.4)
    seen = replace(
        STILL,
        motion=Motion(detected=True, boxes=(box,) * 1000),
        faces=(Face(box, 0.9),) * 1000,
        tracks=tuple(Track(n, kind, box, ()) for n in range(500) for kind in TrackKind),
    )
    told = frame_as_json(seen, dt_util.utcnow())
    assert told["tracks"][0] == {
        "id": 0,
        "box": [0.1, 0.2, 0.3123, 0.4],
        "kind": None,
    }
    for key in ("tracks", "faces", "moving"):
        assert len(told[key]) == MOST_BOXES
    quiet = replace(seen, motion=replace(seen.motion, detected=False))
    assert frame_as_json(quiet, dt_util.utcnow())["moving"] == []


@pytest.mark.parametrize("kind", [None, *ObjectKind])
def test_what_is_seen_is_told_by_its_kind(kind: ObjectKind | None) -> None:
    """The overlay draws it in a colour of its own, with a word."""
    track = Track(7, TrackKind.OBJECT, Box(0, 0, 1, 1), (), object=kind)
    told = frame_as_json(replace(STILL, tracks=(track,)), dt_util.utcnow())
    assert [one["kind"] for one in told["tracks"]] == [kind]
    # As plain as JSON.
    assert type(told["tracks"][0]["kind"]) in (str, type(None))


async def test_the_feed_goes_on_after_a_restart_of_argus(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker, entry: MockConfigEntry
) -> None:
    """Who looks need not ask again when the entry was reloaded."""
    await follow(ask)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    await Show(hass, camera_named(entry.runtime_data, "Garden"))(MOVING)
    while not (await frame(ask))["moving"]:
        pass


async def test_the_end_of_a_subscription(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """Nothing is told after it, and its place is free again."""
    garden = camera_named(calm, "Garden")
    calm.side_work.views = Admission(one=1, unnamed=1, total=1)  # type: ignore[misc]
    await follow(ask)
    assert await ask.error("camera/subscribe", camera="front_door") == "busy"
    await ask.unsubscribe(1)
    await Show(hass, garden)(MOVING)
    assert (await ask("status"))["type"] == "result"
    assert (await follow(ask))["name"] == "Garden"


async def test_the_picture_is_the_frame_that_was_looked_at(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    ask: Asker,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Signed for the connection and for one camera; a page needs no token for it."""
    garden = camera_named(calm, "Garden")
    await Show(hass, garden)(MOVING, frame=visitor())
    details = await follow(ask)
    stranger = await hass_client_no_auth()
    response = await stranger.get(details["picture"])
    assert await response.read() == visitor()
    assert response.content_type == "image/jpeg"
    door = camera_named(calm, "Front door").subentry.subentry_id
    other = details["picture"].replace(garden.subentry.subentry_id, door)
    assert (await stranger.get(other)).status == 401


async def test_a_picture_that_must_not_show_faces_does_not(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """It is another one than the camera gave, and drawn once for several who ask."""
    garden = camera_named(calm, "Garden")
    garden.async_set(blur_faces=True)
    await until(lambda: garden.settings.blur_faces)
    await Show(hass, garden)(FACES, frame=visitor())
    client = await hass_client()
    path = frame_path(garden.subentry.subentry_id)
    with patch.object(frame_view, "_as_file", wraps=frame_view._as_file) as draw:
        first = await (await client.get(path)).read()
        assert await (await client.get(path)).read() == first
    assert draw.call_count == 1
    assert first.startswith(b"\xff\xd8")
    assert first != visitor()


async def test_no_picture_where_nothing_is_seen(
    calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    garden = camera_named(calm, "Garden")
    garden.sight = None
    response = await (await hass_client()).get(frame_path(garden.subentry.subentry_id))
    assert response.status == 404


async def test_the_picture_is_signed_again_before_its_signature_ends(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """A dashboard may hang on a wall for months."""
    first = await follow(ask)
    with (
        patch.object(camera_feed, "_SIGN_AGAIN", -1),
        patch.object(camera_feed, "sign_for", return_value="/signed/again"),
    ):
        camera_named(calm, "Garden").async_update_listeners()
        await hass.async_block_till_done()
        again = (await ask.pushed())["camera"]["picture"]
    assert again == "/signed/again" != first["picture"]


# Trying settings


async def look(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker, frames: list[bytes]
) -> list[Told]:
    """Let the garden give frames, one a second; return what is told of each."""
    show = Show(hass, camera_named(calm, "Garden"))
    told = []
    for picture in frames:
        await show(STILL, after=1.0, frame=picture)
        told.append(await frame(ask))
    return told


WALK = [room()] * 12 + [mover(x) for x in range(100, 400, 40)]


async def tried(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker, **settings: Any
) -> list[Told]:
    """Return what is told while somebody walks and settings are tried."""
    answer = await ask("camera/preview", camera="garden", **settings)
    assert answer["success"], answer
    frames = await look(hass, calm, ask, WALK)
    await ask.unsubscribe(answer["id"])
    return frames


async def test_a_preview_tells_what_other_settings_would_see(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """The walk is seen with usual settings, but neither where it is ignored nor when it is too small."""
    garden = camera_named(calm, "Garden")
    before = dict(garden.subentry.data)
    usual = await tried(hass, calm, ask)
    assert any(told["moving"] for told in usual)
    calm.trials._kept.clear()
    ignored = {
        "name": "All",
        "kind": "exclude",
        "points": [[0, 0], [1, 0], [1, 1], [0, 1]],
    }
    nothing = await tried(hass, calm, ask, zones=[ignored])
    assert not any(told["moving"] for told in nothing)
    calm.trials._kept.clear()
    large = await tried(hass, calm, ask, min_object=50)
    assert not any(told["moving"] for told in large)
    # Nothing of it is kept, and nothing of it is told elsewhere.
    assert garden.subentry.data == before
    assert not garden.data.motion


async def test_a_preview_goes_on_with_what_it_learnt(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """Each move of a slider tries again, and the view is known already."""
    await tried(hass, calm, ask, sensitivity=50)
    ((_, trial),) = calm.trials._kept.items()
    pipeline = trial._pipeline
    answer = await ask("camera/preview", camera="garden", sensitivity=60)
    assert answer["success"]
    await look(hass, calm, ask, [mover(200)])
    ((_, again),) = calm.trials._kept.items()
    assert again._pipeline is pipeline
    assert pipeline is not None
    assert pipeline.settings.sensitivity == 60


@pytest.mark.parametrize(
    "settings",
    [
        {"sensitivity": 0},
        {"sensitivity": "much"},
        {"min_object": 0},
        {"min_object": float("1e300")},
        {"zones": [{"name": "Line", "points": [[0, 0], [1, 1]]}]},
        {"zones": [{"name": "Far", "points": [[0, 0], [2, 0], [1, 1]]}]},
        {"lines": []},
    ],
)
async def test_what_cannot_be_tried_is_refused(ask: Asker, settings: Told) -> None:
    refused = await ask.error("camera/preview", camera="garden", **settings)
    assert refused == "invalid_format"


async def test_few_try_at_once(calm: ArgusRuntime, ask: Asker) -> None:
    """Each is another pair of eyes."""
    for _ in range(2):
        assert (await ask("camera/preview", camera="garden"))["success"]
    assert await ask.error("camera/preview", camera="garden") == "busy"


async def test_eyes_that_try_are_few_and_forget(calm: ArgusRuntime) -> None:
    settings = camera_named(calm, "Garden").settings.pipeline()
    for number in range(MOST_KEPT + 2):
        await calm.trials.async_look(number, room(), 0.0, settings)
    assert list(calm.trials._kept) == list(range(2, MOST_KEPT + 2))
    for trial in calm.trials._kept.values():
        trial.used -= 3600
    assert await calm.trials.async_look("x", b"no picture", 0.0, settings) is None
    assert list(calm.trials._kept) == ["x"]


# Lists


async def test_lists_are_filtered_by_the_server(
    calm: ArgusRuntime, ask: Asker, cameras: dict[str, FakeCamera]
) -> None:
    """By several cameras, by a zone with its case, and without false alarms."""
    from ..journals import NOON, remember

    door, garden = (camera_named(calm, name) for name in ("Front door", "Garden"))
    one = await remember(calm, door, zones=("Door", 'Étage "1" 100 %'))
    two = await remember(calm, garden, NOON + timedelta(minutes=1), zones=("door",))
    three = await remember(calm, garden, NOON + timedelta(minutes=2), false_alarm=True)

    async def listed(**filters: Any) -> list[str]:
        page = await ask.result("events/list", **filters)
        return [incident["id"] for incident in page["results"]]

    assert await listed(zone="Door") == [three.id, one.id]
    assert await listed(zone="door") == [two.id]
    assert await listed(zone='Étage "1" 100 %') == [one.id]
    assert await listed(zone="oo") == await listed(zone='", "') == []
    assert await listed(false_alarm=False) == [two.id, one.id]
    assert await listed(false_alarm=True) == [three.id]
    assert await listed(cameras=["front_door"]) == [one.id]
    assert await listed(cameras=["front_door", "camera.garden"]) == [
        three.id,
        two.id,
        one.id,
    ]
    assert await listed(cameras=["garden"], zone="Door", false_alarm=False) == []
    first = await ask.result("events/list", zone="Door", limit=1)
    rest = await listed(zone="Door", limit=1, before=first["next"])
    assert rest == [one.id]
    assert await ask.error("events/list", cameras=["nowhere"]) == "not_found"


async def test_thumbnails_are_signed_with_the_list(
    calm: ArgusRuntime, ask: Asker, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """A page of fifty need not ask fifty times more."""
    from ..journals import remember

    incident = await remember(calm, camera_named(calm, "Garden"))
    (listed,) = (await ask.result("events/list"))["results"]
    whole = await ask.result("events/get", event=incident.id)
    stranger = await hass_client_no_auth()
    for told in (listed, whole):
        assert f"{incident.id}/thumbnail.jpg" in told["thumbnail_url"]
        assert (await stranger.get(told["thumbnail_url"])).status == 200
    bare = await remember(calm, camera_named(calm, "Front door"), picture=None)
    without = await ask.result("events/get", event=bare.id)
    assert without["thumbnail_url"] is without["image_url"] is None
