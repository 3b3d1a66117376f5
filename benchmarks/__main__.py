"""Command line of the benchmarks: speed, motion, faces, objects, counting, journal, overload, month, load, attack, or all of them."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
import importlib
from pathlib import Path
import sys
from types import ModuleType
from typing import Any

from . import instructions, motion, speed, streams
from .detector import Argus, DetectorFactory, Prototype, load_prototype
from .disturbances import DISTURBANCES
from .harder import HARDER
from .references import references
from .report import Report, Table, Target, as_json, as_text, flatten

_FOOTAGE = ("motion/*", "*.mp4", "faces/*", "models/*.onnx", "people/*")
WHAT = (
    "speed",
    "motion",
    "faces",
    "objects",
    "counting",
    "journal",
    "overload",
    "month",
    "load",
    "attack",
)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that were asked for and print what they found.

    Args:
        arguments: Without the program's name; None takes those of the process.

    Returns:
        The process's exit code: 2 when the options make no sense.
    """
    options = _parser().parse_args(arguments)
    prototype: ModuleType | None = None
    if options.data is not None and not options.data.is_dir():
        print(f"bench: {options.data} is not a folder", file=sys.stderr)
        return 2
    if options.data is not None and not _holds_footage(options.data):
        print(
            f"bench: {options.data} holds none of {', '.join(_FOOTAGE)}",
            file=sys.stderr,
        )
        return 2
    try:
        if options.prototype is not None:
            prototype = load_prototype(options.prototype)
        detectors = _detectors(options.detectors, prototype)
    except (ImportError, ValueError) as err:
        print(f"bench: {err}", file=sys.stderr)
        return 2
    report = Report()
    for what in WHAT if options.what == "all" else (options.what,):
        print(f"bench: measuring {what}", file=sys.stderr)
        sizes = tuple(options.size or streams.SIZES)
        if what == "speed" and options.instructions:
            report.add(instructions.run(sizes))
        elif what == "speed":
            effort = speed.Effort(frames=options.frames)
            report.add(
                speed.run(
                    options.data,
                    prototype,
                    sizes=sizes,
                    seconds=options.seconds,
                    effort=effort,
                )
            )
        elif what == "motion":
            report.add(
                motion.run(
                    detectors,
                    options.data,
                    rates=tuple(options.rates),
                    clips=options.clips,
                    seed=options.seed,
                    disturbances=tuple(options.disturbances or DISTURBANCES),
                )
            )
        elif what == "month":
            report.add(_month(options))
        elif what == "overload":
            report.add(_overload(options))
        elif what == "load":
            report.add(_load(options))
        elif what == "attack":
            report.add(_attack(options))
        else:
            report.add(_separate(what, options.data))
    print(as_json(report) if options.json else as_text(report))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure Argus against other detectors on the same frames in one run.",
    )
    parser.add_argument("what", choices=(*WHAT, "all"))
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of footage, truth and models"
    )
    parser.add_argument(
        "--prototype", type=Path, metavar="FILE", help="the prototype to compare with"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    group = parser.add_argument_group("speed")
    group.add_argument("--size", action="append", choices=tuple(streams.SIZES))
    group.add_argument(
        "--seconds", type=float, default=2.0, help="length of a scaling run"
    )
    group.add_argument(
        "--instructions",
        action="store_true",
        help="count instructions with valgrind instead of measuring time",
    )
    group.add_argument("--frames", type=int, default=60, help="frames of a stream")
    group = parser.add_argument_group("motion")
    group.add_argument(
        "--rates",
        type=float,
        nargs="+",
        default=[0.5, 1.0, 2.0, 5.0],
        metavar="FPS",
        help="frames a second of the robustness set",
    )
    group.add_argument(
        "--clips", type=int, default=8, help="places per rate and disturbance"
    )
    group.add_argument("--seed", type=int, default=1, help="another seed, another set")
    group.add_argument(
        "--disturbances",
        nargs="+",
        choices=(*DISTURBANCES, *HARDER),
        metavar="NAME",
        help="only these; harder ones are shown only when named: " + ", ".join(HARDER),
    )
    group.add_argument(
        "--detectors", nargs="+", metavar="NAME", help="only these, such as: argus"
    )
    group = parser.add_argument_group("load, overload, attack")
    group.add_argument("--cameras", type=int, help="that are watched")
    group.add_argument(
        "--fps",
        "--rate",
        dest="rate",
        type=float,
        help="frames a second of each camera",
    )
    group.add_argument("--minutes", type=float, help="how long the load lasts")
    group = parser.add_argument_group("month")
    group.add_argument("--days", type=int, default=30, help="that are simulated")
    return parser


def _holds_footage(data: Path) -> bool:
    return any(any(data.glob(pattern)) for pattern in _FOOTAGE)


def _detectors(
    wanted: list[str] | None, prototype: ModuleType | None
) -> dict[str, DetectorFactory]:
    """Return the motion detectors to compare by name.

    Raises:
        ValueError: There is no detector of a wanted name.
    """
    known: dict[str, DetectorFactory] = {"argus": Argus, **references()}
    if prototype is not None:
        module = prototype
        known["prototype"] = lambda: Prototype(module)
    unknown = [name for name in wanted or () if name not in known]
    if unknown:
        raise ValueError(f"no detector {unknown[0]!r}; there are: {', '.join(known)}")
    return {name: known[name] for name in wanted or known}


def _separate(what: str, data: Path | None) -> Report:
    """Run a benchmark of its own, `benchmarks.faces` or `benchmarks.counting`."""
    try:
        module = importlib.import_module(f".{what}", __package__)
    except ModuleNotFoundError as err:
        if err.name != f"{__package__}.{what}":
            raise
        return Report([Table(what, ("what", "value"), (("missing", "-"),))])
    return _reported(what, module.run(data))


def _overload(options: argparse.Namespace) -> Report:
    # Not before: it loads Home Assistant, which the others need not wait for.
    from . import overload

    load = replace(overload.Load(), **_asked(options))
    return _reported("overload", overload.run(options.data, load))


def _month(options: argparse.Namespace) -> Report:
    # As above.
    from . import month

    return _reported("month", month.run(options.data, options.days, options.seed))


def _load(options: argparse.Namespace) -> Report:
    from . import load

    wanted = replace(load.Load(), **_asked(options))
    return _reported("load", load.run(options.data, wanted))


def _attack(options: argparse.Namespace) -> Report:
    from . import attack

    wanted = replace(attack.USUAL, **_asked(options))
    return _reported("attack", attack.run(options.data, wanted))


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    """Return what was asked of a load; the rest is as usual."""
    minutes = options.minutes
    asked = {
        "cameras": options.cameras,
        "rate": options.rate,
        "seconds": None if minutes is None else 60 * minutes,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _reported(what: str, found: Mapping[str, object]) -> Report:
    targets = found.get("targets")
    rest = {key: value for key, value in found.items() if key != "targets"}
    report = Report([Table(what.capitalize(), ("what", "value"), tuple(flatten(rest)))])
    if isinstance(targets, list):
        report.targets = [target for target in targets if isinstance(target, Target)]
    return report


if __name__ == "__main__":
    sys.exit(main())
