"""Tests of moments in the running house: pictured, shown to who may see them, counted, and deleted with their incident."""

import asyncio
from dataclasses import replace
from functools import partial
import os
from pathlib import Path
import time
from typing import Any
from unittest.mock import patch

import cv2
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.const import CONF_BLUR_FACES, CONF_SNAPSHOTS, DOMAIN
from custom_components.argus.incidents import moment_writer
from custom_components.argus.journal import incidents
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from custom_components.argus.model.moment import MOST_MOMENTS, MomentType
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import (
    Box,
    Crossing,
    Direction,
    Face,
    Observation,
    Track,
    TrackKind,
)
from custom_components.argus.vision.faces.haar import HaarBackend
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..conftest import MOVING, STILL, Show, camera_named, until
from ..pictures import visitor
from .house import configure

HEAD = Box(0.45, 0.16, 0.58, 0.4)
BODY = Box(0.4, 0.15, 0.62, 0.95)
FACED = replace(MOVING, faces=(Face(HEAD, 0.9),))
COMES_IN = replace(
    MOVING,
    tracks=(Track(7, TrackKind.OBJECT, BODY, ()),),
    crossings=(Crossing("door", Direction.IN, 7),),
)


async def happen(
    hass: HomeAssistant, runtime: ArgusRuntime, *seen: Observation
) -> Incident:
    """Let things be seen one after the other in the hall, then nothing any more; return the incident."""
    show = Show(hass, camera_named(runtime, "Front door"))
    for observation in (MOVING, *seen, STILL):
        await show(observation, after=15, frame=visitor())
    return await end(hass, runtime)


async def end(hass: HomeAssistant, runtime: ArgusRuntime) -> Incident:
    """End what happens at the front door; return it as it is stored."""
    camera_named(runtime, "Front door")._view.incidents.async_end_current()
    await runtime.incidents.async_settle_previews()
    await hass.async_block_till_done()
    await runtime.incidents.async_store()
    (newest,) = await runtime.incidents.async_find(IncidentQuery(limit=1))
    found = await runtime.incidents.async_get(newest.id)
    assert found is not None
    assert found.end is not None
    return found


def pictures(tmp_path: Path) -> list[Path]:
    """Return the files of all moments."""
    return sorted(
        one for one in tmp_path.rglob("*.jpg") if one.parent.parent.name == "moments"
    )


async def test_each_visitor_is_a_moment(
    hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path
) -> None:
    """Each has its time, its place and its own small picture of just that."""
    incident = await happen(hass, calm, FACED, COMES_IN)
    face, visited = incident.moments
    assert (face.type, face.box) == (MomentType.SOMEBODY, HEAD)
    assert (visited.type, visited.box) == (MomentType.VISITOR_IN, BODY)
    assert incident.start < face.at
    assert all(moment.has_picture for moment in incident.moments)
    files = pictures(tmp_path)
    assert [file.name for file in files] == ["1.jpg", "2.jpg"]
    whole = cv2.imdecode(np.frombuffer(visitor(), np.uint8), cv2.IMREAD_COLOR)
    for file, box in zip(files, (HEAD, BODY), strict=True):
        small = cv2.imread(str(file))
        assert small is not None
        assert max(small.shape[:2]) <= 320
        assert small.shape[0] / whole.shape[0] >= min(1.0, box.height) - 0.01
        assert file.stat().st_size <= moment_writer.MOST_BYTES
    assert calm.incidents._open_incidents == {}
    assert calm.incidents.moments._moments == {}


