"""Clips repeat, their truth is where the pixels change, and what was seen of them is scored as by hand."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks import motion, robustness
from benchmarks.left_out import left_out_clips, small_people_clips
from benchmarks.robustness import Score, Truth, judge, make_clip, play
from benchmarks.scenes import render_room, render_walker
from custom_components.argus.vision import Box

from .constant import LEFT, RIGHT, Constant, Image


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
