"""The accuracy of motion: robustness set and real sequences, as a report."""

from pathlib import Path

from . import pavement, robustness, sequences
from .detector import DetectorFactory
from .disturbances import DISTURBANCES
from .left_out import left_out_clips, small_people_clips
from .report import Report, Table, Target
from .robustness import Summary

OURS = "argus"
TUNED = "robustness"
LEFT_OUT = "left out"
SMALL = "small people left out"
"""What a set is called: its places, walkers and seeds were tuned on, or never."""


def run(
    detectors: dict[str, DetectorFactory],
    data: Path | None,
    *,
    rates: tuple[float, ...],
    clips: int,
    seed: int,
    disturbances: tuple[str, ...] = tuple(DISTURBANCES),
) -> Report:
    """Measure detectors and hold Argus, if it is among them, against its targets.

    Args:
        detectors: Factories by name.
        data: Folder of footage, or None for the rendered robustness set alone.
        rates: Frames a second of the robustness set.
        clips: Places per rate and disturbance.
        seed: Another seed is another robustness set.
        disturbances: Which ones.
    """
    report = Report()
    measured = robustness.run(
        detectors, data, rates=rates, clips=clips, seed=seed, disturbances=disturbances
    )
    for fps, summaries in measured.items():
        report.tables.append(_overview(fps, summaries, detectors))
        report.tables.append(_detail(fps, summaries))
        if OURS in summaries:
            report.targets += _targets(fps, summaries[OURS])
    if data is not None:
        report.add(_on_left_out(detectors, data, rates, clips, seed, disturbances))
        report.add(pavement.run(detectors, data, rates, clips))
        report.add(_on_sequences(detectors, data))
    return report


def _on_left_out(
    detectors: dict[str, DetectorFactory],
    data: Path,
    rates: tuple[float, ...],
    clips: int,
    seed: int,
    disturbances: tuple[str, ...],
) -> Report:
    """Measure where nothing was tuned."""
    report = Report()
    for what, plan in (LEFT_OUT, left_out_clips), (SMALL, small_people_clips):
        for fps in rates:
            planned = plan(data, fps, clips, seed)
            if not planned:
                break
            summaries = robustness.measure(detectors, planned, disturbances)
            report.tables.append(_overview(fps, summaries, detectors, what))
            report.tables.append(_detail(fps, summaries, what))
            if OURS in summaries:
                report.targets += _targets(fps, summaries[OURS], what)
    return report


def _overview(
    fps: float,
    summaries: dict[str, Summary],
    detectors: dict[str, DetectorFactory],
    what: str = TUNED,
) -> Table:
    walks = next(iter(summaries.values())).walks
    return Table(
        f"{what.capitalize()} at {fps:g} frames/s ({walks} walks)",
        (
            "detector",
            "F1 mean",
            "F1 worst",
            "false alarms mean",
            "false alarms worst",
            "walks noticed",
            "warm-up frames",
        ),
        tuple(
            (
                name,
                summary.f1_mean,
                summary.f1_worst,
                summary.false_alarms_mean,
                summary.false_alarms_worst,
                summary.noticed,
                float(detectors[name]().warmup),
            )
            for name, summary in summaries.items()
        ),
    )


def _detail(fps: float, summaries: dict[str, Summary], what: str = TUNED) -> Table:
    disturbances = next(iter(summaries.values())).by_disturbance
    return Table(
        f"{what.capitalize()}: F1 (share of empty frames that alarm) by disturbance at {fps:g} frames/s",
        ("disturbance", *summaries),
        tuple(
            (
                name,
                *(
                    f"{summary.by_disturbance[name].f1:.2f} "
                    f"({summary.by_disturbance[name].false_alarm_rate:.2f})"
                    for summary in summaries.values()
                ),
            )
            for name in disturbances
        ),
    )


def _targets(fps: float, ours: Summary, what: str = TUNED) -> list[Target]:
    name = f"{what} {fps:g}/s"
    return [
        Target(f"{name}: F1 mean", ours.f1_mean, 0.96),
        Target(f"{name}: F1 worst", ours.f1_worst, 0.88),
        Target(f"{name}: false alarms mean", ours.false_alarms_mean, 0.008, True),
        Target(f"{name}: false alarms worst", ours.false_alarms_worst, 0.05, True),
        Target(f"{name}: walks noticed", ours.noticed, 1.0),
    ]


def _on_sequences(detectors: dict[str, DetectorFactory], data: Path) -> Report:
    report = Report()
    for fps, by_sequence in sequences.run(detectors, data).items():
        rows: list[tuple[str | float, ...]] = []
        for name, scores in by_sequence.items():
            rows.append((name, *(score.f1 for score in scores.values())))
            if OURS in scores:
                what = f"sequence {name} {fps:g}/s: object F1"
                report.targets.append(Target(what, scores[OURS].f1, 0.90))
        if rows:
            columns = ("sequence", *detectors)
            title = f"Object F1 on real sequences at {fps:g} frames/s"
            report.tables.append(Table(title, columns, tuple(rows)))
    return report
