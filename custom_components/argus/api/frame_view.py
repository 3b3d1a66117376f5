"""The latest frame of a camera over HTTP: exactly the one that was looked at, so that what is drawn over it fits."""

from collections.abc import Sequence
from functools import partial
from typing import Final, override

from aiohttp import web

from ..capture.frame_loop import ObservedFrame
from ..capture.frame_source import Picture
from ..capture.request_executor import Drawings
from ..coordinator import ArgusCoordinator
from ..model.access import Audience
from ..model.camera_settings import CameraSettings
from ..model.picture_type import picture_type
from ..runtime import ArgusRuntime
from ..vision import Face, Observation, PipelineSettings
from .base_view import NO_STORE, ArgusView, NotThereError

MOST_KEPT: Final = 32
KEPT_FOR: Final = 10.0
"""Seconds; several who look at one camera ask for a frame about at once."""
WIDTH: Final = 1280
"""Pixels at the most of frames that come from a stream."""

type _Shown = tuple[str, float, PipelineSettings | None]
"""Which camera, when the frame was taken, and how to find the faces that it must not show."""


class FrameView(ArgusView):
    """Gives the frame of a camera that was looked at last."""

    url = "/api/argus/cameras/{camera}/frame.jpg"
    name = "api:argus:cameras:frame"
    _drawings = Drawings[_Shown](MOST_KEPT, KEPT_FOR)

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the frame, whose kind its bytes say."""
        camera = audience.find(named["camera"])
        if (sight := camera.sight) is None:
            raise NotThereError("There is no picture of this camera now")
        shown = (camera.subentry.subentry_id, sight.now, camera.hides_faces)
        if isinstance(sight.frame, bytes) and shown[2] is None:
            picture = sight.frame
        elif (drawn := self._drawings.get(shown)) is not None:
            picture = drawn
        else:
            picture = await runtime.side_work.async_share(
                audience.user,
                ("frame", shown),
                partial(
                    self._async_draw,
                    runtime,
                    shown,
                    sight.frame,
                    sight.observation.faces,
                ),
            )
        return _answer(picture)

    async def _async_draw(
        self,
        runtime: ArgusRuntime,
        shown: _Shown,
        frame: Picture,
        faces: Sequence[Face],
    ) -> bytes:
        picture = await runtime.side_work.async_run(_as_file, frame, faces, shown[2])
        self._drawings.put(shown, picture)
        return picture


class PlacesView(ArgusView):
    """Gives the same frame with the zones and lines of the camera drawn in, for its settings."""

    url = "/api/argus/cameras/{camera}/places.jpg"
    name = "api:argus:cameras:places"

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the picture as a JPEG."""
        camera = audience.find(named["camera"])
        if (sight := camera.sight) is None:
            raise NotThereError("There is no picture of this camera now")
        what = ("places", camera.subentry.subentry_id, sight.now, camera.settings)
        hides = camera.hides_faces
        picture = await runtime.side_work.async_share(
            audience.user,
            what,
            partial(
                runtime.side_work.async_run, _draw_places, sight, camera.settings, hides
            ),
        )
        return _answer(picture)


def _answer(picture: bytes) -> web.Response:
    return web.Response(
        body=picture,
        content_type=picture_type(picture),
        headers={**NO_STORE, "X-Content-Type-Options": "nosniff"},
    )


def _draw_places(
    sight: ObservedFrame, settings: CameraSettings, hides: PipelineSettings | None
) -> bytes:
    """Run in a worker thread."""
    from ..vision.annotate import annotate
    from ..vision.faces.anonymize import anonymize
    from ..vision.frames.frame import Frame

    seen = sight.observation
    frame = sight.frame
    if hides is not None:
        frame = anonymize(Frame.open(frame), seen.faces, hides)
    return annotate(
        frame, Observation(seen.width, seen.height), settings.pipeline(), {}
    )


def _as_file(
    frame: Picture, faces: Sequence[Face], hides: PipelineSettings | None
) -> bytes:
    """Run in a worker thread."""
    from ..vision.faces.anonymize import anonymize
    from ..vision.frames.frame import Frame
    from ..vision.frames.jpeg import encode_file

    opened = Frame.open(frame)
    if hides is None:
        return encode_file(opened.colour(min(opened.width, WIDTH)))
    return encode_file(anonymize(opened, faces, hides))
