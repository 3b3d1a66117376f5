"""Summary of a film: times, counts and costs gathered from single observations."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from .geometry import Line
from .observation import Crossing, Direction, Observation


@dataclass(slots=True)
class Span:
    """A time during which something lasted."""

    start: float
    end: float
    peak: float
    """The largest value meanwhile."""


@dataclass(slots=True)
class Passage:
    """Somebody who crossed a line."""

    seconds: float
    line: str
    direction: str
    track: int


@dataclass(slots=True)
class KindSeen:
    """How much of one kind of thing was seen."""

    seconds: float = 0.0
    """For how long any was in view."""
    tracks: int = 0
    """How many were followed."""


@dataclass(slots=True)
class Summary:
    """What was seen in a file."""

    file: str
    width: int = 0
    height: int = 0
    fps: float = 0.0
    frames: int = 0
    unusable: int = 0
    seconds: float = 0.0
    """Length of what was looked at."""
    mean_ms: float = 0.0
    slowest_ms: float = 0.0
    times_real_time: float = 0.0
    motion: list[Span] = field(default_factory=list)
    """The peak is the share of the picture that moved."""
    faces: list[Span] = field(default_factory=list)
    """The peak is how many at once."""
    crossings: list[Passage] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """In and out by the line's name."""
    suppressed: dict[str, list[Span]] = field(default_factory=dict)
    """By reason; the peak is the share of the picture that changed."""
    tamper: dict[str, list[Span]] = field(default_factory=dict)
    objects: dict[str, KindSeen] = field(default_factory=dict)
    """By kind: `person`, `vehicle`, `animal`."""


class SummaryBuilder:
    """Gathers observations into a summary."""

    def __init__(self, summary: Summary, lines: tuple[Line, ...]) -> None:
        """Start with nothing seen.

        Args:
            summary: What to fill.
            lines: The counting lines.
        """
        self._summary = summary
        self._names = {line.id: line.name for line in lines}
        self._counts: dict[str, Counter[Direction]] = {
            line.id: Counter() for line in lines
        }
        self._pause = max(1.0, 2.5 / summary.fps)
        self._busy = 0.0
        self._before: float | None = None
        self._kinds: dict[int, str] = {}
        """What every track was called last."""

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """How many went in and out so far, by line id."""
        return {
            line: (count[Direction.IN], count[Direction.OUT])
            for line, count in self._counts.items()
        }

    def add_observation(self, seconds: float, seen: Observation, spent: float) -> None:
        """Take the next observation.

        Args:
            seconds: When the picture was taken.
            seen: What was seen.
            spent: Seconds it took.
        """
        summary = self._summary
        summary.frames += 1
        summary.width, summary.height = seen.width, seen.height
        summary.seconds = seconds + 1 / summary.fps
        self._busy += spent
        summary.slowest_ms = max(summary.slowest_ms, 1000 * spent)
        summary.mean_ms = 1000 * self._busy / summary.frames
        summary.times_real_time = summary.seconds / max(self._busy, 1e-9)
        motion = seen.motion
        if motion.detected:
            self._extend_spans(summary.motion, seconds, motion.intensity)
        if motion.suppressed is not None:
            spans = summary.suppressed.setdefault(motion.suppressed, [])
            self._extend_spans(spans, seconds, motion.intensity)
        if seen.faces:
            self._extend_spans(summary.faces, seconds, len(seen.faces))
        if seen.tamper is not None:
            self._extend_spans(summary.tamper.setdefault(seen.tamper, []), seconds, 1)
        self._count_kinds(seconds, seen)
        for crossing in seen.crossings:
            self._add_crossing(seconds, crossing)

    def _count_kinds(self, seconds: float, seen: Observation) -> None:
        step = 1 / self._summary.fps
        if self._before is not None:
            step = min(max(0.0, seconds - self._before), self._pause)
        self._before = seconds
        objects = self._summary.objects
        for kind in {each.kind.value for each in seen.objects}:
            objects.setdefault(kind, KindSeen()).seconds += step
        named = {
            each.track_id: each.kind.value
            for each in seen.objects
            if each.track_id is not None
        }
        if named.items() <= self._kinds.items():
            return
        self._kinds |= named
        tracks = Counter(self._kinds.values())
        for kind, number in objects.items():
            number.tracks = tracks[kind]

    def _extend_spans(self, spans: list[Span], seconds: float, value: float) -> None:
        if spans and seconds - spans[-1].end <= self._pause:
            spans[-1].end = seconds
            spans[-1].peak = max(spans[-1].peak, value)
        else:
            spans.append(Span(seconds, seconds, value))

    def _add_crossing(self, seconds: float, crossing: Crossing) -> None:
        name = self._names.get(crossing.line_id, crossing.line_id)
        self._summary.crossings.append(
            Passage(seconds, name, crossing.direction, crossing.track_id)
        )
        count = self._counts.setdefault(crossing.line_id, Counter())
        count[crossing.direction] += 1
        self._summary.counts[name] = {
            direction.value: count[direction] for direction in Direction
        }


def format_summary(summary: Summary) -> str:
    """Write a summary for people."""
    size = f"{summary.width}x{summary.height}"
    length = f"{summary.seconds:.1f} s ({summary.fps:g} a second)"
    cost = f"{summary.mean_ms:.1f} ms a frame, slowest {summary.slowest_ms:.1f} ms"
    lines = [
        f"{summary.file}: {size}, {summary.frames} frames in {length}",
        f"speed: {cost}, {summary.times_real_time:.0f} times real time",
    ]
    if summary.unusable:
        lines.append(f"unusable frames: {summary.unusable}")
    for kind, of_kind in summary.objects.items():
        lines.append(
            f"{kind}: {of_kind.tracks} tracks, {of_kind.seconds:.1f} s in view"
        )
    lines.append(_format_spans("motion", summary.motion, lambda peak: f"{peak:.1%}"))
    lines.append(_format_spans("faces", summary.faces, lambda peak: f"{peak:.0f}"))
    for reason, spans in summary.suppressed.items():
        lines.append(_format_spans(f"not motion ({reason})", spans, lambda _: ""))
    for kind, spans in summary.tamper.items():
        lines.append(_format_spans(f"tamper ({kind})", spans, lambda _: ""))
    for line, count in summary.counts.items():
        lines.append(f"{line}: {count['in']} in, {count['out']} out")
    lines += [
        f"  {passage.seconds:8.1f} s  {passage.line} {passage.direction}"
        f" (track {passage.track})"
        for passage in summary.crossings
    ]
    return "\n".join(lines)


def _format_spans(title: str, spans: list[Span], peak: Callable[[float], str]) -> str:
    if not spans:
        return f"{title}: none"
    rows = [
        f"  {span.start:8.1f} - {span.end:.1f} s  {peak(span.peak)}".rstrip()
        for span in spans
    ]
    return "\n".join([f"{title}: {len(spans)} times", *rows])
