"""Runs the eyes on a file and prints what they saw: for tuning and bug reports.

python -m custom_components.argus.vision VIDEO [--json] [--annotate OUT.mp4]
"""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from itertools import batched
import json
import os
from pathlib import Path
import sys
import time
from typing import Final

from cv2.utils import logging as cv2_logging

from .annotate import annotate
from .frames.footage import (
    DEFAULT_FPS,
    FilmWriter,
    Footage,
    FootageError,
    FootageFrame,
    Picture,
)
from .frames.frame import Frame, FrameError
from .geometry import Line, Point, Zone, ZoneKind
from .observation import Observation
from .pipeline import Pipeline
from .settings import FaceDetector, PipelineSettings
from .sightings import Summary, SummaryBuilder, format_summary

MAX_WIDTH: Final = 1280
"""Annotated pictures are not wider, pixels."""


def look(
    path: Path,
    settings: PipelineSettings,
    fps: float | None = None,
    film: Path | None = None,
) -> Summary:
    """Run the pipeline on a file.

    Args:
        path: Video or picture.
        settings: What a user would set.
        fps: Frames a second to take of a video; None takes up to five.
        film: Where to write annotated pictures, or None.

    Raises:
        FootageError: A file cannot be read or written.
    """
    if film is not None and film.exists() and path.exists() and film.samefile(path):
        raise FootageError(f"{film}: would overwrite what is looked at")
    footage = Footage(path, fps)
    summary = Summary(
        str(path),
        fps=footage.fps,
        counts={line.name: {"in": 0, "out": 0} for line in settings.lines},
    )
    log = SummaryBuilder(summary, settings.lines)
    pipeline = Pipeline(settings)
    if settings.object_model is not None and pipeline.object_finder.problem:
        raise FootageError(f"{settings.object_model}: not a model of YOLOX")
    if film is None:
        for shot in footage:
            _process(pipeline, shot, log, summary)
    else:
        with FilmWriter(film, footage.fps) as out:
            for shot in footage:
                seen = _process(pipeline, shot, log, summary)
                if seen is not None:
                    out.add(_drawn(shot.picture, seen, settings, log.counts))
    if not summary.frames:
        raise FootageError(f"{path}: no picture in it could be read")
    return summary


def _process(
    pipeline: Pipeline, shot: FootageFrame, log: SummaryBuilder, summary: Summary
) -> Observation | None:
    start = time.perf_counter()
    try:
        seen = pipeline.process(shot.picture, shot.seconds)
    except FrameError:
        summary.unusable += 1
        return None
    log.add_observation(shot.seconds, seen, time.perf_counter() - start)
    return seen


def _drawn(
    picture: Picture,
    seen: Observation,
    settings: PipelineSettings,
    counts: dict[str, tuple[int, int]],
) -> bytes:
    frame = picture if isinstance(picture, Frame) else Frame.open(picture)
    return annotate(frame, seen, settings, counts, MAX_WIDTH)


