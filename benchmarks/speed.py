"""What a frame costs: always a ratio, measured turn by turn in one process on the same bytes.

Time is the thread's own processor time, so other work on the machine disturbs less, and OpenCV has one thread, as in
Argus. A detector's cost is its median over the frames, or its mean where the work differs from frame to frame.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median
import time
from types import ModuleType

import cv2

from custom_components.argus.vision import FaceDetector, Pipeline, PipelineSettings
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.motion.detector import MotionDetector

from . import crowd, faces_and_objects, streams
from .detector import Argus, Prototype, decode
from .memory import state_bytes
from .models import find_face_model, find_object_model
from .references import OldArgusFaces, OldArgusMotion, references
from .report import Report, Table, Target
from .turns import Turn, Work, limit, measure, settled

LIMITS = {"720p": 1.9, "1080p": 1.45, "4K": 1.15}
"""Motion from bytes to result at most so many times the limit."""

STATE_LIMIT = 1.5e6
MOTION_ONLY = PipelineSettings(faces=False)
ROUNDS, MOST_ROUNDS = 8, 40
"""Turns of each kind in the scaling test: at least, and at most while the machine is busy with something else."""
FREE = 1.9
"""When two workers decode so many times the frames of one, the machine was free."""
HALF = 0.15
"""Somebody is visible half of the time when the share of such frames is within this of a half."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to measure."""

    frames: int = 60
    """Frames of a stream."""
    old_faces: int = 6
    """Frames the old face detector gets; it takes seconds for each."""


def motion_cost(
    name: str, frames: list[bytes], prototype: ModuleType | None
) -> dict[str, float]:
    """Measure motion alone, from bytes to result, for every detector.

    Args:
        name: What the stream is called in the table.
        frames: JPEG files.
        prototype: The prototype's module, if it is there.

    Returns:
        Median milliseconds by detector; `limit` is the JPEG's entropy decoder alone.
    """
    turns = [Turn("limit", limit), Turn("argus", Argus().update)]
    turns += [Turn(label, make().update) for label, make in references().items()]
    if prototype is not None:
        turns.append(Turn("prototype", Prototype(prototype).update))
    return {label: median(taken) for label, taken in measure(turns, frames).items()}


def step_cost(frames: list[bytes], prototype: ModuleType | None) -> dict[str, float]:
    """Measure the motion step alone, on pictures already decoded small.

    Args:
        frames: JPEG files.
        prototype: The prototype's module, if it is there.

    Returns:
        Mean milliseconds by detector.
    """
    detector = MotionDetector(MOTION_ONLY)
    pictures = {frame: Frame.open(frame).grey(240) for frame in frames}

    def ours(frame: bytes, now: float) -> object:
        return detector.update(Frame.open(pictures[frame]), now)

    turns = [Turn("argus", ours)]
    if prototype is not None:
        theirs = Prototype(prototype)
        turns.append(
            Turn("prototype", lambda frame, now: theirs.update(pictures[frame], now))
        )
    return {label: fmean(taken) for label, taken in measure(turns, frames).items()}


