"""The yardstick itself is right: references see, disturbances repeat, scores count."""

import json
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
import pytest

from benchmarks import journal, motion, robustness, sequences
from benchmarks.__main__ import main
from benchmarks.detector import (
    Argus,
    Detector,
    DetectorFactory,
    decode,
    encode,
    load_prototype,
)
from benchmarks.disturbances import DISTURBANCES, Moment
from benchmarks.harder import HARDER
from benchmarks.left_out import left_out_clips, small_people_clips
from benchmarks.memory import state_bytes
from benchmarks.references import OldArgusFaces, references
from benchmarks.report import Report, Table, Target, as_json, as_text, flatten
from benchmarks.robustness import Clip, Score, Truth, Walk, judge, make_clip, play
from benchmarks.scenes import (
    backgrounds,
    photograph,
    render_room,
    render_walker,
    sequences as list_sequences,
    walkers,
)
from benchmarks.sequences import match
from benchmarks.streams import somebody_visible, walked_through
from benchmarks.turns import Turn, measure
from custom_components.argus.vision import Box

type Image = NDArray[np.uint8]

LEFT = Box(0.1, 0.1, 0.3, 0.5)
RIGHT = Box(0.7, 0.1, 0.9, 0.5)


@pytest.fixture(scope="module")
def room() -> Image:
    return render_room(1)


class Constant:
    """Sees the same all the time."""

    warmup = 0

    def __init__(self, *boxes: Box) -> None:
        """Remember what to see."""
        self.boxes = list(boxes)

    def update(self, frame: bytes | Image, now: float) -> list[Box]:
        """See it."""
        return self.boxes


@pytest.mark.parametrize("name", ["argus", *references()])
@pytest.mark.parametrize("encoded", [True, False], ids=["bytes", "picture"])
def test_detectors_find_a_walker_and_nothing_else(
    name: str, encoded: bool, room: Image
) -> None:
    factories: dict[str, DetectorFactory] = {"argus": Argus, **references()}
    detector: Detector = factories[name]()
    walk = Walk(render_walker(4), 0, 8, (0.95, 0.95), (0.45, 0.45), leftwards=False)

    def show(image: Image, now: float) -> list[Box]:
        return detector.update(encode(image) if encoded else image, now)

    for now in range(-detector.warmup, 0):
        quiet = show(room, now)
    assert quiet == []
    found = 0
    for now in range(1, 8):
        image = room.copy()
        drawn = walk.draw(image, now)
        assert drawn is not None
        found += any(box.overlap(drawn[0]) > 0.1 for box in show(image, now))
    assert found >= 5


def test_old_faces_finds_the_astronaut() -> None:
    portrait = encode(photograph("astronaut"))
    boxes = OldArgusFaces().update(portrait, 0)
    assert any(box.overlap(Box(0.33, 0.12, 0.55, 0.4)) > 0.3 for box in boxes)


@pytest.mark.parametrize("name", [*DISTURBANCES, *HARDER])
def test_disturbances_repeat_and_disturb(name: str, room: Image) -> None:
    def frames(seed: int) -> list[bytes]:
        factory = (DISTURBANCES | HARDER)[name]
        made = factory(np.random.default_rng(seed), 640, 480)
        return [made.frame(room, Moment(now, 12)) for now in range(12)]

    assert frames(1) == frames(1)
    assert frames(1) != frames(2)
    clean = DISTURBANCES["clean"](np.random.default_rng(1), 640, 480)
    quiet = _change(clean.frame(room, Moment(0, 12)), room)
    loud = np.max([_change(frame, room) for frame in frames(1)], axis=0)
    assert (name == "clean") != any(loud > 1.1 * quiet)


def _change(frame: bytes, image: Image) -> NDArray[np.float64]:
    """Return how much differs on the mean, and where it differs most."""
    difference = cv2.absdiff(decode(frame, cv2.IMREAD_COLOR), image).max(axis=2)
    return np.array([difference.mean(), cv2.blur(difference, (9, 9)).max()])


