"""Budget of face detection in pixels a frame, and the smallest faces it is spent on."""

from dataclasses import dataclass
from typing import Final

from .haar import HaarBackend
from .yunet import YuNetBackend

SIZE_TOLERANCE: Final = 0.8
"""A face a bit smaller than wanted still counts: detectors disagree on where a face ends."""


@dataclass(frozen=True, slots=True)
class SweepBudget:
    """What sweeping may cost, in pixels searched and in frames or seconds between sweeps, whichever is later."""

    first: float
    each: float
    lively: float
    """While something is going on."""
    idle: float
    """While nothing is."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What looking may cost, in pixels searched."""

    region: float
    """Of one region where somebody new may be."""
    frame: float
    """Of all regions of a frame, besides one more where somebody new may be."""
    sweep: SweepBudget
    follow: float
    """Side in pixels at which a face that counts is followed: enough without colour too."""


BUDGETS: Final = {
    HaarBackend.name: Budget(
        region=44_000,
        frame=60_000,
        sweep=SweepBudget(first=240_000, each=50_000, lively=20, idle=60),
        follow=28,
    ),
    YuNetBackend.name: Budget(
        region=44_000,
        frame=80_000,
        sweep=SweepBudget(first=410_000, each=64_000, lively=20, idle=30),
        follow=28,
    ),
}
