"""Face tracks over time, so that a blink of the detector does not change their number."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
import math
from typing import Final, Protocol

from ..geometry import Box
from ..observation import Face
from .static_false_positives import Stillness

# A face is held until this long after it was last found and this many looks in vain.
_HOLD: Final = 1.5
_MISSES: Final = 2
_HOLD_UNSEEN: Final = 10.0
# How far a face may get, in widths of itself: at once, and more with each second.
_REACH: Final = 0.6
_SPEED: Final = 3.5
_SIZE_RATIO: Final = 1.7
# Who is gone from one place and new at another in the same frame is one person, if a quick walk leads from one to the
# other: widths of a face a second, and at most so many seconds of it.
_WALK: Final = 9.0
_LONGEST_WALK: Final = 2.0


class Arrival(Enum):
    """How a face came into view."""

    MOVING = auto()
    """Something moved there."""
    STILL = auto()
    """Nothing had moved there for long."""
    UNSEEN = auto()
    """Nobody can know: it was there when Argus began to look, or motion is not watched."""


@dataclass(slots=True)
class FaceTrack:
    """One face, followed while it stays in view."""

    face: Face
    arrival: Arrival
    stillness: Stillness
    last_found: float
    best: float
    is_early: bool = False
    """Whether it may have been there when Argus began to look."""
    hits: int = 1
    misses: int = 0
    confirmed: bool = False

    @property
    def box(self) -> Box:
        """Where it was last found."""
        return self.face.box

    @property
    def is_unmoved(self) -> bool:
        """Whether it was there when Argus began to look, and nothing about it changed since."""
        return self.is_early and not self.stillness.has_stirred


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a face that was found has to its credit besides its score."""

    arrival: Arrival
    stillness: Stillness
    is_early: bool = False
    """Whether it may have been there when Argus began to look."""


class FaceBar(Protocol):
    """Scores that a face has to reach; every backend has them."""

    @property
    def accept(self) -> float:
        """Least score of somebody new, 0..1."""

    @property
    def sure(self) -> float:
        """Score from which one look is enough, 0..1."""


class FaceTracks:
    """The faces in view."""

    def __init__(self) -> None:
        """Start with nobody in view."""
        self._tracks: list[FaceTrack] = []

    def __iter__(self) -> Iterator[FaceTrack]:
        """Iterate over all tracks, confirmed or not."""
        return iter(tuple(self._tracks))

    def __len__(self) -> int:
        """Return the number of tracks, confirmed or not."""
        return len(self._tracks)

    def confirmed(self) -> tuple[Face, ...]:
        """Return the faces that count, the surest first."""
        faces = [
            replace(track.face, is_unmoved=track.is_unmoved)
            for track in self._tracks
            if track.confirmed
        ]
        return tuple(sorted(faces, key=lambda face: -face.score))

    def drop(self, track: FaceTrack) -> None:
        """Forget a track.

        Args:
            track: One of these tracks.
        """
        self._tracks.remove(track)

    def update(
        self,
        faces: Sequence[Face],
        bar: FaceBar,
        aspect: float,
        evidence: Callable[[Face], Evidence],
        searched: Callable[[Box], bool],
        now: float,
    ) -> None:
        """Follow the faces into a new frame.

        Args:
            faces: What was found, no two on one place.
            bar: What the detector's scores mean.
            aspect: Width of the frame divided by its height.
            evidence: Called for each face that is new.
            searched: Tells whether a place was searched in this frame.
            now: Time in seconds, never less than before.
        """
        self._tracks = [track for track in self._tracks if _is_held(track, now)]
        pairs = _assign_faces(self._tracks, faces, _REACH, _SPEED, aspect, now)
        found = {id(track) for track, _ in pairs}
        taken = {id(face) for _, face in pairs}
        pairs += _assign_faces(
            [
                track
                for track in self._tracks
                if track.confirmed and id(track) not in found and searched(track.box)
            ],
            [
                face
                for face in faces
                if face.score >= bar.accept and id(face) not in taken
            ],
            0.0,
            _WALK,
            aspect,
            now,
        )
        found = {id(track) for track, _ in pairs}
        for track, face in pairs:
            kept = face.score if face.score >= bar.accept else track.face.score
            track.face = Face(face.box, kept)
            track.last_found = now
            track.misses = 0
            if face.score >= bar.accept:
                track.best = max(track.best, face.score)
                track.hits += 1
        for track in self._tracks:
            if id(track) not in found and searched(track.box):
                track.misses += 1
        self._tracks = [track for track in self._tracks if _is_held(track, now)]
        taken = {id(face) for _, face in pairs}
        for face in faces:
            if id(face) not in taken and face.score >= bar.accept:
                credit = evidence(face)
                self._tracks.append(
                    FaceTrack(
                        face,
                        credit.arrival,
                        credit.stillness,
                        now,
                        best=face.score,
                        is_early=credit.is_early,
                    )
                )
        for track in self._tracks:
            if not track.confirmed:
                track.confirmed = _is_confirmed(track, bar.sure)


def _is_confirmed(track: FaceTrack, sure: float) -> bool:
    """One sure look is enough, or two others where something moved; where nothing did, it takes three, one sure."""
    match track.arrival:
        case Arrival.MOVING:
            return track.hits >= 2 or track.best >= sure
        case Arrival.UNSEEN:
            return track.best >= sure
        case Arrival.STILL:
            return track.hits >= 3 and track.best >= sure


def _is_held(track: FaceTrack, now: float) -> bool:
    unseen = now - track.last_found
    if not track.confirmed and track.misses:
        return track.misses < _MISSES and unseen <= _HOLD
    if track.misses >= _MISSES:
        return unseen <= _HOLD
    return unseen <= _HOLD_UNSEEN


def _assign_faces(
    tracks: Sequence[FaceTrack],
    faces: Sequence[Face],
    at_once: float,
    speed: float,
    aspect: float,
    now: float,
) -> list[tuple[FaceTrack, Face]]:
    """Pair tracks and faces, nearest first, within reach and of about the same size.

    Args:
        tracks: Faces known.
        faces: Faces found.
        at_once: How far a face may get in no time, in widths of itself.
        speed: How much further with each second.
        aspect: Width of the frame divided by its height.
        now: Time in seconds.
    """
    candidates = []
    for i, track in enumerate(tracks):
        width = max(track.box.width, 1e-9)
        reach = at_once + speed * min(now - track.last_found, _LONGEST_WALK)
        for j, face in enumerate(faces):
            ratio = face.box.width / width
            if not 1 / _SIZE_RATIO <= ratio <= _SIZE_RATIO:
                continue
            step_x = face.box.centre.x - track.box.centre.x
            step_y = (face.box.centre.y - track.box.centre.y) / aspect
            distance = math.hypot(step_x, step_y) / width
            if distance <= reach:
                candidates.append((distance, i, j))
    pairs = []
    free_tracks, free_faces = set(range(len(tracks))), set(range(len(faces)))
    for _, i, j in sorted(candidates):
        if i in free_tracks and j in free_faces:
            free_tracks.remove(i)
            free_faces.remove(j)
            pairs.append((tracks[i], faces[j]))
    return pairs
