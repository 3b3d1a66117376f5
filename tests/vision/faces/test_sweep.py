"""Where the slow sweep goes."""

from dataclasses import dataclass, field

from custom_components.argus.vision.faces.budget import SweepBudget
from custom_components.argus.vision.faces.change_gate import ChangeGate
from custom_components.argus.vision.faces.regions import Look, RecencyGrid
from custom_components.argus.vision.faces.sweep import WHOLE, Sweep
from custom_components.argus.vision.frames.frame import Frame, Image

from ..portraits import Stage

BUDGET = SweepBudget(first=1_000_000, each=60_000, lively=10, idle=30)


@dataclass
class Watchman:
    """Sweeps, and sees nobody."""

    sweep: Sweep = field(default_factory=Sweep)
    gate: ChangeGate = field(default_factory=ChangeGate)
    scanned: RecencyGrid = field(default_factory=RecencyGrid)
    now: float = 0.0

    def second(self, image: Image, *, lively: bool = True) -> Look | None:
        """Look at a frame a second later."""
        self.now += 1
        frame = Frame.open(image)
        self.gate.take_frame(frame)
        look = self.sweep.next_look(
            frame,
            self.gate,
            self.scanned,
            BUDGET,
            fine=0.5,
            lively=lively,
            busy=False,
            now=self.now,
        )
        if look is not None and look.thorough:
            self.gate.note_searched(look.region, self.now)
            self.scanned.mark([look.region], self.now)
        return look


def test_the_first_sweep_takes_everything() -> None:
    look = Watchman().second(Stage(1280, 720).frame())

    assert look == Look(WHOLE, 0.5)


def test_where_nothing_changes_hardly_anything_is_swept() -> None:
    watchman, stage = Watchman(), Stage(1280, 720)
    looks = [watchman.second(stage.frame(), lively=False) for _ in range(480)]

    assert sum(look is not None for look in looks) <= 4


def test_who_came_unseen_is_where_the_next_sweep_goes() -> None:
    watchman, stage = Watchman(), Stage(1280, 720)
    watchman.second(stage.frame())
    for _ in range(9):
        assert watchman.second(stage.frame()) is None

    look = watchman.second(stage.frame((900, 400)))

    assert look is not None
    assert look.scale == 0.5
    assert look.region.overlap(stage.box(900, 400)) > 0.2
    assert look.pixels(1280, 720) < BUDGET.each


def test_another_light_is_swept_within_the_budget_part_by_part() -> None:
    watchman, stage = Watchman(), Stage(1280, 720)
    image = stage.frame(noise=0)
    watchman.second(image)
    dark = (image * 0.5).astype(image.dtype)

    looks = [watchman.second(dark) for _ in range(60)]

    swept = [look for look in looks if look is not None]
    assert len(swept) >= 4
    assert all(look.pixels(1280, 720) <= 1.01 * BUDGET.each for look in swept)
    assert len({look.region for look in swept}) >= 3
