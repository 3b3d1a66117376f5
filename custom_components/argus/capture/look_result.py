"""What was seen through a camera while somebody asked to look."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from homeassistant.core import CALLBACK_TYPE

from ..vision import ObjectKind
from .frame_loop import ObservedFrame


@dataclass(slots=True)
class LookResult:
    """Adds up the frames of a look."""

    pictures: int = 0
    """Frames that were looked at."""
    kinds: set[ObjectKind] = field(default_factory=set)
    """What was recognised."""
    persons: int = 0
    """Most persons at once."""
    faces: int = 0
    """Most faces at once."""
    moved: bool = False
    """Whether anything moved."""
    incident: str | None = None
    """Id of the incident that it belongs to."""

    def take(self, sight: ObservedFrame, incident: str | None) -> None:
        """Take in a frame, and the id of the incident that lasts."""
        seen = sight.observation
        self.pictures += 1
        self.kinds |= {one.kind for one in seen.objects}
        persons = sum(one.kind is ObjectKind.PERSON for one in seen.objects)
        self.persons = max(self.persons, persons)
        self.faces = max(self.faces, len(seen.faces_of_people))
        self.moved |= seen.motion.detected
        self.incident = incident or self.incident


async def async_collect(
    subscribe: Callable[[Callable[[ObservedFrame], None]], CALLBACK_TYPE],
    incident: Callable[[], str | None],
    look: Awaitable[None],
) -> LookResult:
    """Return what is seen while a look lasts.

    Args:
        subscribe: has a listener called with every frame; returns what ends that.
        incident: tells the id of the incident that lasts.
        look: ends with the look.
    """
    seen = LookResult()
    stop = subscribe(lambda sight: seen.take(sight, incident()))
    try:
        await look
    finally:
        stop()
    return seen