def _crossing(room: Image, fps: float = 1.0) -> Clip:
    """Somebody crosses from the eleventh second on; before, the room is empty."""
    walk = Walk(render_walker(4), 11, 8, (0.9, 0.9), (0.4, 0.4), leftwards=False)
    return Clip(room, (walk,), fps, round(20 * fps), seed=5)


@pytest.mark.parametrize("seed", range(5))
def test_the_low_sun_casts_shadows_of_people_and_of_nobody_else_in_view(
    seed: int, room: Image
) -> None:
    sun = HARDER["low sun"](np.random.default_rng(seed), 640, 480)
    clip = _crossing(room)
    clean = room.astype(np.float32)
    empty = sun.alter(clean.copy(), Moment(-1, 20))
    assert np.array_equal(empty, clean)  # nobody is about yet
    alone = [
        _dark_pixels(sun.alter(clean.copy(), Moment(second, 20)), clean)
        for second in range(11)
    ]
    # Some frames hold a shadow that comes in from the edge, others hold none.
    assert not alone[0].any()
    shaded = [dark for dark in alone if dark.any()]
    assert 2 <= len(shaded) < 11
    for dark in shaded:
        assert dark[:, :10].any() or dark[:, -10:].any() or dark[-10:].any()
    (walk,) = clip.walks
    shown = room.copy()
    drawn = walk.draw(shown, 15)
    assert drawn is not None
    before = shown.astype(np.float32)
    after = sun.alter(before.copy(), Moment(15, 20))
    passing = _dark_pixels(sun.alter(clean.copy(), Moment(15, 20)), clean)
    box, _ = drawn
    dark = _dark_pixels(after, before) & ~passing
    xs = np.nonzero(dark)[1]
    assert xs.max() - xs.min() > 1.5 * 640 * (box.x1 - box.x0)
    # Who casts it keeps their colours; in the middle of the shadow .45 to .6 of the light is left.
    body = np.abs(before - clean).max(axis=2) > 40
    assert dark[body].mean() < 0.05
    left = float(np.percentile(after[dark] / np.maximum(before[dark], 1), 5))
    assert 0.4 < left < 0.65


