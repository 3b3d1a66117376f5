"""Tests of the pictures of incidents: faces blurred or none taken, as the user wants it, and files that are what their names say."""

from pathlib import Path

import pytest

from custom_components.argus.const import CONF_BLUR_FACES, CONF_SNAPSHOTS
from custom_components.argus.model.incident import IncidentChange
from custom_components.argus.model.picture_type import picture_extension, picture_type
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision.faces.haar import HaarBackend
from custom_components.argus.vision.frames.frame import Frame
from homeassistant.core import HomeAssistant

from ..conftest import Show, camera_named
from ..pictures import as_png, visitor
from .house import FACE, MOTION, configure, pictures, stored


@pytest.mark.parametrize("blurred", [False, True])
async def test_faces_are_blurred_by_option(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    blurred: bool,
    tmp_path: Path,
) -> None:
    """Picture and thumbnail with the face pixelated, if the user wants it."""
    configure(hass, calm._entry, "Front door", **{CONF_BLUR_FACES: blurred})
    await hass.async_block_till_done()
    await Show(hass, camera_named(calm, "Front door"))(FACE, frame=visitor())
    path = changes[0].incident.snapshot
    assert path is not None
    assert ((tmp_path / "media" / path).read_bytes() != visitor()) is blurred


async def test_a_face_that_is_not_confirmed_is_blurred_too(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    tmp_path: Path,
) -> None:
    """Motion begins the incident before the face counts: the picture shows it all the same."""
    configure(hass, calm._entry, "Front door", **{CONF_BLUR_FACES: True})
    await hass.async_block_till_done()
    await Show(hass, camera_named(calm, "Front door"))(MOTION, frame=visitor())
    path = changes[0].incident.snapshot
    assert path is not None
    kept = [
        tmp_path / "media" / path,
        calm.incidents.snapshots.thumbnail(changes[0].incident.id),
    ]
    haar = HaarBackend()
    assert haar.detect(Frame.open(visitor()).grey(640))
    for file in kept:
        picture = Frame.open(file.read_bytes())
        assert haar.detect(picture.grey(picture.width)) == ()


async def test_pictures_are_kept_as_what_their_names_say(
    hass: HomeAssistant, calm: ArgusRuntime, changes: list[IncidentChange]
) -> None:
    """Whatever a camera gives, a file named like a JPEG is one: phones and mail programs go by that."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOTION, frame=as_png(visitor()))
    incident = changes[0].incident
    assert incident.snapshot is not None
    path = calm.incidents.snapshots.absolute(incident.snapshot)
    kept = await hass.async_add_executor_job(path.read_bytes)
    assert path.suffix == picture_extension(picture_type(kept)) == ".jpg"
    assert Frame.open(kept).width == Frame.open(visitor()).width


async def test_no_pictures_by_option(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    tmp_path: Path,
) -> None:
    """The incident is kept without one."""
    configure(hass, calm._entry, "Front door", **{CONF_SNAPSHOTS: False})
    await hass.async_block_till_done()
    await Show(hass, camera_named(calm, "Front door"))(MOTION)
    assert changes[0].incident.snapshot is None
    assert len(await stored(calm)) == 1
    assert pictures(tmp_path) == 0
