"""Tests of what is proposed against false alarms, with real eyes on rendered films."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from custom_components.argus.feedback.change import ExcludeZone, NumberChange, Setting
from custom_components.argus.feedback.kind import AlarmKind
from custom_components.argus.feedback.proposal import (
    Proposal,
    async_evidence,
    async_propose,
)
from custom_components.argus.vision import Box, FaceDetector, PipelineSettings
from custom_components.argus.vision.rerun import rerun_faces, rerun_motion

from ..films import Draw, animal, filmed, person, shade, sign, small_portrait, visitor

MOTION = PipelineSettings(faces=False)
FACES = PipelineSettings(face_detector=FaceDetector.HAAR)
FILMS: dict[str, Draw] = {
    film.__name__: film
    for film in (animal, person, shade, sign, small_portrait, visitor)
}


async def propose(
    false: Sequence[Draw],
    real: Sequence[Draw],
    settings: PipelineSettings = MOTION,
    kind: AlarmKind = AlarmKind.MOTION,
) -> Proposal | None:
    """Return what is proposed when some films are false alarms and others are not."""

    async def rerun(name: str, tried: PipelineSettings) -> Sequence[Box]:
        look = rerun_faces if kind is AlarmKind.FACE else rerun_motion
        whole = FACES if kind is AlarmKind.FACE else MOTION
        return look(filmed(FILMS[name], settings=whole), tried)

    evidence = await async_evidence(rerun, settings, [f.__name__ for f in false])
    assert len(evidence) == len(false)
    others = await async_evidence(rerun, settings, [f.__name__ for f in real])
    return await async_propose(rerun, kind, settings, evidence, list(others))


async def test_a_small_animal_needs_a_larger_minimum_size() -> None:
    proposal = await propose([animal], [person])
    assert proposal == Proposal(
        NumberChange(Setting.MIN_OBJECT, 0.0012, 0.005), silenced=1, seen=1
    )


async def test_a_sign_needs_a_zone() -> None:
    """It is larger and brighter than people, so nothing else silences it alone."""
    proposal = await propose([sign], [person])
    assert proposal is not None
    assert isinstance(proposal.change, ExcludeZone)
    box = proposal.change.box
    assert 0.6 < box.x0 < 0.72
    assert 0.89 < box.x1 < 0.95
    assert 0.05 < box.y0 < 0.12
    assert 0.45 < box.y1 < 0.52
    assert proposal.seen == 1
    after = proposal.change.tried(MOTION)
    assert not rerun_motion(filmed(sign, 0.5), after)
    assert rerun_motion(filmed(person, 0.5), after)


async def test_nobody_else_to_lose() -> None:
    """Without other incidents the gentlest change that silences is taken."""
    proposal = await propose([sign], [])
    assert proposal is not None
    assert isinstance(proposal.change, NumberChange)
    assert proposal.change.setting is Setting.MIN_OBJECT
    assert proposal.seen == 0


async def test_less_sensitive() -> None:
    """Where the minimum size is an expert's, sensitivity is tried next: it silences what hardly stands out."""
    expert = replace(MOTION, min_contour_area=400)
    proposal = await propose([shade], [person], expert)
    assert proposal == Proposal(
        NumberChange(Setting.SENSITIVITY, 50, 40), silenced=1, seen=1
    )


async def test_nothing_helps() -> None:
    """What happens to be as large, as clear and in the same place as what has to be seen cannot be told from it."""
    assert await propose([person], [person]) is None
    assert await propose([animal, sign], [person]) is None


@pytest.mark.parametrize("bar", [0.04, 0.05])
async def test_a_small_picture_of_a_face(bar: float) -> None:
    settings = replace(FACES, min_face=bar)
    proposal = await propose([small_portrait], [visitor], settings, AlarmKind.FACE)
    assert proposal is not None
    change = proposal.change
    assert isinstance(change, NumberChange)
    assert (change.setting, change.before) == (Setting.MIN_FACE, bar)
    assert 0.06 <= change.after <= 0.1
    assert await propose([visitor], [visitor], settings, AlarmKind.FACE) is None
