"""The benchmarks say what is wrong, hold Argus against its targets, and report in two shapes."""

import json
from pathlib import Path
from typing import cast

import pytest

from benchmarks import journal, motion
from benchmarks.__main__ import main
from benchmarks.detector import load_prototype
from benchmarks.disturbances import DISTURBANCES
from benchmarks.harder import HARDER
from benchmarks.report import Report, Table, Target, as_json, as_text, flatten

from .constant import LEFT, Constant


def test_motion_report_holds_argus_against_its_targets() -> None:
    report = motion.run(
        {"argus": lambda: Constant(LEFT)},
        None,
        rates=(5.0,),
        clips=1,
        seed=1,
        disturbances=("clean", "rain"),
    )
    by_name = {target.what: target for target in report.targets}
    assert not by_name["robustness 5/s: false alarms worst"].met
    assert by_name["robustness 5/s: false alarms worst"].value == 1.0
    assert len(report.tables[1].rows) == 2


def test_reports_in_both_shapes() -> None:
    report = Report(
        [Table("Cost", ("what", "ms"), (("ours", 1.25), ("theirs", 1234.5)))],
        [Target("ratio", 0.5, 0.4, at_most=True), Target("F1", 0.97, 0.96)],
    )
    text = as_text(report)
    assert "| ours   | 1.25 |" in text
    assert "| theirs | 1234 |" in text or "| theirs | 1235 |" in text
    assert "missed" in text and "ok" in text
    loaded = json.loads(as_json(report))
    assert [target["met"] for target in loaded["targets"]] == [False, True]
    assert loaded["tables"][0]["rows"][0] == ["ours", 1.25]
    assert flatten({"a": {"b": 1, "c": "x"}}) == [("a / b", 1.0), ("a / c", "x")]


def test_bench_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["motion", "--data", str(tmp_path / "none")]) == 2
    assert "not a folder" in capsys.readouterr().err
    assert main(["faces", "--data", str(tmp_path)]) == 2
    assert "holds none of motion/*" in capsys.readouterr().err
    assert main(["motion", "--detectors", "eagle"]) == 2
    assert "eagle" in capsys.readouterr().err
    assert main(["speed", "--prototype", str(tmp_path / "none.py")]) == 2
    assert "none.py" in capsys.readouterr().err
    wrong = tmp_path / "wrong.py"
    wrong.write_text("x = 1\n")
    with pytest.raises(ImportError, match="Argus3"):
        load_prototype(wrong)


def test_bench_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "motion",
        "--rates",
        "5",
        "--clips",
        "1",
        "--detectors",
        "old argus",
        "--disturbances",
        "rain",
    ]
    assert main([*arguments, "--json"]) == 0
    loaded = json.loads(capsys.readouterr().out)
    assert loaded["targets"] == []
    assert loaded["tables"][0]["rows"][0][0] == "old argus"


def test_harder_disturbances_are_shown_when_they_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["motion", "--rates", "1", "--clips", "1", "--detectors", "old argus"]
    assert main([*arguments, "--disturbances", *HARDER, "--json"]) == 0
    _, detail = json.loads(capsys.readouterr().out)["tables"]
    assert [row[0] for row in detail["rows"]] == list(HARDER)
    assert HARDER.keys().isdisjoint(DISTURBANCES)


def test_the_journal_is_measured_on_the_same_pages() -> None:
    """Every page has both times, their ratio, and the targets of both."""
    found = journal.run(count=2000, repeats=2)
    targets = cast("list[Target]", found.pop("targets"))
    assert found.pop("incidents") == 2000
    pages = cast("dict[str, dict[str, float]]", found)
    assert {"newest", "camera, deep", "three cameras, deep"} < pages.keys()
    for name, page in pages.items():
        assert page["ratio"] == pytest.approx(page["ms"] / page["bare ms"])
        (ratio,) = (t for t in targets if t.what == f"journal, {name}: ratio")
        assert (ratio.value, ratio.limit) == (page["ratio"], 3.0)
        (most,) = (t for t in targets if t.what == f"journal, {name}: ms")
        assert (most.value, most.limit) == (page["ms"], 50.0)