def _dark_pixels(
    image: NDArray[np.float32], clean: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Return where at least a tenth of the light is gone; there is no noise yet."""
    return np.asarray(image.mean(axis=2) < 0.9 * clean.mean(axis=2))


def test_a_denoised_night_smears_who_moves_and_keeps_what_stands(room: Image) -> None:
    clip = _crossing(room)
    night, before = clip.warmup("denoised night")
    shown = [decode(frame, cv2.IMREAD_GRAYSCALE) for frame, _ in clip.judged(night)]
    truths = [truth for _, truth in clip.judged(night)]
    empty = np.mean([decode(each, cv2.IMREAD_GRAYSCALE) for each in before], axis=0)
    still = [
        image for image, truth in zip(shown, truths, strict=True) if not truth.boxes
    ]
    # Dark, and little of the noise is left.
    assert empty.mean() < 0.45 * room.mean()
    assert np.mean([np.abs(image - empty).mean() for image in still]) < 3
    (box,) = (truths[15].boxes[0][1],)
    rows = np.s_[int(box.y0 * 480) : int(box.y1 * 480)]
    plain = room.copy()
    clip.walks[0].draw(plain, 15)
    sharp = cv2.absdiff(plain, room).max(axis=2)[rows]
    faint = np.abs(shown[15] - empty)[rows]
    assert faint.max() < 0.6 * sharp.max()
    # It trails behind: who walks to the right changes what lies left of them.
    behind = np.s_[:, int(box.x0 * 640) - 12 : int(box.x0 * 640) - 2]
    ahead = np.s_[:, int(box.x1 * 640) + 2 : int(box.x1 * 640) + 12]
    assert faint[behind].mean() > 2 * faint[ahead].mean()


def test_clips_repeat_and_their_truth_is_where_the_pixels_change(room: Image) -> None:
    people = [render_walker(1), render_walker(2)]
    clip = make_clip(room, people, 1.0, seed=5)
    assert clip.walks == make_clip(room, people, 1.0, seed=5).walks
    assert len(clip.walks) >= 2
    shown = 0
    for second in range(clip.frames):
        image = room.copy()
        drawn = [walk.draw(image, second) for walk in clip.walks]
        present = [each for each in drawn if each is not None]
        changed = cv2.absdiff(image, room).max(axis=2) > 12
        if not present:
            assert not changed.any()
            continue
        shown += 1
        box, share = present[0]
        assert 0 < share <= 1
        height, width = changed.shape
        inside = changed[
            round(box.y0 * height) : round(box.y1 * height),
            round(box.x0 * width) : round(box.x1 * width),
        ]
        assert inside.sum() >= 0.9 * changed.sum()
    assert 0 < shown < clip.frames
    disturbance, before = clip.warmup("clean")
    assert before == clip.warmup("clean")[1]
    truths = [truth for _, truth in clip.judged(disturbance)]
    assert sum(bool(truth.boxes) for truth in truths) == shown


def test_judging_frames_by_hand() -> None:
    somebody = Truth(((0, LEFT),), certain=True)
    doubtful = Truth(((1, LEFT),), certain=False)
    nobody = Truth((), certain=True)
    truths = [somebody, somebody, nobody, nobody, nobody, doubtful]
    seen = [[LEFT], [], [RIGHT], [], [], [RIGHT]]
    score = judge(seen, truths)
    assert (score.hits, score.misses) == (1, 1)
    assert (score.false_alarms, score.rejections) == (1, 2)
    assert score.f1 == pytest.approx(2 / (2 + 2))
    assert score.false_alarm_rate == pytest.approx(1 / 3)
    assert (score.walks, score.noticed) == (1, 1)


def test_an_alarm_elsewhere_does_not_notice_a_walk() -> None:
    score = judge([[RIGHT]], [Truth(((0, LEFT),), certain=True)])
    assert (score.hits, score.walks, score.noticed) == (1, 1, 0)


def test_scores_add_up_and_summarise() -> None:
    good = Score(hits=8, rejections=10, walks=2, noticed=2)
    bad = Score(hits=2, misses=6, false_alarms=5, rejections=5, walks=2, noticed=1)
    summary = robustness.summarise({"clean": good, "rain": bad})
    assert summary.f1_mean == pytest.approx((1 + 4 / 15) / 2)
    assert summary.f1_worst == pytest.approx(4 / 15)
    assert summary.false_alarms_mean == pytest.approx(0.25)
    assert summary.false_alarms_worst == pytest.approx(0.5)
    assert summary.noticed == pytest.approx(0.75)
    assert Score().f1 == 1.0


def test_playing_a_clip_scores_every_detector(room: Image) -> None:
    clip = make_clip(room, [render_walker(1)], 1.0, seed=5)
    scores = play(
        clip,
        "clean",
        {"always": lambda: Constant(Box(0, 0, 1, 1)), "never": Constant},
    )
    always, never = scores["always"], scores["never"]
    assert always.hits == never.misses > 0
    assert always.false_alarms == never.rejections > 0
    assert always.false_alarm_rate == 1.0 and never.false_alarm_rate == 0.0
    assert always.noticed == always.walks == len(clip.walks)
    assert never.noticed == 0 and never.f1 == 0.0


def test_matching_objects_by_hand() -> None:
    truth = np.zeros((100, 200), np.uint8)
    truth[10:50, 20:60] = 255
    truth[10:50, 140:180] = 255
    truth[80:90, 0:40] = 170
    truth[60:62, 100:102] = 255  # too small to be asked for
    found = match([LEFT], truth)
    assert (found.objects, found.found, found.boxes, found.right) == (2, 1, 1, 1)
    assert found.f1 == pytest.approx(2 / 3)
    both = match([LEFT, RIGHT], truth)
    assert both.f1 == 1.0
    one_for_both = match([Box(0.1, 0.1, 0.9, 0.5)], truth)
    assert (one_for_both.found, one_for_both.right) == (2, 1)
    wrong = match([Box(0.4, 0.6, 0.6, 0.9)], truth)
    assert (wrong.found, wrong.boxes, wrong.right) == (0, 1, 0)
    unknown = match([Box(0.0, 0.8, 0.2, 0.9)], truth)
    assert unknown.boxes == 0


def test_sequences_are_read_and_played(tmp_path: Path) -> None:
    _write_sequence(tmp_path, frames=20)
    (sequence,) = list_sequences(tmp_path)
    assert (sequence.name, sequence.fps) == ("yard", 5)
    scores = sequences.play(
        sequence, 1.0, {"whole": lambda: Constant(Box(0, 0, 1, 1)), "none": Constant}
    )
    assert scores["whole"].recall == 1.0 and scores["whole"].precision == 0.0
    assert scores["none"].recall == 0.0 and scores["none"].precision == 1.0
    assert walkers(tmp_path)[0].fps == 5
    assert next(iter(backgrounds(tmp_path))) == "yard"


def test_what_is_left_out_shares_neither_place_nor_walker(tmp_path: Path) -> None:
    assert left_out_clips(tmp_path, 1.0, 2) == []
    assert small_people_clips(tmp_path, 1.0, 2) == []
    colours = [(30, 30, 200), (30, 200, 30), (200, 30, 30)] * 2
    for folder in ("pictures", "masks"):
        (tmp_path / "people" / folder).mkdir(parents=True)
    for index, colour in enumerate(colours):
        picture, mask = render_room(index), np.zeros((480, 640), np.uint8)
        picture[200:400, 300:380], mask[200:400, 300:380] = colour, 1
        for folder, image in (("pictures", picture), ("masks", mask)):
            path = tmp_path / "people" / folder / f"{index}.png"
            cv2.imwrite(str(path), image)
    clips = left_out_clips(tmp_path, 1.0, 2)
    assert [clip.background[300, 340].tolist() for clip in clips] == [
        [30, 30, 200],
        [30, 30, 200],
    ]
    walkers_seen = [walk.walker for clip in clips for walk in clip.walks]
    assert walkers_seen
    for walker in walkers_seen:
        middle = walker.at(0.0)
        tall, wide = middle.alpha.shape
        assert middle.colours[tall // 2, wide // 2].tolist() == [30, 200, 30]
        assert middle.alpha[tall // 2, wide // 2] == 1
    again = left_out_clips(tmp_path, 1.0, 2)
    assert [clip.walks[0].start for clip in again] == [
        clip.walks[0].start for clip in clips
    ]
    report = motion.run(
        {"argus": Constant},
        tmp_path,
        rates=(5.0,),
        clips=1,
        seed=1,
        disturbances=("clean",),
    )
    names = {target.what for target in report.targets}
    assert {"robustness 5/s: F1 mean", "left out 5/s: F1 mean"} <= names
    assert any(table.title.startswith("Left out at 5") for table in report.tables)


def _write_sequence(data: Path, frames: int) -> None:
    folder = data / "motion" / "yard_5fps"
    for name in ("input", "groundtruth"):
        (folder / name).mkdir(parents=True)
    scene = cv2.resize(render_room(2), (320, 240))
    for index in range(frames):
        image, mask = scene.copy(), np.zeros((240, 320), np.uint8)
        x = 20 + 10 * index
        image[100:180, x : x + 30] = (30, 30, 200)
        mask[100:180, x : x + 30] = 255
        cv2.imwrite(str(folder / "input" / f"{index:06d}.jpg"), image)
        cv2.imwrite(str(folder / "groundtruth" / f"{index:06d}.png"), mask)


def test_motion_report_holds_argus_against_its_targets() -> None:
    report = motion.run(
        {"argus": lambda: Constant(LEFT)},
        None,
        rates=(5.0,),
        clips=1,
        seed=1,
        disturbances=("clean", "rain"),
    )
    by_name = {target.what: target for target in report.targets}
    assert not by_name["robustness 5/s: false alarms worst"].met
    assert by_name["robustness 5/s: false alarms worst"].value == 1.0
    assert len(report.tables[1].rows) == 2


def test_reports_in_both_shapes() -> None:
    report = Report(
        [Table("Cost", ("what", "ms"), (("ours", 1.25), ("theirs", 1234.5)))],
        [Target("ratio", 0.5, 0.4, at_most=True), Target("F1", 0.97, 0.96)],
    )
    text = as_text(report)
    assert "| ours   | 1.25 |" in text
    assert "| theirs | 1234 |" in text or "| theirs | 1235 |" in text
    assert "missed" in text and "ok" in text
    loaded = json.loads(as_json(report))
    assert [target["met"] for target in loaded["targets"]] == [False, True]
    assert loaded["tables"][0]["rows"][0] == ["ours", 1.25]
    assert flatten({"a": {"b": 1, "c": "x"}}) == [("a / b", 1.0), ("a / c", "x")]


def test_every_contender_gets_every_frame() -> None:
    got: dict[str, list[bytes]] = {"one": [], "two": []}

    def one(frame: bytes, now: float) -> None:
        got["one"].append(frame)

    def two(frame: bytes, now: float) -> None:
        got["two"].append(frame)

    turns = [Turn("one", one), Turn("two", two)]
    frames = [bytes([index]) for index in range(30)]
    taken = measure(turns, frames)
    assert got["one"] == got["two"] == frames
    assert len(taken["one"]) == len(taken["two"]) == 20


def test_staged_frames_have_their_size() -> None:
    frames = walked_through("720p", 12)
    shapes = {decode(frame, cv2.IMREAD_GRAYSCALE).shape for frame in frames}
    assert shapes == {(720, 1280)}
    assert not somebody_visible(9) and somebody_visible(10)
    empty, busy = (decode(frames[index], cv2.IMREAD_GRAYSCALE) for index in (9, 11))
    assert (cv2.absdiff(empty, busy) > 40).mean() > 0.002


def test_state_is_counted_once() -> None:
    array = np.zeros(1000, np.uint8)
    assert state_bytes({"a": array, "b": [array, array[10:]], "c": b"xx"}) == 1002


def test_bench_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["motion", "--data", str(tmp_path / "none")]) == 2
    assert "not a folder" in capsys.readouterr().err
    assert main(["faces", "--data", str(tmp_path)]) == 2
    assert "holds none of motion/*" in capsys.readouterr().err
    assert main(["motion", "--detectors", "eagle"]) == 2
    assert "eagle" in capsys.readouterr().err
    assert main(["speed", "--prototype", str(tmp_path / "none.py")]) == 2
    assert "none.py" in capsys.readouterr().err
    wrong = tmp_path / "wrong.py"
    wrong.write_text("x = 1\n")
    with pytest.raises(ImportError, match="Argus3"):
        load_prototype(wrong)


def test_bench_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "motion",
        "--rates",
        "5",
        "--clips",
        "1",
        "--detectors",
        "old argus",
        "--disturbances",
        "rain",
    ]
    assert main([*arguments, "--json"]) == 0
    loaded = json.loads(capsys.readouterr().out)
    assert loaded["targets"] == []
    assert loaded["tables"][0]["rows"][0][0] == "old argus"


def test_harder_disturbances_are_shown_when_they_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["motion", "--rates", "1", "--clips", "1", "--detectors", "old argus"]
    assert main([*arguments, "--disturbances", *HARDER, "--json"]) == 0
    _, detail = json.loads(capsys.readouterr().out)["tables"]
    assert [row[0] for row in detail["rows"]] == list(HARDER)
    assert HARDER.keys().isdisjoint(DISTURBANCES)


def test_the_journal_is_measured_on_the_same_pages() -> None:
    """Every page has both times, their ratio, and the targets of both."""
    found = journal.run(count=2000, repeats=2)
    targets = cast("list[Target]", found.pop("targets"))
    assert found.pop("incidents") == 2000
    pages = cast("dict[str, dict[str, float]]", found)
    assert {"newest", "camera, deep", "three cameras, deep"} < pages.keys()
    for name, page in pages.items():
        assert page["ratio"] == pytest.approx(page["ms"] / page["bare ms"])
        (ratio,) = (t for t in targets if t.what == f"journal, {name}: ratio")
        assert (ratio.value, ratio.limit) == (page["ratio"], 3.0)
        (most,) = (t for t in targets if t.what == f"journal, {name}: ms")
        assert (most.value, most.limit) == (page["ms"], 50.0)
