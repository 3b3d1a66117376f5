"""What looks the same as when it was searched, and what does not."""

from benchmarks.memory import state_bytes
from custom_components.argus.vision.faces.change_gate import ChangeGate
from custom_components.argus.vision.faces.finder import FaceFinder
from custom_components.argus.vision.frames.frame import Frame, Image
from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Motion
from custom_components.argus.vision.settings import FaceDetector, PipelineSettings

from ..portraits import Stage

WHOLE = Box(0, 0, 1, 1)
LEFT, RIGHT = Box(0, 0, 0.5, 1), Box(0.5, 0, 1, 1)


def show(gate: ChangeGate, image: Image) -> None:
    gate.take_frame(Frame.open(image))


def test_what_was_never_searched_is_fresh() -> None:
    gate = ChangeGate()
    show(gate, Stage().frame())

    assert gate.changed_part(WHOLE) == WHOLE
    gate.note_searched(LEFT, 0.0)
    assert gate.changed_part(LEFT) is None
    fresh = gate.changed_part(WHOLE)
    assert fresh is not None
    assert fresh.x0 > 0.4


def test_noise_is_nothing_new() -> None:
    gate, stage = ChangeGate(), Stage()
    show(gate, stage.frame(noise=8))
    gate.note_searched(WHOLE, 0.0)

    for _ in range(20):
        show(gate, stage.frame(noise=8))
        assert gate.changed_part(WHOLE) is None


def test_somebody_who_came_unseen_is_new_where_they_are() -> None:
    gate, stage = ChangeGate(), Stage(1280, 720)
    show(gate, stage.frame())
    gate.note_searched(WHOLE, 0.0)

    # A face of 29 pixels, the smallest that is wanted.
    show(gate, stage.frame((900, 400), size=76))

    fresh = gate.changed_part(WHOLE)
    assert fresh is not None
    place = stage.box(900, 400, 76)
    assert fresh.overlap(place) > 0.2
    assert fresh.x0 <= place.x0
    assert fresh.x1 >= place.x1
    (part,) = gate.changed_parts()
    assert part.overlap(place) > 0.1
    assert gate.changed_part(LEFT) is None


def test_a_place_that_is_empty_again_is_nothing_new() -> None:
    gate, stage = ChangeGate(), Stage()
    show(gate, stage.frame())
    gate.note_searched(WHOLE, 0.0)
    for second, x in enumerate((180, 200, 220)):
        show(gate, stage.frame((x, 150)))
        for _ in range(2):
            assert gate.changed_part(LEFT) is not None
            gate.note_searched(LEFT, 60.0 + second)
        assert gate.changed_part(LEFT) is None

    show(gate, stage.frame())

    assert gate.changed_part(WHOLE) is None


def test_a_face_is_never_remembered_as_nothing() -> None:
    gate, stage = ChangeGate(), Stage()
    image = stage.frame((200, 150))
    show(gate, image)
    gate.note_searched(WHOLE, 0.0)
    gate.forget_place(stage.box(200, 150))

    for _ in range(3):
        show(gate, image)
        assert gate.changed_part(WHOLE) is not None
        assert gate.changed_part(RIGHT) is None
        gate.forget_place(stage.box(200, 150))


def test_another_light_is_new_everywhere() -> None:
    gate, stage = ChangeGate(), Stage()
    image = stage.frame()
    show(gate, image)
    gate.note_searched(WHOLE, 0.0)

    show(gate, (image * 0.7).astype(image.dtype))

    fresh = gate.changed_part(WHOLE)
    assert fresh is not None
    assert fresh.area > 0.9


def test_no_frame_is_kept() -> None:
    finder = FaceFinder(PipelineSettings(face_detector=FaceDetector.HAAR))
    for second in range(3):
        finder.find(Frame.open(Stage(1920, 1080).frame()), Motion(), float(second))

    assert state_bytes(finder) < 300_000
