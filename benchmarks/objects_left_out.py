"""What kinds are told at places and of people nobody tuned on, and who is made up where nobody is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from custom_components.argus.vision import (
    Box,
    ObjectKind,
    Pipeline,
    PipelineSettings,
)

from .disturbances import DISTURBANCES
from .objects_places import empty_places, people_from_elsewhere
from .report import Target
from .robustness import Clip, make_clip

RATES: Final = (1.0, 5.0)
"""Frames a second."""
DISTURBED: Final = ("clean", "low quality", "night noise", "shake", "rain", "lamp")
"""Under which people walk."""
HOURS: Final = 3.0
"""For which empty places are looked at, all of them together, under each disturbance as long."""
_SEED: Final = 70_000
_LEAST_FRAMES: Final = 3
"""Shorter tracks are not asked for."""
_IS_OF: Final = 0.3
"""A track is of somebody when that share of its box is theirs, in half of its frames."""


@dataclass(slots=True)
class Told:
    """Tracks and walks, and what they were called."""

    people: int = 0
    """Tracks of somebody …"""
    persons: int = 0
    """… and those that were called a person at last."""
    wrong: int = 0
    """Tracks of somebody that were called anything else."""
    nothing: int = 0
    """Tracks of nothing that moves …"""
    made_up: int = 0
    """… and those that were called a person."""
    walks: int = 0
    recognised: int = 0
    """Walks during which a person was told where somebody was."""
    looks: int = 0
    frames: int = 0
    """Frames with somebody in view …"""
    too_many: int = 0
    """… and those in which more persons were told than there are."""

    @property
    def precision(self) -> float:
        """Share of the tracks called something that are of somebody and called a person, 0..1."""
        called = self.persons + self.wrong + self.made_up
        return self.persons / called if called else 1.0

    @property
    def recall(self) -> float:
        """Share of the tracks of somebody that were called a person, 0..1."""
        return self.persons / self.people if self.people else 1.0

    def numbers(self) -> dict[str, float]:
        """Return the numbers by name."""
        return {
            "tracks of people": self.people,
            "precision per track": self.precision,
            "recall per track": self.recall,
            "tracks of nothing": self.nothing,
            "of these called a person": self.made_up,
            "walks": self.walks,
            "walks in which a person was told": self.recognised,
            "looks per walk": self.looks / max(1, self.walks),
            "frames with more persons told than in view": self.too_many
            / max(1, self.frames),
        }


@dataclass(slots=True)
class _Followed:
    """A track over its frames."""

    of_somebody: list[bool] = field(default_factory=list)
    kind: ObjectKind | None = None


def run(data: Path, model: Path) -> tuple[dict[str, object], list[Target]]:
    """Measure it on street photographs without anybody, where people of other photographs walk.

    Args:
        data: Folder with `people`.
        model: YOLOX's.

    Returns:
        Numbers by what was shown, and targets; nothing where there are no photographs.
    """
    settings = PipelineSettings(faces=False, object_model=model)
    places = empty_places(data)
    if not places:
        return {}, []
    people = people_from_elsewhere(data)
    result: dict[str, object] = {}
    targets = []
    for fps in RATES:
        told = Told()
        for number, place in enumerate(places.values()):
            clip = make_clip(place, people, fps, _SEED + number)
            # Each place under two of them, in turns.
            for name in (DISTURBED[0], DISTURBED[1 + number % (len(DISTURBED) - 1)]):
                _follow(settings, clip, name, told)
        what = f"people left out at {fps:g}/s"
        result[what] = told.numbers()
        targets += [
            Target(f"{what}: precision per track", told.precision, 0.95),
            Target(f"{what}: recall per track", told.recall, 0.95),
        ]
    alarms, persons, looks = 0, 0, 0
    frames = round(3600 * HOURS / (len(places) * len(DISTURBANCES)))
    for number, place in enumerate(places.values()):
        for name in DISTURBANCES:
            empty = Clip(place, (), 1.0, frames, _SEED + number)
            moved, made_up, looked = _look_at(settings, empty, name)
            alarms, persons, looks = alarms + moved, persons + made_up, looks + looked
    result[f"{HOURS:g} hours of empty places"] = {
        "frames that alarm": alarms,
        "looks": looks,
        "persons told": persons,
    }
    targets.append(
        Target(f"persons told in {HOURS:g} h of empty places", persons, 0, at_most=True)
    )
    return result, targets


def _follow(settings: PipelineSettings, clip: Clip, name: str, told: Told) -> None:
    """Show walks to the eyes; judge the last kind of every track."""
    pipeline = Pipeline(settings)
    tracks: dict[int, _Followed] = {}
    walks: dict[int, bool] = {}
    disturbance, before = clip.warmup(name)
    for index, picture in enumerate(before, -len(before)):
        pipeline.process(picture, index / clip.fps)
    for index, (picture, truth) in enumerate(clip.judged(disturbance)):
        seen = pipeline.process(picture, index / clip.fps)
        boxes = [box for _, box in truth.boxes]
        for track in seen.tracks:
            known = tracks.setdefault(track.id, _Followed())
            known.of_somebody.append(_is_of(track.box, boxes))
            known.kind = track.object
        persons = [each.box for each in seen.objects if each.kind is ObjectKind.PERSON]
        told.frames += bool(boxes)
        told.too_many += bool(boxes) and len(persons) > len(boxes)
        for walk, box in truth.boxes:
            here = any(_is_of(person, [box]) for person in persons)
            walks[walk] = walks.get(walk, False) or here
    for known in tracks.values():
        if len(known.of_somebody) < _LEAST_FRAMES:
            continue
        if 2 * sum(known.of_somebody) >= len(known.of_somebody):
            told.people += 1
            told.persons += known.kind is ObjectKind.PERSON
            told.wrong += known.kind not in {None, ObjectKind.PERSON}
        else:
            told.nothing += 1
            told.made_up += known.kind is ObjectKind.PERSON
    told.walks += len(walks)
    told.recognised += sum(walks.values())
    told.looks += pipeline.object_finder.looks


def _is_of(box: Box, people: list[Box]) -> bool:
    return any(_share(box, person) >= _IS_OF for person in people)


def _share(box: Box, person: Box) -> float:
    across = min(box.x1, person.x1) - max(box.x0, person.x0)
    down = min(box.y1, person.y1) - max(box.y0, person.y0)
    return across * down / box.area if across > 0 and down > 0 and box.area else 0.0


def _look_at(settings: PipelineSettings, clip: Clip, name: str) -> tuple[int, int, int]:
    """Show an empty place; return in how many frames something moved, how often a person came into view, and the looks."""
    pipeline = Pipeline(settings)
    moved = persons = 0
    before = False
    for seconds, picture in _frames(clip, name):
        seen = pipeline.process(picture, seconds)
        moved += seen.motion.detected
        person = any(each.kind is ObjectKind.PERSON for each in seen.objects)
        persons += person and not before
        before = person
    return moved, persons, pipeline.object_finder.looks


def _frames(clip: Clip, name: str) -> Iterator[tuple[float, bytes]]:
    disturbance, before = clip.warmup(name)
    for index, picture in enumerate(before, -len(before)):
        yield index / clip.fps, picture
    for index, (picture, _) in enumerate(clip.judged(disturbance)):
        yield index / clip.fps, picture
