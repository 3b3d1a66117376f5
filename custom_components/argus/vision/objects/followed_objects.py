"""All who are followed, and which of them are parts of one body."""

from collections.abc import Collection, Iterator, Sequence

from ..geometry import Box, ObjectKind
from ..observation import DetectedObject
from .belonging import is_speck_beside
from .followed import Followed
from .look import share_within
from .object_backend import LabelledBox
from .one_body import APART, COVERED, find_bodies, may_be_one_body
from .staying import KINDS


class FollowedObjects:
    """Those who are followed, by the numbers of their tracks."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._by_track: dict[int, Followed] = {}

    def __iter__(self) -> Iterator[Followed]:
        """Go through them in the order in which they came."""
        return iter(self._by_track.values())

    def __len__(self) -> int:
        """Return how many are followed."""
        return len(self._by_track)

    def get(self, track_id: int) -> Followed | None:
        """Return who has a track, or None."""
        return self._by_track.get(track_id)

    def add(self, track_id: int, new: Followed) -> None:
        """Take up a track."""
        self._by_track[track_id] = new

    def clear(self) -> None:
        """Forget everybody."""
        self._by_track.clear()

    def drop_absent(self, present: Collection[int]) -> list[tuple[int, Followed]]:
        """Forget whose track has ended; return those of whom no other part is followed, with their tracks.

        Args:
            present: Tracks of the frame.
        """
        lost = []
        for track_id in [each for each in self._by_track if each not in present]:
            one = self._by_track.pop(track_id)
            if not self._goes_on(track_id, one):
                lost.append((track_id, one))
        return lost

    def has_speck(self, box: Box) -> bool:
        """Tell whether a box is something small beside somebody who is known."""
        return any(
            is_speck_beside(box, one.box) for one in self if one.evidence.kind in KINDS
        )

    def told(self) -> Iterator[DetectedObject]:
        """Go through what each body is, parts left out."""
        for track_id, one in self._by_track.items():
            if one.part_of is None:
                yield from one.told(track_id)

    # Parts of one body

    def compare_overlapping(self, now: float) -> None:
        """Look together at those of whom one lies in what is told of another, once: perhaps they are one.

        Args:
            now: Time in seconds.
        """
        people = [
            (track_id, one)
            for track_id, one in self._by_track.items()
            if one.evidence.kind is ObjectKind.PERSON and one.part_of is None
        ]
        for _, inner in people:
            for outer_id, outer in people:
                if inner is outer or outer_id in inner.compared:
                    continue
                if share_within(inner.box, outer.place) >= COVERED and (
                    may_be_one_body(inner.box, outer.box)
                ):
                    inner.due = min(inner.due, now)
                    inner.compared.add(outer_id)

    def note_parting(self, part: Followed, now: float) -> None:
        """Look again at what was a part of somebody and went another way.

        Args:
            part: Who is somewhere else than before.
            now: Time in seconds.
        """
        if part.part_of is not None and self._has_parted(part):
            part.due = min(part.due, now)

    def other_part(self, one: Followed) -> Followed | None:
        """Return who may be but another part of somebody's body, the largest of several."""
        return max(
            (
                other
                for other in self
                if other is not one
                and other.evidence.kind in {None, ObjectKind.PERSON}
                and may_be_one_body(other.box, one.box)
            ),
            key=lambda other: other.box.area,
            default=None,
        )

    def join_parts(
        self, together: Sequence[Followed], shares: list[list[LabelledBox]]
    ) -> None:
        """Note who of those who were looked at are parts of one body.

        Args:
            together: Who was in the picture that was looked at.
            shares: What was found of each; each part of a body gets what was found of all of it.
        """
        ids = {id(one): track_id for track_id, one in self._by_track.items()}
        bodies = find_bodies([one.box for one in together], shares)
        joined = {index for _, parts in bodies for index in parts}
        for index, one in enumerate(together):
            if (
                index not in joined
                and one.part_of is not None
                and self._has_parted(one)
            ):
                one.part_of = None
        for whole, parts in bodies:
            bodies_before = {one.part_of for one in self}
            main = max(
                (together[index] for index in parts),
                key=lambda one: (ids[id(one)] in bodies_before, one.box.area),
            )
            part_ids = {ids[id(together[index])] for index in parts}
            for track_id, one in self._by_track.items():
                if track_id in part_ids or one.part_of in part_ids:
                    one.part_of = ids[id(main)]
            main.part_of = None
            for index in parts:
                shares[index] = [whole]

    def _goes_on(self, track_id: int, lost: Followed) -> bool:
        """Tell whether somebody who is no longer followed is so by other parts of theirs."""
        if lost.part_of is not None:
            return True
        parts = [
            (part_id, part)
            for part_id, part in self._by_track.items()
            if part.part_of == track_id and part.seen >= lost.seen
        ]
        if not parts:
            return False
        main_id, main = max(parts, key=lambda pair: pair[1].box.area)
        for _, part in parts:
            part.part_of = main_id
        main.part_of = None
        return True

    def _has_parted(self, part: Followed) -> bool:
        body = self.get(part.part_of or 0)
        return (
            body is None
            or max(share_within(part.box, body.box), share_within(part.box, body.place))
            < APART
        )
