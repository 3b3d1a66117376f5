"""What the search for faces wants of the next frame."""

import numpy as np
import pytest

from custom_components.argus.vision import FaceDetector, Pipeline, PipelineSettings
from custom_components.argus.vision.faces.decode_ahead import DecodeAhead
from custom_components.argus.vision.faces.regions import Look
from custom_components.argus.vision.frames.frame import Frame, Image
from custom_components.argus.vision.frames.picture_format import Encoded
from custom_components.argus.vision.geometry import Box

from ..portraits import Stage
from ..scenes import jpeg, room

WHOLE = Look(Box(0, 0, 1, 1), 1.0)
REGION = Look(Box(0.2, 0.2, 0.5, 0.6), 0.5)
KNOWN = Look(Box(0.2, 0.2, 0.3, 0.4), 0.5, thorough=False, known=True)
COARSE = Look(Box(0.2, 0.2, 0.3, 0.4), 0.1, thorough=False, known=True)


class Camera:
    """Frames, and what is expected of them."""

    def __init__(self, colour: bool = True) -> None:
        """Expect nothing."""
        self.foresight = DecodeAhead()
        self.colour = colour
        self.now = 0.0

    def look(
        self,
        *looks: Look,
        moving: bool = True,
        coming: bool = True,
        seconds: float = 1.0,
    ) -> None:
        """Look at a frame."""
        self.now += seconds
        self.foresight.learn(
            Frame.open(room()),
            looks,
            colour=self.colour,
            moving=moving,
            coming=coming,
            now=self.now,
        )

    def expects(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """Return what the next frame is told."""
        asked: list[str] = []
        monkeypatch.setattr(
            Frame,
            "expect",
            lambda frame, width, *, colour: asked.append(
                f"{width} {'colour' if colour else 'grey'}"
            ),
        )
        self.foresight.expect(Frame.open(jpeg(room())))
        return " ".join(asked)


def test_expects_what_was_wanted_last(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = Camera()
    assert camera.expects(monkeypatch) == ""

    camera.look(REGION)
    assert camera.expects(monkeypatch) == "320 colour"
    camera.look(COARSE)
    assert camera.expects(monkeypatch) == "320 colour"
    camera.look(KNOWN, moving=False)
    assert camera.expects(monkeypatch) == "320 grey"
    camera.look(moving=False, coming=False)
    assert camera.expects(monkeypatch) == ""


def test_expects_nothing_of_a_frame_that_will_not_be_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    camera = Camera()
    camera.look(REGION)
    camera.look(REGION, coming=False)
    assert camera.expects(monkeypatch) == ""

    camera.look()
    assert camera.expects(monkeypatch) == "320 colour"


def test_expects_no_colour_that_nobody_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = Camera(colour=False)
    camera.look(REGION)

    assert camera.expects(monkeypatch) == "320 grey"


def test_a_sweep_says_nothing_of_the_next_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    camera = Camera()
    camera.look(WHOLE)

    assert camera.expects(monkeypatch) == ""


def test_a_still_view_is_decoded_like_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    camera = Camera()
    camera.look(REGION)
    camera.look(KNOWN, moving=False, seconds=10.0)
    assert camera.expects(monkeypatch) == "320 grey"

    camera.look(KNOWN, moving=False, seconds=0.5)

    assert camera.expects(monkeypatch) == ""


def test_one_frame_with_a_mover_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    pipeline = Pipeline(PipelineSettings(face_detector=FaceDetector.HAAR))
    decodes: list[int] = []
    decode = Frame._decode

    def counting(
        self: Frame, source: Encoded, factor: int, *, colour: bool
    ) -> tuple[int, Image]:
        decodes.append(factor)
        return decode(self, source, factor, colour=colour)

    monkeypatch.setattr(Frame, "_decode", counting)
    taken = []
    for second in range(16):
        heads = [(60.0 + 40 * (second - 10), 180.0)] if second >= 10 else []
        decodes.clear()
        seen = pipeline.process(jpeg(stage.frame(*heads)), float(second))
        taken.append((len(decodes), len(seen.faces)))

    assert [reads for reads, _ in taken[12:]] == [1] * 4
    assert [faces for _, faces in taken[12:]] == [1] * 4
    assert np.mean([reads for reads, _ in taken[1:10]]) < 1.2
