"""Tests of moving previews in the running house: made when an incident is over, shown, counted, deleted with it."""

from dataclasses import replace
from functools import partial
import os
from pathlib import Path
import time
from unittest.mock import patch

import av
from freezegun.api import FrozenDateTimeFactory
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from sqlalchemy.orm import Session

from custom_components.argus.const import (
    CONF_BLUR_FACES,
    CONF_PREVIEWS,
    CONF_SNAPSHOTS,
)
from custom_components.argus.incidents import preview_encoder, preview_writer
from custom_components.argus.incidents.incident_json import preview_path
from custom_components.argus.journal import incidents
from custom_components.argus.journal.models import IncidentRow
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.incident import Incident, IncidentChange, Phase
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision.faces.haar import HaarBackend
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..alerts.phone import phones, pushed
from ..alerts.runtime import add_alert
from ..conftest import Show, camera_named, until
from ..pictures import mover, room, visitor
from .house import FACE, MOTION, QUIET, configure


async def happen(
    hass: HomeAssistant,
    runtime: ArgusRuntime,
    freezer: FrozenDateTimeFactory,
    camera: str = "Front door",
    frame: bytes | None = None,
) -> Incident:
    """Let something move for five seconds, and come to its end; return it when its preview is made."""
    watched = camera_named(runtime, camera)
    watched._view.tracker.settings = replace(watched.settings, interval=1.0)
    show = Show(hass, watched)
    for _ in range(5):
        await show(QUIET, after=1, frame=room(), film=True)
        freezer.tick(1)
    for second in range(5):
        await show(MOTION, after=1, frame=frame or mover(40 + 90 * second), film=True)
        freezer.tick(1)
    for _ in range(15):
        await show(QUIET, after=1, frame=room(), film=True)
        freezer.tick(1)
    await runtime.incidents.async_settle_previews()
    await hass.async_block_till_done()
    (newest,) = await runtime.incidents.async_find(IncidentQuery(limit=1, trace=True))
    assert newest.end is not None
    return newest


def film(tmp_path: Path, incident: Incident) -> Path:
    assert incident.preview is not None
    return tmp_path / "media" / incident.preview


def films(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "media").rglob("*_preview_*"))


def shown(path: Path) -> list[np.ndarray]:
    """Return the pictures of a film in grey."""
    with av.open(path) as container:
        return [f.to_ndarray(format="gray") for f in container.decode(video=0)]