async def test_http_and_websocket_give_them(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Under paths that only who may see the incident can use."""
    incident = await happen(hass, calm, FACED)
    socket = await hass_ws_client(hass)
    client = await hass_client()
    told = await (await client.get(f"/api/argus/events/{incident.id}")).json()
    (moment,) = told["moments"]
    assert told["continues"] is None
    path = f"/api/argus/events/{incident.id}/moments/1.jpg"
    assert moment == {
        "time": incident.moments[0].at.isoformat(),
        "type": "somebody",
        "box": [HEAD.x0, HEAD.y0, HEAD.x1, HEAD.y1],
        "zone": None,
        "line": None,
        "picture": path,
    }
    answer = await client.get(path)
    assert (answer.status, answer.content_type) == (200, "image/jpeg")
    for other in ("2", "0", "999999999", "9" * 5000, "%2e%2e", "one"):
        missing = await client.get(path.replace("/1.jpg", f"/{other}.jpg"))
        assert missing.status == 404
    stranger = await hass_client_no_auth()
    assert (await stranger.get(path)).status == 401
    await socket.send_json_auto_id({"type": "argus/events/get", "event": incident.id})
    (signed,) = (await socket.receive_json())["result"]["moments"]
    assert (await stranger.get(signed["picture"])).status == 200


async def test_who_wants_no_pictures_has_none(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """The moments are known all the same."""
    configure(hass, entry, "Front door", **{CONF_SNAPSHOTS: False})
    camera = camera_named(calm, "Front door")
    await until(lambda: not camera.settings.snapshots)
    incident = await happen(hass, calm, FACED)
    assert [one.has_picture for one in incident.moments] == [False]
    assert pictures(tmp_path) == []


@pytest.mark.parametrize("hidden", [True, False])
async def test_faces_are_hidden_where_the_user_wants_that(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    tmp_path: Path,
    hidden: bool,
) -> None:
    configure(hass, entry, "Front door", **{CONF_BLUR_FACES: hidden})
    camera = camera_named(calm, "Front door")
    await until(lambda: camera.settings.blur_faces is hidden)
    await happen(hass, calm, COMES_IN)

    def faces() -> int:
        (file,) = pictures(tmp_path)
        grey = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        assert grey is not None
        return len(HaarBackend().detect(np.asarray(grey, np.uint8)))

    assert (await hass.async_add_executor_job(faces) == 0) is hidden


async def test_a_disk_that_is_full(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    issue_registry: ir.IssueRegistry,
    tmp_path: Path,
) -> None:
    """The user is told, and nothing but the picture is lost; later ones are kept again."""
    with patch.object(
        moment_writer.MomentFiles, "write", side_effect=OSError("no space left")
    ):
        incident = await happen(hass, calm, FACED)
    assert [one.has_picture for one in incident.moments] == [False]
    assert issue_registry.async_get_issue(DOMAIN, "pictures_fail") is not None
    again = await happen(hass, calm, COMES_IN)
    assert [one.has_picture for one in again.moments] == [True]
    assert issue_registry.async_get_issue(DOMAIN, "pictures_fail") is None


async def test_they_are_counted_and_go_with_their_incident(
    hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path
) -> None:
    """By the limit of all pictures together, and by hand."""
    incident = await happen(hass, calm, FACED, COMES_IN)
    size = sum(file.stat().st_size for file in pictures(tmp_path))

    def taken(session: Any) -> tuple[int, int]:
        row = session.get(incidents.IncidentRow, incident.id)
        return row.snapshot_bytes + row.preview_bytes, row.moment_bytes

    others, moments = await calm.journal.async_read(taken)
    assert moments == size > 0
    expired = partial(incidents.expired, before=incident.start)
    for most, gone in ((others + size, []), (others + size - 1, [incident.id])):
        assert await calm.journal.async_read(partial(expired, most_bytes=most)) == gone
    await calm.incidents.async_delete([incident.id])
    assert pictures(tmp_path) == []
    assert not list((tmp_path / DOMAIN / "moments").glob("*"))
    assert await calm.incidents.async_get(incident.id) is None


async def test_deleted_while_they_are_drawn(
    hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path
) -> None:
    """Nothing of them is left."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOVING, frame=visitor())
    deleted: list[str] = []
    write = moment_writer.MomentFiles.write

    def slow(*args: Any) -> None:
        while not deleted:
            time.sleep(0.01)
        write(*args)

    with patch.object(moment_writer.MomentFiles, "write", slow):
        await show(FACED, after=15, frame=visitor())
        # It is stored in a lane of its own.
        found: list[Incident] = []
        while not found:
            await asyncio.sleep(0.01)
            query = IncidentQuery(limit=1, type=ActivityType.FACE)
            found = await calm.incidents.async_find(query)
        await calm.incidents.async_delete([found[0].id])
        deleted.append(found[0].id)
        await calm.incidents.moments.async_settle()
        await hass.async_block_till_done()
    assert pictures(tmp_path) == []


async def test_dropped_moments_take_their_pictures_along(
    hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path
) -> None:
    """So an incident takes no more room however much happens in it."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOVING, frame=visitor())
    await show(FACED, after=1, frame=visitor())
    for _ in range(MOST_MOMENTS + 5):
        await show(COMES_IN, after=1, frame=visitor())
        await calm.incidents.moments.async_settle()
    incident = await end(hass, calm)
    assert len(incident.moments) == MOST_MOMENTS
    numbers = sorted(int(file.stem) for file in pictures(tmp_path))
    assert numbers == [one.number for one in incident.moments]


async def test_strays(hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path) -> None:
    """Those of a deleted incident go; a foreign one's and those in use are left alone."""
    incident = await happen(hass, calm, FACED)
    (kept,) = pictures(tmp_path)
    gone = await happen(hass, calm, FACED)
    await calm.incidents.async_delete([gone.id])
    folder = kept.parent.parent
    foreign = folder / "01KAH4V2M0ZZZZZZZZZZZZZZZZ" / "1.jpg"
    left = folder / gone.id / "1.jpg"
    long_ago = time.time() - 7200
    for file in (foreign, left):
        file.parent.mkdir()
        file.write_bytes(kept.read_bytes())
    for file in (foreign, left, kept):
        os.utime(file.parent, (long_ago, long_ago))
    await calm.incidents.async_purge()
    assert pictures(tmp_path) == sorted([kept, foreign])
    assert (await calm.incidents.async_get(incident.id)) is not None
