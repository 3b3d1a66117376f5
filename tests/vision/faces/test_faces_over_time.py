"""Faces followed from frame to frame, regions to search, and furniture."""

import numpy as np
import pytest

from custom_components.argus.vision.faces.regions import (
    Look,
    RecencyGrid,
    covers,
    crop_look,
    expand_box,
    fit_look,
    head_region,
    merge_boxes,
    tile_region,
)
from custom_components.argus.vision.faces.static_false_positives import (
    StaticFalsePositives,
    Stillness,
    normalised_patch,
)
from custom_components.argus.vision.faces.tracks import Arrival, Evidence, FaceTracks
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Face

from ..portraits import Stage, photograph

PLACE = Box(0.4, 0.4, 0.5, 0.55)


class Bar:
    """What the scores of a detector mean."""

    accept = 0.6
    sure = 0.8


class Door:
    """Faces that come and go as told."""

    def __init__(self, arrival: Arrival = Arrival.MOVING) -> None:
        """Start with nobody in view."""
        self.tracks = FaceTracks()
        self.arrival = arrival

    def see(self, now: float, *faces: Face, searched: bool = True) -> int:
        """Show the faces of a frame and return how many count."""
        still = Stillness(PLACE, np.zeros((16, 16), np.float32), now)
        self.tracks.update(
            faces,
            Bar(),
            16 / 9,
            lambda face: Evidence(self.arrival, still),
            lambda box: searched,
            now,
        )
        return len(self.tracks.confirmed())


def face(x: float = 0.5, score: float = 0.7, width: float = 0.1) -> Face:
    return Face(Box(x - width / 2, 0.4, x + width / 2, 0.4 + width * 16 / 9), score)


def test_an_unsure_face_counts_from_the_second_look() -> None:
    door = Door()

    assert door.see(0, face()) == 0
    assert door.see(1, face()) == 1


@pytest.mark.parametrize("arrival", [Arrival.MOVING, Arrival.UNSEEN])
def test_a_sure_face_counts_at_once(arrival: Arrival) -> None:
    assert Door(arrival).see(0, face(score=0.9)) == 1


def test_who_was_there_from_the_start_needs_one_sure_look() -> None:
    door = Door(Arrival.UNSEEN)

    assert [door.see(second, face()) for second in range(5)] == [0] * 5
    assert door.see(5, face(score=0.8)) == 1


def test_without_motion_it_takes_three_looks_one_of_them_sure() -> None:
    door = Door(Arrival.STILL)

    assert [door.see(second, face(score=0.9)) for second in range(3)] == [0, 0, 1]
    unsure = Door(Arrival.STILL)
    assert [unsure.see(second, face()) for second in range(9)] == [0] * 9


@pytest.mark.parametrize("fps", [0.5, 1, 2, 5, 10])
def test_a_blink_of_the_detector_changes_nothing(fps: float) -> None:
    door = Door()
    now = 0.0
    counts = []
    for index in range(40):
        seen = () if index % 4 == 3 else (face(),)
        counts.append(door.see(now, *seen))
        now += 1 / fps

    assert set(counts[1:]) == {1}
    assert len(door.tracks) == 1


@pytest.mark.parametrize("fps", [0.5, 1, 2, 5, 10])
def test_who_leaves_is_gone_soon_but_not_at_once(fps: float) -> None:
    door = Door()
    door.see(0, face(score=0.9))
    now = 1 / fps
    while door.see(now):
        now += 1 / fps

    assert 1.5 < now <= max(4 / fps, 1.5 + 1 / fps + 1e-9)


def test_who_walks_far_between_two_frames_is_not_counted_twice() -> None:
    door = Door()
    door.see(0, face(0.1, score=0.9))

    assert door.see(1, face(0.7, score=0.9)) == 1
    assert door.tracks.confirmed()[0].box.centre.x == pytest.approx(0.7)


def test_who_comes_farther_away_than_anybody_walks_is_somebody_else() -> None:
    door = Door()
    door.see(0, face(0.1, score=0.9, width=0.04))

    assert door.see(1, face(0.9, score=0.9, width=0.04)) == 2


def test_who_stays_in_view_is_not_taken_for_who_comes() -> None:
    door = Door()
    door.see(0, face(0.1, score=0.9))

    assert door.see(1, face(0.1, score=0.9), face(0.7, score=0.9)) == 2


def test_a_face_that_nobody_looks_for_is_not_lost_by_that() -> None:
    door = Door()
    door.see(0, face(score=0.9))

    assert door.see(5, searched=False) == 1
    assert door.see(11, searched=False) == 0


def test_a_chance_hit_does_not_add_up_with_another_minutes_later() -> None:
    door = Door()

    assert [
        door.see(second, *seen)
        for second, seen in [(0, (face(),)), (1, ()), (60, (face(),))]
    ] == [0, 0, 0]


