"""Tests of the pictures of incidents over HTTP: they are what they seem, and nothing else is served as one."""

from dataclasses import replace
import os
from pathlib import Path
from unittest.mock import patch

from aiohttp.test_utils import TestClient
import pytest
from yarl import URL

from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..conftest import camera_named
from ..journals import (
    FILM,
    HOSTILE,
    PICTURE,
    UNKNOWN_ID,
    keep_film,
    keep_moment,
    remember,
    remember_both,
)
from ..pictures import as_png, mover
from .conftest import EVENTS

SMALL = mover(100)
"""Another picture."""


@pytest.mark.parametrize("hostile", [*HOSTILE, UNKNOWN_ID, f"{UNKNOWN_ID}/../x"])
async def test_hostile_picture_ids(
    calm: ArgusRuntime, client: TestClient, hostile: str
) -> None:
    """No id leads to anything but a picture of an incident."""
    await remember_both(calm)
    for path in (
        f"{EVENTS}/{hostile}/snapshot.jpg",
        f"{EVENTS}/{hostile.replace('/', '%2F')}/snapshot.jpg",
    ):
        response = await client.get(URL(path.replace("\x00", "%00"), encoded=True))
        assert response.status in {400, 404}


async def test_a_picture(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient
) -> None:
    """It is the file, for the browser to keep and to ask whether it is still the same."""
    door = await remember(calm, camera_named(calm, "Front door"))
    response = await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")
    assert response.status == 200
    assert response.content_type == "image/jpeg"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert await response.read() == PICTURE
    again = await client.get(
        f"{EVENTS}/{door.id}/snapshot.jpg",
        headers={"If-None-Match": response.headers["ETag"]},
    )
    assert again.status == 304
    file = calm.incidents.snapshots.absolute(door.snapshot)
    await hass.async_add_executor_job(file.unlink)
    gone = await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")
    assert gone.status == 404


async def test_a_picture_is_what_its_bytes_say(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient
) -> None:
    """Whatever its file is called; what is no picture is not served as one."""
    door = await remember(
        calm, camera_named(calm, "Front door"), picture=as_png(PICTURE)
    )
    path = f"{EVENTS}/{door.id}/snapshot.jpg"
    response = await client.get(path)
    assert response.content_type == "image/png"
    assert await response.read() == as_png(PICTURE)
    await hass.async_add_executor_job(
        calm.incidents.snapshots.write, door.snapshot, b"<script>alert(1)</script>"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (await client.get(path)).status == 404


async def test_a_small_picture(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient
) -> None:
    """Lists get a thumbnail, or the picture itself where there is none."""
    door = await remember(calm, camera_named(calm, "Front door"))
    whole = await client.get(f"{EVENTS}/{door.id}/thumbnail.jpg")
    assert await whole.read() == PICTURE
    await hass.async_add_executor_job(
        calm.incidents.snapshots.write, door.snapshot, PICTURE, SMALL
    )
    small = await client.get(f"{EVENTS}/{door.id}/thumbnail.jpg")
    assert small.content_type == "image/jpeg"
    assert await small.read() == SMALL
    assert await (await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")).read() == (
        PICTURE
    )
    missing = await client.get(f"{EVENTS}/{UNKNOWN_ID}/thumbnail.jpg")
    assert missing.status == 404


async def test_a_picture_that_leads_elsewhere(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient, tmp_path: Path
) -> None:
    """Not even a damaged journal, or a link among the pictures, gives away other files."""
    secret = tmp_path / "secret.jpg"
    await hass.async_add_executor_job(secret.write_bytes, b"secret")
    door = await remember(calm, camera_named(calm, "Front door"))
    picture = calm.incidents.snapshots.absolute(door.snapshot)

    def swap() -> None:
        picture.unlink()
        picture.symlink_to(secret)

    await hass.async_add_executor_job(swap)
    assert (await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")).status == 404
    for path in ("argus/../../secret.jpg", str(secret), "argus", "."):
        with patch.object(
            calm.incidents, "async_get", return_value=replace(door, snapshot=path)
        ):
            response = await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")
        assert response.status == 404, path


@pytest.mark.parametrize(
    "kind", ["snapshot.jpg", "thumbnail.jpg", "moments/1.jpg", "preview.mp4"]
)
async def test_what_is_no_picture_of_argus_is_not_served(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    client: TestClient,
    kind: str,
    tmp_path: Path,
) -> None:
    """Neither what a link leads to, be it a picture, nor other bytes, nor what one would wait for."""
    door = await remember(calm, camera_named(calm, "Front door"))
    door = await keep_film(calm, await keep_moment(calm, door))
    snapshots = calm.incidents.snapshots
    file = {
        "snapshot.jpg": snapshots.absolute(door.snapshot),
        "thumbnail.jpg": snapshots.thumbnail(door.id),
        "moments/1.jpg": calm.incidents.moments.files.path(door.id, 1),
        "preview.mp4": snapshots.absolute(door.preview),
    }[kind]
    secret = tmp_path / "elsewhere"
    nowhere = (200, PICTURE) if kind == "thumbnail.jpg" else (404, None)

    def put(name: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        if name == "pipe":
            os.mkfifo(file)
        elif name == "text":
            file.write_bytes(b"root:x:0:0:root:/root:/bin/bash")
        elif name == "itself":
            file.symlink_to(file)
        else:
            secret.write_bytes(
                b"root:x:0:0"
                if name == "linked text"
                else FILM
                if file.suffix == ".mp4"
                else SMALL
            )
            file.symlink_to(secret)

    for name in ("linked picture", "linked text", "text", "pipe", "itself"):
        await hass.async_add_executor_job(put, name)
        response = await client.get(f"{EVENTS}/{door.id}/{kind}")
        assert response.status == nowhere[0], name
        if nowhere[1] is not None:
            # A list shows the picture itself where there is no small one.
            assert await response.read() == nowhere[1], name
