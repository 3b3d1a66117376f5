"""Finding faces: where, when, how many."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from custom_components.argus.vision.faces import finder as faces
from custom_components.argus.vision.faces.finder import FaceFinder
from custom_components.argus.vision.frames.frame import Frame, FrameError, Image
from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Face, Motion
from custom_components.argus.vision.settings import FaceDetector, PipelineSettings

from ..portraits import Stage, photograph, resized

STILL = Motion()
HAAR = PipelineSettings(face_detector=FaceDetector.HAAR)


def moving(*boxes: Box) -> Motion:
    return Motion(detected=True, intensity=0.1, boxes=boxes)


class Witness:
    """A detector that says what it is told, and remembers what it was shown."""

    name = "haar"
    colour = False
    smallest = 24
    stride = 1
    sure = 0.8
    accept = 0.6

    def __init__(self) -> None:
        """Start with nothing to tell."""
        self.faces: list[Face] = []
        """In coordinates of whatever picture it is shown."""
        self.shown: list[tuple[int, int]] = []

    def detect(self, image: Image, *, known: bool = False) -> tuple[Face, ...]:
        """Return the faces."""
        self.shown.append((image.shape[1], image.shape[0]))
        return tuple(self.faces)


def test_a_still_person_is_reported_on_the_first_frame() -> None:
    stage = Stage()

    (face,) = FaceFinder(HAAR).find(Frame.open(stage.frame((200, 150))), STILL, 0.0)

    assert stage.box(200, 150).overlap(face.box) > 0.1
    assert abs(face.box.centre.x * 640 - 195) < 15
    assert face.score > 0.8


def test_two_people_are_two() -> None:
    stage = Stage()
    frame = Frame.open(stage.frame((150, 150), (450, 200)))

    assert len(FaceFinder(HAAR).find(frame, STILL, 0.0)) == 2


@pytest.mark.parametrize("fps", [0.5, 1, 3, 10])
def test_somebody_who_walks_by_is_one_person_all_the_way(fps: float) -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    now = 100.0
    for _ in range(3):
        assert finder.find(Frame.open(stage.frame()), STILL, now) == ()
        now += 1 / fps
    counts = []
    speed = min(60.0, 120 / fps)
    for x in np.arange(80, 560, speed).tolist():
        motion = moving(stage.box(x, 180))
        found = finder.find(Frame.open(stage.frame((x, 180))), motion, now)
        counts.append(len(found))
        now += 1 / fps

    assert counts[1:] == [1] * (len(counts) - 1)

    left = now
    while finder.find(Frame.open(stage.frame()), STILL, now):
        now += 1 / fps
        assert now - left < 5
    assert now - left >= 1


def test_faces_smaller_than_wanted_are_left_out() -> None:
    frame = Frame.open(Stage().frame((200, 150), size=120))

    assert FaceFinder(replace(HAAR, min_face=0.3)).find(frame, STILL, 0.0) == ()
    assert len(FaceFinder(replace(HAAR, min_face=0.07)).find(frame, STILL, 0.0)) == 1


def test_an_empty_place_stays_empty() -> None:
    stage = Stage(seed=3)
    finder = FaceFinder(HAAR)

    for second in range(60):
        motion = moving(Box(0.3, 0.2, 0.5, 0.9)) if second % 3 == 0 else STILL
        assert (
            finder.find(Frame.open(stage.frame(noise=6)), motion, float(second)) == ()
        )


def test_a_picture_on_the_wall_is_learnt_and_a_person_before_it_is_not() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    counts = [
        len(finder.find(Frame.open(stage.frame((200, 150))), STILL, float(second)))
        for second in range(0, 100, 2)
    ]

    assert counts[0] == 1
    assert set(counts[33:]) == {0}
    assert finder.false_positive_count == 1

    # Dimming the light does not bring it back.
    dark = (stage.frame((200, 150)) * 0.6).astype(np.uint8)
    for second in range(100, 130):
        assert finder.find(Frame.open(dark), STILL, float(second)) == ()

    # Somebody else comes and stands before it.
    other = np.ascontiguousarray(photograph("astronaut")[40:260, 110:330, ::-1])
    other = np.ascontiguousarray(other[:, ::-1])
    motion = moving(stage.box(212, 160))
    seen = [
        len(
            finder.find(
                Frame.open(stage.frame((212, 160), person=other)),
                motion,
                130.0 + second,
            )
        )
        for second in range(4)
    ]
    assert seen[1:] == [1, 1, 1]


def test_a_person_who_sits_is_not_learnt() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    rng = np.random.default_rng(4)
    motion = moving(stage.box(200, 150))
    x, y = 200.0, 150.0
    counts = []
    for second in range(0, 240, 3):
        # People shift by a few hundredths of their head, too little for motion.
        if second % 15 == 0:
            x, y = 200 + rng.uniform(-3, 3), 150 + rng.uniform(-3, 3)
        found = finder.find(
            Frame.open(stage.frame((x, y))),
            motion if second < 3 else STILL,
            float(second),
        )
        counts.append(len(found))

    assert min(counts[1:]) == 1
    assert finder.false_positive_count == 0


def test_whoever_came_walking_may_be_still_for_minutes() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    finder.find(Frame.open(stage.frame()), STILL, 0.0)
    finder.find(Frame.open(stage.frame()), STILL, 20.0)
    finder.find(Frame.open(stage.frame((200, 150))), moving(stage.box(200, 150)), 21.0)
    counts = [
        len(finder.find(Frame.open(stage.frame((200, 150))), STILL, float(second)))
        for second in range(22, 300, 4)
    ]

    assert min(counts) == 1


@pytest.mark.parametrize("fps", [0.5, 2])
def test_who_comes_to_the_same_desk_again_is_seen_at_once(fps: float) -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    # Only the body is seen to move: the head is before a wall as bright as itself.
    body = moving(Box(140 / 640, 121 / 360, 260 / 640, 1.0))
    desk = stage.frame((200, 100), size=90)
    now = 0.0

    for _ in range(3):
        for _ in range(int(20 * fps)):
            finder.find(Frame.open(stage.frame()), STILL, now)
            now += 1 / fps
        counts = []
        for index in range(int(10 * fps)):
            motion = STILL if index else body
            counts.append(len(finder.find(Frame.open(desk), motion, now)))
            now += 1 / fps
        assert set(counts) == {1}


def test_who_sat_like_a_statue_yesterday_is_seen_today() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    sitting, gone = stage.frame((200, 150), noise=0), stage.frame(noise=0)
    step = moving(stage.box(200, 150))
    finder.find(Frame.open(gone), STILL, 0.0)
    finder.find(Frame.open(sitting), step, 20.0)
    for second in range(24, 700, 4):
        finder.find(Frame.open(sitting), STILL, float(second))
    assert finder.false_positive_count == 1

    finder.find(Frame.open(gone), step, 700.0)
    for second in range(702, 730, 2):
        assert finder.find(Frame.open(gone), STILL, float(second)) == ()
    counts = [
        len(finder.find(Frame.open(sitting), STILL if index else step, 86400.0 + index))
        for index in range(0, 300, 4)
    ]

    assert set(counts) == {1}


def test_who_comes_again_unseen_to_their_place_is_found_there() -> None:
    stage = Stage(1280, 720)
    finder = FaceFinder(HAAR)
    desk = stage.frame((900, 500))
    finder.find(Frame.open(stage.frame()), STILL, 0.0)
    finder.find(Frame.open(desk), moving(stage.box(900, 500)), 10.0)
    assert len(finder.find(Frame.open(desk), STILL, 11.0)) == 1
    for second in range(12, 100, 2):
        seen = finder.find(Frame.open(stage.frame()), STILL, float(second))
    assert seen == ()

    counts = [
        len(finder.find(Frame.open(desk), STILL, float(second)))
        for second in range(100, 124, 2)
    ]

    assert counts[-1] == 1


def test_where_nothing_ever_moved_one_look_is_not_enough() -> None:
    finder, witness = FaceFinder(HAAR), Witness()
    finder._backend = witness
    frame = Frame.open(np.full((90, 160, 3), 90, np.uint8))
    finder.find(frame, STILL, 0.0)
    for second in range(1, 60):
        assert finder.find(frame, STILL, float(second)) == ()
    witness.faces = [Face(Box(0.4, 0.4, 0.6, 0.6), 0.75)]

    # Never sure, so never a face, however often it is seen.
    for second in range(60, 200):
        assert finder.find(frame, STILL, float(second)) == ()


def test_an_idle_scene_is_seldom_searched() -> None:
    finder, witness = FaceFinder(HAAR), Witness()
    finder._backend = witness
    frame = Frame.open(np.full((720, 1280, 3), 90, np.uint8))

    for second in range(600):
        finder.find(frame, STILL, float(second))

    assert len(witness.shown) <= 15
    pixels = [width * height for width, height in witness.shown]
    assert max(pixels[1:]) < 70_000


def test_an_empty_place_costs_little_also_right_after_a_face_left() -> None:
    stage = Stage(1280, 720)
    finder, witness = FaceFinder(HAAR), Witness()
    desk = stage.frame((900, 500))
    finder.find(Frame.open(stage.frame()), STILL, 0.0)
    finder.find(Frame.open(desk), moving(stage.box(900, 500)), 10.0)
    assert len(finder.find(Frame.open(desk), STILL, 11.0)) == 1
    for second in range(12, 16):
        finder.find(Frame.open(stage.frame()), STILL, float(second))
    finder._backend = witness

    pixels = []
    for second in range(16, 196):
        witness.shown.clear()
        finder.find(Frame.open(stage.frame()), STILL, float(second))
        pixels.append(sum(width * height for width, height in witness.shown))

    # A look in a minute at most where the face was, and hardly any sweep.
    assert max(sum(pixels[start : start + 60]) for start in range(120)) < 130_000


def test_what_moves_is_searched_but_no_more_than_the_budget() -> None:
    finder, witness = FaceFinder(HAAR), Witness()
    finder._backend = witness
    frame = Frame.open(np.full((1080, 1920, 3), 90, np.uint8))
    finder.find(frame, STILL, 0.0)
    witness.shown.clear()
    boxes = [Box(x / 10, 0.2, x / 10 + 0.08, 0.9) for x in range(10)]

    finder.find(frame, moving(*boxes), 1.0)

    assert witness.shown
    assert sum(width * height for width, height in witness.shown) < 70_000


def test_all_that_moves_gets_its_turn() -> None:
    stage = Stage(1920, 1080)
    finder = FaceFinder(HAAR)
    finder.find(Frame.open(stage.frame()), STILL, 0.0)
    xs = [150, 500, 850, 1200, 1550]
    motion = moving(*(stage.box(x, 500, 300) for x in xs))
    image = stage.frame(*((x, 500) for x in xs), size=300)

    counts = [
        len(finder.find(Frame.open(image), motion, second / 2))
        for second in range(1, 9)
    ]

    assert max(counts) == 5
    assert counts[-1] == 5


def test_a_clock_that_goes_back_stands_still() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    frame = Frame.open(stage.frame((200, 150)))

    assert len(finder.find(frame, STILL, 1000.0)) == 1
    assert len(finder.find(frame, STILL, 0.0)) == 1
    assert len(finder.find(frame, STILL, 1001.0)) == 1


@pytest.mark.parametrize(
    "shape", [(16, 16), (17, 999), (1, 1), (2000, 30), (99, 101, 3)]
)
def test_takes_frames_of_any_shape(shape: tuple[int, ...]) -> None:
    finder = FaceFinder(HAAR)
    motion = moving(Box(0, 0, 1, 1), Box(0.99, 0.99, 1, 1), Box(0.5, 0.5, 0.5, 0.5))

    for second in range(3):
        image = np.full(shape, 100, np.uint8)
        assert finder.find(Frame.open(image), motion, float(second)) == ()


def test_the_size_may_change_in_mid_stream() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    image = stage.frame((200, 150))

    for second, (width, height) in enumerate([(640, 360), (320, 180), (1280, 720)]):
        frame = Frame.open(resized(image, width, height))
        assert len(finder.find(frame, STILL, float(second))) == 1


def test_a_corrupt_frame_changes_nothing() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    good = Frame.open(stage.frame((200, 150)))
    finder.find(good, STILL, 0.0)
    # A JPEG with a sound header and end, and nothing sensible in between.
    header = bytes.fromhex(
        "ffd8ffc0001108016802800301220002110103110 1".replace(" ", "")
    )
    bad = (
        header
        + bytes.fromhex("ffda000c03010002110311003f00")
        + b"\x00" * 40
        + b"\xff\xd9"
    )

    with pytest.raises(FrameError):
        finder.find(Frame.open(bad), STILL, 1.0)
    assert len(finder.find(good, STILL, 2.0)) == 1


@pytest.mark.parametrize(
    ("detector", "content", "problem"),
    [
        (FaceDetector.HAAR, None, None),
        (FaceDetector.AUTO, None, None),
        (FaceDetector.YUNET, None, "not there"),
        (FaceDetector.AUTO, b"damaged", "cannot read"),
        (FaceDetector.YUNET, b"damaged", "cannot read"),
    ],
)
def test_haar_stands_in_for_yunet_and_says_why(
    tmp_path: Path, detector: FaceDetector, content: bytes | None, problem: str | None
) -> None:
    model = tmp_path / "yunet.onnx"
    if content is not None:
        model.write_bytes(content)
    settings = PipelineSettings(
        face_detector=detector, face_model=model if content is not None else None
    )

    finder = FaceFinder(settings)

    assert finder.backend == "haar"
    assert (finder.problem is None) == (problem is None)
    assert (problem or "") in (finder.problem or "")
    frame = Frame.open(Stage().frame((200, 150)))
    assert len(finder.find(frame, STILL, 0.0)) == 1


@pytest.mark.parametrize(
    ("detector", "there", "expected"),
    [
        (FaceDetector.AUTO, True, "yunet"),
        (FaceDetector.AUTO, False, "haar"),
        (FaceDetector.YUNET, True, "yunet"),
        (FaceDetector.HAAR, True, "haar"),
    ],
)
def test_auto_takes_yunet_when_its_model_is_there(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    detector: FaceDetector,
    there: bool,
    expected: str,
) -> None:
    read: list[Path] = []

    class Read(Witness):
        name = "yunet"

        def __init__(self, model: Path) -> None:
            super().__init__()
            read.append(model)

    monkeypatch.setattr(faces, "YuNetBackend", Read)
    model = tmp_path / "yunet.onnx"

    finder = FaceFinder(
        PipelineSettings(face_detector=detector, face_model=model if there else None)
    )

    assert finder.backend == expected
    assert finder.problem is None
    assert read == ([model] if expected == "yunet" else [])


def test_new_settings_keep_who_is_there() -> None:
    stage = Stage()
    finder = FaceFinder(HAAR)
    finder.find(Frame.open(stage.frame((200, 150))), STILL, 0.0)

    finder.configure(PipelineSettings(face_detector=FaceDetector.YUNET))

    assert finder.problem is not None
    assert len(finder.find(Frame.open(stage.frame((200, 150))), STILL, 1.0)) == 1
    finder.configure(HAAR)
    assert finder.problem is None