def test_a_glimpse_keeps_a_face_but_makes_none() -> None:
    door = Door()
    assert door.see(0, face(score=0.5)) == 0
    assert len(door.tracks) == 0

    assert door.see(1, face(score=0.7)) == 0
    assert door.see(2, face(score=0.5)) == 0
    assert door.see(3, face(score=0.7)) == 1
    for second in range(4, 30):
        assert door.see(second, face(score=0.5)) == 1
    assert door.tracks.confirmed()[0].score == 0.7


def test_two_who_pass_each_other_stay_two() -> None:
    door = Door()
    counts = [
        door.see(step / 2, face(0.2 + step * 0.05, 0.9), face(0.8 - step * 0.05, 0.9))
        for step in range(13)
    ]

    assert set(counts) == {2}
    assert len(door.tracks) == 2


def test_a_face_of_another_size_is_somebody_else() -> None:
    door = Door()
    door.see(0, face(score=0.9))

    assert door.see(1, face(score=0.9, width=0.25)) == 2


def test_the_head_of_a_mover_is_at_its_top() -> None:
    standing = head_region(Box(0.4, 0.3, 0.5, 0.9), 16 / 9)

    assert standing.y0 < 0.2
    assert standing.y1 < 0.75
    assert standing.x0 < 0.4
    assert standing.x1 > 0.5


def test_margins_end_at_the_edge_of_the_frame() -> None:
    assert expand_box(Box(0.0, 0.1, 0.9, 1.0), 0.2, 0.2, 0.2) == Box(0, 0, 1, 1)


def test_boxes_are_joined_where_that_saves_area() -> None:
    close = [Box(0.1, 0.1, 0.3, 0.3), Box(0.2, 0.1, 0.4, 0.3)]
    far = Box(0.8, 0.8, 0.9, 0.9)

    joined = merge_boxes([*close, far])

    assert len(joined) == 2
    assert far in joined
    assert merge_boxes([]) == []


def test_tiles_cover_the_frame() -> None:
    covered = np.zeros((72, 128), bool)

    parts = tile_region(Box(0, 0, 1, 1), 1280, 720, 0.8, 50_000)

    for look in parts:
        assert look.pixels(1280, 720) <= 50_001
        region = look.region
        rows = slice(round(region.y0 * 72), round(region.y1 * 72))
        covered[rows, round(region.x0 * 128) : round(region.x1 * 128)] = True
    assert covered.all()
    assert len(tile_region(Box(0, 0, 1, 1), 200, 100, 1.0, 50_000)) == 1


def test_tiles_of_a_region_cover_it_and_nothing_else() -> None:
    region = Box(0.2, 0.3, 0.9, 0.8)

    parts = [look.region for look in tile_region(region, 1280, 720, 1.0, 50_000)]

    assert len(parts) > 4
    assert all(region.overlap(part) > 0 for part in parts)
    assert min(part.x0 for part in parts) == pytest.approx(region.x0)
    assert min(part.y0 for part in parts) == pytest.approx(region.y0)
    assert max(part.x1 for part in parts) == pytest.approx(region.x1)
    assert max(part.y1 for part in parts) == pytest.approx(region.y1)
    for x in np.linspace(0.21, 0.89, 30).tolist():
        for y in np.linspace(0.31, 0.79, 30).tolist():
            spot = Box(x, y, x, y)
            assert any(covers(part, spot) for part in parts)


@pytest.mark.parametrize("scale", [0.31, 0.5, 1.7])
@pytest.mark.parametrize(
    "region",
    [
        Box(0.2, 0.3, 0.35, 0.6),
        Box(0.0, 0.0, 0.13, 0.22),
        Box(0.9, 0.8, 1.0, 1.0),
        Box(0.5, 0.5, 0.501, 0.501),
    ],
)
def test_a_region_is_fitted_to_the_stride_of_the_detector(
    region: Box, scale: float
) -> None:
    frame = Frame.open(np.zeros((720, 1280, 3), np.uint8))

    look = fit_look(Look(region, scale), 1280, 720, 32)

    height, width = crop_look(frame, look, colour=True).shape[:2]
    for side, before in (
        (width, region.width * 1280 * scale),
        (height, region.height * 720 * scale),
    ):
        assert -2 <= side - round(side / 32) * 32 <= 0
        assert 0.9 * before - 2 <= side <= before + 32
    assert 0 <= look.region.x0 < look.region.x1 <= 1
    assert 0 <= look.region.y0 < look.region.y1 <= 1
    assert covers(look.region, Box(region.x0, region.y0, region.x1, region.y1))


def test_what_needs_no_fitting_stays() -> None:
    whole, part = (
        Look(Box(0, 0, 1, 1), 0.3),
        Look(Box(0.1, 0.1, 0.3, 0.3), 0.3),
    )

    assert fit_look(whole, 1280, 720, 32) == whole
    assert fit_look(part, 1280, 720, 1) == part