async def test_an_incident_has_a_film(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """It lies beside the picture, begins before the incident, ends after it, and whoever listens is told."""
    changes: list[IncidentChange] = []
    calm.incidents.async_subscribe(changes.append)
    incident = await happen(hass, calm, freezer)
    path = film(tmp_path, incident)
    assert path.parent == (tmp_path / "media" / str(incident.snapshot)).parent
    assert path.name.endswith(f"_preview_{incident.id}.mp4")
    pictures = shown(path)
    # Four seconds before, motion until the eyes call it over, two after, and the last frame for a moment.
    assert len(pictures) == pytest.approx(135, abs=12)
    moving = [
        float(np.std(picture.astype(int) - pictures[0])) > 3 for picture in pictures
    ]
    assert not any(moving[:30])
    assert any(moving[40:90])
    assert changes[-1].phase is Phase.UPDATED
    assert changes[-1].incident.preview == incident.preview
    (end,) = (change for change in changes if change.phase is Phase.ENDED)
    assert end.incident.is_preview_coming
    assert not changes[-1].incident.is_preview_coming
    # Nothing of it is held any longer.
    assert calm.incidents._open_incidents == {}
    assert camera_named(calm, "Front door").preview.frames(100) == ()


def _probe(film: Path) -> tuple[str, str | None, float]:
    """Return codec, pixel format and seconds of a film, all of whose frames can be decoded."""
    with av.open(film) as container:
        (stream,) = container.streams.video
        assert list(container.decode(stream))
        assert container.duration is not None
        codec = stream.codec_context
        return codec.name, codec.pix_fmt, container.duration / av.time_base


async def test_a_phone_plays_the_film_of_its_notification(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    aioclient_mock: AiohttpClientMocker,
    hass_client: ClientSessionGenerator,
    tmp_path: Path,
) -> None:
    """The end is told in one update, with the film, which the app fetches as its user."""
    add_phone = await phones(hass, aioclient_mock)
    phone = await add_phone("Phone")
    await add_alert(hass, entry, notify=[phone])
    incident = await happen(hass, calm, freezer)
    await until(lambda: len(pushed(aioclient_mock)) == 2)
    first, last = (push["data"] for push in pushed(aioclient_mock))
    assert "video" not in first
    assert first["tag"] == last["tag"]
    assert last["alert_once"]
    assert last["video"] == preview_path(incident)
    client = await hass_client()
    answer = await client.get(last["video"])
    assert answer.status == 200
    assert answer.content_type == "video/mp4"
    got = tmp_path / "got.mp4"
    await hass.async_add_executor_job(got.write_bytes, await answer.read())
    probed = await hass.async_add_executor_job(_probe, got)
    assert probed[:2] == ("h264", "yuv420p")
    assert 12 < probed[2] <= preview_encoder.LONGEST
    # Players ask for parts.
    part = await client.get(last["video"], headers={"Range": "bytes=0-99"})
    assert part.status == 206
    assert len(await part.read()) == 100


@pytest.mark.parametrize("settings", [{CONF_PREVIEWS: False}, {CONF_SNAPSHOTS: False}])
async def test_who_wants_none_has_none(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
    settings: dict[str, bool],
) -> None:
    configure(hass, entry, "Front door", **settings)
    camera = camera_named(calm, "Front door")
    await until(lambda: not camera.settings.keeps_previews)
    incident = await happen(hass, calm, freezer)
    assert incident.preview is None
    assert films(tmp_path) == []


async def test_faces_are_hidden_where_the_user_wants_that(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    configure(hass, entry, "Front door", **{CONF_BLUR_FACES: True})
    camera = camera_named(calm, "Front door")
    await until(lambda: camera.settings.blur_faces)
    hidden = await happen(hass, calm, freezer, frame=visitor())
    plain = await happen(hass, calm, freezer, "Garden", frame=visitor())

    def faces(incident: Incident) -> int:
        backend = HaarBackend()
        return sum(bool(backend.detect(p)) for p in shown(film(tmp_path, incident)))

    assert await hass.async_add_executor_job(faces, hidden) == 0
    assert await hass.async_add_executor_job(faces, plain) > 20


async def test_it_goes_with_its_incident(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """Deleted by hand, and by the limit of all pictures together."""
    first = await happen(hass, calm, freezer)
    second = await happen(hass, calm, freezer, "Garden")
    assert len(films(tmp_path)) == 2
    size = film(tmp_path, second).stat().st_size

    def taken(session: Session) -> tuple[int, int]:
        row = session.get(IncidentRow, second.id)
        assert row is not None
        return row.snapshot_bytes, row.preview_bytes

    pictures, preview = await calm.journal.async_read(taken)
    assert preview == size
    expired = partial(incidents.expired, before=first.start)
    for most, gone in (
        (pictures + preview, [first.id]),
        (pictures + preview - 1, [first.id, second.id]),
    ):
        assert await calm.journal.async_read(partial(expired, most_bytes=most)) == gone
    await calm.incidents.async_delete([first.id])
    assert films(tmp_path) == [film(tmp_path, second)]
    assert not film(tmp_path, first).parent.exists()


async def test_deleted_while_it_is_made(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """Nothing of it is left."""
    deleted: list[str] = []
    encode = preview_encoder.encode_preview

    def slow(*args: object) -> object:
        while not deleted:
            time.sleep(0.01)
        return encode(*args)  # type: ignore[arg-type]

    def over(change: IncidentChange) -> None:
        if change.phase is Phase.ENDED:
            hass.async_create_task(delete(change.incident.id))

    async def delete(incident: str) -> None:
        await calm.incidents.async_delete([incident])
        deleted.append(incident)

    calm.incidents.async_subscribe(over)
    with (
        patch.object(preview_writer, "encode_preview", slow),
        pytest.raises(ValueError, match="not enough values"),
    ):
        await happen(hass, calm, freezer)
    assert len(deleted) == 1
    assert films(tmp_path) == []


async def test_strays(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """A film the journal lost is given back, one of a deleted incident goes, and a foreign one is left alone."""
    incident = await happen(hass, calm, freezer)
    path = film(tmp_path, incident)
    foreign = path.with_name("01-00-00_preview_01KAH4V2M0ZZZZZZZZZZZZZZZZ.mp4")
    gone = await happen(hass, calm, freezer, "Garden")
    left = film(tmp_path, gone)
    data = left.read_bytes()
    await calm.incidents.async_delete([gone.id])
    left.parent.mkdir(parents=True, exist_ok=True)
    for file in (left, foreign):
        file.write_bytes(data)
    await calm.journal.async_run(
        partial(incidents.clear_previews, gone=[(incident.id, str(incident.preview))])
    )
    long_ago = time.time() - 7200
    for file in (path, left, foreign):
        os.utime(file, (long_ago, long_ago))
    await calm.incidents.async_purge()
    assert films(tmp_path) == sorted([path, foreign])
    stored = await calm.incidents.async_get(incident.id)
    assert stored is not None
    assert stored.preview == incident.preview
    # One that is gone is forgotten.
    path.unlink()
    await calm.incidents.async_purge()
    stored = await calm.incidents.async_get(incident.id)
    assert stored is not None
    assert (stored.preview, stored.snapshot) == (None, incident.snapshot)


@pytest.mark.parametrize(
    "trouble", [OSError("disk full"), MemoryError("no"), ValueError("no")]
)
async def test_trouble_loses_nothing_but_the_film(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    trouble: Exception,
) -> None:
    """It is logged, the incident has its picture, and the next one has a film again."""
    changes: list[IncidentChange] = []
    calm.incidents.async_subscribe(changes.append)
    with patch.object(preview_writer, "encode_preview", side_effect=trouble):
        incident = await happen(hass, calm, freezer)
    assert (incident.preview, incident.snapshot is not None) == (None, True)
    assert "A preview could not be" in caplog.text
    assert not changes[-1].incident.is_preview_coming
    assert calm.incidents._open_incidents == {}
    assert (await happen(hass, calm, freezer)).preview is not None


async def test_too_many_at_once(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Frames do not pile up: the oldest incident goes without, and everything goes on."""
    monkeypatch.setattr(preview_writer, "MOST_WAITING", 1)
    made: list[str] = []
    calm.incidents._previews._on_done = partial(_note, made)  # type: ignore[assignment]
    frames = tuple(
        preview_encoder.PreviewFrame(float(second), mover(100 * second))
        for second in range(3)
    )
    for number in range(3):
        incident = Incident(
            id=f"01KAH4V2M0000000000000000{number}",
            camera="camera",
            camera_name="Camera",
            start=dt_util.utcnow(),
        )
        calm.incidents._previews.async_make(
            preview_writer.PreviewOrder(incident, frames, None)
        )
    await calm.incidents.async_settle_previews()
    assert made == [
        "01KAH4V2M00000000000000000 False",
        "01KAH4V2M00000000000000001 False",
        "01KAH4V2M00000000000000002 True",
    ]
    assert "goes without a preview" in caplog.text


async def _note(
    made: list[str],
    order: preview_writer.PreviewOrder,
    written: preview_writer.WrittenPreview | None,
) -> None:
    made.append(f"{order.incident.id} {written is not None}")


async def test_a_camera_itself_gives_the_frames(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Frames that are fetched anyway are in the ring, small, and gone with the option."""
    configure(hass, entry, "Garden", interval=0.1)
    garden = camera_named(argus, "Garden")
    await until(lambda: len(garden.preview._recent) >= 2)
    configure(hass, entry, "Garden", interval=0.1, **{CONF_PREVIEWS: False})
    await until(lambda: not garden.settings.keeps_previews)
    frames = garden.watch.statistics.frames if garden.watch else 0
    await until(lambda: garden.watch and garden.watch.statistics.frames > frames + 3)
    assert len(garden.preview._recent) == 0


async def test_a_face_is_seen_in_its_frame(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    """What the eyes saw goes with the frame: it is hidden though no detector may find it again."""
    camera = camera_named(calm, "Front door")
    await Show(hass, camera)(FACE, frame=visitor(), film=True)
    assert camera.preview._recent[-1].faces == FACE.faces
