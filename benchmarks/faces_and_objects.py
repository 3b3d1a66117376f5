"""What it costs to tell who is there: faces and objects beside motion alone, on the same frames in turns."""

from collections.abc import Mapping
from pathlib import Path
from statistics import fmean
from typing import Final

from custom_components.argus.vision import Pipeline, PipelineSettings

from . import streams
from .report import Target
from .turns import Turn, measure

RATES: Final = (1.0, 5.0)
"""Frames a second: of a camera that sends snapshots, and of a stream. Looks are paced by time, so at five a second each
has more frames to be shared by."""
BUSY: Final = 3.0
"""Faces and objects at most so many times motion alone, where somebody is there half of the time …"""
EMPTY: Final = 1.05
"""… and where nobody ever is."""


def cost(
    size: str, object_model: Path, face_model: Path | None, frames: int = 60
) -> dict[str, float]:
    """Compare motion with faces, with objects and with both to motion alone.

    Args:
        size: A key of `streams.SIZES`.
        object_model: YOLOX's.
        face_model: YuNet's; None searches faces by Haar's cascade.
        frames: Of each scene.

    Returns:
        Ratios of the mean time of a frame, by scene, rate and what was searched.
    """
    settings = {
        "faces": PipelineSettings(objects=False, face_model=face_model),
        "objects": PipelineSettings(faces=False, object_model=object_model),
        "both": PipelineSettings(face_model=face_model, object_model=object_model),
    }
    alone = PipelineSettings(faces=False, objects=False)
    scenes = {
        "busy": streams.with_a_face(size, frames),
        "empty": streams.empty(size, frames),
    }
    ratios = {}
    for scene, shown in scenes.items():
        for fps in RATES:
            turns = [Turn("motion only", Pipeline(alone).process)]
            turns += [
                Turn(name, Pipeline(each).process) for name, each in settings.items()
            ]
            taken = measure(turns, shown, fps)
            means = {name: fmean(times) for name, times in taken.items()}
            for name in settings:
                ratio = means[name] / means["motion only"]
                ratios[f"{scene} {fps:g}/s, {name}"] = ratio
    return ratios


def targets(size: str, ratios: Mapping[str, float]) -> list[Target]:
    """Hold the ratios of one size, as `cost` returns them, against what they should be."""
    return [
        Target(
            f"{scene} scene at {fps:g}/s, faces and objects / motion only, {size}",
            ratios[f"{scene} {fps:g}/s, both"],
            most,
            True,
        )
        for scene, most in (("busy", BUSY), ("empty", EMPTY))
        for fps in RATES
    ]