def test_the_ledger_knows_when_it_happened_where() -> None:
    ledger = RecencyGrid()
    assert ledger.latest(PLACE) == -np.inf

    ledger.mark([PLACE], 5.0)

    assert ledger.latest(Box(0.45, 0.45, 0.46, 0.46)) == 5.0
    assert ledger.latest(Box(0.8, 0.8, 0.9, 0.9)) == -np.inf
    assert ledger.share_since(PLACE, 5.0) == 1.0
    assert 0 < ledger.share_since(Box(0, 0, 1, 1), 5.0) < 0.1
    assert ledger.share_since(PLACE, 5.1) == 0.0


def test_furniture_is_what_never_changes() -> None:
    stage, furniture = Stage(), StaticFalsePositives()
    place = stage.box(195, 130, 60)
    first = Frame.open(stage.frame((200, 150)))
    still = Stillness(place, normalised_patch(first, place), 0.0)

    still.look(Frame.open(stage.frame((200, 150))), place, -np.inf, 59.0)
    assert not furniture.learn(first, still, False, 59.0)
    still.look(Frame.open(stage.frame((200, 150))), place, -np.inf, 61.0)
    assert not furniture.learn(first, still, True, 61.0)
    assert furniture.learn(first, still, False, 61.0)

    assert furniture.holds(Frame.open(stage.frame((200, 150))), place, 62.0)
    other = photograph("coffee")[100:300, 200:400]
    changed = Frame.open(stage.frame((200, 150), person=other))
    assert not furniture.holds(changed, place, 63.0)
    assert not furniture.holds(first, stage.box(400, 130, 60), 64.0)
    assert furniture.holds(first, place, 62.0 + 2 * 86400)
    assert not furniture.holds(first, place, 62.0 + 6 * 86400)


@pytest.mark.parametrize("change", ["motion", "sight", "place"])
def test_any_change_starts_the_clock_anew(change: str) -> None:
    stage = Stage()
    place = stage.box(195, 130, 60)
    still = Stillness(
        place, normalised_patch(Frame.open(stage.frame((200, 150))), place), 0.0
    )
    moved = 50.0 if change == "motion" else -np.inf
    x = 204 if change == "sight" else 200
    found = stage.box(235, 130, 60) if change == "place" else place

    still.look(Frame.open(stage.frame((x, 150))), found, moved, 58.0)

    assert still.since == 58.0


LEARNT = 601.0


def learnt(stage: Stage, came_moving: bool) -> tuple[StaticFalsePositives, Box]:
    """Let a portrait become furniture."""
    place = stage.box(195, 130, 60)
    frame = Frame.open(stage.frame((200, 150)))
    furniture, still = (
        StaticFalsePositives(),
        Stillness(place, normalised_patch(frame, place), 0.0),
    )
    assert furniture.learn(frame, still, came_moving, LEARNT)
    return furniture, place


def let_go(
    furniture: StaticFalsePositives, stage: Stage, away: float, moved: float
) -> None:
    """Show the empty place for so many seconds after something moved there."""
    for second in np.arange(moved, moved + away, 0.5).tolist():
        furniture.watch(Frame.open(stage.frame()), lambda box: moved, second)


@pytest.mark.parametrize(("came_moving", "patience"), [(True, 600.0), (False, 60.0)])
def test_what_went_away_was_no_furniture_and_has_to_be_still_again(
    came_moving: bool, patience: float
) -> None:
    stage = Stage()
    furniture, place = learnt(stage, came_moving)
    again = Frame.open(stage.frame((200, 150)))
    assert furniture.holds(again, place, LEARNT)

    let_go(furniture, stage, away=15.0, moved=700.0)

    assert len(furniture) == 0
    assert not furniture.holds(again, place, 800.0)
    still = Stillness(place, normalised_patch(again, place), 800.0)
    assert not furniture.learn(again, still, True, 799.0 + patience)
    assert furniture.learn(again, still, True, 800.0 + patience)
    assert furniture.holds(again, place, 1500.0)


@pytest.mark.parametrize(
    ("away", "moved"),
    [(8.0, 700.0), (60.0, -np.inf)],
    ids=["somebody passed before it", "the light went out"],
)
def test_what_is_only_not_seen_is_still_there(away: float, moved: float) -> None:
    stage = Stage()
    furniture, place = learnt(stage, came_moving=False)

    if np.isfinite(moved):
        let_go(furniture, stage, away, moved)
    else:
        for second in range(700, 760):
            dark = Frame.open(np.full((360, 640, 3), 3, np.uint8))
            furniture.watch(dark, lambda box: moved, float(second))

    assert furniture.holds(Frame.open(stage.frame((200, 150))), place, 800.0)


def test_furniture_does_not_pile_up() -> None:
    furniture, stage = StaticFalsePositives(), Stage()
    frame = Frame.open(stage.frame())
    for index in range(100):
        x, y = 0.1 * (index % 10), 0.1 * (index // 10)
        place = Box(x, y, x + 0.1, y + 0.1)
        still = Stillness(place, normalised_patch(frame, place), 0.0)
        assert furniture.learn(frame, still, False, 61.0 + index)

    assert len(furniture) == 32