def main(arguments: list[str] | None = None) -> int:
    """Look at a file and print what was seen.

    Args:
        arguments: Without the program's name; None takes those of the process.

    Returns:
        The process's exit code: 2 when a file or an option cannot be used, 1 when nobody reads what is printed, 130 when
        it was interrupted; a film that was being written is whole up to there.
    """
    options = _parser().parse_args(arguments)
    settings = PipelineSettings(
        motion=options.motion,
        faces=options.faces,
        sensitivity=options.sensitivity,
        min_object=options.min_object,
        motion_threshold=options.motion_threshold,
        min_contour_area=options.min_contour_area,
        face_detector=options.face_detector,
        face_model=options.face_model,
        min_face=options.min_face,
        objects=options.objects,
        object_model=options.object_model,
        zones=_zones(options.zone, options.exclude),
        lines=tuple(
            Line(f"line{number}", f"line {number}", start, end)
            for number, (start, end) in enumerate(options.line, 1)
        ),
    )
    # OpenCV's own complaints about a file would come before the clear one.
    cv2_logging.setLogLevel(cv2_logging.LOG_LEVEL_ERROR)
    for model in (options.face_model, options.object_model):
        if model is not None and not model.is_file():
            print(f"argus: {model}: no such file", file=sys.stderr)
            return 2
    try:
        summary = look(options.file, settings, options.fps, options.annotate)
    except FootageError as err:
        print(f"argus: {err}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("argus: interrupted", file=sys.stderr)
        return 130
    return _print(
        json.dumps(asdict(summary), indent=2)
        if options.json
        else format_summary(summary)
    )


def _print(text: str) -> int:
    """Print a text; return the exit code."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        code = 1
    except OSError as err:
        print(f"argus: cannot print: {err.strerror}", file=sys.stderr)
        code = 2
    else:
        return 0
    # Or the interpreter would try again at its end, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _parser() -> argparse.ArgumentParser:
    default = PipelineSettings()
    parser = argparse.ArgumentParser(
        prog="python -m custom_components.argus.vision",
        description="Run the eyes of Argus on a video or picture and print what they see.",
    )
    add = parser.add_argument
    add(
        "file",
        type=Path,
        metavar="VIDEO",
        help="a video, or a picture that is shown for eight seconds",
    )
    add("--json", action="store_true", help="print JSON")
    add(
        "--annotate",
        type=Path,
        metavar="OUT.mp4",
        help="write what was seen into a video, or into the last picture if OUT ends in .jpg",
    )
    add(
        "--fps",
        type=_within(float, 0.05, 240),
        help=f"frames a second to look at (default: {DEFAULT_FPS:g})",
    )
    add(
        "--sensitivity",
        type=_within(int, 1, 100),
        default=default.sensitivity,
        metavar="1..100",
        help=f"of motion (default: {default.sensitivity})",
    )
    add(
        "--min-object",
        type=_within(float, 0, 1),
        default=default.min_object,
        metavar="SHARE",
        help="smallest moving object as a share of the frame",
    )
    add(
        "--motion-threshold",
        type=_within(float, 1, 255),
        metavar="GREYS",
        help="expert: grey levels a pixel has to change by, instead of the sensitivity",
    )
    add(
        "--min-contour-area",
        type=_within(float, 1, 1e6),
        metavar="PIXELS",
        help="expert: smallest moving object in pixels of a 640x480 picture",
    )
    add(
        "--no-motion",
        dest="motion",
        action="store_false",
        help="do not look for motion",
    )
    add("--no-faces", dest="faces", action="store_false", help="do not look for faces")
    add(
        "--face-detector",
        type=FaceDetector,
        choices=tuple(FaceDetector),
        default=default.face_detector,
        help="auto (default) takes yunet if --face-model names its model, else haar",
    )
    add("--face-model", type=Path, metavar="FILE", help="YuNet's model")
    add(
        "--no-objects",
        dest="objects",
        action="store_false",
        help="do not tell persons, vehicles and animals",
    )
    add(
        "--object-model",
        type=Path,
        metavar="FILE",
        help="YOLOX's model; without it nothing is told apart",
    )
    add(
        "--min-face",
        type=_within(float, 0, 1),
        default=default.min_face,
        metavar="SHARE",
        help="smallest face as a share of the frame's shorter side",
    )
    add(
        "--line",
        type=_corners(2, 2),
        action="append",
        default=[],
        metavar="X0,Y0,X1,Y1",
        help="count who crosses, 0..1 of the frame; again for more lines",
    )
    add(
        "--zone",
        type=_corners(3, 64),
        action="append",
        default=[],
        metavar="X,Y,X,Y,X,Y...",
        help="look only here; again for more zones",
    )
    add(
        "--exclude",
        type=_corners(3, 64),
        action="append",
        default=[],
        metavar="X,Y,X,Y,X,Y...",
        help="do not look here; again for more zones",
    )
    return parser


def _within[T: (int, float)](
    kind: Callable[[str], T], least: float, most: float
) -> Callable[[str], T]:
    def parse(text: str) -> T:
        value = kind(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not in {least:g}..{most:g}")
        return value

    return parse


def _corners(least: int, most: int) -> Callable[[str], tuple[Point, ...]]:
    def parse(text: str) -> tuple[Point, ...]:
        values = [float(part) for part in text.split(",")]
        pairs = [pair for pair in batched(values, 2, strict=False) if len(pair) == 2]
        points = tuple(Point(x, y) for x, y in pairs)
        inside = all(0 <= value <= 1 for value in values)
        if len(values) % 2 or not inside or not least <= len(points) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not a list of X,Y in 0..1")
        return points

    return parse


def _zones(
    include: list[tuple[Point, ...]], exclude: list[tuple[Point, ...]]
) -> tuple[Zone, ...]:
    kinds = [(ZoneKind.INCLUDE, points) for points in include]
    kinds += [(ZoneKind.EXCLUDE, points) for points in exclude]
    return tuple(
        Zone(f"zone{number}", f"zone {number}", points, kind)
        for number, (kind, points) in enumerate(kinds, 1)
    )


if __name__ == "__main__":
    sys.exit(main())
