"""Face detection in a single picture: of a camera, or of anything that Home Assistant can show."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.camera import async_get_image as async_camera_image
from homeassistant.components.media_source import (
    MediaSourceItem,
    async_resolve_media,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
)

from ..const import DOMAIN
from ..model.access import require
from ..model.camera import WatchedCamera
from ..model.model_files import ModelFiles
from ..model.redaction import redacted
from ..vision import PipelineSettings
from .request_executor import RequestExecutor

MOST_BYTES: Final = 32 * 1024 * 1024
"""Of a picture's file; how many pixels it may have is the eyes' to say."""
LOOKS: Final = 3
"""At one picture: a face that is not certain counts only after another look."""
_CAMERA_MEDIA: Final = "media-source://camera/"


async def async_analyze(
    hass: HomeAssistant,
    side_work: RequestExecutor,
    cameras: Iterable[WatchedCamera],
    model_files: ModelFiles,
    user: User | None,
    camera: str | None,
    media: str | None,
) -> dict[str, Any]:
    """Return the faces in a picture as plain JSON values.

    Args:
        hass: Home Assistant.
        side_work: where the picture is looked at.
        cameras: those that are watched: what the user set for one holds here as well.
        model_files: where the models of neural networks lie that are there.
        user: who asks; None for Home Assistant itself.
        camera: entity id of any camera, or None.
        media: media-source id of a picture, or None.

    Returns:
        Size of the picture in pixels, and each face with its box (left, top, right, bottom as shares of the picture) and
        how sure the detector is, 0..1; the surest first.

    Raises:
        ServiceValidationError: there is no such picture, or it cannot be used.
        Unauthorized: whoever asks may not see the camera.
        BusyError: too much is asked for at once.
        HomeAssistantError: the camera gives no picture.

    """
    if media is not None and media.startswith(_CAMERA_MEDIA):
        camera, media = media.removeprefix(_CAMERA_MEDIA), None
    asker = user.id if user is not None else None
    settings = PipelineSettings(face_model=model_files.face)
    if camera is not None:
        require(user, POLICY_READ, camera)
        if hass.states.get(camera) is None:
            raise _unusable_picture(f"{camera} is no camera")
        for watched in cameras:
            if watched.entity_id == camera:
                settings = watched.settings.pipeline(model_files)
        return await side_work.async_share(
            asker,
            ("faces", camera, settings),
            partial(_async_analyze_camera, hass, side_work, camera, settings),
        )
    path = await _async_path(hass, media or "")
    return await side_work.async_share(
        asker,
        ("faces", path, settings),
        partial(_async_analyze_picture, side_work, _analyze_file, path, settings),
    )


async def _async_analyze_camera(
    hass: HomeAssistant,
    side_work: RequestExecutor,
    camera: str,
    settings: PipelineSettings,
) -> dict[str, Any]:
    image = await async_camera_image(hass, camera)
    return await _async_analyze_picture(
        side_work, _analyze_picture, image.content, settings
    )


async def _async_analyze_picture[P](
    side_work: RequestExecutor,
    look: Callable[[P, PipelineSettings], dict[str, Any]],
    picture: P,
    settings: PipelineSettings,
) -> dict[str, Any]:
    """Run the analysis in a thread for requests; translate what makes a picture unusable."""
    try:
        return await side_work.async_run(look, picture, settings)
    except (OSError, ValueError) as err:
        raise _unusable_picture(str(err)) from err


async def _async_path(hass: HomeAssistant, media: str) -> Path:
    """Return where a picture lies.

    Raises:
        ServiceValidationError: it is not there, or no picture.
    """
    try:
        is_named = MediaSourceItem.from_uri(hass, media, None).domain is not None
        found = await async_resolve_media(hass, media, None) if is_named else None
    except (HomeAssistantError, ValueError) as err:
        raise _unusable_picture(str(err)) from err
    if found is None or found.path is None or not found.mime_type.startswith("image/"):
        raise _unusable_picture(f"{media} is no picture in a file")
    return found.path


def _unusable_picture(reason: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="picture_unusable",
        translation_placeholders={"reason": redacted(reason)},
    )


def _analyze_file(path: Path, settings: PipelineSettings) -> dict[str, Any]:
    """Look at a picture in a file; runs in a worker thread.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none that can be used.
    """
    # One that waits for somebody to write into it would hold the thread for ever.
    if not path.is_file():
        raise ValueError(f"{path.name} is no file")
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"{path.name} has more than {MOST_BYTES} bytes")
    return _analyze_picture(data, settings)


def _analyze_picture(picture: bytes, settings: PipelineSettings) -> dict[str, Any]:
    """Look at a picture as if it stayed for some seconds; runs in a worker thread.

    Raises:
        ValueError: it is none that can be used.
    """
    from ..vision import Motion
    from ..vision.faces.finder import FaceFinder
    from ..vision.frames.frame import Frame, FrameError

    try:
        frame = Frame.open(picture)
        finder = FaceFinder(settings)
        for second in range(LOOKS):
            faces = finder.find(frame, Motion(), float(second))
    except FrameError as err:
        raise ValueError(str(err)) from err
    return {
        "width": frame.width,
        "height": frame.height,
        "faces_count": len(faces),
        "faces": [
            {
                "box": [
                    round(n, 4)
                    for n in (face.box.x0, face.box.y0, face.box.x1, face.box.y1)
                ],
                "score": round(face.score, 3),
            }
            for face in faces
        ],
    }
