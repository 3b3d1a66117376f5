"""What was learnt of the faces in one view, to be kept while nobody looks: what is no face, and where faces were.

Learning what is no face takes minutes of stillness, and whoever restarts Home Assistant does not want to be told of the
poster on the wall again.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
import math
from typing import Any, Final

from ..geometry import Box

_MOST_STATICS: Final = 32
_MOST_PLACES: Final = 4
_SIGHT_BYTES: Final = 512
_LONGEST_SIGHT: Final = 4 * ((_SIGHT_BYTES + 2) // 3)
"""Characters of a sight in base 64."""
_LONGEST_PATIENCE: Final = 3600.0


@dataclass(frozen=True, slots=True)
class KnownStatic:
    """Something that looks like a face and is none."""

    place: Box
    sight: bytes
    """What it looks like: 16x16 half floats, little-endian, zero mean and unit length."""
    patience: float
    """For how many seconds it had to be still."""
    age: float
    """Seconds since it was last found."""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place where a face was."""

    box: Box
    age: float
    """Seconds since it was there."""


@dataclass(frozen=True, slots=True)
class FaceMemory:
    """What one camera learnt."""

    statics: tuple[KnownStatic, ...] = ()
    places: tuple[KnownPlace, ...] = ()

    def aged(self, seconds: float) -> FaceMemory:
        """Return the same, some time later.

        Args:
            seconds: How long; a clock that was set back counts as no time.
        """
        later = max(0.0, seconds)
        return FaceMemory(
            tuple(replace(one, age=one.age + later) for one in self.statics),
            tuple(replace(one, age=one.age + later) for one in self.places),
        )

    def as_data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "statics": [
                {
                    "place": _box_data(one.place),
                    "sight": b64encode(one.sight).decode(),
                    "patience": one.patience,
                    "age": round(one.age, 1),
                    "gone": one.gone,
                }
                for one in self.statics
            ],
            "places": [
                {"box": _box_data(one.box), "age": round(one.age, 1)}
                for one in self.places
            ],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> FaceMemory:
        """Read what `as_data` returned.

        Args:
            data: Plain JSON values.

        Raises:
            ValueError: It is nothing of the kind. What is wrong with it does not matter: it is learnt anew.
        """
        try:
            return cls(
                tuple(_static(one) for one in data["statics"][-_MOST_STATICS:]),
                tuple(
                    KnownPlace(_box(one["box"]), _seconds(one["age"]))
                    for one in data["places"][-_MOST_PLACES:]
                ),
            )
        except (AttributeError, LookupError, TypeError, ValueError) as err:
            raise ValueError("no memory of faces") from err


def _static(data: Mapping[str, Any]) -> KnownStatic:
    sight = data["sight"]
    if not isinstance(sight, str) or len(sight) > _LONGEST_SIGHT:
        raise ValueError("no sight")
    decoded = b64decode(sight, validate=True)
    if len(decoded) != _SIGHT_BYTES:
        raise ValueError("no sight")
    return KnownStatic(
        place=_box(data["place"]),
        sight=decoded,
        patience=min(_LONGEST_PATIENCE, _seconds(data["patience"])),
        age=_seconds(data["age"]),
        gone=bool(data["gone"]),
    )


def _box_data(box: Box) -> list[float]:
    return [
        round(min(1.0, max(0.0, side)), 5) for side in (box.x0, box.y0, box.x1, box.y1)
    ]


def _box(data: Any) -> Box:
    x0, y0, x1, y1 = map(float, data)
    # A comparison with what is no number is false.
    if not (0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1):
        raise ValueError("no box in the picture")
    return Box(x0, y0, x1, y1)


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError("no duration")
    return seconds
