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


def show(sights: ChangeGate, image: Image) -> None:
    sights.show(Frame.open(image))


def test_what_was_never_searched_is_fresh() -> None:
    sights = ChangeGate()
    show(sights, Stage().frame())

    assert sights.fresh(WHOLE) == WHOLE
    sights.searched(LEFT, 0.0)
    assert sights.fresh(LEFT) is None
    fresh = sights.fresh(WHOLE)
    assert fresh is not None
    assert fresh.x0 > 0.4


def test_noise_is_nothing_new() -> None:
    sights, stage = ChangeGate(), Stage()
    show(sights, stage.frame(noise=8))
    sights.searched(WHOLE, 0.0)

    for _ in range(20):
        show(sights, stage.frame(noise=8))
        assert sights.fresh(WHOLE) is None


def test_somebody_who_came_unseen_is_new_where_they_are() -> None:
    sights, stage = ChangeGate(), Stage(1280, 720)
    show(sights, stage.frame())
    sights.searched(WHOLE, 0.0)

    # A face of 29 pixels, the smallest that is wanted.
    show(sights, stage.frame((900, 400), size=76))

    fresh = sights.fresh(WHOLE)
    assert fresh is not None
    place = stage.box(900, 400, 76)
    assert fresh.overlap(place) > 0.2
    assert fresh.x0 <= place.x0
    assert fresh.x1 >= place.x1
    (part,) = sights.parts()
    assert part.overlap(place) > 0.1
    assert sights.fresh(LEFT) is None


def test_a_place_that_is_empty_again_is_nothing_new() -> None:
    sights, stage = ChangeGate(), Stage()
    show(sights, stage.frame())
    sights.searched(WHOLE, 0.0)
    for second, x in enumerate((180, 200, 220)):
        show(sights, stage.frame((x, 150)))
        for _ in range(2):
            assert sights.fresh(LEFT) is not None
            sights.searched(LEFT, 60.0 + second)
        assert sights.fresh(LEFT) is None

    show(sights, stage.frame())

    assert sights.fresh(WHOLE) is None


def test_a_face_is_never_remembered_as_nothing() -> None:
    sights, stage = ChangeGate(), Stage()
    image = stage.frame((200, 150))
    show(sights, image)
    sights.searched(WHOLE, 0.0)
    sights.forget(stage.box(200, 150))

    for _ in range(3):
        show(sights, image)
        assert sights.fresh(WHOLE) is not None
        assert sights.fresh(RIGHT) is None
        sights.forget(stage.box(200, 150))


def test_another_light_is_new_everywhere() -> None:
    sights, stage = ChangeGate(), Stage()
    image = stage.frame()
    show(sights, image)
    sights.searched(WHOLE, 0.0)

    show(sights, (image * 0.7).astype(image.dtype))

    fresh = sights.fresh(WHOLE)
    assert fresh is not None
    assert fresh.area > 0.9


def test_no_frame_is_kept() -> None:
    finder = FaceFinder(PipelineSettings(face_detector=FaceDetector.HAAR))
    for second in range(3):
        finder.find(Frame.open(Stage(1920, 1080).frame()), Motion(), float(second))

    assert state_bytes(finder) < 300_000