def faces_cost(
    busy: list[bytes], idle: list[bytes], model: Path | None, effort: Effort
) -> dict[str, float]:
    """Measure motion and faces together.

    Args:
        busy: Stream in which somebody is visible about half of the time.
        idle: Stream of an empty scene.
        model: YuNet's model, if it is there.
        effort: How many frames old Argus gets.

    Returns:
        Mean milliseconds per frame: `old argus`, and `busy X` and `idle X` per face detector X; `idle motion only`.
    """
    settings = {"haar": PipelineSettings(face_detector=FaceDetector.HAAR)}
    if model is not None:
        settings["yunet"] = PipelineSettings(
            face_detector=FaceDetector.YUNET, face_model=model
        )
    costs = {}
    turns = [Turn(label, Pipeline(each).process) for label, each in settings.items()]
    for label, taken in measure(turns, busy).items():
        costs[f"busy {label}"] = fmean(taken)
    turns = [Turn(label, Pipeline(each).process) for label, each in settings.items()]
    turns.append(Turn("motion only", Pipeline(MOTION_ONLY).process))
    for label, taken in measure(turns, idle).items():
        costs[f"idle {label}"] = fmean(taken)

    old_motion, old_faces = OldArgusMotion(), OldArgusFaces()

    def old(frame: bytes, now: float) -> object:
        # It decoded once for both.
        image = decode(frame, cv2.IMREAD_COLOR)
        return old_motion.update(image, now), old_faces.update(image, now)

    step = max(1, len(busy) // effort.old_faces)
    sample = busy[step // 2 :: step][: effort.old_faces]
    costs["old argus"] = fmean(measure([Turn("old argus", old)], sample)["old argus"])
    return costs


def state_of_one_camera(frames: list[bytes]) -> int:
    """Return the bytes of state after a stream, with the default settings.

    Args:
        frames: JPEG files of 1080p.

    Returns:
        The larger of a camera that sends JPEG files and one whose stream is decoded.
    """
    settings = PipelineSettings(face_detector=FaceDetector.HAAR)
    snapshots, stream = Pipeline(settings), Pipeline(settings)
    for index, frame in enumerate(frames):
        snapshots.process(frame, float(index))
        stream.process(decode(frame, cv2.IMREAD_COLOR), float(index))
    return max(state_bytes(snapshots), state_bytes(stream))


def scaling(frames: list[bytes], seconds: float) -> tuple[float, float]:
    """Compare two cameras on two workers with one camera on one.

    Args:
        frames: JPEG files.
        seconds: A quarter of it is the length of a turn.

    Returns:
        Frames of two workers divided by the frames of one: of Argus, and of decoding alone, which is what the machine
        can give.
    """

    def camera(work: Work, until: float) -> int:
        done = 0
        while time.perf_counter() < until:
            work(frames[done % len(frames)], float(done))
            done += 1
        return done

    def rate(works: list[Work]) -> float:
        with ThreadPoolExecutor(len(works)) as pool:
            until = time.perf_counter() + seconds / 4
            return sum(pool.map(camera, works, [until] * len(works)))

    pipelines = [Pipeline(MOTION_ONLY) for _ in range(2)]
    for pipeline in pipelines:
        for index, frame in enumerate(frames):
            pipeline.process(frame, float(index - len(frames)))
    ours: list[Work] = [pipeline.process for pipeline in pipelines]
    decoding: list[Work] = [limit, limit]
    # Short turns, and the best of each: other work on the machine only ever takes away. While decoding alone does not
    # scale either, the other core is taken, and there is nothing to be measured.
    turns = [ours, ours[:1], decoding, decoding[:1]]
    best = [0.0] * len(turns)
    for number in range(MOST_ROUNDS):
        best = [max(pair) for pair in zip(best, map(rate, turns), strict=True)]
        if number >= ROUNDS and best[2] > FREE * best[3]:
            break
    return best[0] / best[1], best[2] / best[3]


def run(
    data: Path | None,
    prototype: ModuleType | None,
    *,
    sizes: tuple[str, ...] = tuple(streams.SIZES),
    seconds: float = 2.0,
    effort: Effort | None = None,
) -> Report:
    """Measure everything that has to do with speed.

    Args:
        data: Folder of footage and models, or None.
        prototype: The prototype's module, or None.
        sizes: Keys of `streams.SIZES`.
        seconds: How long a run of the scaling test takes.
        effort: How many frames.
    """
    cv2.setNumThreads(1)
    effort = effort or Effort()
    report = Report()
    model = find_face_model(data)
    rows: list[tuple[str | float, ...]] = []
    face_rows: list[tuple[str | float, ...]] = []
    columns: tuple[str, ...] = ()
    for size in sizes:
        staged = streams.walked_through(size, effort.frames)
        sources = {"rendered": staged}
        for path in sorted(data.glob("*.mp4"))[:1] if data else []:
            sources["footage"] = streams.footage(path, size, effort.frames)
        costs: dict[str, dict[str, float]] = {}
        for source, frames in sources.items():
            costs[source] = motion_cost(source, frames, prototype)
            kilobytes = fmean(len(frame) for frame in frames) / 1000
            rows.append((f"{size} {source}", kilobytes, *costs[source].values()))
            columns = ("frames", "kB", *costs[source])
        report.targets += _motion_targets(size, costs)
        step = step_cost(staged, prototype)
        if prototype is not None:
            ratio = step["argus"] / step["prototype"]
            report.targets.append(
                Target(f"motion step / prototype's, {size}", ratio, 0.5, True)
            )
        scarce = replace(effort, old_faces=2) if size == "4K" else effort
        nobody = streams.empty(size, effort.frames)
        faces: dict[str, dict[str, float]] = {}
        half_busy: dict[str, bool] = {}
        for source, (frames, visible) in _busy(data, size, effort.frames).items():
            faces[source] = faces_cost(frames, nobody, model, scarce)
            share = fmean(visible[settled(len(visible)) :])
            face_rows.append((f"{size} {source}, share of frames busy", share))
            half_busy[source] = abs(share - 0.5) < HALF
        face_rows += [(f"{size} step {label}", value) for label, value in step.items()]
        face_rows += [
            (f"{size} {source} {label}", value)
            for source, costs_of_source in faces.items()
            for label, value in costs_of_source.items()
        ]
        report.targets += _face_targets(
            size, {source: cost for source, cost in faces.items() if half_busy[source]}
        )
    report.tables.append(
        Table("Motion, bytes to result: median ms a frame", columns, tuple(rows))
    )
    report.tables.append(
        Table(
            "Motion step alone, and motion with faces: mean ms a frame",
            ("what", "ms"),
            tuple(face_rows),
        )
    )
    report.add(crowd.run(sizes, effort.frames))
    report.add(_of_people(data, model, sizes, effort.frames))
    report.add(_resources(effort, seconds))
    return report


def _of_people(
    data: Path | None, face_model: Path | None, sizes: tuple[str, ...], frames: int
) -> Report:
    """Measure faces and objects together, if the objects' model is there."""
    object_model = find_object_model(data)
    if object_model is None:
        return Report()
    costs = {
        size: faces_and_objects.cost(size, object_model, face_model, frames)
        for size in sizes
    }
    table = Table(
        "Faces, objects and both / motion only",
        ("frames", *next(iter(costs.values()), {})),
        tuple((size, *each.values()) for size, each in costs.items()),
    )
    told = [
        target
        for size, each in costs.items()
        for target in faces_and_objects.targets(size, each)
    ]
    return Report([table], told)


def _busy(
    data: Path | None, size: str, frames: int
) -> dict[str, tuple[list[bytes], list[bool]]]:
    """Return what is shown of busy scenes by name: frames, and whether somebody is visible in each."""
    rendered = streams.with_a_face(size, frames)
    visible = [streams.somebody_visible(index) for index in range(len(rendered))]
    busy = {"rendered": (rendered, visible)}
    for path in sorted(data.glob("*.mp4")) if data else []:
        busy[path.stem] = streams.half_busy(path, size, frames)
    return busy


def _motion_targets(
    size: str, costs: Mapping[str, Mapping[str, float]]
) -> list[Target]:
    most = max(cost["argus"] / cost["limit"] for cost in costs.values())
    average = max(cost["argus"] / cost["running average"] for cost in costs.values())
    return [
        Target(f"motion / limit, {size}", most, LIMITS[size], True),
        Target(f"motion / running average's, {size}", average, 1.0, True),
    ]


def _face_targets(size: str, costs: Mapping[str, Mapping[str, float]]) -> list[Target]:
    targets = []
    for label, share in (("haar", 1 / 40), ("yunet", 1 / 100)):
        if not costs or any(f"busy {label}" not in cost for cost in costs.values()):
            continue
        busy = max(cost[f"busy {label}"] / cost["old argus"] for cost in costs.values())
        idle = max(
            cost[f"idle {label}"] / cost["idle motion only"] for cost in costs.values()
        )
        targets += [
            Target(f"busy scene, {label} / old argus, {size}", busy, share, True),
            Target(f"idle scene, {label} / motion only, {size}", idle, 1.3, True),
        ]
    return targets


def _resources(effort: Effort, seconds: float) -> Report:
    frames = streams.with_a_face("1080p", min(effort.frames, 24))
    state = state_of_one_camera(frames)
    ours, decoding = scaling(frames, seconds)
    table = Table(
        "Resources",
        ("what", "value"),
        (
            ("state of a 1080p camera, MB", state / 1e6),
            ("two workers / one, argus", ours),
            ("two workers / one, decoding alone", decoding),
        ),
    )
    return Report(
        [table],
        [
            Target("state of a 1080p camera, MB", state / 1e6, STATE_LIMIT / 1e6, True),
            Target("two cameras on two workers / one", ours, 1.8),
        ],
    )
