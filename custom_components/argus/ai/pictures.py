"""Pictures of incidents on their way to an AI: small copies, faces blurred, that exist while it is asked and no longer."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
import logging
from pathlib import Path
import secrets
import shutil
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..capture.request_executor import RequestExecutor
from ..const import DOMAIN
from ..incidents.picture_file import async_picture_file
from ..incidents.snapshot_files import SnapshotFiles
from ..model.camera import WatchedCamera
from ..model.incident import Incident
from ..model.model_files import ModelFiles
from ..vision import PipelineSettings

_LOGGER = logging.getLogger(__name__)

MEDIA_FOLDER: Final = "ai"
"""Begins what names such a picture in Argus's media source."""
FOLDER: Final = "lent"
"""Where the copies lie, beside the journal: a folder for temporary files would keep what a kill leaves there."""
MIME_TYPE: Final = "image/jpeg"
WIDTH: Final = 1280
"""Pixels at the most: enough to tell who does what, and what most models look at; more costs more."""
MOST_PICTURES: Final = 4
"""For one question."""
MOST_BYTES: Final = 32 * 1024 * 1024
"""Of a picture's file; how many pixels it may have is the eyes' to say."""


@dataclass(frozen=True, slots=True)
class LentPicture:
    """A copy that an AI is being shown."""

    incident: Incident
    path: Path


class LentPictures:
    """Makes copies of pictures for as long as an AI looks at them.

    AI tasks take files of Home Assistant's media sources. So each copy has a name there that nobody can guess, is for
    those who may see the incident, and is gone when the answer is there.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        side_work: RequestExecutor,
        snapshots: SnapshotFiles,
        cameras: Mapping[str, WatchedCamera],
        model_files: Callable[[], ModelFiles],
    ) -> None:
        """Prepare; nothing is lent.

        Args:
            hass: Home Assistant.
            side_work: where pictures are decoded, blurred and encoded.
            snapshots: where the pictures of incidents lie.
            cameras: a live mapping of those that are watched, by the ids of their subentries.
            model_files: returns where the models of neural networks lie that are there.

        """
        self._hass = hass
        self._side_work = side_work
        self._snapshots = snapshots
        self._cameras = cameras
        self._model_files = model_files
        self._folder = Path(hass.config.path(DOMAIN, FOLDER))
        self._lent: dict[str, LentPicture] = {}

    async def async_open(self) -> None:
        """Remove the copies that Home Assistant's end, such as a power cut, left behind."""
        await self._hass.async_add_executor_job(
            partial(shutil.rmtree, self._folder, ignore_errors=True)
        )

    def find(self, name: str) -> LentPicture | None:
        """Return the copy of a name; None if it is not lent, or not any more."""
        return self._lent.get(name)

    @asynccontextmanager
    async def async_lend(
        self, incidents: Sequence[Incident], *, blur: bool
    ) -> AsyncGenerator[list[dict[str, str]]]:
        """Lend copies of the pictures of incidents; the block gets them as an AI task takes attachments, the newest last.

        Args:
            incidents: those that are to be seen; without a picture, one is left out.
            blur: whether nobody is to be recognised.

        """
        name = secrets.token_hex(16)
        folder = self._folder / name
        wanted = [
            (incident, file.path)
            for incident in incidents
            if (file := await async_picture_file(self._hass, self._snapshots, incident))
            is not None
        ][-MOST_PICTURES:]
        jobs = [
            (path, self._hides(incident) if blur else None) for incident, path in wanted
        ]
        lent: dict[str, LentPicture] = {}
        try:
            paths = await self._side_work.async_run(_write_copies, folder, jobs)
            lent = {
                f"{name}{place}": LentPicture(incident, path)
                for place, ((incident, _), path) in enumerate(
                    zip(wanted, paths, strict=True)
                )
                if path is not None
            }
            self._lent |= lent
            yield [
                {
                    "media_content_id": f"media-source://{DOMAIN}/{MEDIA_FOLDER}/{key}",
                    "media_content_type": MIME_TYPE,
                }
                for key in lent
            ]
        finally:
            for key in lent:
                del self._lent[key]
            await self._async_remove(folder)

    def _hides(self, incident: Incident) -> PipelineSettings:
        """Return how to find the faces in a picture: as its camera does, if that is still watched."""
        models = self._model_files()
        camera = self._cameras.get(incident.camera)
        if camera is None:
            return PipelineSettings(face_model=models.face)
        return camera.settings.pipeline(models)

    async def _async_remove(self, folder: Path) -> None:
        remove = partial(shutil.rmtree, folder, ignore_errors=True)
        try:
            # In the one thread of the copies: after whatever is still being written.
            await self._side_work.async_run(remove)
        except HomeAssistantError:
            # Argus was stopped, and that thread with it.
            await self._hass.async_add_executor_job(remove)


def _write_copies(
    folder: Path, jobs: Sequence[tuple[Path, PipelineSettings | None]]
) -> list[Path | None]:
    """Write copies that nobody else on the machine can read; None stands for a picture that cannot be used; blocks.

    Raises:
        OSError: they cannot be written.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    copies: list[Path | None] = []
    for place, (path, hides) in enumerate(jobs):
        try:
            copy = make_copy(path, hides)
        except (OSError, ValueError) as err:
            _LOGGER.warning("An AI goes without a picture: %s", err)
            copies.append(None)
            continue
        target = folder / f"{place}.jpg"
        target.write_bytes(copy)
        copies.append(target)
    return copies


def make_copy(path: Path, hides: PipelineSettings | None) -> bytes:
    """Return the JPEG of a picture at most `WIDTH` pixels wide; blocks.

    Args:
        path: the picture.
        hides: how to find the faces that it must not show, None where it may.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no picture that can be used.

    """
    from ..vision.faces.anonymize import anonymize
    from ..vision.frames.frame import Frame, FrameError
    from ..vision.frames.jpeg import encode_file
    from ..vision.frames.thumbnail import make_thumbnail

    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"{path.name} has more than {MOST_BYTES} bytes")
    try:
        frame = Frame.open(data)
        if hides is not None:
            # At full size: a face that the small copy still shows may be too small for the detector there.
            frame = Frame.open(anonymize(frame, (), hides))
        return encode_file(make_thumbnail(frame, WIDTH))
    except FrameError as err:
        raise ValueError(str(err)) from err
